"""oEmbed: what a program is told that wants to show a scenario inside its own page (https://oembed.com)."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from a09web.scenarios.address import BadAddress, Opened, decode, encode

from .models import ShortLink
from .pictures import PREVIEW_HEIGHT, PREVIEW_WIDTH
from .summary import Summary
from .unstored import moment_of, path_of

EMBED_WIDTH, EMBED_HEIGHT = 960, 720
SMALLEST = 280
_LINK = re.compile(r"/t/([A-Za-z0-9._~-]+)/?")
_SHORT = re.compile(r"/l/([a-z0-9]{1,32})/?")


def iframe(address: str, title: str, width: int, height: int) -> str:
    """What to paste into a page."""
    return (
        f'<iframe src="{escape(address)}?embed=1" title="{escape(title)}" width="{width}" height="{height}" '
        'loading="lazy" style="border:0;max-width:100%"></iframe>'
    )


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """`?url=` is the address of a link of ours; `maxwidth` and `maxheight` are pixels."""
    if request.GET.get("format", "json") != "json":
        return _refusal(501, "Only format=json is offered.")
    address = request.GET.get("url", "")
    try:
        opened = _opened(request, address)
        width = _within(request.GET.get("maxwidth", ""), EMBED_WIDTH)
        height = _within(request.GET.get("maxheight", ""), EMBED_HEIGHT)
    except BadAddress as wrong:
        return _refusal(404, str(wrong))
    if opened is None:
        return _refusal(404, "The parameter url is not the address of a scenario of this site.")
    title = Summary(moment_of(opened.scenario)).title
    text = encode(opened.scenario)
    answer = JsonResponse(
        {
            "version": "1.0",
            "type": "rich",
            "provider_name": "A09 Failure Workbook",
            "provider_url": request.build_absolute_uri("/"),
            "title": title,
            "width": width,
            "height": height,
            "html": iframe(address.split("?")[0].split("#")[0], title, width, height),
            "thumbnail_url": request.build_absolute_uri(path_of(text) + "preview.png"),
            "thumbnail_width": PREVIEW_WIDTH,
            "thumbnail_height": PREVIEW_HEIGHT,
        }
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _opened(request: HttpRequest, address: str) -> Opened | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.netloc != request.get_host():
        return None
    if found := _LINK.fullmatch(parts.path):
        return decode(found[1])
    if found := _SHORT.fullmatch(parts.path):
        link = ShortLink.objects.filter(public_id=found[1]).first()
        return link.opened if link is not None else None
    return None


def _within(asked: str, usual: int) -> int:
    """The size that is asked for, if it is smaller. Raises `BadAddress`."""
    if not asked:
        return usual
    if not asked.isascii() or not asked.isdigit() or len(asked) > 6:
        raise BadAddress("maxwidth and maxheight must be whole numbers of pixels.")
    return max(SMALLEST, min(usual, int(asked)))


def _refusal(status: int, sentence: str) -> HttpResponse:
    answer = JsonResponse({"error": sentence}, status=status)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
