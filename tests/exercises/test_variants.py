"""Variants: other names and times, the same difficulty, and the same one for the same solver."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from a09web.exercises.answers import solution
from a09web.exercises.content import starters
from a09web.exercises.exercise import BREAK, DIAGNOSE, Exercise
from a09web.exercises.reading import SINGLE_BUGS, problems_of
from a09web.exercises.variants import MOST, difficulty, renamed, seed_of, variant, variants
from a09web.model.bounds import Bounds
from a09web.scenarios.scenario import Scenario

from .working import starter


def key_of(exercise: Exercise) -> str:
    return exercise.key


@pytest.mark.parametrize("exercise", starters(), ids=key_of)
def test_every_variant_is_as_hard_by_the_explorer(exercise: Exercise) -> None:
    """Those that are only renamed are proved here; the room trusts the model not to know names."""
    prepared = variants(exercise)
    assert prepared[0] == exercise
    assert 1 < len(set(prepared)) == len(prepared) <= MOST
    for each in prepared:
        assert difficulty(each) == difficulty(exercise)
        assert problems_of(each) == {}
        assert solution(each).score == 1


BOUNDS = st.builds(
    lambda due, workers, spare: Bounds(tuple(due), workers, max(due) + spare, 2),
    st.lists(st.integers(1, 3), min_size=1, max_size=2),
    st.integers(2, 3),
    st.integers(1, 2),
)


@settings(max_examples=25, deadline=None)
@given(bounds=BOUNDS, bug=st.sampled_from(SINGLE_BUGS), kind=st.sampled_from([BREAK, DIAGNOSE]), seed=st.integers(0))
def test_variants_of_any_exercise_are_as_hard(bounds: Bounds, bug: frozenset[str], kind: str, seed: int) -> None:
    from a09web.model.declaration import BUGS

    target = next(each.caught_by for each in BUGS if each.name in bug)
    exercise = Exercise(
        key=f"{kind}-{seed}",
        kind=BREAK if kind == BREAK else DIAGNOSE,
        title="Any",
        story="Any.",
        scenario=Scenario(bounds=bounds, bugs=bug),
        target=target,
        hypotheses=SINGLE_BUGS,
    )
    each = variant(exercise, seed)
    assert difficulty(each) == difficulty(exercise)
    assert each == variant(exercise, seed)


def test_names_change_together_everywhere() -> None:
    exercise = starter("after-the-lease")
    other = renamed(exercise, {"r1": "r2", "r2": "r1", "w1": "w2", "w2": "w1"})
    assert other.bounds.due == exercise.bounds.due[::-1]
    assert other.asked == "Complete(w2,r2,1)"
    assert other.start == ("Tick", "Materialize(r2)", "Claim(w2,r2)", "Expire(r2)")
    assert "The lease of r2 ran out while w2 was silent." in other.story


def test_a_text_that_tells_a_time_keeps_the_times() -> None:
    told = replace(starter("back-from-the-dead"), story="Run r1 is due at 1.")
    assert {tuple(sorted(each.bounds.due)) for each in variants(told)} == {(1, 2)}


def test_neighbours_differ() -> None:
    exercise = starter("back-from-the-dead")
    seeds = [seed_of(f"student {number}", exercise.key) for number in range(500)]
    given_out = Counter(variant(exercise, seed) for seed in seeds)
    assert len(given_out) == len(variants(exercise))
    assert max(given_out.values()) < 500 / len(given_out) * 2


def test_the_choice_of_variants_does_not_tell_the_bug() -> None:
    """Exercises that differ in their bug alone have the same variants in the same order."""
    exercise = starter("case-a")
    sets = []
    for bugs in exercise.hypotheses:
        hidden = replace(exercise, scenario=replace(exercise.scenario, bugs=bugs))
        sets.append([replace(each.scenario, bugs=frozenset()) for each in variants(hidden)])
    assert all(each == sets[0] for each in sets)
