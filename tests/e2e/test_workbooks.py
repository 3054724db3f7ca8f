"""Other workbooks in a browser, each with all that it has: sandbox, lesson, exercise, class."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.servers import Server, running_server, temporary_directory

from .pages import SandboxPage
from .teachers import session_of_a_teacher, signed_in
from .visitors import Visitor, Visitors
from .walk.looking import Window, look

PHONE: Window = (390, 844)
LAPTOP: Window = (1280, 800)


@pytest.fixture(scope="module")
def with_a_desk() -> Iterator[Server]:
    with running_server(temporary_directory("desk-"), {"WORKBOOKS": "tests.workbooks.desk.DESK"}) as server:
        yield server


@pytest.fixture
def guest(visitors: Visitors, with_a_desk: Server) -> Visitor:
    return visitors(home=with_a_desk.url)


def test_it_is_broken_by_hand_and_undone(guest: Visitor) -> None:
    page = guest.tab("/s/")
    page.get_by_role("link", name="Desk").click()
    page.get_by_label("Marks asked for").fill("1,2")
    page.get_by_label("MaxMark").select_option("2")
    page.get_by_role("checkbox", name="EarlyLeave").check()
    page.get_by_role("button", name="Make the sandbox").click()
    page.wait_for_url("**/s/*/")
    sandbox = SandboxPage(page)
    sandbox.take("Enter(g2)", "Stamp(g2,1)", "Leave(g2)")
    expect(page.locator("#verdict")).to_contain_text("This is broken: Nobody goes without the marks.")
    expect(page.locator("#board")).to_contain_text("gone")
    expect(page.get_by_role("list", name="Trace").get_by_role("listitem")).to_have_count(4)
    sandbox.undo.click()
    expect(page.locator("#verdict")).to_contain_text("All 3 properties hold.")
    sandbox.toggle("EarlyLeave")
    expect(page.locator('#transitions button[value="Leave(g2)"]')).to_have_count(0)


def test_from_the_page_of_effects_to_its_first_break(guest: Visitor) -> None:
    """One press starts with a bug, and the rest is done by hand."""
    page = guest.tab("/w/effects/")
    page.get_by_role("button", name="Break it: KeyPerAttempt").click()
    page.wait_for_url("**/s/*/")
    sandbox = SandboxPage(page)
    sandbox.take("Claim(w1,r1)", "Send(w1,r1,1)", "Apply(r1,1)", "Expire(r1)", "Claim(w2,r1)", "Send(w2,r1,2)")
    expect(page.locator("#verdict")).to_contain_text("All 7 properties hold.")
    expect(page.locator("#board .seen")).to_contain_text("r1 charged once, not reported done")
    sandbox.take("Apply(r1,2)")
    expect(page.locator("#verdict")).to_contain_text("Two attempts have charged the card.")
    expect(page.locator("#board .seen")).to_contain_text("r1 charged twice")
    expect(page.locator("#board .fault")).to_have_text(["charged twice", "two attempts, two keys"])
    sandbox.undo.click()
    expect(page.locator("#board .fault")).to_have_count(0)


def test_a_lesson_an_exercise_and_a_class(guest: Visitor, visitors: Visitors, with_a_desk: Server) -> None:
    page = guest.tab("/w/desk/")
    page.get_by_role("main").get_by_role("link", name="Lessons").click()
    page.get_by_role("button", name="Start the lesson on Crowding").click()
    page.locator("#next-step").click()
    expect(page.locator("#said")).to_contain_text("g1 sits down. The door is closed.")
    page.locator("#asking").wait_for(state="attached")
    page.get_by_role("radio", name="Guard 2").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("#answer")).to_contain_text("This check refuses it. g1 is at the desk.")

    page.goto(f"{guest.home}/w/desk/lessons/crowding/break/")
    broken = "AtMostOneInside is broken. You took 2 steps, and no way is shorter."
    for guest_inside, said in (("g1", "1 step away."), ("g2", broken)):
        page.wait_for_load_state()
        page.keyboard.press("e")
        expect(page.locator("button:focus")).to_contain_text("Enter(")
        SandboxPage(page).button(f"Enter({guest_inside})").press("Enter")
        expect(page.locator("#guide")).to_contain_text(said)

    page.goto(f"{guest.home}/w/desk/exercises/")
    page.get_by_role("link", name="No queue").click()
    page.get_by_role("radio", name="AtMostOneInside").check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("#answer")).to_contain_text("100 of 100")

    console = signed_in(visitors(home=with_a_desk.url), session_of_a_teacher(with_a_desk)).tab("/teach/")
    console.get_by_label("It starts from").select_option("desk/crowding")
    console.get_by_role("button", name="Open the class").click()
    expect(console.locator("#connection")).to_have_text("Live")
    student = visitors(home=with_a_desk.url).tab(f"/c/{console.locator('.join-box .wall-code').inner_text().strip()}/")
    student.get_by_role("button", name="Join as").click()
    expect(student.locator("#connection")).to_have_text("Live")
    SandboxPage(console).take("Enter(g1)")
    expect(student.locator("#board")).to_contain_text("inside")
    console.get_by_label("What does").select_option("Enter(g2)")
    console.get_by_role("button", name="break?").click()
    student.get_by_role("button", name="AtMostOneInside").click()
    expect(student.locator("#my-answer")).to_contain_text("AtMostOneInside")


TWICE = (
    "/t/2~effects~bugs.KeyPerAttempt~Claim.w1.r1~Send.w1.r1.1~Apply.r1.1~Expire.r1~Claim.w2.r1~Send.w2.r1.2~Apply.r1.2/"
)


@pytest.mark.parametrize(
    "address",
    [
        "/w/effects/",
        "/w/effects/matrix/",
        "/w/effects/lessons/",
        "/w/effects/lessons/twice-or-never/",
        TWICE,
        f"{TWICE}compare/",
        "/w/desk/",
        "/w/desk/matrix/",
        "/t/2~desk~bugs.Crowding~Enter.g1~Enter.g2/",
    ],
)
def test_nothing_is_wrong_with_its_pages(guest: Visitor, address: str) -> None:
    page = guest.tab(address)
    expect(page.locator("main")).not_to_contain_text("being explored")
    assert look(page, (PHONE, LAPTOP), (LAPTOP,), ()) == []
