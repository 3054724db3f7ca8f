"""Which kinds of pages the project has, by its own patterns of addresses, and which patterns show no page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from a09web.exercises.content import by_key
from a09web.exercises.kinds import KINDS
from a09web.lessons.content import PARTS

SHOW_NO_PAGE = {
    **dict.fromkeys(("fork/", "vote/", "copy/", "do/", "sign-out/"), "takes a form and leads on"),
    **dict.fromkeys(("qr.svg", "<name>", "<kind>", "<form>", "export.json", "<rest>"), "a file, or the way to one"),
    **dict.fromkeys(("progress/", "news/"), "a part of a page, which its scripts ask for"),
    **dict.fromkeys(("oembed/", "healthz"), "for programs"),
    "s/<public_id>/share/": "leads to the same page of a link",
    "C/": "leads to the same with a small c",
}
"""How the patterns end, or begin, that answer with something else than a page of their own, and what that is."""

VARIANTS = {"lessons/<name>/<part>/": PARTS, "exercises/<name>/": tuple(KINDS)}
"""Patterns under which there are pages of several kinds."""


@dataclass(frozen=True)
class Place:
    """A page that somebody came to: of what kind it is, who that was, and where."""

    kind: str
    who: str
    address: str
    looks: tuple[str, ...] = ()


def kinds() -> list[str]:
    """Every kind of page that there is."""
    pages = [route for route in _routes(get_resolver().url_patterns) if shows_a_page(route)]
    return [kind for route in pages for kind in ([f"{route}:{one}" for one in VARIANTS.get(route, ())] or [route])]


def shows_a_page(route: str) -> bool:
    is_of_programs = route.startswith("api/") and route != "api/"
    return not is_of_programs and not route.startswith("C/") and not route.endswith(tuple(SHOW_NO_PAGE))


def kind_of(address: str) -> str:
    """Of what kind the page at an address is. Raises `Resolver404`."""
    found = resolve(unquote(urlsplit(address).path))
    route = plain(found.route)
    if route == "exercises/<name>/":
        exercise = by_key().get(found.kwargs["name"])
        return f"{route}:{exercise.kind.slug}" if exercise else route
    return f"{route}:{found.kwargs['part']}" if route in VARIANTS else route


def plain(route: str) -> str:
    """A pattern without the converters in it."""
    return "".join(part.rpartition(":")[2] if "<" in whole else whole for whole, part in _pieces(route)) or "home"


def _pieces(route: str) -> Iterator[tuple[str, str]]:
    """The pieces of a pattern: `s/`, `<slug:public_id>`, `/`."""
    for piece in route.replace("<", "\0<").replace(">", ">\0").split("\0"):
        yield piece, f"<{piece[1:-1].rpartition(':')[2]}>" if piece.startswith("<") else piece


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, route)
        else:
            yield plain(route)
