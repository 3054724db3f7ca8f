"""What a teacher takes away: both rounds of every question, who moved, what was wrong, and who was silent."""

from __future__ import annotations

from collections import Counter

import pytest

from a09web.classroom.afterwards import Moved, afterwards
from a09web.classroom.models import Classroom
from a09web.exercises.content import starters
from a09web.exercises.kinds.predicting import PREDICT

from .making import act, ask, joined, opened, teacher, vote
from .test_results import RIGHT, gives_exercise, joins

pytestmark = pytest.mark.django_db


def test_every_question_with_both_rounds_and_who_moved() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    everybody = [joined(room) for _ in range(5)]
    joins(ada, room)
    ask(ada, room, "Materialize(r1)")
    for (client, _), choice in zip(everybody, ("none", "none", RIGHT, "refused"), strict=False):
        vote(client, room, choice)
    vote(ada, room, "none")
    act(ada, room, "phase", phase="revote")
    for (client, _), choice in zip(everybody, (RIGHT, RIGHT, "none", "refused"), strict=False):
        vote(client, room, choice, round=2)
    act(ada, room, "phase", phase="reveal")
    ask(ada, room, "Claim(w1,r1)", 2)
    act(ada, room, "phase", phase="reveal")
    act(ada, room, "simulate", students=4)
    act(ada, room, "end")
    told = afterwards(Classroom.objects.get(pk=room.pk))
    first, second = told.questions
    assert first.moved == Moved(stayed_right=0, became_right=2, became_wrong=1, stayed_wrong=1)
    assert first.tallies == (4, 4)
    assert {bar.words: bar.counts for bar in first.bars if sum(bar.counts)} == {
        RIGHT: (1, 2), "Nothing": (2, 1), "It is not enabled": (1, 1)
    }  # fmt: skip
    assert [bar.words for bar in first.bars if bar.is_right] == [RIGHT]
    assert (second.tallies, second.moved) == ((0,), None)
    assert [one.name for one in told.silent] == [everybody[4][1].name]
    page = ada.get(f"/teach/{room.public_id}/afterwards/").content.decode()
    assert "<b>2</b> moved from wrong to right" in page
    assert "5 students, 2 questions, 0 exercises. 1 never answered." in page
    assert page.count('aria-labelledby="question-') == 2


def test_only_what_is_not_printed_names_anybody() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    names = [joined(room)[1].name for _ in range(3)]
    page = ada.get(f"/teach/{room.public_id}/afterwards/").content.decode()
    printed, silent = page.split('<section class="screen-only">')
    assert all(name in silent for name in names)
    assert not any(name in printed for name in names)


def test_a_question_that_is_still_thought_about_is_left_out() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ask(ada, room, "Materialize(r1)")
    page = f"/teach/{room.public_id}/afterwards/"
    assert "A question is left out" in ada.get(page).content.decode()
    assert RIGHT not in ada.get(page).content.decode()
    act(ada, room, "phase", phase="reveal")
    assert "A question is left out" not in ada.get(page).content.decode()
    assert RIGHT in ada.get(page).content.decode()


def test_exercises_come_by_the_wrong_answer_that_most_gave() -> None:
    ada = teacher()
    room = opened(ada)
    everybody = [joined(room) for _ in range(3)]
    first, second = [one for one in starters() if one.kind is PREDICT][:2]
    page, given = f"/c/{room.code}/exercise/", Counter[str]()
    for exercise, answers in ((first, ("refused", "AtMostOneClaimer")), (second, ("refused", "refused", "refused"))):
        act(ada, room, "exercise", exercise=exercise.key)
        for (client, _), choice in zip(everybody, answers, strict=False):
            client.post(page, {"start": "1"})
            for attempt in ("1", "2"):
                client.post(page, {"hand_in": "1", "attempt": attempt, "choice": choice})
            given[exercise.title] += 1
    told = afterwards(Classroom.objects.get(pk=room.pk))
    assert [each.title for each in told.exercises] == [second.title, first.title]
    assert {each.title: each.handed_in for each in told.exercises} == dict(given)
    assert told.exercises[0].wrong == (("It is not enabled", 3),)
    assert (told.exercises[0].done, told.silent) == (0, ())
    assert "It is not enabled <b>3</b>" in ada.get(f"/teach/{room.public_id}/afterwards/").content.decode()


def test_a_class_in_which_nothing_happened_has_its_page() -> None:
    ada = teacher()
    room = opened(ada)
    gives_exercise(ada, room)
    page = ada.get(f"/teach/{room.public_id}/afterwards/").content.decode()
    assert "Nothing was asked." in page
    assert "never answered" not in page
