"""All the shortest counterexamples, against plainly trying every sequence of steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from a09web.model import counterexamples
from a09web.model.counterexamples import all_shortest
from a09web.model.explore import Exploration, explore
from a09web.model.machine import machine_for
from a09web.workbooks.a09.bounds import Bounds
from tests.model import reference
from tests.model.reference import BUGS

BOUNDS = Bounds()


def found(bounds: Bounds, *bugs: str) -> Exploration:
    return explore(machine_for(bounds), frozenset(bugs))


def every_shortest(bounds: Bounds, bugs: tuple[str, ...], prop: str, length: int) -> set[tuple[str, ...]]:
    walks: list[tuple[tuple[str, ...], reference.Ref]] = [((), reference.initial(bounds))]
    for _ in range(length):
        walks = [
            ((*steps, name), reference.after(bugs, state, name))
            for steps, state in walks
            for name in reference.enabled(bounds, bugs, state)
        ]
    return {steps for steps, state in walks if prop in reference.broken(bounds, state)}


@pytest.mark.parametrize("bug", BUGS)
def test_none_is_missing_and_none_is_made_up(bug: str) -> None:
    explored = found(BOUNDS, bug)
    for prop, steps in explored.steps.items():
        examples = all_shortest(explored, prop)
        assert examples.complete
        assert len(examples.traces) == len(set(examples.traces))
        assert set(examples.traces) == every_shortest(BOUNDS, (bug,), prop, steps)


def test_equal_runs_and_workers_make_one_group() -> None:
    bounds = Bounds(due=(1, 1), workers=3, max_time=1, max_epoch=1)
    groups = all_shortest(found(bounds, "DuplicateClaim"), "AtMostOneClaimer").groups
    assert [(group.trace, group.count) for group in groups] == [
        # Two runs, and six ways to choose two of three workers in order.
        (("Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)"), 12)
    ]


def test_runs_due_at_different_times_are_not_equal() -> None:
    groups = all_shortest(found(BOUNDS, "EarlyRelease"), "NoEarlyRunnable").groups
    assert [group.trace for group in groups] == [("Materialize(r1)",), ("Materialize(r2)",)]


def test_groups_hold_every_trace() -> None:
    examples = all_shortest(found(BOUNDS, "DuplicateMaterialization"), "CompletedAtMostOnce")
    assert sum(group.count for group in examples.groups) == len(examples.traces) == 4


def test_what_cannot_break_has_none() -> None:
    examples = all_shortest(found(BOUNDS), "NoEarlyRunnable")
    assert (examples.traces, examples.groups, examples.complete) == ((), (), True)


def test_too_many_are_cut_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counterexamples, "MOST", 3)
    examples = all_shortest(found(BOUNDS, "DuplicateMaterialization"), "CompletedAtMostOnce")
    assert (len(examples.traces), examples.complete) == (3, False)
    monkeypatch.setattr(counterexamples, "MOST", 4)
    examples = all_shortest(found(BOUNDS, "DuplicateMaterialization"), "CompletedAtMostOnce")
    assert (len(examples.traces), examples.complete) == (4, True)


def test_where_layers_are_large_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, anew = (replace(found(BOUNDS, "DuplicateMaterialization"), _kept={}) for _ in range(2))
    way = kept.shortest("CompletedAtMostOnce")
    monkeypatch.setattr("a09web.model.explore.FEW", 0)
    assert anew.shortest("CompletedAtMostOnce") == way
    assert (bool(kept._kept), anew._kept) == (True, {})


def test_states_of_two_words() -> None:
    bounds = Bounds(due=(1, 1, 1), workers=3, max_time=1, max_epoch=3)
    explored = explore(machine_for(bounds), frozenset({"DuplicateClaim"}), limit=3000)
    assert len(explored.layers[0].words) == 2
    examples = all_shortest(explored, "AtMostOneClaimer")
    assert set(examples.traces) == every_shortest(bounds, ("DuplicateClaim",), "AtMostOneClaimer", 4)
