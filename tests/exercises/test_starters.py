"""The starter set: it covers what it promises, every exercise can be solved, and none tells its answer."""

from __future__ import annotations

from itertools import product

import pytest

from a09web.exercises.content import content_of, read_starters, starters
from a09web.exercises.exercise import Exercise, called
from a09web.exercises.kinds import KINDS
from a09web.exercises.kinds.breaking import BREAK
from a09web.exercises.kinds.diagnosing import DIAGNOSE
from a09web.exercises.kinds.predicting import PREDICT, next_of
from a09web.exercises.reading import problems_of, read_exercise, values_of
from a09web.exercises.variants import variants
from a09web.workbooks.a09 import A09


def key_of(exercise: Exercise) -> str:
    return exercise.key


def test_there_is_an_exercise_of_each_kind_for_each_bug() -> None:
    assert len(starters()) >= 24
    covered = {(exercise.kind.slug, bug) for exercise in starters() for bug in exercise.bugs}
    assert covered == set(product(KINDS, A09.bug_names))


@pytest.mark.parametrize("exercise", starters(), ids=key_of)
def test_it_can_be_solved(exercise: Exercise) -> None:
    assert problems_of(exercise) == {}


@pytest.mark.parametrize("exercise", starters(), ids=key_of)
def test_it_is_read_again_as_it_is_written(exercise: Exercise) -> None:
    assert read_exercise(values_of(exercise), workbook=A09, key=exercise.key) == exercise


@pytest.mark.parametrize("exercise", starters(), ids=key_of)
def test_it_is_told_as_a_story(exercise: Exercise) -> None:
    assert 2 <= exercise.story.count(". ") + 1 <= 5
    assert exercise.hints
    assert len(variants(exercise)) >= 2


@pytest.mark.parametrize("exercise", starters(), ids=key_of)
def test_only_the_last_hint_may_tell_the_answer(exercise: Exercise) -> None:
    told = " ".join([exercise.key, exercise.title, exercise.story, *exercise.hints[:-1]])
    if exercise.kind is BREAK:
        assert not [step for step in exercise.machine.by_name if "(" in step and f"`{step}`" in told]
        return
    assert not [name for name in (*A09.bug_names, *A09.property_names) if name.lower() in told.lower()]
    if exercise.kind is PREDICT:
        found = next_of(exercise)
        assert not [prop for prop in found.breaks if prop in " ".join(exercise.hints)]
        assert "refused" not in told
        assert "enabled" not in told


def test_diagnose_exercises_tell_nothing_of_their_bug() -> None:
    """Neutral keys in an order of their own, the same hints for all, and bugs that come more than once: what is left
    over when the others are solved does not follow."""
    found = [exercise for exercise in starters() if exercise.kind is DIAGNOSE]
    assert [exercise.key for exercise in found] == [f"case-{letter}" for letter in "abcdefgh"]
    assert len({exercise.hints for exercise in found}) == 1
    assert len({exercise.bounds for exercise in found}) == 3
    assert len({exercise.bugs for exercise in found}) == len(A09.bug_names) < len(found)
    assert [called(A09, exercise.bugs) for exercise in found] != list(A09.bug_names)


def test_the_files_are_read() -> None:
    assert read_starters(content_of(A09)) == starters()


def test_no_address_or_title_of_predict_tells_its_answer() -> None:
    telling = ("early", "late", "overdue", "nothing", "no-", "ahead", "guard", "time", "due", "twice", "refus")
    for exercise in starters():
        if exercise.kind is PREDICT and exercise.key not in ("no-way-back", "the-late-report"):
            assert not [word for word in telling if word in f"{exercise.key} {exercise.title.lower()}"]
