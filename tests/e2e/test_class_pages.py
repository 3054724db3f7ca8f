"""What a class does to pages that are open: news, one's own answers, the focus, the wall."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from playwright.sync_api import APIResponse, Page, Route, expect

from tests.servers import Server

from .pages import SandboxPage
from .teachers import PASSWORD
from .test_class import Lesson, ask, join, lesson, phase, take_out
from .visitors import FORBIDDEN, NO_CONNECTION, NOT_FOUND, NOT_SENT, UNPROCESSABLE, Visitor, Visitors

__all__ = ["lesson"]


HEARS_OF_ANSWERS = "document.body.addEventListener('htmx:afterSettle', () => { document.body.dataset.answered = ''; })"


def same_teacher(visitors: Visitors, lesson: Lesson) -> Visitor:
    known = next(visitor for visitor in visitors.all if visitor.context == lesson.console.context)
    return visitors.same_as(known)


def more(lesson: Lesson) -> None:
    lesson.console.get_by_text("More: notes, codes, rehearsal, results").click()


def choose_exercise(lesson: Lesson, kind: str, title: str = "") -> None:
    lesson.console.get_by_role("link", name=re.compile("exercise")).first.click()
    heading = lesson.console.get_by_role("heading", name=kind)
    heading.locator("xpath=following-sibling::ul[1]").get_by_role("button").first.click()
    expect(lesson.console.locator("#connection")).to_have_text("Live")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def test_a_student_goes_from_the_open_page_to_the_exercise_and_does_it(visitors: Visitors, lesson: Lesson) -> None:
    page = join(visitors, lesson, phone=True)
    choose_exercise(lesson, "Predict: what comes next")
    page.get_by_role("link", name="The exercise").click()
    expect(lesson.console.locator("#progress")).to_contain_text("1 not started")
    page.locator("[name=choice]").first.click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("#answer")).to_be_visible()
    expect(lesson.console.locator("#progress")).to_contain_text("0 not started")
    phase(lesson, "Paused")
    expect(page.locator("#class-news")).to_contain_text("Paused: look up, please.")
    page.get_by_role("link", name="Back to the class").click()
    expect(page.locator("#now")).to_contain_text("Paused")


def test_news_of_the_class_come_to_ones_own_copy_with_sockets_blocked(visitors: Visitors, lesson: Lesson) -> None:
    visitor = visitors()
    visitor.context.route_web_socket("**/ws/**", lambda socket: socket.close(code=1011))
    page = visitor.tab(lesson.address)
    page.get_by_role("button", name="Join as").click()
    page.get_by_role("button", name="My own copy from here").click()
    expect(page.locator("#class-news")).to_be_empty()
    phase(lesson, "Paused")
    expect(page.locator("#class-news")).to_contain_text("Paused: look up, please.")
    phase(lesson, "Explore")
    expect(page.locator("#class-news")).to_be_empty()


def test_ones_own_answer_is_there_when_the_question_comes_back(visitors: Visitors, lesson: Lesson) -> None:
    page = join(visitors, lesson)
    visitor = visitors.all[-1]
    ask(lesson, "Materialize(r1)")
    page.get_by_role("button", name="Nothing It is taken").click()
    expect(page.locator("#receipt")).to_contain_text("Stored: Nothing")
    other = visitors.same_as(visitor).tab(lesson.address)
    expect(other.locator("#receipt")).to_contain_text("Stored: Nothing")
    phase(lesson, "Paused")
    expect(page.locator("#now")).to_contain_text("Paused")
    late = visitors.same_as(visitor).tab(lesson.address)
    phase(lesson, "Predict")
    for each in (page, other, late):
        expect(each.locator("#receipt")).to_contain_text("Stored: Nothing")
    page.get_by_role("button", name="NoEarlyRunnable").click()
    for each in (page, other, late):
        expect(each.locator("#receipt")).to_contain_text("Stored: NoEarlyRunnable")
    expect(page.locator("#notice")).to_be_empty()


def test_a_name_that_the_teacher_changed_is_shown_at_once(visitors: Visitors, lesson: Lesson) -> None:
    page = join(visitors, lesson)
    lesson.console.get_by_role("link", name="Table: rename, take out").click()
    lesson.console.get_by_label(re.compile("New name of")).fill("Grace")
    lesson.console.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("link", name="Me:")).to_have_text("Me: Grace")


def test_another_code_is_on_the_wall_and_on_the_other_console_at_once(visitors: Visitors, lesson: Lesson) -> None:
    desk = same_teacher(visitors, lesson)
    wall, other = desk.tab(lesson.address + "screen/"), desk.tab(lesson.console.url)
    stranger = visitors()
    stranger.expect_complaint(NOT_FOUND)
    elsewhere = stranger.tab(lesson.address + "screen/")
    for page in (wall, other, elsewhere):
        expect(page.locator("#connection")).to_have_text("Live")
    old = lesson.address.split("/")[2]
    more(lesson)
    lesson.console.get_by_role("button", name="Another code").click()
    expect(lesson.console.locator("#notice")).to_contain_text("The code is now")
    expect(lesson.console.locator(".wall-code b")).not_to_have_text(old)
    new = lesson.console.locator(".wall-code b").inner_text()
    for page in (wall, other):
        expect(page.locator(".wall-code b")).to_have_text(new)
    for page in (wall, other, lesson.console):  # the picture of a code is there only as long as the code is
        expect(page.get_by_alt_text("QR code of the address")).to_have_js_property("complete", True)
    expect(elsewhere.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    lesson.console.get_by_role("button", name="Another code").click()
    expect(lesson.console.locator(".wall-code b")).not_to_have_text(new)
    for page in (wall, other, lesson.console):
        expect(page.locator(".wall-code b")).not_to_have_text(new)
        expect(page.get_by_alt_text("QR code of the address")).to_have_js_property("complete", True)
    lesson.console.get_by_text("End the class…").click()
    lesson.console.get_by_role("button", name="End it now").click()
    expect(wall.locator("#now")).to_contain_text("The class has ended")
    expect(wall.locator(".wall-code")).to_have_count(0)
    expect(other.locator("#join")).to_contain_text("It has ended")
    assert lesson.console.url == other.url


def test_who_was_taken_out_loads_the_projector_once(visitors: Visitors, lesson: Lesson) -> None:
    visitor = visitors()
    for _ in range(2):
        visitor.expect_complaint(FORBIDDEN)
    page = visitor.tab(lesson.address)
    page.get_by_role("button", name="Join as").click()
    expect(page.locator("#connection")).to_have_text("Live")
    take_out(lesson)
    expect(page.get_by_text("Your teacher has taken you out")).to_be_visible()
    page.goto(visitor.home + lesson.address + "screen/")
    expect(page.get_by_text("Your teacher has taken you out")).to_be_visible()


def test_a_page_whose_room_is_closed_to_it_is_loaded_once_more_and_no_more(visitors: Visitors, lesson: Lesson) -> None:
    visitor = visitors()
    visitor.context.route_web_socket("**/ws/**", lambda socket: socket.close(code=4403))
    loads: list[str] = []
    visitor.context.on(
        "request", lambda request: loads.append(request.url) if request.is_navigation_request() else None
    )
    page = visitor.context.new_page()
    page.clock.install()
    page.goto(visitor.home + lesson.address + "screen/")
    expect(page.locator("#connection")).to_have_text("Not open to you any more")
    page.clock.run_for(60_000)
    assert len(loads) == 2


def test_votes_and_joins_leave_the_focus_of_the_console_alone(visitors: Visitors, lesson: Lesson) -> None:
    page = join(visitors, lesson)
    ask(lesson, "Materialize(r1)")
    console = lesson.console
    console.locator("#votes-bars-summary").click()
    console.locator("#switches-more summary").click()
    for number, control in enumerate(("#histogram-counts", "#turn-is_locked", "#votes-bars-summary", "#ask-variant")):
        console.locator(control).focus()
        console.evaluate("document.activeElement.dataset.same = 'yes'")
        page.locator("#ask-mine button").nth(number).click()
        expect(page.locator("#receipt")).to_contain_text("Stored")
        expect(page.locator("#ask-mine button").nth(number)).to_have_attribute("aria-pressed", "true")
        join(visitors, lesson)
        expect(console.locator("#people-title")).to_have_text(f"{number + 2} students")
        assert focused(console) == control[1:]
        assert console.evaluate("document.activeElement.dataset.same") == "yes"
    expect(console.locator("#votes-bars-1")).to_have_attribute("open", "")
    console.locator("#histogram-counts").focus()
    console.keyboard.press("Enter")
    expect(console.locator("#histogram-counts")).to_have_attribute("aria-pressed", "true")
    assert focused(console) == "histogram-counts"


def test_a_refusal_is_shown_although_the_page_changed_meanwhile(visitors: Visitors, lesson: Lesson) -> None:
    console = lesson.console
    visitors.all[0].expect_complaint(UNPROCESSABLE)
    ask(lesson, "Materialize(r1)")
    phase(lesson, "Reveal")
    expect(console.locator("#phase-reveal")).to_have_attribute("aria-pressed", "true")
    console.evaluate(
        "document.body.addEventListener('htmx:beforeSend', (event) => { if (event.detail.requestConfig.verb === 'post')"
        " setTimeout(() => { document.getElementById('people').dataset.hash = 'changed'; }); })"
    )
    phase(lesson, "Revote")
    expect(console.locator("#notice")).to_contain_text("The answer was shown already")


def test_the_end_of_a_session_leads_to_the_door_and_back(visitors: Visitors, lesson: Lesson) -> None:
    console, address = lesson.console, lesson.console.url
    console.context.clear_cookies(name="a09_teacher")
    ask(lesson, "Materialize(r1)")
    console.get_by_label("Name", exact=True).fill("ada")
    console.get_by_label("Password").fill(PASSWORD)
    console.get_by_role("button", name="Sign in").click()
    expect(console.locator("#connection")).to_have_text("Live")
    assert console.url == address


def test_a_change_of_phase_is_said_in_a_live_region(visitors: Visitors, lesson: Lesson) -> None:
    page = join(visitors, lesson)
    page.evaluate(
        "window.said = [];"
        "const told = () => window.said.push(document.getElementById('sentence').textContent.trim());"
        "new MutationObserver(told).observe(document.querySelector('[aria-live]:has(#sentence)'), { childList: true })"
    )
    ask(lesson, "Materialize(r1)")
    expect(page.locator("#sentence")).to_contain_text("What does Materialize(r1) break?")
    phase(lesson, "Paused")
    expect(page.locator("#sentence")).to_have_text("Paused: look up, please.")
    assert page.evaluate("window.said.at(-1)") == "Paused: look up, please."
    assert page.evaluate("window.said.length") == 2


def test_what_somebody_did_is_shown_on_open_pages_and_taken_away(visitors: Visitors, lesson: Lesson) -> None:
    page = join(visitors, lesson)
    choose_exercise(lesson, "Diagnose: which bug is it")
    page.get_by_role("link", name="The exercise").click()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="Back to the class").click()
    expect(page.locator("#bugs-title")).to_be_visible()
    lesson.console.get_by_role("link", name="Where the class went").click()
    lesson.console.get_by_role("button", name="Show one on the board").click()
    expect(page.locator("#now")).to_contain_text("what somebody did")
    expect(page.locator("#bugs-title")).to_have_count(0)
    lesson.console.get_by_role("link", name="Back to the console").click()
    lesson.console.get_by_role("button", name="Back to my sandbox").click()
    expect(page.locator("#bugs-title")).to_be_visible()
    expect(page.locator("#now")).not_to_contain_text("what somebody did")


def test_a_sleeping_console_wakes_after_every_press(visitors: Visitors, lesson: Lesson) -> None:
    console = lesson.console
    for pattern in (NOT_SENT, NO_CONNECTION):
        visitors.all[0].tolerate(pattern)
    more(lesson)
    console.get_by_label("Your notes").fill("remember")
    console.get_by_role("button", name="Store the notes").click()
    expect(console.locator("#notice")).to_contain_text("Your notes are stored.")
    console.get_by_label("Your notes").fill("remember more")
    console.get_by_role("button", name="Store the notes").click()
    expect(console.locator("#notes-version")).to_have_value("2")
    page = join(visitors, lesson)
    console.context.set_offline(True)
    ask_elsewhere = same_teacher(visitors, lesson).tab(console.url)
    ask(Lesson(ask_elsewhere, lesson.address), "Materialize(r1)")
    expect(page.locator("#ask-mine")).to_be_visible()
    console.context.set_offline(False)
    expect(console.locator("#votes-title")).to_contain_text("What does Materialize(r1) break?")


def test_another_board_is_on_every_console_and_comes_back(visitors: Visitors, lesson: Lesson) -> None:
    large = visitors().new_sandbox(due="1,1,1")
    other = same_teacher(visitors, lesson).tab(lesson.console.url)
    page = join(visitors, lesson)
    expect(other.locator("#connection")).to_have_text("Live")
    more(lesson)
    lesson.console.get_by_label("Another board").fill(large.address)
    lesson.console.get_by_role("button", name="Change what is on the board").click()
    for each in (lesson.console, other):
        expect(each.locator("#about")).to_contain_text("Materialize(r3)")
        expect(each.locator('[id="cell-Materialize.r3"]')).to_be_attached()
    expect(page.locator("#board")).to_contain_text("r3")
    lesson.console.get_by_role("button", name="Back to the board before").click()
    for each in (lesson.console, other):
        expect(each.locator("#about")).not_to_contain_text("Materialize(r3)")
    expect(page.locator("#board")).not_to_contain_text("r3")


def test_who_is_stuck_is_told_by_the_time_alone(visitors: Visitors, lesson: Lesson, server: Server) -> None:
    page = join(visitors, lesson)
    lesson.console.clock.install()
    choose_exercise(lesson, "Break: find a schedule")
    page.get_by_role("link", name="The exercise").click()
    page.get_by_role("button", name="Start").click()
    expect(lesson.console.locator("#progress")).to_contain_text("1 working")
    with closing(sqlite3.connect(server.var_dir / "a09.sqlite3")) as database:
        database.execute("UPDATE exercises_work SET touched = '2020-01-01 00:00:00'")
        database.execute("UPDATE sandbox_sandbox SET touched = '2020-01-01 00:00:00'")
        database.commit()
    lesson.console.clock.fast_forward(21_000)
    expect(lesson.console.locator("#progress")).to_contain_text("1 stuck")


SEEN = """() => {
  const texts = Array.from(document.querySelectorAll("main *")).filter((each) => {
    const said = Array.from(each.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim());
    const box = each.getBoundingClientRect();
    return said && each.checkVisibility() && box.width > 2 && !each.closest(".visually-hidden, .vh");
  });
  const sizes = texts.map((each) => {
    const size = parseFloat(getComputedStyle(each).fontSize);
    const picture = each.closest("svg");
    if (!picture) return size;
    const box = picture.getBoundingClientRect();
    return size * Math.min(box.width / picture.viewBox.baseVal.width, box.height / picture.viewBox.baseVal.height);
  });
  return {
    over: document.documentElement.scrollHeight - innerHeight,
    wide: document.documentElement.scrollWidth - innerWidth,
    cut: texts.filter((each) => each.getBoundingClientRect().bottom > innerHeight).map((each) => each.textContent),
    smallest: Math.min(...sizes),
  };
}"""


def test_the_wall_fits_one_screen_while_it_is_asked_and_answered(visitors: Visitors, lesson: Lesson) -> None:
    more(lesson)
    lesson.console.get_by_role("button", name="simulated students").click()
    walls = [
        visitors(viewport={"width": width, "height": height}).tab(lesson.address + "screen/")
        for width, height in ((1920, 1080), (1024, 768))
    ]
    phone = join(visitors, lesson, phone=True)

    def fits(now: str) -> None:
        for wall in walls:
            expect(wall.locator("#now")).to_contain_text(now)
            seen = wall.evaluate(SEEN)
            assert max(seen["over"], seen["wide"]) <= 0, (now, wall.viewport_size, seen)
            assert seen["cut"] == [], (now, wall.viewport_size)
        assert walls[0].evaluate(SEEN)["smallest"] >= 28, now
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, now

    fits("Follow along")
    ask(lesson, "Materialize(r1)")
    lesson.console.get_by_role("button", name="the answers", exact=True).click()
    for wall in walls:
        expect(wall.locator("#wall-bars .bars")).to_be_visible()
    fits("Predict")
    phase(lesson, "Discuss")
    for wall in walls:
        expect(wall.locator("#ask .bars")).to_be_visible()
    fits("Discuss")
    phase(lesson, "Revote")
    fits("Answer once more")
    phase(lesson, "Reveal")
    for page in [*walls, phone]:
        expect(page.locator("#ask .bars thead")).to_contain_text("Round 2")
    fits("The answer")


def test_what_is_pressed_while_the_server_is_away_says_so(visitors: Visitors, lesson: Lesson) -> None:
    page = join(visitors, lesson, phone=True)
    for visitor in visitors.all:
        visitor.tolerate(NOT_SENT)
        visitor.tolerate(NO_CONNECTION)
    ask(lesson, "Materialize(r1)")
    answer = page.get_by_role("button", name="NoEarlyRunnable")
    expect(answer).to_be_visible()
    for each in (page, lesson.console):
        each.context.set_offline(True)
    answer.click()
    expect(page.locator("#notice")).to_contain_text("Not stored yet")
    phase(lesson, "Discuss")
    expect(lesson.console.locator("#notice")).to_contain_text("The server did not answer")
    for each in (page, lesson.console):
        each.context.set_offline(False)
    answer.click()
    expect(page.locator("#receipt")).to_contain_text("Stored: NoEarlyRunnable")
    expect(page.locator("#notice")).to_be_empty()


def test_an_answer_that_comes_late_does_not_take_away_what_is_said_of_a_later_press(
    visitors: Visitors, lesson: Lesson
) -> None:
    console = lesson.console
    late: list[tuple[Route, APIResponse]] = []
    for pattern in (NOT_SENT, NO_CONNECTION):
        visitors.all[0].tolerate(pattern)
    console.route("**/do/", lambda route: route.continue_() if late else late.append((route, route.fetch())))
    lesson.console.get_by_role("button", name="Which step breaks soonest?").click()
    expect(console.locator("#voting")).to_contain_text("question 1")
    console.context.set_offline(True)
    phase(lesson, "Discuss")
    expect(console.locator("#notice")).to_contain_text("The server did not answer")
    console.context.set_offline(False)
    [(route, response)] = late
    console.evaluate(HEARS_OF_ANSWERS)
    route.fulfill(response=response)
    expect(console.locator("body[data-answered]")).to_be_attached()
    expect(console.locator("#notice")).to_contain_text("The server did not answer")
    phase(lesson, "Discuss")
    expect(console.locator("#notice")).to_be_empty()


def test_a_phone_keeps_its_place_and_finds_the_open_vote(visitors: Visitors, lesson: Lesson) -> None:
    page = join(visitors, lesson, phone=True)
    ask(lesson, "Materialize(r1)")
    answer = page.get_by_role("button", name="It is not enabled")
    answer.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    answer.click()
    expect(page.locator("#receipt")).to_contain_text("Stored: It is not enabled")
    assert abs(page.evaluate("scrollY") - before) < 50
    expect(page.locator("#to-ask")).to_be_hidden()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.get_by_role("link", name="The class votes: answer").click()
    expect(page.locator("#ask-title")).to_be_in_viewport()


def test_undone_steps_are_on_nobodys_screen_and_a_question_shows_its_own_moment(
    visitors: Visitors, lesson: Lesson
) -> None:
    page = join(visitors, lesson)
    board = SandboxPage(lesson.console)
    board.take("Materialize(r1)")
    expect(page.locator("#trace")).to_contain_text("breaks NoEarlyRunnable")
    page.locator("#look-1").click()
    board.answered(board.undo)
    expect(page.locator("#trace").get_by_role("listitem")).to_have_count(1)
    expect(page.locator("#look-1")).to_be_hidden()
    board.take("Tick")
    page.goto(page.url.partition("?")[0] + "?at=0")
    expect(page.locator(".looking")).to_be_visible()
    ask(lesson, "Materialize(r1)")
    expect(page.locator("#ask-title")).to_be_visible()
    expect(page.locator(".looking")).to_have_count(0)
    expect(page.locator("#board h2")).to_contain_text("now = 1")


def test_who_is_taken_out_is_told_so_with_sockets_blocked(visitors: Visitors, lesson: Lesson) -> None:
    visitor = visitors()
    visitor.tolerate(re.compile(re.escape(FORBIDDEN)))
    visitor.context.route_web_socket("**/ws/**", lambda socket: socket.close(code=1011))
    page = visitor.tab(lesson.address)
    page.get_by_role("button", name="Join as").click()
    expect(page.locator("#connection")).to_have_text("Updating every 3 s")
    take_out(lesson)
    expect(page.get_by_text("Your teacher has taken you out")).to_be_visible()
