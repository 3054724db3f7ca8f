"""The four kinds of exercise in a real browser: by mouse, by keyboard alone, on a phone, without scripts."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from .pages import SandboxPage
from .teachers import signed_in
from .test_look import LOOKS_OF_SIZES, Scheme, Shoot, misfits, violations
from .visitors import CONFLICT, UNPROCESSABLE, Visitor, Visitors

PHONE = {"width": 390, "height": 844}


def opened(visitor: Visitor, key: str, exercises: str = "/exercises/") -> SandboxPage:
    """An exercise on a sandbox, begun."""
    page = visitor.tab(f"{exercises}{key}/")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("button", name="Hand in")).to_be_visible()
    page.wait_for_load_state()  # what is chosen is kept from then on
    return SandboxPage(page)


def answer(page: Page) -> Locator:
    return page.locator("#answer")


def tab_to(page: Page, control: Locator) -> None:
    """Presses Tab until a control has the focus."""
    for _ in range(120):
        if control.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def test_a_schedule_is_broken_and_handed_in(visitor: Visitor) -> None:
    sandbox = opened(visitor, "two-hands-on-one-job")
    guide = sandbox.page.locator("#guide")
    expect(guide).to_contain_text("Your schedule has 0 steps.")
    claims = sandbox.page.locator(".transitions button").filter(has_text="Claim(")
    sandbox.answered(claims.first)
    expect(guide).to_contain_text("Your schedule has 1 step.")
    sandbox.answered(claims.first)
    expect(guide).to_contain_text("AtMostOneClaimer is broken.")
    guide.get_by_role("button", name="Hand in").click()
    expect(answer(sandbox.page)).to_contain_text("no way is shorter")
    expect(answer(sandbox.page)).to_contain_text(": 100 of 100.")
    sandbox.answered(sandbox.reset)
    expect(sandbox.trace.get_by_role("listitem")).to_have_count(5)  # what was tried lies ahead
    guide.get_by_role("button", name="Hand in").click()
    expect(answer(sandbox.page)).to_contain_text("Your best answer counts: 100.")


def test_a_receipt_is_in_the_time_of_the_reader(visitors: Visitors) -> None:
    page = visitors(timezone_id="Asia/Kolkata").tab("/exercises/busy-hands/")
    page.get_by_role("radio", name="AtMostOneClaimer").check()
    page.get_by_role("button", name="Hand in").click()
    stored = datetime.fromisoformat(answer(page).locator("time").get_attribute("datetime") or "")
    expect(answer(page).locator("time")).to_have_text(f"{stored + timedelta(hours=5, minutes=30):%H:%M}")


def test_break_with_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.tab("/exercises/the-impatient-timer/")
    tab_to(page, page.get_by_role("button", name="Start"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Hand in")).to_be_visible()
    page.wait_for_load_state()  # the keys are listened to from then on
    page.keyboard.press("m")
    expect(page.locator("button:focus")).to_contain_text("Materialize(")
    page.keyboard.press("Enter")
    expect(page.locator("#guide")).to_contain_text("NoEarlyRunnable is broken.")
    tab_to(page, page.get_by_role("link", name="Skip to the content"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Hand in"))
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text("100 of 100")


def test_a_bug_is_found_by_probing(visitor: Visitor) -> None:
    sandbox = opened(visitor, "case-f")
    page = sandbox.page
    visitor.expect_complaint(UNPROCESSABLE)
    sandbox.transition("Complete(w1,r1,1)").click()
    expect(sandbox.notice).to_have_text("Complete(w1,r1,1) was refused.")
    expect(page.locator("#refused")).to_have_value("Complete(w1,r1,1)")
    with page.expect_response(lambda response: response.status == 204):
        page.locator("#bug").select_option("DuplicateClaim")
    page.reload()
    expect(page.locator("#bug")).to_have_value("DuplicateClaim")
    page.get_by_role("button", name="Hand in").click()
    expect(answer(page)).to_contain_text("It is not DuplicateClaim.")
    sandbox.take("Materialize(r1)")
    expect(page.locator("#refused")).to_have_value("")
    page.locator("#bug").select_option("EarlyRelease")
    page.get_by_role("button", name="Hand in").click()
    expect(answer(page)).to_contain_text("Your 1 step rules out every other explanation.")
    expect(answer(page)).to_contain_text("80 of 100")
    assert page.get_by_role("link", name="Share").count() == page.get_by_role("button", name="Fork").count() == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_tab_that_is_out_of_date_asks_before_it_spends_an_attempt(visitors: Visitors, scripts: bool) -> None:
    visitor = visitors(java_script_enabled=scripts)
    one, other = (visitor.tab("/exercises/busy-hands/") for _ in range(2))
    one.get_by_role("radio", name="NoEarlyRunnable").check()
    one.get_by_role("button", name="Hand in").dblclick()
    expect(answer(one)).to_contain_text("Attempt 1, stored")
    other.get_by_role("radio", name="AtMostOneClaimer").check()
    visitor.expect_complaint(CONFLICT)
    other.get_by_role("button", name="Hand in").click()
    expect(other.locator("#notice")).to_contain_text("another answer was handed in. Attempt 1, stored")
    expect(other.locator("#notice")).to_contain_text("press again if it is to be attempt 2")
    expect(other.locator("#notice")).to_be_in_viewport()
    expect(answer(other)).to_contain_text("Attempt 1, stored")
    expect(other.get_by_role("radio", name="AtMostOneClaimer")).to_be_checked()
    other.get_by_role("button", name="Hand in").click()
    expect(answer(other)).to_contain_text("Attempt 2, stored")
    expect(other.locator("#notice")).to_be_empty()


def test_a_prediction_on_a_phone(visitors: Visitors) -> None:
    page = visitors(viewport=PHONE).tab("/exercises/busy-hands/")
    with page.expect_response(lambda response: response.status == 204):
        page.get_by_role("radio", name="Nothing It is taken").check()
    page.reload()
    expect(page.get_by_role("radio", name="Nothing It is taken")).to_be_checked()
    page.get_by_role("button", name="Hand in").click()
    expect(answer(page)).to_contain_text("Not this one")
    expect(answer(page)).to_be_focused()
    page.get_by_role("radio", name="AtMostOneClaimer").check()
    page.get_by_role("button", name="Hand in").click()
    expect(answer(page)).to_contain_text("Attempt 2, stored")
    expect(answer(page)).to_contain_text("50 of 100")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_without_an_answer_the_browser_says_so_beside_the_answers(visitor: Visitor) -> None:
    page = visitor.tab("/exercises/busy-hands/")
    page.get_by_role("button", name="Hand in").click()
    first = page.locator("[name=choice]").first
    assert first.evaluate("radio => radio.validationMessage")
    expect(first).to_be_focused()
    expect(answer(page)).to_have_count(0)


def test_a_repair_is_judged(visitor: Visitor) -> None:
    page = visitor.tab("/exercises/the-crowded-run/")
    page.get_by_role("checkbox", name="no worker holds an attempt").check()
    page.get_by_role("button", name="Hand in").click()
    expect(answer(page)).to_contain_text("Too strong")
    expect(answer(page).locator("figure")).to_be_visible()
    page.get_by_role("checkbox", name="no worker holds an attempt").uncheck()
    page.get_by_role("checkbox", name="Claim asks more nobody owns the run").check()
    page.get_by_role("button", name="Hand in").click()
    expect(answer(page)).to_contain_text("It fixes the bug")
    onward = page.get_by_role("link", name="Next: ")
    expect(onward).to_be_visible()
    onward.click()
    expect(page).not_to_have_title(re.compile("The crowded run"))


EFFECTS = "/w/effects/exercises/"


def test_one_of_each_kind_of_the_second_workbook(visitor: Visitor) -> None:
    """Neighbours have other names, so that a step is chosen by what it does."""
    sandbox = opened(visitor, "paid-says-the-row", EFFECTS)
    for step in ("Claim(", "Complete("):
        sandbox.answered(sandbox.page.locator(".transitions button").filter(has_text=step).first)
    sandbox.page.get_by_role("button", name="Hand in").click()
    expect(answer(sandbox.page)).to_contain_text(": 100 of 100.")

    sandbox = opened(visitor, "case-f", EFFECTS)
    for step in ("Claim(", "Send(", "Answer("):
        sandbox.answered(sandbox.page.locator(".transitions button").filter(has_text=step).first)
    sandbox.page.locator("#bug").select_option("EarlyAnswer")
    sandbox.page.get_by_role("button", name="Hand in").click()
    expect(answer(sandbox.page)).to_contain_text("Your 3 steps rule out every other explanation.")

    for key, chosen in (("an-envelope-arrives", "AppliedIsRemembered"), ("the-open-gate", "Apply.*a > fence")):
        page = visitor.tab(f"{EFFECTS}{key}/")
        page.locator(".choice").filter(has_text=re.compile(chosen, re.DOTALL)).click()
        page.get_by_role("button", name="Hand in").click()
        expect(answer(page)).to_contain_text("100 of 100")


def test_it_all_works_without_scripts(visitors: Visitors) -> None:
    visitor = visitors(java_script_enabled=False)
    page = visitor.tab("/exercises/case-f/")
    page.get_by_role("button", name="Start").click()
    page.locator('[id="do-Materialize.r1"]').click()
    page.locator("#bug").select_option("EarlyRelease")
    page.get_by_role("button", name="Keep for later").click()
    expect(page.locator("#bug")).to_have_value("EarlyRelease")
    page.get_by_role("button", name="Hand in").click()
    expect(answer(page)).to_contain_text("Proved")
    page.goto(visitor.home + "/exercises/busy-hands/")
    page.get_by_role("radio", name="AtMostOneClaimer").check()
    page.get_by_role("button", name="Hand in").click()
    expect(answer(page)).to_contain_text("100 of 100")


SCENARIO = "1~bugs.DuplicateClaim~Tick~Materialize.r1"


def answered(visitor: Visitor, teacher: str) -> list[tuple[str, Page]]:
    """Every kind of page with as much on it as it can have."""
    pages = [("exercises", visitor.tab("/exercises/")), ("start", visitor.tab("/exercises/the-bookmark/"))]
    broken = opened(visitor, "back-from-the-dead")
    broken.take("Tick")
    offers = ("Give me a hint", "A stronger hint", "A stronger hint", "How far is it?", "Show me the next step")
    for number, offer in enumerate(offers, start=1):
        broken.page.get_by_role("button", name=offer).click()
        expect(broken.page.locator("#hints")).to_contain_text(f"Hint {number}")
    broken.page.get_by_role("button", name="Hand in").click()
    pages.append(("break", broken.page))
    probed = opened(visitor, "case-b")
    probed.take("Tick")
    probed.page.locator("#bug").select_option("EarlyRelease")
    probed.page.get_by_role("button", name="Hand in").click()
    probed.page.get_by_text("The way that tells them apart").click()
    pages.append(("diagnose", probed.page))
    for key, choices in (("busy-hands", ("none", "AtMostOneClaimer")), ("the-crowded-run", ("part3", "part1"))):
        page = visitor.tab(f"/exercises/{key}/")
        for number, choice in enumerate(choices, start=1):
            page.locator(f"input[value={choice}]").check()
            page.get_by_role("button", name="Hand in").click()
            expect(answer(page)).to_contain_text(f"Attempt {number}, stored")
        pages.append((key, page))
    form = signed_in(visitor, teacher).tab(f"/exercises/made/new/?scenario={SCENARIO}")
    form.get_by_label("Title").fill("Over the holidays")
    form.get_by_label("Property to break").select_option("AtMostOneClaimer")
    visitor.expect_complaint(UNPROCESSABLE)
    form.get_by_role("button", name="Save").click()
    expect(form.locator("#problem-story")).to_have_text("This is missing.")
    pages.append(("refused", form))
    form = visitor.tab(f"/exercises/made/new/?scenario={SCENARIO}")
    form.get_by_label("Title").fill("Over the holidays")
    form.get_by_label("Story").fill("Nobody was there. Break it all the same.")
    form.get_by_label("Property to break").select_option("AtMostOneClaimer")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("It is stored.")).to_be_visible()
    expect(form.locator(".for-teacher")).to_contain_text("2 steps")
    pages += [("made", form), ("list", visitor.tab("/exercises/made/"))]
    pages += worked_on_and_changed(visitor, form)
    delete = visitor.tab("/exercises/made/")
    delete.get_by_role("link", name="Delete").first.click()
    return [*pages, ("delete", delete)]


def worked_on_and_changed(visitor: Visitor, form: Page) -> list[tuple[str, Page]]:
    """The results of an exercise that somebody began, and what that one sees when something else is asked."""
    begun = opened(visitor, form.locator("#link").input_value().partition("/exercises/")[2].strip("/"))
    edit = form.url.removeprefix(visitor.home).partition("?")[0]
    table = visitor.tab(f"{edit}results/")
    expect(table.get_by_role("row")).to_have_count(2)
    changed = visitor.tab(edit)
    changed.get_by_label("Scenario").fill(f"{SCENARIO}~Claim.w1.r1")
    changed.get_by_role("button", name="Save").click()
    expect(changed.get_by_text("It is stored.")).to_be_visible()
    begun.page.reload()
    expect(begun.page.get_by_role("button", name="Begin anew")).to_be_visible()
    return [("results", table), ("changed", begun.page)]


def test_a_kind_has_its_own_fields_below_it_and_no_other(visitor: Visitor, teacher: str) -> None:
    form = signed_in(visitor, teacher).tab("/exercises/made/new/")
    for kind, fields in (("break", 1), ("predict", 1), ("diagnose", 1), ("repair", 0)):
        chosen = form.locator(f"[name=kind][value={kind}]")
        chosen.check()
        expect(form.locator(".own:visible")).to_have_count(fields)
        expect(form.locator(".of-kind", has=chosen).locator(".own:visible")).to_have_count(fields)


@pytest.mark.night  # by day the walk comes to each of them
@LOOKS_OF_SIZES
def test_every_page_fits_every_window_and_axe_finds_nothing(
    visitor: Visitor, teacher: str, shoot: Shoot | None, looks: dict[str, Scheme]
) -> None:
    found = []
    for name, page in answered(visitor, teacher):
        found += [f"{name} {each}" for each in misfits(page, f"ex-{name}", shoot)]
        found += violations(page, name, looks)
    assert not found, "\n".join(sorted(set(found)))
