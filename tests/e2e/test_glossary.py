"""A word says what it means: to a mouse, to the keyboard, to a finger, and without scripts it is a link."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .visitors import Visitor, Visitors

MEET = "/lessons/stale-completion/meet/"
BOX = "#gloss:popover-open"


def started(visitor: Visitor, address: str = MEET) -> Page:
    page = visitor.tab(address)
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#guide")).to_be_visible()
    page.wait_for_load_state()
    return page


def gloss(page: Page, word: str) -> Locator:
    return page.locator(f'main a.gloss[href$="#{word}"]').filter(visible=True).first


def is_above_all_and_inside(page: Page) -> bool:
    inside: bool = page.locator(BOX).evaluate(
        """(box) => {
          const {left, right, top, bottom} = box.getBoundingClientRect();
          const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight && box.contains(seen);
        }"""
    )
    return inside


def test_pointing_and_focus_tell_the_meaning_and_light_the_board(visitor: Visitor) -> None:
    page = started(visitor)
    for step in range(4):
        page.get_by_role("button", name="Redo").click()
        expect(page.locator("[data-version]")).to_have_attribute("data-version", str(step + 1))
    gloss(page, "zombie").hover()
    expect(page.locator(BOX)).to_contain_text("after its lease ran out")
    assert is_above_all_and_inside(page)
    expect(page.locator(".attempt-zombie[data-meant]")).to_have_count(1)
    page.locator(BOX).hover()  # what one reads stays
    expect(page.locator(BOX)).to_be_visible()
    page.mouse.move(0, 0)
    expect(page.locator("#gloss")).to_be_hidden()
    expect(page.locator("[data-meant]")).to_have_count(0)
    page.locator('#guide-more a.gloss[href$="#held"]').focus()
    page.keyboard.press("Shift+Tab")
    before = page.locator("a.gloss:focus")
    expect(before).to_have_accessible_description(re.compile("Nobody tells the silent one."))
    page.keyboard.press("Escape")
    expect(page.locator("#gloss")).to_be_hidden()
    expect(before).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(BOX)).to_contain_text("also those that nobody waits for any more")


@pytest.mark.parametrize("width", [320, 390])
def test_a_finger_reads_the_meaning_first_and_goes_on_from_there(visitors: Visitors, width: int) -> None:
    page = started(visitors(has_touch=True, viewport={"width": width, "height": 700}))
    for word in ("attempt", "lease", "completed"):
        link = gloss(page, word.replace("attempt", "epoch"))
        link.scroll_into_view_if_needed()
        link.tap()
        expect(page.locator(BOX)).to_contain_text(word)
        assert is_above_all_and_inside(page), word
        page.locator("h1").first.tap()
        expect(page.locator("#gloss")).to_be_hidden()
    gloss(page, "lease").tap()
    page.locator(BOX).get_by_role("link", name="In the glossary").tap()
    page.wait_for_url("**/glossary/#lease")
    expect(page.locator("#lease")).to_be_in_viewport()


def test_without_scripts_a_word_leads_to_its_place(visitors: Visitors) -> None:
    page = visitors(java_script_enabled=False).tab("/t/1~Tick/")
    gloss(page, "runnable").click()
    page.wait_for_url("**/glossary/#runnable")
    expect(page.locator("#runnable")).to_be_in_viewport()


def test_the_meaning_does_not_come_where_the_glossary_cannot_be_asked(visitor: Visitor) -> None:
    page = visitor.tab("/t/1~Tick/")
    page.route("**/glossary/", lambda route: route.fulfill(status=503, body=""))
    visitor.expect_complaint("Failed to load resource: the server responded with a status of 503 (Service Unavailable)")
    with page.expect_response("**/glossary/"):
        gloss(page, "runnable").hover()
    expect(page.locator("#gloss")).to_be_hidden()
    page.unroute("**/glossary/")
    gloss(page, "completed").hover()
    expect(page.locator(BOX)).to_contain_text("A run is completed")


def test_the_page_of_all_words_leads_to_where_each_is_seen(visitor: Visitor) -> None:
    page = visitor.tab("/glossary/#epoch")
    page.get_by_role("link", name="w1 works on attempt 1").click()
    expect(page.locator(".attempt-zombie")).to_be_visible()
