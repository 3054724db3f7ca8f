"""Requests that a script of the page makes, which want a part of the page in place of all of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def target_of(request: HttpRequest) -> str | None:
    """The id of the element that the answer is for; None for a page, or where it is not said."""
    return getattr(getattr(request, "htmx", None), "target", None)


def trigger_of(request: HttpRequest) -> str | None:
    """The id of the element that asks; None for a page, or where it has none."""
    return getattr(getattr(request, "htmx", None), "trigger", None)


def page_of(request: HttpRequest) -> str:
    """The address of the page that asks, as its script tells it; empty where it does not."""
    return request.headers.get("HX-Current-URL", "") if is_htmx(request) else ""


def to(request: HttpRequest, address: str) -> HttpResponse:
    """Goes there, also from a request of htmx."""
    if is_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)
