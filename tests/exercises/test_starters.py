"""The starter set: it covers what it promises, every exercise can be solved, and none tells its answer."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from a09web.exercises.content import content_of, read_starters, starters
from a09web.exercises.exercise import Exercise, called
from a09web.exercises.kinds import KINDS
from a09web.exercises.kinds.breaking import BREAK
from a09web.exercises.kinds.diagnosing import DIAGNOSE
from a09web.exercises.kinds.predicting import PREDICT, next_of
from a09web.exercises.reading import problems_of, read_exercise, values_of
from a09web.exercises.variants import variants
from a09web.model.workbook import Workbook
from a09web.workbooks import WORKBOOKS

from .working import EVERY, key_of, names_somebody

EACH = pytest.mark.parametrize("workbook", WORKBOOKS.values(), ids=lambda workbook: workbook.slug)


@EACH
def test_there_is_an_exercise_of_each_kind_for_each_bug(workbook: Workbook[Any]) -> None:
    assert len(starters(workbook)) >= 24
    covered = {(exercise.kind.slug, bug) for exercise in starters(workbook) for bug in exercise.bugs}
    assert covered == set(product(KINDS, workbook.bug_names))


@pytest.mark.parametrize("exercise", EVERY, ids=key_of)
def test_it_can_be_solved(exercise: Exercise) -> None:
    assert problems_of(exercise) == {}


@pytest.mark.parametrize("exercise", EVERY, ids=key_of)
def test_it_is_read_again_as_it_is_written(exercise: Exercise) -> None:
    assert read_exercise(values_of(exercise), workbook=exercise.workbook, key=exercise.key) == exercise


@pytest.mark.parametrize("exercise", EVERY, ids=key_of)
def test_it_is_told_as_a_story(exercise: Exercise) -> None:
    assert 2 <= exercise.story.count(". ") + 1 <= 5
    assert exercise.hints
    assert len(variants(exercise)) >= 2 or not names_somebody(exercise)


@pytest.mark.parametrize("exercise", EVERY, ids=key_of)
def test_only_the_last_hint_may_tell_the_answer(exercise: Exercise) -> None:
    told = " ".join([exercise.key, exercise.title, exercise.story, *exercise.hints[:-1]])
    if exercise.kind is BREAK:
        assert not [step for step in exercise.machine.by_name if "(" in step and f"`{step}`" in told]
        return
    assert not [
        name
        for name in (*exercise.workbook.bug_names, *exercise.workbook.property_names)
        if name.lower() in told.lower()
    ]
    if exercise.kind is PREDICT:
        found = next_of(exercise)
        assert not [prop for prop in found.breaks if prop in " ".join(exercise.hints)]
        assert "refused" not in told
        assert "enabled" not in told


@EACH
def test_diagnose_exercises_tell_nothing_of_their_bug(workbook: Workbook[Any]) -> None:
    """Neutral keys in an order of their own, the same hints for all, and bugs that come more than once: what is left
    over when the others are solved does not follow."""
    found = [exercise for exercise in starters(workbook) if exercise.kind is DIAGNOSE]
    assert [exercise.name for exercise in found] == [f"case-{letter}" for letter in "abcdefgh"]
    assert len({exercise.hints for exercise in found}) == 1
    assert len({exercise.bounds for exercise in found}) == 3
    assert len({exercise.bugs for exercise in found}) == len(workbook.bug_names) < len(found)
    assert [called(workbook, exercise.bugs) for exercise in found] != list(workbook.bug_names)


@EACH
def test_the_files_are_read(workbook: Workbook[Any]) -> None:
    assert read_starters(content_of(workbook), workbook) == starters(workbook)


def test_no_address_or_title_of_predict_tells_its_answer() -> None:
    telling = ("early", "late", "overdue", "nothing", "no-", "ahead", "guard", "time", "due", "twice", "refus")
    for exercise in EVERY:
        if exercise.kind is PREDICT and exercise.key not in ("no-way-back", "the-late-report"):
            assert not [word for word in telling if word in f"{exercise.name} {exercise.title.lower()}"]
