"""Every page and everything that opens on it, in every window: nothing over anything, nothing outside, nothing cut, all
reachable, all named, and nothing for axe to find. The pages are found by following the site (`walk/`)."""

from __future__ import annotations

from collections.abc import Iterator
from shutil import copytree
from typing import Literal
from zlib import crc32

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.servers import Server, running_server, temporary_directory

from .axe import axe
from .firefox import firefox
from .visitors import NOT_FOUND, REFUSED, Visitors
from .walk.looking import Window, look
from .walk.places import Place, kinds, shows_a_page
from .walk.walked import HARD, SETTINGS, Walked, walked

NARROW: Window = (320, 640)
PHONE: Window = (390, 844)
ON_ITS_SIDE: Window = (844, 390)
TABLET: Window = (768, 1024)
LAPTOP: Window = (1280, 800)
LAPTOPS: tuple[Window, ...] = (LAPTOP, (1366, 768), (1440, 900))
DESKTOP: Window = (1920, 1080)
ENLARGED: Window = (640, 400)
"""What a laptop's window holds of a page at 200 %, in CSS pixels."""
BY_DAY = (NARROW, PHONE, LAPTOP, DESKTOP)
EVERY = (NARROW, PHONE, ON_ITS_SIDE, ENLARGED, TABLET, *LAPTOPS, DESKTOP)
IN_FIREFOX_BY_DAY = ("the largest",)
GONE = {"a broken link": NOT_FOUND, "teach/first/<ticket>/": REFUSED.format("410 (Gone)")}
"""What a browser complains of on the pages that say that there is nothing, or nothing any more."""
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def the_walk() -> Walked:
    return walked()


@pytest.fixture(scope="session")
def walked_server(the_walk: Walked) -> Iterator[Server]:
    """The server on which everybody walked, with all that they left."""
    data = temporary_directory("walked-")
    copytree(the_walk.data, data, dirs_exist_ok=True)
    with running_server(data, SETTINGS) as server:
        yield server


def test_the_walk_leads_to_every_kind_of_page(the_walk: Walked) -> None:
    assert sorted({*kinds(), *HARD} - the_walk.kinds) == []


def test_what_is_called_no_page_shows_none(the_walk: Walked) -> None:
    assert [kind for kind, what in the_walk.answers if what == "text/html" and not shows_a_page(kind)] == []


@pytest.mark.parametrize("kind", [*HARD, *kinds()])
def test_a_page_in_its_windows(kind: str, the_walk: Walked, walked_server: Server, visitors: Visitors) -> None:
    found = []
    for place in the_walk.of_kind(kind, by_day=True):
        page = opened(place, the_walk, walked_server, visitors)
        found += look(page, BY_DAY, (NARROW, LAPTOP), (NARROW,))
        number = crc32(kind.encode())
        found += violations(page, (PHONE, LAPTOP)[number % 2], SCHEMES[number // 2 % 2])
        page.close()
    assert not found, "\n".join(found)


@pytest.mark.night
@pytest.mark.parametrize("kind", [*HARD, *kinds()])
def test_a_page_in_every_window(kind: str, the_walk: Walked, walked_server: Server, visitors: Visitors) -> None:
    found = []
    for place in the_walk.of_kind(kind):
        page = opened(place, the_walk, walked_server, visitors)
        found += look(page, EVERY, EVERY, EVERY)
        for window in (PHONE, LAPTOP):
            for scheme in SCHEMES:
                found += violations(page, window, scheme)
        page.close()
    assert not found, "\n".join(found)


@pytest.fixture(scope="module")
def in_firefox(playwright: Playwright) -> Iterator[Browser]:
    with firefox(playwright) as browser:
        yield browser


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=() if kind in IN_FIREFOX_BY_DAY else pytest.mark.night) for kind in [*HARD, *kinds()]],
)
def test_a_page_in_firefox(kind: str, the_walk: Walked, walked_server: Server, in_firefox: Browser) -> None:
    visitors = Visitors(in_firefox, walked_server.url)
    found = []
    for place in the_walk.of_kind(kind):
        page = opened(place, the_walk, walked_server, visitors)
        windows = (PHONE, LAPTOP) if kind in IN_FIREFOX_BY_DAY else EVERY
        found += look(page, windows, windows, (NARROW, LAPTOP))
        page.context.close()
    assert not found, "\n".join(found)


def opened(place: Place, walk: Walked, server: Server, visitors: Visitors) -> Page:
    """The page as whoever came there sees it."""
    visitor = visitors(home=server.url)
    cookies = walk.cookies.get(place.who, {})
    visitor.context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies.items()])
    if place.kind in GONE:
        visitor.expect_complaint(GONE[place.kind])
    return visitor.tab(place.address)


def violations(page: Page, window: Window, scheme: Scheme) -> list[str]:
    """What axe finds against WCAG 2.2 AA."""
    page.set_viewport_size({"width": window[0], "height": window[1]})
    page.emulate_media(color_scheme=scheme)
    found = []
    for violation in axe(page, {"runOnly": STANDARDS, "resultTypes": ["violations"]})["violations"]:
        nodes = [f"{node['target']} {node['failureSummary']}" for node in violation["nodes"]]
        found.append(f"{window[0]}x{window[1]}, {scheme}: axe: {violation['id']}\n" + "\n".join(nodes))
    return found
