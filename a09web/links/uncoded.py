"""What stands in the place of a QR code that cannot be: a page for whoever opens its address, a picture for a page."""

from __future__ import annotations

from textwrap import wrap

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from .files import SVG, TooLong
from .inks import SANS, inks

STATUS = 422
LINE = 26
"""Letters that fit into a line of the picture."""


def instead_of_code(request: HttpRequest, why: TooLong) -> HttpResponse:
    """The sentence, as whoever asks can show it."""
    context = {"sentence": str(why), "status": STATUS, "lines": wrap(str(why), LINE), "inks": inks(), "sans": SANS}
    if request.get_preferred_type(["text/html", SVG]) == SVG:
        response = render(request, "links/no_code.svg", context, content_type=SVG, status=STATUS)
    else:
        response = render(request, "links/no_code.html", context, status=STATUS)
    patch_vary_headers(response, ["Accept"])
    return response
