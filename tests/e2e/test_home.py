"""The first minute: from the start page to the first break, the story, and the way to everything else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from .visitors import UNPROCESSABLE, Visitor, Visitors

LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
PACE_MS = 1700
AHEAD = re.compile("still-ahead")


@pytest.mark.parametrize("window", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_stranger_breaks_something_with_two_clicks(visitor: Visitor, window: ViewportSize) -> None:
    page = visitor.tab()
    page.set_viewport_size(window)
    ways = page.get_by_role("link", name="Break it yourself")
    expect(ways).to_be_in_viewport()
    ways.click()
    expect(page.get_by_text("What does its late result do?")).to_be_in_viewport()
    step = page.locator("[id='do-Complete.w1.r1.1']")
    expect(step).to_be_in_viewport()
    step.click()
    expect(page.locator("#verdict")).to_contain_text("CompletedUsesCurrentEpoch is broken")
    expect(page.locator("#verdict")).to_be_in_viewport()


def test_the_story_plays_by_itself_and_can_be_held_and_scrubbed(visitors: Visitors) -> None:
    """The clock of the page is ours."""
    visitor = visitors(reduced_motion="no-preference")
    page = visitor.context.new_page()
    page.clock.install()
    page.goto(visitor.home)
    words = page.locator("#story-words li:not(.not-now)")
    expect(words).to_have_text("Work is planned, and nothing has happened yet.")
    expect(page.locator(".story-end")).to_have_class(AHEAD)
    page.clock.run_for(PACE_MS)
    expect(words).to_have_text("It is 1, and r1 is due.")
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(3 * PACE_MS)
    expect(words).to_have_text("It is 1, and r1 is due.")
    page.get_by_label("Step of the story").focus()
    page.keyboard.press("End")
    expect(words).to_contain_text("it counts")
    expect(page.locator(".story-end")).not_to_have_class(AHEAD)
    page.keyboard.press("Home")
    expect(words).to_contain_text("nothing has happened yet")
    expect(page.locator(".story-end")).to_have_class(AHEAD)
    page.get_by_role("button", name="Play", exact=True).click()
    page.clock.run_for(6 * PACE_MS)
    expect(page.get_by_role("button", name="Play again")).to_be_visible()
    expect(words).to_contain_text("it counts")


def test_how_the_story_ends_is_seen_before_it_has_played(visitors: Visitors) -> None:
    """Whoever looks for a second only knows what goes wrong, who takes part, and what the words of the lanes mean."""
    page = visitors(reduced_motion="no-preference").context.new_page()
    page.set_viewport_size(LAPTOP)
    page.clock.install()
    page.goto(visitors.home)
    expect(page.get_by_text("nothing has happened yet")).to_be_in_viewport()
    picture = page.locator(".railway-wide")
    for shown in (".story-key", ".story-end", ".railway-wide .stop-broke"):
        expect(page.locator(shown)).to_be_in_viewport(ratio=1)
    expect(picture).to_contain_text("run r1")
    expect(picture).to_contain_text("worker w2")


def test_the_story_stands_at_its_end_for_whoever_wants_no_motion(visitor: Visitor) -> None:
    page = visitor.tab()
    expect(page.get_by_role("button", name="Play again")).to_be_visible()
    expect(page.locator("#story-words li:not(.not-now)")).to_contain_text("it counts")
    page.get_by_label("Step of the story").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#story-words li:not(.not-now)")).to_contain_text("w2 takes r1")


def test_without_scripts_the_story_is_read(visitors: Visitors) -> None:
    page = visitors(java_script_enabled=False).tab()
    expect(page.locator("#story-words li")).to_have_count(7)
    for said in page.locator("#story-words li").all():
        expect(said).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Play"))).to_have_count(0)


def test_on_a_phone_the_menu_leads_to_the_rooms(visitor: Visitor) -> None:
    page = visitor.tab()
    page.set_viewport_size(PHONE)
    lessons = page.get_by_role("link", name="Lessons", exact=True)
    expect(lessons).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(lessons).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(lessons).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    lessons.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Six lessons")


def test_a_refused_sandbox_has_its_error_and_the_cursor_at_the_field(visitor: Visitor) -> None:
    page = visitor.tab("/s/")
    page.get_by_label("Due times").fill("9")
    visitor.expect_complaint(UNPROCESSABLE)
    page.get_by_role("button", name="Make the sandbox").click()
    field = page.get_by_label("Due times")
    expect(field).to_be_focused()
    expect(field).to_have_value("9")
    expect(page.locator("#due-wrong")).to_be_in_viewport()
