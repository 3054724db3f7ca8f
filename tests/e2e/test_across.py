"""The pages across the workbooks in a real browser: the triage by keyboard, a story in both models, and their looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .test_exercises import tab_to
from .visitors import Visitor, Visitors
from .walk.looking import Window, look

PHONE: Window = (390, 844)
LAPTOP: Window = (1280, 800)
PROJECTOR: Window = (1920, 1080)


def test_from_a_question_to_a_scenario_that_breaks_so_with_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.tab("/which/")
    for answer in ("Something was done twice.", "and the world has it twice", "each attempt has a new one"):
        tab_to(page, page.get_by_role("link", name=answer).first)
        page.keyboard.press("Enter")
        expect(page.get_by_role("list", name="What you answered")).to_contain_text(answer)
    expect(page.get_by_role("heading", name="Each try had a key of its own")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Open the scenario"))
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("OneAttemptApplied")
    page.go_back()
    page.get_by_role("link", name="One question back").click()
    expect(page.get_by_role("list", name="What you answered").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "2")


def test_the_triage_needs_no_scripts(visitors: Visitors) -> None:
    page = visitors(java_script_enabled=False).tab("/which/")
    page.get_by_role("link", name="Something was not done").click()
    page.get_by_role("link", name="That it is done.").click()
    page.get_by_role("link", name="Change the answer to: What would somebody who does not know your code see?").click()
    page.get_by_role("link", name="None of these.").click()
    expect(page.get_by_role("heading", name="It may be none of these")).to_be_visible()
    page.get_by_role("link", name="Check a log instead").click()
    expect(page).to_have_url(f"{visitors().home}/logs/")


def test_the_late_step_is_tried_in_both_models(visitor: Visitor) -> None:
    page = visitor.tab("/meet/")
    page.locator("#row").get_by_role("link", name="See in a sandbox what refuses it").click()
    expect(page.locator("#board")).to_be_visible()
    expect(page.locator('#transitions button[value="Complete(w1,r1,1)"]')).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("Complete(w1,r1,1), is refused by guard 2")
    page.go_back()
    page.locator("#world").get_by_role("link", name="Try the last step yourself").click()
    page.locator("[id='do-Apply.r1.1']").click()
    expect(page.locator("#board .seen")).to_contain_text("r1 charged twice")


@pytest.mark.parametrize("address", ["/meet/", "/which/", "/which/twice/once/nothing/", "/cases/"])
def test_nothing_is_wrong_with_the_pages(visitor: Visitor, address: str) -> None:
    assert look(visitor.tab(address), (PHONE, LAPTOP, PROJECTOR), (PHONE,), ()) == []
