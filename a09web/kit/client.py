"""Who a client is where the server is shared out: a signed cookie and an address together.

A campus is one address, so the address alone only bounds what no campus needs. A cookie alone would be worth nothing:
it can be copied, and thrown away for another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from .owner import owner_in

TOKEN_SALT = "a09web.api"
"""By which the tokens of the API are signed."""


@dataclass(frozen=True)
class Client:
    """`name` is empty for those who have neither cookie nor token: they are all who are at their address."""

    address: str
    name: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.name)

    @property
    def key(self) -> str:
        return f"{self.address} {self.name}"


def client_of(request: HttpRequest) -> Client:
    return client_with(request.META.get("REMOTE_ADDR", ""), request.COOKIES, request.headers.get("Authorization", ""))


def client_with(address: str, cookies: Mapping[str, str], authorization: str = "") -> Client:
    """The client that asks from an address with these cookies and this header."""
    return Client(address, owner_in(cookies) or _token(authorization))


def _token(authorization: str) -> str:
    _, _, token = authorization.partition(" ")
    try:
        return Signer(salt=TOKEN_SALT).unsign(token.strip()) if token else ""
    except BadSignature:
        return ""
