"""A whole class in real browsers: a teacher, a projector and students."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.servers import Server

from .axe import axe
from .pages import answered
from .teachers import PASSWORD, signed_in
from .visitors import FORBIDDEN, NO_CONNECTION, NOT_SENT, Visitors

Shoot = Callable[[Page, str], None] | None


@dataclass
class Lesson:
    """A class that is going on: the teacher's page, and the address of the class."""

    console: Page
    address: str


def sign_in(page: Page, address: str) -> None:
    """From a page that asks for it, and to which it leads back."""
    page.goto(address)
    page.get_by_label("Name", exact=True).fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def lesson(visitors: Visitors, teacher: str) -> Lesson:
    console = signed_in(visitors(), teacher).tab("/teach/")
    console.get_by_label("What it is called").fill("Schedulers, Tuesday")
    console.get_by_label("It starts from").select_option("early-release")
    console.get_by_role("button", name="Open the class").click()
    expect(console.locator("#connection")).to_have_text("Live")
    code = console.locator(".join-box .wall-code").inner_text().strip()
    return Lesson(console, f"/c/{code}/")


def join(visitors: Visitors, lesson: Lesson, *, phone: bool = False) -> Page:
    page = visitors(viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 800}).tab(
        lesson.address
    )
    page.get_by_role("button", name="Join as").click()
    expect(page.locator("#connection")).to_have_text("Live")
    return page


def ask(lesson: Lesson, step: str) -> None:
    lesson.console.get_by_label("What does").select_option(step)
    lesson.console.get_by_role("button", name="break?").click()
    answered(lesson.console)


def phase(lesson: Lesson, name: str) -> None:
    lesson.console.get_by_role("group", name="Phase").get_by_role("button", name=name, exact=True).click()
    answered(lesson.console)


def test_a_class_with_a_vote_a_revote_and_the_answer(visitors: Visitors, lesson: Lesson, shoot: Shoot) -> None:
    wall = visitors(viewport={"width": 1920, "height": 1080}).tab(lesson.address + "screen/")
    students = [join(visitors, lesson, phone=number > 0) for number in range(3)]
    expect(wall.locator("#wall")).to_contain_text("3 joined")
    expect(lesson.console.locator("#people-title")).to_have_text("3 students")

    ask(lesson, "Materialize(r1)")
    for page in students:
        expect(page.get_by_role("heading", name="What does Materialize(r1) break?")).to_be_visible()
        expect(page.locator("#board")).to_be_visible()
    expect(wall.locator("#wall")).not_to_contain_text("answered")
    if shoot:
        shoot(students[1], "class-vote-phone")
    students[0].get_by_role("button", name="NoEarlyRunnable").click()
    for page in students[1:]:
        page.get_by_role("button", name="Nothing It is taken").click()
    for page in students:
        expect(page.locator("#receipt")).to_contain_text("Stored:")
    expect(lesson.console.locator("#votes")).to_contain_text("3 of 3 answered, 33 % of them right")
    expect(lesson.console.locator(".advice")).to_contain_text("let neighbours discuss")

    phase(lesson, "Discuss")
    expect(students[1].locator("#my-answer")).to_have_text("Your answer in round 1: Nothing.")
    expect(students[1].locator(".timer")).to_contain_text("left")
    phase(lesson, "Revote")
    for page in students[1:]:
        page.get_by_role("button", name="NoEarlyRunnable").click()
        expect(page.locator("#receipt")).to_contain_text("Stored: NoEarlyRunnable")
    expect(lesson.console.locator("#votes")).to_contain_text("2 of 3 answered, 100 %")

    phase(lesson, "Reveal")
    for page in [*students, wall]:
        expect(page.locator("#ask .bar-right")).to_contain_text("NoEarlyRunnable")
        expect(page.locator("#verdict")).to_contain_text("NoEarlyRunnable is broken")
    if shoot:
        shoot(students[1], "class-reveal-phone")
        shoot(wall, "class-wall")
        shoot(lesson.console, "class-console")

    phase(lesson, "Explore")
    expect(lesson.console.locator("#phase-explore")).to_have_attribute("aria-pressed", "true")
    lesson.console.locator("[id='do-Materialize.r1']").click()
    for page in [*students, wall]:
        expect(page.locator("#verdict")).to_contain_text("NoEarlyRunnable is broken")
        expect(page.locator("#trace")).to_contain_text("Materialize(r1)")


def test_a_student_breaks_off_into_a_copy_and_returns_and_neither_is_lost(visitors: Visitors, lesson: Lesson) -> None:
    page = join(visitors, lesson, phone=True)
    page.get_by_role("button", name="My own copy from here").click()
    page.locator("#transitions").get_by_role("button", name="Tick").click()
    expect(page.locator("#trace")).to_contain_text("Tick")
    ask(lesson, "Materialize(r1)")
    expect(page.locator("#class-news")).to_contain_text("Predict")
    page.get_by_role("link", name="Back to the class").click()
    expect(page.get_by_role("heading", name="What does Materialize(r1) break?")).to_be_visible()
    phase(lesson, "Explore")
    page.get_by_role("link", name="My own copy").click()
    expect(page.locator("#trace")).to_contain_text("Tick")


def take_out(lesson: Lesson) -> None:
    """Sends the only student out."""
    lesson.console.get_by_role("link", name="Table: rename, take out").click()
    lesson.console.get_by_role("button", name="Take out").click()


def test_who_is_taken_out_is_told_at_once(visitors: Visitors, lesson: Lesson) -> None:
    visitor = visitors()
    visitor.expect_complaint(FORBIDDEN)
    page = visitor.tab(lesson.address)
    page.get_by_role("button", name="Join as").click()
    expect(page.locator("#connection")).to_have_text("Live")
    take_out(lesson)
    expect(page.get_by_text("Your teacher has taken you out")).to_be_visible()


def test_the_whole_class_works_with_sockets_blocked(visitors: Visitors, lesson: Lesson) -> None:
    visitor = visitors()
    visitor.context.route_web_socket("**/ws/**", lambda socket: socket.close(code=1011))
    page = visitor.tab(lesson.address)
    page.get_by_role("button", name="Join as").click()
    expect(page.locator("#connection")).to_have_text("Updating every 3 s")
    ask(lesson, "Materialize(r1)")
    page.get_by_role("button", name="NoEarlyRunnable").click()
    expect(page.locator("#receipt")).to_contain_text("Stored: NoEarlyRunnable")
    phase(lesson, "Reveal")
    expect(page.locator("#ask .bar-right")).to_contain_text("NoEarlyRunnable")


def test_a_phone_takes_the_class_over_when_the_teachers_machine_dies(visitors: Visitors, lesson: Lesson) -> None:
    student = join(visitors, lesson)
    address = lesson.console.url
    lesson.console.context.close()
    phone = visitors(viewport={"width": 390, "height": 844}).tab("/")
    sign_in(phone, address)
    expect(phone.locator("#connection")).to_have_text("Live")
    phone.locator("#transitions").get_by_role("button", name="Tick").click()
    expect(student.locator("#trace")).to_contain_text("Tick")


def test_a_phone_that_slept_shows_the_present_and_keeps_its_answer(visitors: Visitors, lesson: Lesson) -> None:
    visitor = visitors(viewport={"width": 390, "height": 844})
    visitor.tolerate(NOT_SENT)
    visitor.tolerate(NO_CONNECTION)
    page = visitor.tab(lesson.address)
    page.get_by_role("button", name="Join as").click()
    expect(page.locator("#connection")).to_have_text("Live")
    name = page.get_by_role("link", name="Me:").inner_text()
    ask(lesson, "Materialize(r1)")
    page.get_by_role("button", name="NoEarlyRunnable").click()
    expect(page.locator("#receipt")).to_contain_text("Stored: NoEarlyRunnable")
    visitor.context.set_offline(True)
    phase(lesson, "Discuss")
    phase(lesson, "Revote")
    visitor.context.set_offline(False)
    expect(page.locator("#ask-how")).to_contain_text("Second round")
    phase(lesson, "Reveal")
    expect(page.locator("#my-answer")).to_have_text("Your answer in round 1: NoEarlyRunnable.")
    expect(page.get_by_role("link", name="Me:")).to_have_text(name)


def test_the_server_dies_in_the_middle_of_a_vote_and_nothing_is_lost(
    visitors: Visitors, lesson: Lesson, server: Server
) -> None:
    page = join(visitors, lesson)
    for visitor in visitors.all:
        visitor.tolerate(NO_CONNECTION)
        visitor.tolerate(NOT_SENT)
    ask(lesson, "Materialize(r1)")
    page.get_by_role("button", name="Nothing It is taken").click()
    expect(page.locator("#receipt")).to_contain_text("Stored: Nothing")
    server.kill()
    expect(page.locator("#connection")).not_to_have_text("Live")
    server.start()
    for each in (page, lesson.console):
        expect(each.locator("#connection")).to_have_text("Live", timeout=20_000)
    expect(lesson.console.locator("#votes")).to_contain_text("1 of 1 answered")
    phase(lesson, "Reveal")
    expect(page.locator("#ask .bar-right")).to_contain_text("NoEarlyRunnable")


def test_a_class_by_keyboard_alone(visitors: Visitors, lesson: Lesson) -> None:
    student = visitors().tab(lesson.address)
    join_button = student.get_by_role("button", name="Join as")
    join_button.focus()
    student.keyboard.press("Enter")
    expect(student.locator("#connection")).to_have_text("Live")
    lesson.console.get_by_label("What does").focus()
    lesson.console.keyboard.type("Materialize(r1)")
    lesson.console.keyboard.press("Tab")
    lesson.console.keyboard.press("Enter")
    answer = student.get_by_role("button", name="NoEarlyRunnable")
    answer.focus()
    student.keyboard.press("Space")
    expect(student.locator("#receipt")).to_contain_text("Stored: NoEarlyRunnable")
    expect(student.get_by_role("button", name="NoEarlyRunnable")).to_be_focused()
    reveal = lesson.console.get_by_role("group", name="Phase").get_by_role("button", name="Reveal")
    reveal.focus()
    lesson.console.keyboard.press("Enter")
    expect(student.locator("#ask .bar-right")).to_contain_text("NoEarlyRunnable")


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.night)])  # by day the walk has some
def test_axe_finds_nothing_in_a_class(visitors: Visitors, lesson: Lesson, scheme: str) -> None:
    visitor = visitors(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = visitor.tab("/c/")
    assert violations(page, scheme) == []
    page.goto(visitor.home + lesson.address)
    assert violations(page, scheme) == []
    page.get_by_role("button", name="Join as").click()
    ask(lesson, "Materialize(r1)")
    expect(page.get_by_role("button", name="NoEarlyRunnable")).to_be_visible()
    assert violations(page, scheme) == []
    assert violations(visitor.tab(lesson.address + "screen/"), scheme) == []
    phase(lesson, "Reveal")
    expect(page.locator("#ask .bar-right")).to_be_visible()
    assert violations(page, scheme) == []
    lesson.console.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert violations(lesson.console, scheme) == []


CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def violations(page: Page, scheme: str) -> list[str]:
    """All that axe knows; what is the same in the dark is looked at once."""
    options = {"resultTypes": ["violations"], **(CONTRAST if scheme == "dark" else {})}
    found = axe(page, options)["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
