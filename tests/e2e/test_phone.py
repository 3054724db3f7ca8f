"""A page with a board on a phone: what lies at its foot leaves room, and nothing is out of reach."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .visitors import Visitor, Visitors

LATE = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Claim(w2,r1)")
HOLDER: Any = {"width": 390, "height": 844}


@pytest.fixture
def phone(visitors: Visitors) -> Visitor:
    return visitors(viewport=HOLDER, has_touch=True)


def top(page: Page, part: str) -> float:
    found: float = page.locator(part).evaluate("(part) => part.getBoundingClientRect().top")
    return found


def test_the_board_has_half_the_window_and_the_trace_is_one_press_away(phone: Visitor) -> None:
    sandbox = phone.new_sandbox(*LATE, bugs="StaleCompletion")
    page = sandbox.page
    assert top(page, "#transitions") - top(page, "#board") >= HOLDER["height"] * 0.35
    for name in ("Tick", "AdvanceCheckpoint", "Complete(w1,r1,1)", "Complete(w2,r1,2)"):
        foot = sandbox.button(name).evaluate("(button) => button.getBoundingClientRect().bottom")
        assert foot <= top(page, "#controls .moves")
    page.get_by_role("link", name="Trace below").click()
    expect(page.locator("#trace-title")).to_be_in_viewport()
    assert top(page, "#verdict") < top(page, "#trace-title") < top(page, "#transitions")


@pytest.mark.parametrize("address", ["/t/1~Tick/", "/lessons/early-release/predict/"])
def test_the_projectors_view_is_as_large_as_any_page(phone: Visitor, address: str) -> None:
    page = phone.tab(f"{address}?present=1")
    size = "() => getComputedStyle(document.documentElement).fontSize"
    assert page.evaluate(size) == "16px"
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert float(page.evaluate(size).removesuffix("px")) > 28
