"""Who a client is, and how often it may ask. A token names an owner as the cookie of a browser does."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from a09web.kit.client import TOKEN_SALT
from a09web.kit.limits import TooMany, count_once
from a09web.wording import counted

from .problems import Unknown

MINUTE_SECONDS = 60
ADDRESS_SHARE = 40
"""How many clients at full speed one address may have: a classroom is behind one."""


def owner_in(request: HttpRequest) -> str:
    """The owner that the request's token names; empty without one. Raises `Unknown` for one that is not ours."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if not kind:
        return ""
    try:
        if kind.lower() != "bearer":
            raise BadSignature
        return Signer(salt=TOKEN_SALT).unsign(token.strip())
    except BadSignature:
        raise Unknown("The header Authorization has no token that was given out here: “Bearer …”.") from None


def owner_required(request: HttpRequest) -> str:
    owner = owner_in(request)
    if not owner:
        raise Unknown("This needs the token that came with the sandbox, as “Authorization: Bearer …”.")
    return owner


def owner_or_new(request: HttpRequest) -> str:
    return owner_in(request) or secrets.token_urlsafe(16)


def token_of(owner: str) -> str:
    return Signer(salt=TOKEN_SALT).sign(owner)


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def rate_limited(operation: Callable[..., Any]) -> Callable[..., Any]:
    """An operation whose calls are counted, and refused when they are too many."""

    @wraps(operation)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        count(request)
        return operation(request, *args, **kwargs)

    return limited


def count(request: HttpRequest) -> None:
    """Counts a call. Raises `TooMany` if the client, or all behind its address, asked too often within a minute. Who
    has no token is known by the address alone, which a whole class may have."""
    client, most = request.headers.get("Authorization", ""), settings.API_CALLS_PER_MINUTE
    if client and count_once("api", client, MINUTE_SECONDS) > most:
        raise TooMany(f"A client may ask {counted(most, 'time')} a minute. Please wait a minute.")
    if count_once("api.address", address_of(request), MINUTE_SECONDS) > most * ADDRESS_SHARE:
        raise TooMany(
            f"Your network has asked {counted(most * ADDRESS_SHARE, 'time')} in a minute. Please wait a minute."
        )
