"""Variants: other names and times, the same difficulty, and the same one for the same solver."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from a09web.exercises.exercise import Exercise, explored_from
from a09web.exercises.kinds.breaking import BREAK, Goal
from a09web.exercises.kinds.diagnosing import DIAGNOSE, Suspects, differences, single_bugs
from a09web.exercises.kinds.kind import Kind
from a09web.exercises.reader import BadExercise
from a09web.exercises.reading import problems_of, read_exercise
from a09web.exercises.renaming import keeps_names, renamed, tells_a_number
from a09web.exercises.variants import MOST, seed_of, variant, variants
from a09web.scenarios.scenario import Scenario
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .working import EVERY, bounds_of, key_of, names_somebody, starter


@pytest.mark.parametrize("exercise", EVERY, ids=key_of)
def test_every_variant_is_as_hard_by_the_explorer(exercise: Exercise) -> None:
    """Those that are only renamed are proved here; the room trusts the model not to know names."""
    prepared = variants(exercise)
    assert prepared[0] == exercise
    assert len(set(prepared)) == len(prepared) <= MOST
    assert (len(prepared) > 1) == names_somebody(exercise)
    for each in prepared:
        assert each.kind.difficulty(each) == exercise.kind.difficulty(exercise)
        assert problems_of(each) == {}
        assert each.kind.solution(each).score == 1


SINGLE_BUGS = single_bugs(A09)
BOUNDS = st.builds(
    lambda due, workers, spare: Bounds(tuple(due), workers, max(due) + spare, 2),
    st.lists(st.integers(1, 3), min_size=1, max_size=2),
    st.integers(2, 3),
    st.integers(1, 2),
)


@settings(max_examples=25)
@given(bounds=BOUNDS, bug=st.sampled_from(SINGLE_BUGS), kind=st.sampled_from([BREAK, DIAGNOSE]), seed=st.integers(0))
def test_variants_of_any_exercise_are_as_hard(bounds: Bounds, bug: frozenset[str], kind: Kind, seed: int) -> None:
    target = next(each.caught_by for each in A09.bugs if each.name in bug)
    exercise = Exercise(
        key=f"{kind.slug}-{seed}",
        kind=kind,
        title="Any",
        story="Any.",
        scenario=Scenario(bounds=bounds, bugs=bug),
        own=Goal(target) if kind is BREAK else Suspects(A09, SINGLE_BUGS),
    )
    each = variant(exercise, seed)
    assert each.kind.difficulty(each) == exercise.kind.difficulty(exercise)
    assert each == variant(exercise, seed)


def test_names_change_together_everywhere() -> None:
    exercise = starter("after-the-lease")
    other = renamed(exercise, {"r1": "r2", "r2": "r1", "w1": "w2", "w2": "w1"})
    assert bounds_of(other).due == bounds_of(exercise).due[::-1]
    assert other.own.asked == "Complete(w2,r2,1)"
    assert other.start == ("Tick", "Materialize(r2)", "Claim(w2,r2)", "Expire(r2)")
    assert "The lease of r2 ran out while w2 was silent." in other.story


def test_a_text_that_tells_a_time_keeps_the_times() -> None:
    told = replace(starter("back-from-the-dead"), story="Run r1 is due at 1.")
    assert {tuple(sorted(bounds_of(each).due)) for each in variants(told)} == {(1, 2)}


def test_a_solver_keeps_the_variant_that_was_begun() -> None:
    """Whatever version of this app is running."""
    assert [seed_of(solver, "busy-hands") for solver in ("s1", "s2", "s3")] == [393584337, 218188098, 1334080889]


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
    for bugs in exercise.own.hypotheses:
        hidden = replace(exercise, scenario=replace(exercise.scenario, bugs=bugs))
        sets.append([replace(each.scenario, bugs=frozenset()) for each in variants(hidden)])
    assert all(each == sets[0] for each in sets)


def made(**fields: Any) -> Exercise:
    values: dict[str, Any] = {
        "kind": "break",
        "title": "Two meet",
        "story": "Break it.",
        "bounds": {"due": [1, 2], "workers": 2, "max_time": 3, "max_epoch": 2},
        "bugs": ["DuplicateClaim"],
        "target": "AtMostOneClaimer",
    }
    if fields.get("kind", "break") != "break":
        del values["target"]
    return read_exercise({**values, **fields}, workbook=A09, key="made")


def test_all_texts_are_renamed_however_a_name_is_written() -> None:
    exercise = made(title="w1 meets r1", story="Worker 1 claims run 1. W1 hangs, and R1 waits.", hints=["Let w1 go."])
    other = renamed(exercise, {"r1": "r2", "r2": "r1", "w1": "w2", "w2": "w1"})
    assert other.title == "w2 meets r2"
    assert other.story == "Worker 2 claims run 2. W2 hangs, and R2 waits."
    assert {each.story[7] for each in variants(exercise)} == {"1", "2"}
    assert not tells_a_number(exercise)


@pytest.mark.parametrize("words", ["The second worker claims it.", "Workers 1 and 2 claim it.", "Run one is claimed."])
def test_names_are_kept_where_words_tell_one_from_another(words: str) -> None:
    exercise = made(story=words)
    assert keeps_names(exercise)
    assert {each.start for each in variants(made(story=words, steps=["Tick", "Materialize(r1)"]))} == {
        ("Tick", "Materialize(r1)")
    }


def test_a_text_that_names_a_run_keeps_the_order_of_the_due_times() -> None:
    exercise = made(
        bugs=["EarlyRelease"], target="NoEarlyRunnable", hints=["Take `Materialize(r1)`."],
        bounds={"due": [2, 2, 3], "workers": 2, "max_time": 3, "max_epoch": 1},
    )  # fmt: skip
    for each in variants(exercise):
        named = int(each.hints[0][19]) - 1
        assert bounds_of(each).due[named] == min(bounds_of(each).due)


@pytest.mark.parametrize("bug", ["StaleCompletion", "MissingMaterialization"])
def test_steps_before_that_a_hypothesis_refuses_are_refused(bug: str) -> None:
    """They would tell the bug, and other times would be looked for where nothing can be replayed."""
    late = {"due": [2, 3], "workers": 2, "max_time": 4, "max_epoch": 2}
    assert variants(made(kind="diagnose", bugs=[bug], bounds=late, steps=["Tick", "Tick"]))
    with pytest.raises(BadExercise) as refused:
        made(kind="diagnose", bugs=["EarlyRelease"], bounds=late, steps=["Materialize(r1)"])
    assert "would have been refused" in refused.value.problems["steps"]
    with pytest.raises(BadExercise) as elsewhere:
        made(kind="diagnose", bugs=[bug], steps=["Tick", "Materialize(r1)"])
    assert "DuplicateMaterialization out already" in elsewhere.value.problems["steps"]


def test_twins_with_steps_before_have_the_same_variants() -> None:
    bounds = {"due": [2, 3], "workers": 2, "max_time": 4, "max_epoch": 2}
    sets = [
        [
            replace(each.scenario, bugs=frozenset())
            for each in variants(made(kind="diagnose", bugs=[bug], bounds=bounds, steps=["Tick", "Tick"]))
        ]
        for bug in ("EarlyRelease", "StaleCompletion", "MissingMaterialization")
    ]
    assert len(sets[0]) > 1
    assert sets[0] == sets[1] == sets[2]
    assert all(max(due for _, due in each.bounds.schedule) > 1 for each in sets[0])


def test_hypotheses_that_take_too_long_to_tell_apart_are_refused() -> None:
    """They are many where nothing speaks for the correct model, and where the model is large."""
    several = [f"DuplicateClaim,{bug}" for bug in A09.bug_names if bug != "DuplicateClaim"]
    bounds = {"due": [1, 2, 3, 3], "workers": 3, "max_time": 8, "max_epoch": 1}
    with pytest.raises(BadExercise) as refused:
        made(kind="diagnose", bugs=["EarlyRelease"], hypotheses=[*A09.bug_names, *several], bounds=bounds)
    assert "too many to judge answers at once" in refused.value.problems["hypotheses"]


def test_the_correct_model_among_six_bugs_is_no_long_search() -> None:
    """Nothing but one refusal could speak for it, and none speaks against all six: that is known without looking."""
    bounds = {"due": [1, 2, 3], "workers": 3, "max_time": 5, "max_epoch": 2}
    exercise = made(kind="diagnose", bugs=["EarlyRelease"], hypotheses=[*A09.bug_names, "none"], bounds=bounds)
    assert len(variants(exercise)) == MOST
    assert 0 < differences(exercise).looked_at < 500
    with pytest.raises(BadExercise, match="No one schedule"):
        made(kind="diagnose", bugs=[], hypotheses=[*A09.bug_names, "none"], bounds=bounds)


def test_a_variant_can_be_set_by_itself() -> None:
    """Other times may make a model that has too many states to judge answers at once."""
    exercise = made(
        bugs=["StaleCompletion"], target="CompletedUsesCurrentEpoch",
        bounds={"due": [1, 2, 3], "workers": 3, "max_time": 5, "max_epoch": 2},
    )  # fmt: skip
    assert not problems_of(exercise)
    for each in variants(exercise):
        assert explored_from(each.bounds, each.bugs, each.state).complete
