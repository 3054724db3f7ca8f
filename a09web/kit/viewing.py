"""How somebody wants to see the page: as a picture or as text, and for a projector."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect

PICTURE, TEXT = "picture", "text"
COOKIE = "mode"
KEPT = timedelta(days=365)


def mode_of(request: HttpRequest) -> str:
    return TEXT if request.COOKIES.get(COOKIE) == TEXT else PICTURE


def is_presented(request: HttpRequest) -> bool:
    return request.GET.get("present") == "1"


def switch_mode(request: HttpRequest, address: str) -> HttpResponseRedirect:
    """Keeps the mode that the address asks for, and goes on to the page at that path."""
    others = {name: value for name, value in request.GET.items() if name in ("at", "present")}
    response = HttpResponseRedirect(address + ("?" + urlencode(others) if others else ""))
    mode = TEXT if request.GET["mode"] == TEXT else PICTURE
    response.set_cookie(COOKIE, mode, max_age=KEPT, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response
