"""Who somebody is: a random name in a signed cookie. There are no accounts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE = "a09_owner"
R = TypeVar("R", bound=HttpResponseBase)
YEAR_SECONDS = 365 * 24 * 3600


def owner_of(request: HttpRequest) -> str:
    """The name in the request's cookie; a new one if there is none, or if it was tampered with."""
    return owner_in(request.COOKIES) or secrets.token_urlsafe(16)


def owner_in(cookies: Mapping[str, str]) -> str:
    """The name in the cookies; empty if there is none, or if it was tampered with."""
    if COOKIE not in cookies:
        return ""
    request = HttpRequest()
    request.COOKIES = {COOKIE: cookies[COOKIE]}
    return request.get_signed_cookie(COOKIE, default="", salt=COOKIE) or ""


def is_known(request: HttpRequest, owner: str) -> bool:
    """Whether the browser has that name, which `owner_of` gave, already."""
    return request.COOKIES.get(COOKIE, "").startswith(f"{owner}:")


def remembered(request: HttpRequest, response: R) -> R:
    """The response, with a name for a browser that has none: by it what this client tries is counted."""
    if not owner_in(request.COOKIES):
        remember(response, owner_of(request))
    return response


def remember(response: HttpResponseBase, owner: str) -> None:
    response.set_signed_cookie(
        COOKIE,
        owner,
        salt=COOKIE,
        max_age=YEAR_SECONDS,
        httponly=True,
        secure=settings.OWNER_COOKIE_SECURE,
        samesite="Lax",
    )
