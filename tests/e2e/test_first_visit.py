"""Whoever comes for the first time waits for little: all that a page fetches, its typeface included, as it is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Request, expect

from .visitors import Visitor, Visitors

MOST = 150 * 1024
Address = Callable[[Visitor], str]


def sandbox(visitor: Visitor) -> str:
    """One at the largest bounds, which has the longest page."""
    return visitor.new_sandbox("Tick", due="1,2,3,8", workers="3", max_time="8", max_epoch="3").address


def lesson(visitor: Visitor) -> str:
    page = visitor.tab("/lessons/stale-completion/")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/meet/")
    return page.url


PAGES: dict[str, Address] = {"home": lambda _: "/", "sandbox": sandbox, "lesson": lesson}


@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_is_small(visitors: Visitors, name: str) -> None:
    known = visitors()
    address = PAGES[name](known)
    newcomer = visitors.same_as(known)  # with the same cookies, and nothing that was kept
    fetched: list[Request] = []
    newcomer.context.on("requestfinished", lambda request: fetched.append(request))
    page = newcomer.tab(address)
    expect(page.locator("h1").first).to_be_attached()
    page.evaluate("document.fonts.ready.then(() => true)")
    assert {"document", "stylesheet", "script", "font"} <= {request.resource_type for request in fetched}
    sizes = {request.url: request.sizes()["responseBodySize"] for request in fetched}
    assert min(sizes.values()) > 0
    assert sum(sizes.values()) <= MOST, sizes
