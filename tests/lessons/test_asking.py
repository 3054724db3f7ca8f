"""What a lesson asks before it tells: the next step, the guard, the culprit, and what was learned earlier."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from a09web.exercises.content import starter_with
from a09web.lessons.asking import PASSES, guard_choices, judge_guard
from a09web.lessons.content import Lesson, general, lessons
from a09web.lessons.judging import breaking
from a09web.lessons.prose import to_inline
from a09web.lessons.recall import ASKED, questions_for
from a09web.model.workbook import Workbook
from a09web.sandbox.addresses import workbook_url
from a09web.workbooks import FIRST, WORKBOOKS
from tests.sandbox.html import Html
from tests.sandbox.visiting import HTMX, html, text

from .test_pages import (
    LESSONS,
    address,
    contents,
    listing,
    play,
    right_prediction,
    shortest,
    start,
    stored,
    take_next_step,
)

pytestmark = pytest.mark.django_db

TAUGHT = [workbook for workbook in WORKBOOKS.values() if lessons(workbook)]
of_each = pytest.mark.parametrize("workbook", TAUGHT, ids=lambda workbook: workbook.slug)

STALE = lessons()[2]


def guide(client: Client, lesson: Lesson, part: str) -> str:
    page = html(client.get(address(lesson, part)))
    return page.by_id("guide").text + " " + page.by_id("guide-more").text


def radios(page: Html, name: str) -> list[str]:
    return [each.attributes["value"] for each in page.all("input", name=name)]


@LESSONS
def test_start_leads_to_the_board_from_the_list_and_from_the_home_page(client: Client, lesson: Lesson) -> None:
    for path in (listing(lesson), *(["/"] if lesson.workbook is FIRST else [])):
        listed = text(client.get(path))
        assert lesson.bug.line in listed
        assert f'action="{contents(lesson)}"' in listed
    answer = client.post(contents(lesson), {"start": "1"})
    assert answer["Location"] == address(lesson, "meet")
    page = html(client.get(answer["Location"]))
    assert {"board", "next-step"} <= set(page.ids)


def test_start_goes_on_where_somebody_left(client: Client) -> None:
    start(client, STALE)
    for _ in STALE.meet.steps:
        take_next_step(client, STALE)
    client.get(address(STALE, "meet"))
    assert client.post(f"/lessons/{STALE.slug}/", {"start": "1"})["Location"] == address(STALE, "predict")
    listed = html(client.get("/lessons/"))
    assert any(each.attributes.get("href") == address(STALE, "predict") for each in listed.all("a"))


@LESSONS
def test_meet_opens_with_what_happened_in_production(client: Client, lesson: Lesson) -> None:
    start(client, lesson)
    page = text(client.get(address(lesson, "meet")))
    assert str(to_inline(lesson.meet.incident)) in page
    assert page.index("It happened.") < page.index('id="next-step"')


def test_whoever_leaves_the_run_is_told_what_happened_and_comes_back(client: Client) -> None:
    start(client, STALE)
    for _ in range(3):
        take_next_step(client, STALE)
    assert "Step 3 of 10" in guide(client, STALE, "meet")
    assert play(client, STALE, "meet", step="Complete(w1,r1,1)").status_code == 302
    assert play(client, STALE, "meet", step="AdvanceCheckpoint").status_code == 302
    told = guide(client, STALE, "meet")
    assert "You took a way of your own." in told
    assert "everything up to 1 is made" in told
    take_next_step(client, STALE)
    assert "Step 3 of 10" in guide(client, STALE, "meet")
    for _ in range(7):
        take_next_step(client, STALE)
    assert "That was the correct run" in guide(client, STALE, "meet")
    assert [node["name"] for node in stored(STALE).meet_sandbox.steps.values("name")].count("Expire(r1)") == 1  # type: ignore[union-attr]


def test_a_step_back_offers_the_same_step_again(client: Client) -> None:
    start(client, STALE)
    take_next_step(client, STALE)
    take_next_step(client, STALE)
    assert play(client, STALE, "meet", move=1).status_code == 302
    assert html(client.get(address(STALE, "meet"))).by_id("next-step").text == "Next step Materialize(r1)"
    assert html(client.get(address(STALE, "meet") + "?at=0")).by_id("next-step").text == "Next step Tick"


@LESSONS
def test_meet_asks_which_guard_refuses_and_tells_of_each_answer_why(client: Client, lesson: Lesson) -> None:
    start(client, lesson)
    ask = lesson.meet.ask
    question = str(to_inline(ask.question))
    for _ in range(lesson.meet.asked_after):
        assert question not in text(client.get(address(lesson, "meet")))
        take_next_step(client, lesson)
    page = html(client.get(address(lesson, "meet")))
    assert radios(page, "guard") == [choice.value for choice in guard_choices(ask)]
    after = lesson.meet.asked_after
    (moment,) = [link for link in page.all("a") if link.text == (f"step {after}" if after else "the start")]
    assert moment.attributes["href"] == f"?at={after}"
    assert str(to_inline(ask.feedback)) not in text(client.get(address(lesson, "meet")))
    rights = []
    for choice in guard_choices(ask):
        answer = client.post(address(lesson, "meet"), {"ask": "guard", "guard": choice.value})
        assert answer["Location"] == address(lesson, "meet") + "#answer"
        judged, told = judge_guard(ask, choice.value), text(client.get(address(lesson, "meet")))
        assert judged.why in unescape(told)
        assert ("<b>Right.</b>" in told) is judged.is_right
        assert (str(to_inline(ask.feedback)) in told) is judged.is_right
        rights.append(judged.is_right)
    assert rights.count(True) == 1
    assert stored(lesson).guards == [choice.value for choice in guard_choices(ask)]


@pytest.mark.parametrize(
    ("part", "said", "sent"),
    [
        ("meet", "Please choose one of the answers.", {"ask": "guard"}),
        ("meet", "Please choose one of the answers.", {"ask": "guard", "guard": PASSES}),
        ("why", "Please choose one of the steps.", {"ask": "culprit"}),
        ("why", "Please choose one of the steps.", {"ask": "culprit", "culprit": "99"}),
        ("why", "The field “culprit” of the form", {"ask": "culprit", "culprit": "five"}),
    ],
)
def test_an_answer_that_was_not_offered_is_refused(client: Client, part: str, said: str, sent: Any) -> None:
    start(client, STALE)
    answer = client.post(address(STALE, part), sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert (stored(STALE).guards, stored(STALE).culprits) == ([], [])


def break_it(client: Client, lesson: Lesson) -> None:
    for step in shortest(lesson):
        assert play(client, lesson, "break", step=step).status_code == 302, step


def test_why_asks_for_the_culprit_before_anybody_names_it(client: Client) -> None:
    start(client, STALE)
    break_it(client, STALE)
    for part in ("break", "why"):
        told = text(client.get(address(STALE, part)))
        for words in (
            "So says guard 3 of Complete",
            "Blame",
            "culprit of",
            "and is the culprit",
            "would have been refused",
        ):
            assert words not in told, (part, words)
    page = html(client.get(address(STALE, "why")))
    assert radios(page, "culprit") == ["1", "2", "3", "4", "5"]
    assert "why" not in stored(STALE).seen
    client.post(address(STALE, "why"), {"ask": "culprit", "culprit": "4"})
    told = guide(client, STALE, "why")
    assert "Not step 4, Expire(r1). The correct model takes this step, too." in told
    assert "With that guard in place, step 5" in told
    assert "why" in stored(STALE).seen


def test_a_projector_which_shows_no_guide_tells_at_once(client: Client) -> None:
    start(client, STALE)
    break_it(client, STALE)
    assert "would have been refused" in text(client.get(address(STALE, "why") + "?present=1"))
    assert stored(STALE).culprits == []


@LESSONS
def test_who_points_at_the_culprit_is_right(client: Client, lesson: Lesson) -> None:
    start(client, lesson)
    break_it(client, lesson)
    last = len(shortest(lesson))
    if last > 1:
        client.post(address(lesson, "why"), {"ask": "culprit", "culprit": str(last)})
        assert f"Right: step {last}, {shortest(lesson)[-1]}." in guide(client, lesson, "why")
    assert "Blame" in guide(client, lesson, "why")


def test_a_step_of_another_trace_is_not_held_against_anybody(client: Client) -> None:
    start(client, STALE)
    break_it(client, STALE)
    client.post(address(STALE, "why"), {"ask": "culprit", "culprit": "4"})
    assert play(client, STALE, "break", move="2").status_code == 302
    for step in ("Claim(w2,r1)", "Expire(r1)", "Complete(w2,r1,1)"):
        assert play(client, STALE, "break", step=step).status_code == 302
    told = guide(client, STALE, "why")
    assert "Blame" in told
    assert "Not step" not in told


def test_the_parts_of_the_page_stay_the_same_while_why_asks(client: Client) -> None:
    """So that a step sends nothing for which there is no place."""
    start(client, STALE)
    told = ("look-", "show-", "do-", "guards-", "acts", "watch")
    before = {each for each in html(client.get(address(STALE, "why"))).ids if not each.startswith(told)}
    break_it(client, STALE)
    page = html(client.get(address(STALE, "why")))
    assert "culprit" in {each.attributes.get("name") for each in page.all("input")}
    assert before <= set(page.ids)


@LESSONS
def test_what_one_said_stands_beside_what_it_did_and_the_run_is_not_shown_before(
    client: Client, lesson: Lesson
) -> None:
    start(client, lesson)
    wrong = next(option for option in lesson.options if option.prop != right_prediction(lesson))
    right = next(option for option in lesson.options if option.prop == right_prediction(lesson))
    client.post(address(lesson, "predict"), {"prediction": wrong.prop})
    assert "It did" not in guide(client, lesson, "break")
    break_it(client, lesson)
    page = text(client.get(address(lesson, "break")))
    said, did = page.index("You said"), page.index("It did")
    assert said < page.index(str(to_inline(lesson.text(wrong.text))), said) < did
    assert did < page.index(str(to_inline(lesson.text(right.text))), did)
    assert f"The idea that {wrong.misconception}." in page


@LESSONS
def test_the_goal_and_the_distance_are_one_line(client: Client, lesson: Lesson) -> None:
    start(client, lesson)
    steps = len(shortest(lesson))
    line = f"{lesson.goal} {steps} step{'' if steps == 1 else 's'} away."
    assert line in html(client.get(address(lesson, "break"))).by_id("guide").text


@of_each
def test_what_each_guard_asks_is_written_for_all(workbook: Workbook[Any]) -> None:
    assert all(guard.question for transition in workbook.transitions for guard in transition.guards)


@LESSONS
def test_three_questions_from_earlier_and_none_on_the_bug_just_learned(lesson: Lesson) -> None:
    asks = questions_for(lesson)
    every = lessons(lesson.workbook)
    earlier = [ask for each in every if each.order < lesson.order for ask in each.recall]
    assert len(asks) == len({ask.name for ask in asks}) == ASKED
    assert all(ask in earlier or ask in general(lesson.workbook).asks for ask in asks)
    assert not set(lesson.recall) & set(asks)
    from_lessons = [each for each in every if set(each.recall) & set(asks)]
    assert len(from_lessons) == min(lesson.order - 1, ASKED)


@of_each
def test_the_questions_have_names_of_their_own_and_differ_in_their_answers(workbook: Workbook[Any]) -> None:
    asks = [*general(workbook).asks, *(ask for lesson in lessons(workbook) for ask in lesson.recall)]
    assert len({ask.name for ask in asks}) == len(asks)
    assert {bool(ask.refusing) for ask in asks} == {True, False}


@LESSONS
def test_a_lesson_ends_with_its_questions_an_exercise_and_the_next_lesson(client: Client, lesson: Lesson) -> None:
    start(client, lesson)
    answered = {"answer": right_check(lesson)}
    assert 'id="recall"' not in text(client.get(address(lesson, "check")))
    client.post(address(lesson, "check"), answered)
    page = html(client.get(address(lesson, "check")))
    assert "3 questions before you go" in page.by_id("recall").text
    if lesson.exercise:
        exercise = starter_with(exercise_key(lesson))
        assert exercise is not None
        assert exercise.bugs == lesson.bugs
        onward = workbook_url("exercise", lesson.workbook, lesson.exercise)
        assert any(each.attributes.get("href") == onward for each in page.all("a"))
    following = next((each for each in lessons(lesson.workbook) if each.order == lesson.order + 1), None)
    forms = [each.attributes.get("action") for each in page.all("form")]
    assert (following is None) is not any(following and contents(following) == each for each in forms)


def exercise_key(lesson: Lesson) -> str:
    return lesson.exercise if lesson.workbook is FIRST else f"{lesson.workbook.slug}/{lesson.exercise}"


def right_check(lesson: Lesson) -> str:
    return breaking(lesson)[0]


def test_what_was_answered_is_kept_and_judged_and_what_is_missing_is_asked_for(client: Client) -> None:
    start(client, STALE)
    client.post(address(STALE, "check"), {"answer": right_check(STALE)})
    asks = questions_for(STALE)
    half = client.post(address(STALE, "check"), {"recall": "1", asks[0].name: "2"})
    assert half.status_code == 422
    assert "Please answer each of the questions." in text(half)
    checked = [each.attributes["name"] for each in html(half).all("input") if "checked" in each.attributes]
    assert checked == ["answer", asks[0].name]
    rights = {ask.name: next(c.value for c in guard_choices(ask) if judge_guard(ask, c.value).is_right) for ask in asks}
    wrong = {**rights, asks[0].name: "2"}
    answer = client.post(address(STALE, "check"), {"recall": "1", **wrong})
    assert answer["Location"] == address(STALE, "check") + "#recall"
    page = text(client.get(address(STALE, "check")))
    assert page.count("<b>Right.</b>") == 2
    assert page.count("<b>Not this one.</b>") == 1
    client.post(address(STALE, "check"), {"recall": "1", **rights})
    assert text(client.get(address(STALE, "check"))).count("<b>Right.</b>") == 3
    assert len(stored(STALE).recalled) == 6


def test_the_guide_comes_with_a_step_and_keeps_its_question(client: Client) -> None:
    start(client, STALE)
    for _ in range(4):
        take_next_step(client, STALE)
    page = html(client.get(address(STALE, "meet")))
    shown = stored(STALE).meet_sandbox
    assert shown is not None
    data = {"version": shown.version, "at": shown.cursor, "move": "5"}
    after = text(client.post(address(STALE, "meet"), data, headers={**HTMX, "Panels": page.hashes}))
    assert 'id="guide"' in after
    assert 'id="guide-more"' not in after
