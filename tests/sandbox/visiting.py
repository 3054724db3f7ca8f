"""A browser without a browser: Django's test client, told where to click."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

from django.http import HttpResponse
from django.test import Client, RequestFactory

from a09web.kit.owner import COOKIE
from a09web.sandbox.models import Sandbox

from .html import Html

HTMX = {"HX-Request": "true"}


_GLOSS = re.compile(r'<a class="gloss"[^>]*>(.*?)</a>')


def text(response: Any) -> str:
    """A page as it is written, without the marks of the words that the glossary has."""
    return _GLOSS.sub(r"\1", cast(bytes, response.content).decode())


def html(response: Any) -> Html:
    assert response["Content-Type"] == "text/html; charset=utf-8"
    return Html(cast(bytes, response.content).decode())


def new(client: Client, *, bugs: Iterable[str] = (), **fields: str) -> Sandbox:
    """Makes a sandbox as the form does."""
    response = client.post("/s/", {**fields, "bugs": list(bugs)})
    assert response.status_code == 302, text(response)
    return Sandbox.objects.get(public_id=response["Location"].split("/")[2])


def act(client: Client, sandbox: Sandbox, *, htmx: bool = False, known: str = "", **fields: Any) -> HttpResponse:
    """Posts to a sandbox, from its present version and step unless the fields say otherwise."""
    now = Sandbox.objects.get(pk=sandbox.pk)
    data = {"version": now.version, "at": now.cursor, **fields}
    headers = {**HTMX, "Panels": known} if htmx else {}
    return cast(HttpResponse, client.post(sandbox.get_absolute_url(), data, headers=headers))


def take(client: Client, sandbox: Sandbox, *steps: str) -> None:
    for name in steps:
        assert act(client, sandbox, step=name).status_code == 302


def owner_in(client: Client) -> str:
    """The name in the cookie of a client; empty if there is none that counts."""
    request = RequestFactory().get("/")
    if COOKIE in client.cookies:
        request.COOKIES[COOKIE] = client.cookies[COOKIE].value
    return cast(str, request.get_signed_cookie(COOKIE, default="", salt=COOKIE))
