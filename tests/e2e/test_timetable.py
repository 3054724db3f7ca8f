"""The trace as a row of columns that scrolls: the step that is looked at is in sight, and nobody is thrown back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .visitors import Visitor, Visitors

LONG = {"due": "1,2,3,8", "workers": "3", "max_time": "8", "max_epoch": "3"}
TOGGLES = [f"{'-' if at % 2 else '+'}EarlyRelease" for at in range(40)]


BREAKS = {
    "EarlyRelease": ["Materialize(r1)"],
    "StaleCompletion": ["Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)"],
    "DuplicateClaim": ["Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)"],
}


@pytest.mark.parametrize("bug", BREAKS)
def test_on_a_laptop_all_is_in_sight_at_once(visitor: Visitor, bug: str) -> None:
    page = visitor.new_sandbox(*BREAKS[bug], bugs=bug).page
    page.set_viewport_size({"width": 1280, "height": 800})
    for part in ("#board", "#transitions", ".lane-names > :last-child", "#entries [aria-current]"):
        assert page.locator(part).evaluate("(part) => part.getBoundingClientRect().bottom") <= 800


def is_in_row(page: Page, number: int) -> bool:
    """Whether the column of a step is within what the row shows."""
    shown: bool = page.locator(f"#look-{number}").evaluate(
        """(link) => {
          const row = document.getElementById("entries").getBoundingClientRect();
          const column = link.closest(".entry").getBoundingClientRect();
          return row.left <= column.left + 1 && column.right <= row.right + 1;
        }"""
    )
    return shown


def scrolled(page: Page) -> tuple[int, int]:
    """How far the row is scrolled, and how far the page."""
    row, whole = page.evaluate("() => [document.getElementById('entries').scrollLeft, scrollY]")
    return row, whole


def test_the_step_that_is_looked_at_is_in_sight_and_the_page_stays(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(*TOGGLES, **LONG)
    page = sandbox.page
    expect(page.locator("#entries")).to_have_attribute("tabindex", "0")
    assert is_in_row(page, 40)
    assert not is_in_row(page, 0)
    sandbox.take("Tick")
    assert is_in_row(page, 41)
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile(r"\?at=0$"))
    expect(page.locator("#look-0")).to_have_attribute("aria-current", "step")
    assert is_in_row(page, 0)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{sandbox.address}?at=20")
    assert is_in_row(page, 20)
    assert scrolled(page)[1] == 0


def test_whoever_has_moved_the_row_is_not_thrown_back_by_anothers_step(visitors: Visitors) -> None:
    mine = visitors().new_sandbox(*TOGGLES, **LONG)
    theirs = visitors().sandbox(f"{mine.address}?at=30")
    theirs.expect_live()
    theirs.page.evaluate("() => { document.getElementById('entries').scrollLeft = 0; }")
    before = scrolled(theirs.page)
    mine.take("Tick")
    expect(theirs.trace.get_by_role("listitem")).to_have_count(42)
    assert scrolled(theirs.page) == before
    theirs.page.locator("#look-1").click()
    expect(theirs.page.locator("#look-1")).to_have_attribute("aria-current", "step")
    theirs.page.keyboard.press("End")
    expect(theirs.page.locator("#look-41")).to_have_attribute("aria-current", "step")
    assert is_in_row(theirs.page, 41)


def test_a_short_trace_needs_no_scrolling_and_its_whole_column_chooses(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)")
    page = sandbox.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(page.locator("#entries")).not_to_have_attribute("tabindex", "0")
    page.locator("#entry-1 .lanes").click(position={"x": 40, "y": 20}, force=True)
    sandbox.expect_trace("Tick", "Materialize(r1)", here=1)
