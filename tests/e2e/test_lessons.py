"""A learner does the lessons: right and wrong, with the keyboard alone, on a phone, without scripts, interrupted."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from a09web.lessons.content import PARTS, Lesson, lessons, topics
from a09web.lessons.judging import breaking, choices, first_broken
from a09web.lessons.prose import explored
from a09web.model.verdicts import FIXES, TOO_STRONG, TOO_WEAK, judge
from a09web.sandbox.addresses import workbook_url
from a09web.workbooks.effects import EFFECTS

from .pages import SandboxPage
from .test_look import LOOKS_OF_SIZES, Scheme, Shoot, misfits, violations
from .visitors import Visitor, Visitors

PHONE: ViewportSize = {"width": 390, "height": 844}
ON_ITS_SIDE: ViewportSize = {"width": 844, "height": 390}
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
EARLY, TWICE, STALE, TWO_OWNERS, LONGEST, LATE = lessons()
"""CheckpointAdvance has the longest names."""


class LessonPage:
    """A lesson in one tab, by the names of things."""

    def __init__(self, page: Page, lesson: Lesson) -> None:
        self.page, self.lesson = page, lesson
        self.guide = page.get_by_role("complementary", name="Guide")
        self.answer = page.locator("#answer")

    @property
    def sandbox(self) -> SandboxPage:
        return SandboxPage(self.page)

    def start(self) -> None:
        self.page.goto(urljoin(self.page.url, workbook_url("lessons", self.lesson.workbook)))
        self.page.get_by_role("button", name=f"Start the lesson on {self.lesson.bug.name}").click()
        self.page.wait_for_url("**/meet/")

    def go_on(self, title: str) -> None:
        self.page.get_by_role("link", name=f"Go on: {title}").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)

    def play_the_correct_run(self) -> None:
        steps = len(self.lesson.meet.steps)
        for step in range(1, steps + 1):
            self.sandbox.answered(self.next_step)
            expect(self.guide).to_contain_text(f"Step {step} of {steps}")
        expect(self.guide).to_contain_text("That was the correct run.")
        self.name_the_guard()

    @property
    def next_step(self) -> Locator:
        return self.page.get_by_role("button", name="Next step")

    def name_the_guard(self) -> None:
        (refusing,) = self.lesson.meet.ask.refusing
        self.page.locator(f'input[name=guard][value="{refusing.number}"]').check()
        self.page.get_by_role("button", name="Answer", exact=True).click()
        expect(self.page.locator("#answer")).to_contain_text("Right. This check refuses it.")

    def point_at(self, index: int) -> None:
        self.page.locator("input[name=culprit]").nth(index - 1).check()
        self.page.get_by_role("button", name="Point at it").click()

    def option(self, prop: str) -> Locator:
        return self.page.locator(f'input[type=radio][value="{prop}"]')

    def predict(self, prop: str) -> None:
        self.option(prop).check()
        self.page.get_by_role("button", name="Predict").click()

    def break_it(self) -> None:
        way = shortest(self.lesson)
        for left, step in zip(range(len(way), 0, -1), way, strict=True):
            expect(self.guide).to_contain_text(f"{left} step{'' if left == 1 else 's'} away.")
            self.sandbox.take(step)
        expect(self.guide).to_contain_text(f"{self.lesson.bug.caught_by} is broken. You took {len(way)} step")
        expect(self.guide).to_contain_text("no way is shorter")

    def repair(self, name: str) -> None:
        self.page.locator(f'button[value="{name}"]').click()

    def choose(self, step: str) -> None:
        self.option(step).check()
        self.page.get_by_role("button", name="Answer").click()


def shortest(lesson: Lesson) -> tuple[str, ...]:
    return explored(lesson.bounds, lesson.bugs).shortest(lesson.bug.caught_by) or ()


def fixes(lesson: Lesson) -> str:
    kinds = {option.repair.name: judge(option.repair, lesson.bounds).kind for option in lesson.repairs}
    return next(name for name, kind in kinds.items() if kind == FIXES)


def right_prediction(lesson: Lesson) -> str:
    return first_broken(explored(lesson.bounds, lesson.bugs))


def do_it_right(page: LessonPage) -> None:
    lesson = page.lesson
    page.start()
    page.play_the_correct_run()
    page.go_on("Predict")
    page.predict(right_prediction(lesson))
    expect(page.answer).to_contain_text("Right")
    page.go_on("Break it")
    page.break_it()
    page.go_on("Why")
    if len(shortest(lesson)) > 1:
        page.point_at(len(shortest(lesson)))
        expect(page.guide).to_contain_text("Right: step")
    expect(page.guide).to_contain_text(re.compile(rf"Blame\b.*\b{lesson.bug.name} (removes it|does not)"))
    page.go_on("Repair")
    page.repair(fixes(lesson))
    expect(page.answer).to_contain_text("Fixes it")
    page.go_on("In production")
    page.go_on("Check yourself")
    page.choose(breaking(lesson)[0])
    expect(page.answer).to_contain_text("Right")
    expect(page.page.get_by_role("heading", name="All seven parts are done")).to_be_visible()
    expect(page.page.get_by_role("group").filter(has_text="if anything?")).to_have_count(3)


def these(*chosen: Lesson) -> pytest.MarkDecorator:
    """These lessons; the others, which have the same pages, for the night."""
    marks = {one.slug: () if one in chosen else pytest.mark.night for one in lessons()}
    each = [pytest.param(one, marks=marks[one.slug], id=one.slug) for one in lessons()]
    return pytest.mark.parametrize("lesson", each)


@these(TWICE)
def test_on_a_phone(visitors: Visitors, lesson: Lesson) -> None:
    do_it_right(LessonPage(visitors(viewport=PHONE, has_touch=True).tab("/lessons/"), lesson))


@these(LONGEST)
def test_without_scripts(visitors: Visitors, lesson: Lesson) -> None:
    do_it_right(LessonPage(visitors(java_script_enabled=False).tab("/lessons/"), lesson))


def test_on_a_laptop(visitor: Visitor) -> None:
    do_it_right(LessonPage(visitor.tab("/lessons/"), TWO_OWNERS))


def test_one_of_another_workbook(visitor: Visitor) -> None:
    """From the page of the workbook to the end of the lesson, where the next one begins."""
    lesson = lessons(EFFECTS)[3]
    page = LessonPage(visitor.tab("/w/effects/"), lesson)
    page.page.get_by_role("main").get_by_role("link", name="Lessons").click()
    do_it_right(page)
    page.page.get_by_role("link", name="Glossary").click()
    expect(page.page.get_by_role("heading", level=1)).to_have_text("Glossary of Effects")
    page.page.go_back()
    page.page.get_by_role("button", name="Next lesson").click()
    page.page.wait_for_url(f"**/w/effects/lessons/{lessons(EFFECTS)[4].slug}/meet/")


@pytest.mark.parametrize("window", [PHONE, ON_ITS_SIDE, LAPTOP], ids=["phone", "on its side", "laptop"])
@pytest.mark.parametrize("begin", ["/lessons/", "/"])
def test_one_press_leads_to_the_board_and_the_next_takes_a_step(
    visitor: Visitor, window: ViewportSize, begin: str
) -> None:
    page = visitor.tab(begin)
    page.set_viewport_size(window)
    page.get_by_role("button", name=re.compile("^(Start the l|L)esson on StaleCompletion")).click()
    lesson = LessonPage(page, STALE)
    expect(lesson.next_step).to_be_in_viewport(ratio=1)
    expect(lesson.sandbox.board.locator(".chart")).to_be_in_viewport(ratio=0.9)
    for step, said in enumerate(("It is 1, and r1 is due.", "The scanner makes r1"), start=1):
        lesson.sandbox.answered(lesson.next_step)
        expect(page.locator("#said")).to_contain_text(f"Step {step} of 10 {said}")
        expect(page.locator("#said")).to_be_in_viewport(ratio=1)
        expect(lesson.sandbox.board.locator(".chart")).to_be_in_viewport(ratio=0.9)
        expect(lesson.next_step).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("window", [PHONE, ON_ITS_SIDE], ids=["phone", "on its side"])
def test_the_board_is_in_sight_while_one_breaks_it(visitor: Visitor, window: ViewportSize) -> None:
    page = LessonPage(visitor.tab("/lessons/"), STALE)
    page.start()
    page.page.set_viewport_size(window)
    page.page.goto(page.page.url.replace("meet", "break"))
    page.guide.get_by_role("button", name="hint").click()
    expect(page.guide.get_by_text("Hint 1")).to_be_in_viewport()
    for step in shortest(STALE):
        page.sandbox.take(step)
        expect(page.sandbox.board.locator(".chart")).to_be_in_viewport(ratio=0.9)
    page.sandbox.answered(page.sandbox.undo)
    expect(page.sandbox.board.locator(".chart")).to_be_in_viewport(ratio=0.9)


def test_whoever_leaves_the_run_comes_back_without_scripts_too(visitors: Visitors) -> None:
    page = LessonPage(visitors(java_script_enabled=False).tab("/lessons/"), STALE)
    page.start()
    for _ in range(3):
        page.next_step.click()
    page.sandbox.button("Complete(w1,r1,1)").click()
    expect(page.guide).to_contain_text("You took a way of your own.")
    page.page.get_by_role("button", name="Back to the run").click()
    expect(page.guide).to_contain_text("Step 3 of 10")
    page.next_step.click()
    page.page.locator("input[name=guard]").first.check()
    page.page.get_by_role("button", name="Answer").click()
    expect(page.guide).to_contain_text("Not this one. This check lets it pass.")
    page.page.get_by_role("button", name="Undo").click()
    expect(page.guide).to_contain_text("Step 3 of 10")


@these(STALE, LONGEST)
def test_wrong_answers_are_explained(visitor: Visitor, lesson: Lesson) -> None:
    page = LessonPage(visitor.tab("/lessons/"), lesson)
    page.start()
    page.page.goto(page.page.url.replace("meet", "predict"))
    wrong = next(option for option in lesson.options if option.prop != right_prediction(lesson))
    page.predict(wrong.prop)
    expect(page.answer).to_contain_text("Not this one")
    expect(page.answer).to_contain_text(wrong.misconception)
    expect(page.answer.locator(".way")).to_have_count(0)
    page.page.get_by_role("link", name="Repair").click()
    for option in lesson.repairs:
        verdict = judge(option.repair, lesson.bounds)
        if verdict.kind not in (TOO_WEAK, TOO_STRONG):
            continue
        page.repair(option.repair.name)
        if verdict.kind == TOO_WEAK:
            expect(page.answer).to_contain_text(f"{verdict.failures[0].prop} breaks after")
        else:
            expect(page.answer).to_contain_text(re.compile("It (may stay|stays) here for ever"))
    page.page.get_by_role("link", name="Check yourself").click()
    wrong_step = next(step for step in choices(lesson.check) if step not in breaking(lesson))
    page.choose(wrong_step)
    expect(page.answer).to_contain_text(f"After {wrong_step} {lesson.bug.caught_by} still holds")


def test_a_detour_and_a_dead_end_are_told_apart(visitor: Visitor) -> None:
    page = LessonPage(visitor.tab("/lessons/"), STALE)
    page.start()
    page.page.goto(page.page.url.replace("meet", "break"))
    sandbox = page.sandbox
    sandbox.take("Tick", "Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)")
    expect(page.guide).to_contain_text("Get a late result accepted. 5 steps away.")
    sandbox.take("Tick", "Materialize(r2)", "Claim(w1,r2)", "Complete(w1,r2,1)")
    expect(page.guide).to_contain_text("can no longer break, whatever steps you take. Press Undo")
    sandbox.answered(sandbox.undo)
    expect(page.guide).to_contain_text("2 steps away.")
    for strength in (1, 2, 3):
        page.guide.get_by_role("button", name="hint").click()
        expect(page.guide.get_by_text(f"Hint {strength}")).to_be_visible()
    expect(page.guide).to_contain_text("On a shortest way from here Expire(r2) comes next.")
    sandbox.take("Expire(r2)", "Complete(w1,r2,1)")
    expect(page.guide).to_contain_text("You took 9 steps; 5 are possible.")


def test_whoever_comes_to_why_without_a_break_watches_one_at_one_press(visitor: Visitor) -> None:
    page = LessonPage(visitor.tab("/lessons/"), STALE)
    page.start()
    page.page.goto(page.page.url.replace("meet", "why"))
    sandbox = page.sandbox
    sandbox.answered(page.guide.get_by_role("button", name="Watch it break"))
    for _ in range(5):  # by hand, since this visitor wants no motion
        sandbox.answered(sandbox.redo)
    expect(page.guide).to_contain_text("One of your steps is to blame.")
    expect(page.guide.get_by_role("button", name="Watch it break")).to_be_hidden()
    sandbox.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)")


def test_interrupted_and_resumed_here_and_in_another_browser(visitors: Visitors) -> None:
    here, there = visitors(), visitors()
    page = LessonPage(here.tab("/lessons/"), STALE)
    page.start()
    page.page.goto(page.page.url.replace("meet", "break"))
    page.sandbox.take("Tick", "Materialize(r1)")
    page.page.close()
    again = LessonPage(here.tab(f"/lessons/{STALE.slug}/break/"), STALE)
    again.sandbox.expect_trace("Tick", "Materialize(r1)")
    again.page.get_by_role("link", name="Contents of this lesson").click()
    again.page.get_by_text("Go on in another browser").click()
    link = again.page.get_by_label("This link carries").input_value()
    other = there.tab(link)
    expect(other.get_by_text(STALE.title)).to_be_visible()
    other.get_by_role("button", name="Go on as this learner").click()
    other.goto(again.page.url + "break/")
    resumed = LessonPage(other, STALE)
    resumed.sandbox.expect_trace("Tick", "Materialize(r1)")
    resumed.sandbox.take("Claim(w1,r1)")
    expect(resumed.guide).to_contain_text("2 steps away.")


def test_two_tabs_of_one_lesson_follow_each_other(visitor: Visitor) -> None:
    page = LessonPage(visitor.tab("/lessons/"), STALE)
    page.start()
    page.page.goto(page.page.url.replace("meet", "break"))
    beside = LessonPage(visitor.tab(f"/lessons/{STALE.slug}/break/"), STALE)
    page.sandbox.expect_live()
    beside.sandbox.expect_live()
    page.sandbox.take("Tick")
    expect(beside.guide).to_contain_text("4 steps away.")
    beside.sandbox.take("Materialize(r1)")
    expect(page.guide).to_contain_text("3 steps away.")


def press_until(page: Page, target: Locator, key: str = "Tab") -> None:
    """Moves the focus with the keyboard until it is there. To look for it by its role at every stop takes longest."""
    element = target.element_handle()
    for _ in range(120):
        if element.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press(key)
        if not element.evaluate("(element) => element.isConnected"):
            element = target.element_handle()
    raise AssertionError(f"{target} cannot be reached with {key}.")


KEYS = {"Tick": "t", "Materialize": "m", "AdvanceCheckpoint": "a", "Claim": "c", "Complete": "f", "Expire": "e"}


@pytest.mark.long
@these(EARLY)
def test_with_the_keyboard_alone(visitor: Visitor, lesson: Lesson) -> None:
    tab = visitor.tab(f"/lessons/{lesson.slug}/")
    page = LessonPage(tab, lesson)

    def press(target: Locator, part: str = "") -> None:
        press_until(tab, target)
        tab.keyboard.press("Enter")
        if part:
            tab.wait_for_url(f"**/{part}/")

    def onward(title: str) -> Locator:
        return tab.get_by_role("link", name=f"Go on: {title}")

    def choose(prop: str) -> None:
        press_until(tab, tab.get_by_role("radio").first)
        tab.keyboard.press("Space")
        while not page.option(prop).is_checked():
            tab.keyboard.press("ArrowDown")

    press(tab.get_by_role("button", name="Start"), "meet")
    press_until(tab, page.next_step)
    for number, _ in enumerate(lesson.meet.steps, start=1):
        tab.keyboard.press("Enter")
        expect(page.guide).to_contain_text(f"Step {number} of")
    expect(page.guide).to_contain_text("That was the correct run.")
    page.name_the_guard()
    press(onward("Predict"), "predict")
    choose(right_prediction(lesson))
    press(tab.get_by_role("button", name="Predict"))
    expect(page.answer).to_contain_text("Right")
    press(onward("Break it"), "break")
    for step in shortest(lesson):
        version = page.sandbox.version
        press_until(tab, page.sandbox.button(step), KEYS[step.partition("(")[0]])
        tab.keyboard.press("Enter")
        page.sandbox.expect_version(version + 1)
    expect(page.guide).to_contain_text("no way is shorter")
    press(onward("Why"), "why")
    press(onward("Repair"), "repair")
    press(tab.locator(f'button[value="{fixes(lesson)}"]'))
    expect(page.answer).to_contain_text("Fixes it")
    press(onward("In production"), "production")
    press(onward("Check yourself"), "check")
    choose(breaking(lesson)[0])
    press(tab.get_by_role("button", name="Answer"))
    expect(page.answer).to_contain_text("Right")


def test_an_answer_must_be_chosen(visitor: Visitor) -> None:
    page = LessonPage(visitor.tab("/lessons/"), EARLY)
    page.start()
    page.page.goto(page.page.url.replace("meet", "predict"))
    page.page.get_by_role("button", name="Predict").click()
    first = page.page.get_by_role("radio").first
    expect(first).to_be_focused()
    assert first.evaluate("radio => radio.validationMessage")
    expect(page.answer).to_have_count(0)


def addresses(lesson: Lesson) -> list[str]:
    topic = [f"/lessons/{topic.slug}/" for topic in topics()]
    return ["/lessons/", f"/lessons/{lesson.slug}/", *(f"/lessons/{lesson.slug}/{part}/" for part in PARTS), *topic]


def with_every_answer(visitor: Visitor) -> LessonPage:
    """A lesson in which every answer was given, the right one last."""
    page = LessonPage(visitor.tab("/lessons/"), LONGEST)
    page.start()
    url = page.page.url
    page.page.goto(url.replace("meet", "predict"))
    page.predict(LONGEST.options[0].prop)
    page.page.goto(url.replace("meet", "break"))
    page.sandbox.take(*shortest(LONGEST))
    page.page.goto(url.replace("meet", "repair"))
    for option in LONGEST.repairs:
        page.repair(option.repair.name)
    page.page.goto(url.replace("meet", "check"))
    page.choose(breaking(LONGEST)[0])
    return page


@pytest.mark.night  # by day the walk comes to each of them
@LOOKS_OF_SIZES
def test_every_page_fits_every_window_and_axe_finds_nothing(
    visitor: Visitor, shoot: Shoot | None, looks: dict[str, Scheme]
) -> None:
    page = with_every_answer(visitor).page
    found = []
    for address in addresses(LONGEST):
        page.goto(urljoin(page.url, address))
        found += misfits(page, "lesson-" + address.strip("/").replace("/", "-"), shoot)
        found += violations(page, address, looks)
    assert not found, "\n".join(sorted(set(found)))


def test_for_the_projector(visitors: Visitors, shoot: Shoot | None) -> None:
    visitor = visitors(viewport={"width": 1920, "height": 1080})
    page = LessonPage(visitor.tab("/lessons/"), EARLY)
    page.start()
    page.page.goto(page.page.url.replace("meet/", "predict/"))
    page.page.get_by_role("link", name="For the projector").click()
    page.predict(EARLY.options[0].prop)
    expect(page.answer).to_contain_text("Not this one")
    sizes = page.page.evaluate(
        """() => [...document.querySelectorAll("main p, main li, main label, main h1, main h2, main td, main legend")]
          .filter((element) => element.checkVisibility() && element.textContent.trim())
          .map((element) => parseFloat(getComputedStyle(element).fontSize))"""
    )
    assert min(sizes) >= 28
    if shoot:
        shoot(page.page, "lesson-projector")
    page.page.set_viewport_size({"width": 1024, "height": 768})
    assert page.page.evaluate("() => document.documentElement.scrollWidth") <= 1024
    page.page.get_by_role("link", name="Repair").click()
    assert page.page.url.endswith("repair/?present=1")
    page.page.get_by_role("link", name="Leave the projector view").click()
    assert page.page.url.endswith("repair/")
