"""The path: easy before hard, never two neighbours about one bug, and what comes next; it gives no bug away."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from a09web.exercises.content import by_key, starters
from a09web.exercises.exercise import Exercise
from a09web.exercises.kinds.breaking import BREAK, shortest
from a09web.exercises.kinds.diagnosing import DIAGNOSE
from a09web.exercises.kinds.predicting import PREDICT, right_answers
from a09web.exercises.levels import EASY, HARD, LEVELS, LONG, MEDIUM, SHORT
from a09web.exercises.models import Attempt
from a09web.exercises.path import asks_for, following, level_of, path
from a09web.model.workbook import Workbook
from a09web.workbooks import WORKBOOKS
from a09web.workbooks.a09 import A09
from tests.sandbox.visiting import html, text

from .working import EVERY, Solver, key_of

KEYS = [exercise.key for exercise in path(A09)]
EACH = pytest.mark.parametrize("workbook", WORKBOOKS.values(), ids=lambda workbook: workbook.slug)


@EACH
def test_the_path_has_every_exercise_once_and_no_neighbours_about_one_bug(workbook: Workbook[Any]) -> None:
    assert sorted(exercise.key for exercise in path(workbook)) == sorted(by_key(workbook))
    assert [(one.key, other.key) for one, other in pairwise(path(workbook)) if one.bugs & other.bugs] == []


@EACH
def test_it_goes_from_easy_to_hard(workbook: Workbook[Any]) -> None:
    levels = [LEVELS.index(level_of(exercise)) for exercise in path(workbook)]
    assert levels == sorted(levels)
    assert set(levels) == set(range(len(LEVELS)))


@pytest.mark.parametrize("exercise", [each for each in EVERY if each.kind is BREAK], ids=key_of)
def test_a_break_is_as_hard_as_its_shortest_schedule_is_long(exercise: Exercise) -> None:
    fewest = len(shortest(exercise) or ())
    level = EASY if fewest <= SHORT else MEDIUM if fewest <= LONG else HARD
    assert level_of(exercise) == level


@EACH
def test_the_place_of_a_diagnosis_follows_from_no_bug(workbook: Workbook[Any]) -> None:
    """All come last, as they are written; and all of a kind whose answer is hidden say the same."""
    last = [exercise for exercise in path(workbook) if exercise.kind is DIAGNOSE]
    assert list(path(workbook)[-len(last) :]) == last == [each for each in starters(workbook) if each.kind is DIAGNOSE]
    assert len({(level_of(exercise), asks_for(exercise)) for exercise in last}) == 1


def test_next_is_the_first_after_it_that_is_not_solved() -> None:
    assert following(A09, KEYS[0], ()) == path(A09)[1]
    assert following(A09, KEYS[0], {KEYS[1], KEYS[2]}) == path(A09)[3]
    assert following(A09, KEYS[-1], {KEYS[0]}) == path(A09)[1]
    assert following(A09, "x/abc", {KEYS[0]}) == path(A09)[1]
    assert following(A09, KEYS[4], set(KEYS) - {KEYS[4]}) is None


pages = pytest.mark.django_db


@pages
def test_the_list_names_no_bug_before_its_exercise_is_solved(client: Client) -> None:
    page = text(client.get("/exercises/"))
    assert [bug for bug in A09.bug_names if bug.lower() in page.lower()] == []
    solver = Solver(client, "busy-hands")
    solver.hand_in(choice="NoEarlyRunnable")
    assert "DuplicateClaim" not in text(client.get("/exercises/"))
    solver.hand_in(choice=right_answers(solver.mine)[0])
    assert [code.text for code in html(client.get("/exercises/")).all("code")] == ["DuplicateClaim"]


@pages
def test_a_bug_that_is_named_and_not_proved_is_not_told(client: Client) -> None:
    solver = Solver(client, "case-f")
    solver.start()
    solver.hand_in(bug="EarlyRelease")
    assert Attempt.objects.get().score == 0.5
    assert "EarlyRelease" not in text(client.get("/exercises/"))


@pages
def test_a_result_leads_to_the_next_and_the_list_to_the_first_that_is_open(client: Client) -> None:
    first = next(exercise for exercise in path(A09) if exercise.kind is PREDICT)
    place = KEYS.index(first.key)
    solver = Solver(client, first.key)
    assert "Next: " not in text(solver.get())
    solver.hand_in(choice=right_answers(solver.mine)[0])
    shown = html(solver.get()).with_class("onward")[0]
    assert f"Next: {path(A09)[place + 1].title}" in shown.text
    page = html(client.get("/exercises/"))
    assert f"Next: {path(A09)[0].title}" in page.with_class("buttons")[0].text
    assert path(A09)[0].title in page.with_class("exercise-next")[0].text
