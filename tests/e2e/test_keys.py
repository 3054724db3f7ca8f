"""Everything with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .pages import SandboxPage
from .visitors import Visitor, Visitors

LONG = {"due": "1,2,3,8", "workers": "3", "max_time": "8", "max_epoch": "3"}


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page) -> str:
    found: str = page.evaluate("() => document.activeElement.id")
    return found


def take_with_keys(sandbox: SandboxPage, key: str, name: str) -> None:
    """Presses the letter until the transition has the focus, then Enter."""
    wanted = f"do-{re.sub(r'[(,]', '.', name).removesuffix(')')}"
    for _ in range(20):
        press(sandbox.page, key)
        if focused(sandbox.page) == wanted:
            break
    assert focused(sandbox.page) == wanted
    version = sandbox.version
    press(sandbox.page, "Enter")
    sandbox.expect_version(version + 1)


def test_a_whole_break_with_the_keyboard_alone(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    page = sandbox.page
    press(page, "b", "b", "b")
    assert focused(page) == "bug-StaleCompletion"
    press(page, "Space")
    sandbox.expect_version(1)
    for key, name in [
        ("t", "Tick"),
        ("m", "Materialize(r1)"),
        ("c", "Claim(w1,r1)"),
        ("e", "Expire(r1)"),
        ("f", "Complete(w1,r1,1)"),
    ]:
        take_with_keys(sandbox, key, name)
    sandbox.expect_broken("CompletedUsesCurrentEpoch", "step 6, Complete(w1,r1,1)")
    press(page, "p")
    assert focused(page) == "property-CompletedUsesCurrentEpoch-summary"
    press(page, "u")
    sandbox.expect_all_hold()
    press(page, "r")
    sandbox.expect_broken("CompletedUsesCurrentEpoch", "step 6, Complete(w1,r1,1)")


def test_a_whole_break_by_the_names_that_a_screen_reader_says(visitor: Visitor) -> None:
    """No place, no colour, no id: only roles and names."""
    page = visitor.new_sandbox().page
    page.get_by_role("switch", name="DuplicateClaim off").press("Space")
    expect(page.get_by_role("switch", name="DuplicateClaim on")).to_be_checked()
    for name in ("Tick", "Materialize(r1)", "Claim(w1,r1)"):
        page.get_by_role("region", name="What can happen now").get_by_role("button", name=name).press("Enter")
        expect(page.get_by_role("listitem").filter(has=page.get_by_role("link", name=name, exact=True))).to_be_visible()
    last = page.get_by_role("button", name=re.compile(r"^Claim\(w2,r1\)"))
    last.press("Enter")
    expect(page.get_by_role("region", name="Verdict")).to_contain_text("AtMostOneClaimer is broken since step 5")
    expect(page.get_by_role("alert").filter(has_text="AtMostOneClaimer is broken: ")).to_have_count(1)
    expect(
        page.get_by_role("table", name="Where each run is").get_by_role("row", name=re.compile("^r1"))
    ).to_contain_text("w1w2")
    expect(page.get_by_role("img", name=re.compile("r1, due at 1, .* is claimed by w1 and w2"))).to_be_visible()
    expect(page.get_by_role("region", name="Source")).to_contain_text("removed by DuplicateClaim")


def test_holding_an_arrow_key_through_fifty_steps_loses_none(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(*(f"{'-' if at % 2 else '+'}EarlyRelease" for at in range(54)), **LONG)
    page = sandbox.page
    expect(page.locator("#trace [role=listitem]")).to_have_count(55)
    page.keyboard.down("ArrowLeft")
    for _ in range(49):
        page.keyboard.down("ArrowLeft")  # what a key that is held down sends again and again
    page.keyboard.up("ArrowLeft")
    expect(page.locator("#trace .entry-here .index")).to_have_text("4")
    expect(page.locator("#trace [aria-current=step]")).to_have_attribute("id", "look-4")
    expect(page).to_have_url(re.compile(r"\?at=4$"))
    expect(sandbox.back_to_present).to_be_visible()
    assert sandbox.version == 54
    for _ in range(50):
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    expect(page.locator("#trace [aria-current=step]")).to_have_attribute("id", "look-54")


def test_home_and_end(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", "Claim(w1,r1)")
    press(sandbox.page, "Home")
    expect(sandbox.page.locator("#trace [aria-current=step]")).to_have_attribute("id", "look-0")
    press(sandbox.page, "End")
    expect(sandbox.page.locator("#trace [aria-current=step]")).to_have_attribute("id", "look-3")


def test_the_list_of_keys_opens_and_closes(visitor: Visitor) -> None:
    page = visitor.new_sandbox().page
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_single_keys_can_be_turned_off_and_stay_so(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick")
    page = sandbox.page
    press(page, "?")
    page.get_by_role("checkbox", name="Single keys work").uncheck()
    press(page, "Escape")
    page.locator("body").focus()
    press(page, "u", "ArrowLeft")
    page.reload()
    press(page, "u", "ArrowLeft")
    sandbox.expect_live()
    assert sandbox.version == 1
    assert "at=" not in page.url
    press(page, "?")
    page.get_by_role("checkbox", name="Single keys work").check()
    press(page, "Escape", "u")
    sandbox.expect_version(2)


def test_keys_that_are_typed_into_a_field_do_nothing_else(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick")
    sandbox.page.locator("#tools summary").click()
    sandbox.page.get_by_label("Seed").press_sequentially("utr")
    sandbox.expect_live()
    assert sandbox.version == 1


SHIFT, CTRL, ALT, META = 8, 2, 1, 4
"""The modifiers of a key as the protocol of Chromium numbers them."""


def strike(page: Page, key: str, code: str, modifiers: int = 0) -> None:
    """Presses a key as a keyboard of another layout does: what is printed on it, and where it is."""
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": key, "code": code, "modifiers": modifiers})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "code": code, "modifiers": modifiers})
    session.detach()


UNDO = {
    "Caps Lock": ("U", "KeyU"), "Dvorak": ("u", "KeyF"), "Dvorak with Caps Lock": ("U", "KeyF"), "wide": ("ｕ", "KeyU"),
    "Greek": ("θ", "KeyU"), "Cyrillic": ("г", "KeyU"), "Cyrillic with Caps Lock": ("Г", "KeyU"),
    "Arabic": ("ع", "KeyU"), "Hebrew": ("ו", "KeyU"), "Devanagari": ("ह", "KeyU"), "Thai": ("ี", "KeyU"),
    "Korean": ("ㅕ", "KeyU"), "kana": ("な", "KeyU"), "Georgian": ("უ", "KeyU"), "Armenian": ("ւ", "KeyU"),
}  # fmt: skip


@pytest.mark.parametrize(("key", "code"), UNDO.values(), ids=UNDO)
def test_a_single_key_works_on_every_keyboard(visitor: Visitor, key: str, code: str) -> None:
    sandbox = visitor.new_sandbox("Tick")
    strike(sandbox.page, key, code)
    sandbox.expect_version(2)
    sandbox.expect_trace("Tick", here=0)


@pytest.mark.parametrize(
    ("key", "code", "modifiers"),
    [
        ("?", "KeyM", SHIFT),
        ("؟", "Slash", SHIFT),
        ("？", "Slash", SHIFT),
        ("?", "Digit7", SHIFT),
        (",", "Slash", SHIFT),
    ],
    ids=["French", "Arabic", "wide", "Cyrillic", "what Cyrillic has at the place of the question mark"],
)
def test_the_list_of_keys_opens_where_the_question_mark_is(
    visitor: Visitor, key: str, code: str, modifiers: int
) -> None:
    page = visitor.new_sandbox().page
    strike(page, key, code, modifiers)
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible(visible=key != ",")


@pytest.mark.parametrize(
    ("key", "code", "modifiers"),
    [
        ("u", "KeyU", CTRL), ("U", "KeyU", META), ("г", "KeyU", ALT), ("ü", "KeyU", 0), ("q", "KeyU", 0),
        ("б", "Comma", 0), ("Dead", "KeyU", 0), ("Process", "KeyU", 0), ("Unidentified", "KeyU", 0), ("7", "KeyU", 0),
        ("г", "", 0), ("constructor", "", 0),
    ],
)  # fmt: skip
def test_what_is_no_single_key_does_nothing(visitor: Visitor, key: str, code: str, modifiers: int) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)")
    strike(sandbox.page, key, code, modifiers)
    strike(sandbox.page, "u", "KeyU")
    sandbox.expect_trace("Tick", "Materialize(r1)", here=1)
    assert sandbox.version == 3


def test_transitions_are_found_by_the_place_of_their_keys(visitor: Visitor) -> None:
    """On a Cyrillic keyboard."""
    sandbox = visitor.new_sandbox()
    strike(sandbox.page, "е", "KeyT")
    assert focused(sandbox.page) == "do-Tick"
    sandbox.page.keyboard.press("Enter")
    sandbox.expect_version(1)
    strike(sandbox.page, "Ь", "KeyM", SHIFT)
    assert focused(sandbox.page) == "do-Materialize.r1"


def test_what_a_keyboard_of_another_script_types_into_a_field_does_nothing_else(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick")
    sandbox.page.locator("#tools summary").click()
    sandbox.page.get_by_label("Seed").focus()
    strike(sandbox.page, "г", "KeyU")
    strike(sandbox.page, "U", "KeyU")
    sandbox.expect_live()
    assert sandbox.version == 1


def test_text_mode_says_the_state_in_sentences_and_is_kept(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", bugs="StaleCompletion")
    page = sandbox.page
    expect(page.locator(".sentences")).to_be_hidden()
    press(page, "x")
    expect(page.locator(".sentences")).to_be_visible()
    expect(page.locator(".sentences")).to_contain_text("w1 works on r1 under epoch 1 as a zombie.")
    expect(page.locator(".chart")).to_be_hidden()
    expect(page.locator("#trace .lanes").first).to_be_hidden()
    sandbox.take("Complete(w1,r1,1)")
    expect(page.locator(".sentences")).to_contain_text("was completed under epoch 1; it is at epoch 2.")
    visitor.tab(sandbox.address)
    expect(visitor.context.pages[-1].locator(".sentences")).to_be_visible()
    press(page, "x")
    expect(page.locator(".chart")).to_be_visible()


def test_a_break_is_announced_at_once_and_a_step_politely(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="EarlyRelease")
    page = sandbox.page
    sandbox.take("Tick")
    expect(page.locator("#announcement")).to_contain_text("Step 1, Tick. now 0 becomes 1. All properties hold.")
    expect(page.locator("#alarm")).to_be_empty()
    sandbox.take("Materialize(r2)")
    expect(page.locator("#alarm")).to_contain_text(
        "NoEarlyRunnable is broken: copies[r2] = 1 but DueAt[r2] = 2 > now = 1."
    )
    assert page.locator("#announcement").get_attribute("aria-live") == "polite"
    assert page.locator("#alarm").get_attribute("role") == "alert"


def test_the_tour_is_short_can_be_left_at_once_and_does_not_come_back(visitors: Visitors) -> None:
    visitor = visitors(is_first_visit=True)
    sandbox = visitor.new_sandbox()
    tour = sandbox.page.get_by_role("region", name="A short tour")
    expect(tour).to_contain_text("New here?")
    sandbox.take("Tick")  # it is in nobody's way
    tour.get_by_role("button", name="Show me around").click()
    expect(tour).to_contain_text("Take a step.")
    for words in ("Switch a bug on.", "See what broke.", "Go back without losing anything."):
        tour.get_by_role("button", name="Next").click()
        expect(tour).to_contain_text(words)
    tour.get_by_role("button", name="Done").click()
    expect(tour).to_be_hidden()
    again = visitor.new_sandbox()
    again.expect_live()
    expect(again.page.locator("#tour")).to_be_hidden()


def test_the_tour_ends_with_escape(visitors: Visitors) -> None:
    page = visitors(is_first_visit=True).new_sandbox().page
    expect(page.locator("#tour")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#tour")).to_be_hidden()
