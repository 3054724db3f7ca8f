"""What is known of the model, computed by the machine: figures, shortest breaks, and what the bugs do together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

import pytest

from a09web.model.counterexamples import all_shortest
from a09web.model.declared import Guard, Transition
from a09web.model.explore import Exploration, explore
from a09web.model.machine import Machine, machine_for
from a09web.model.matrix import bug_sets
from a09web.model.repairs import Repair
from a09web.model.replay import replay
from a09web.model.silent import silent_bugs
from a09web.model.workbook import Bugs
from a09web.workbooks.effects import EFFECTS
from a09web.workbooks.effects.bounds import Bounds
from a09web.workbooks.effects.declaration import APPLY, CLAIM, COMPLETE, attempt, held, r, w

from .known import ALSO, FIGURES, OWN, RETRY, SETS_THAT_BREAK, STUCK, ZOMBIE

SINGLE = [frozenset[str](), *(frozenset({bug}) for bug in EFFECTS.bug_names)]
ALONE, TOGETHER = Bounds(workers=1, max_attempt=2), Bounds(runs=2, workers=1, max_attempt=2)


@cache
def explored(bounds: Bounds, bugs: Bugs) -> Exploration:
    return explore(machine_for(bounds), bugs, fair=EFFECTS.default_fairness(bugs))


def figures(found: Exploration) -> str:
    assert found.complete
    return f"{found.distinct}/{found.generated}/{found.depth}"


@pytest.mark.parametrize("bounds", FIGURES, ids=str)
def test_the_three_figures(bounds: Bounds) -> None:
    assert "; ".join(figures(explored(bounds, bugs)) for bugs in SINGLE) == FIGURES[bounds]


def test_the_correct_model_keeps_everything() -> None:
    for bounds in FIGURES:
        assert explored(bounds, frozenset()).steps == {}


@pytest.mark.parametrize("bug", EFFECTS.bug_names)
def test_a_bug_breaks_what_is_known_and_nothing_else(bug: str) -> None:
    own, trace = OWN[bug]
    known = {own: len(trace)}
    known |= {prop: len(trace) for (other, prop), trace in ALSO.items() if other == bug}
    known |= {prop: steps for (other, prop), steps in STUCK.items() if other == bug}
    assert explored(Bounds(), frozenset({bug})).steps == known


TRACES = [*((bug, prop, trace) for bug, (prop, trace) in OWN.items()), *((*key, trace) for key, trace in ALSO.items())]


@pytest.mark.parametrize(("bug", "prop", "trace"), TRACES)
def test_the_trace_that_is_told_is_a_shortest_one(bug: str, prop: str, trace: tuple[str, ...]) -> None:
    ways = all_shortest(explored(Bounds(), frozenset({bug})), prop)
    assert trace in ways.traces
    played = replay(Bounds(), frozenset({bug}), trace)
    assert played.refusal is None
    assert prop in played.last.broken
    assert prop not in played.entries[-2].broken


def test_the_story_with_a_zombie() -> None:
    played = replay(Bounds(), frozenset({"StaleEffect"}), ZOMBIE)
    assert played.last.broken == ("NothingAppliedBehindFence", "AppliedAtMostOnce")
    assert [entry.index for entry in played.entries if entry.broken] == [10]


def test_a_retry_after_a_lost_answer_is_recognised() -> None:
    played = replay(Bounds(), frozenset(), RETRY)
    assert played.refusal is None
    assert played.machine.variables(played.last.state)["effects"] == {"r1": 1}
    assert "Apply(r1,2)" not in {t.name for t in played.machine.enabled(played.last.state, frozenset())}


def test_with_one_attempt_a_key_of_its_own_changes_nothing_and_nothing_is_done_twice() -> None:
    once = Bounds(max_attempt=1)
    assert explored(once, frozenset()).distinct == explored(once, frozenset({"KeyPerAttempt"})).distinct == 11
    assert "AppliedAtMostOnce" not in explored(once, frozenset({"KeyForgotten"})).steps


def test_runs_do_not_touch_one_another() -> None:
    for bugs in SINGLE:
        one, two = explored(ALONE, bugs), explored(TOGETHER, bugs)
        assert two.distinct == one.distinct**2
        assert two.generated == 2 * one.distinct * (one.generated - 1) + 1
        assert two.depth == 2 * (one.depth - 1) + 1


@pytest.mark.parametrize("attempts", [1, 2, 3])
def test_the_bugs_that_bounds_cannot_show(attempts: int) -> None:
    """Found in the model of one run and one worker, and the same in larger ones."""
    known = frozenset({"KeyPerAttempt"} if attempts == 1 else ())
    for workers in (1, 2, 3):
        bounds = Bounds(workers=workers, max_attempt=attempts)
        assert silent_bugs(bounds) == known
        shown = {bug for bug in EFFECTS.bug_names if OWN[bug][0] in explored(bounds, frozenset({bug})).steps}
        assert known == frozenset(EFFECTS.bug_names) - shown
    assert silent_bugs(Bounds(runs=2, workers=3, max_attempt=4)) == silent_bugs(Bounds(runs=1, max_attempt=4))


def test_how_many_sets_of_bugs_break_each_property() -> None:
    found = Counter(prop for bugs in bug_sets(EFFECTS) for prop in explored(Bounds(), bugs).steps)
    assert found == SETS_THAT_BREAK


def test_where_nothing_is_remembered_nothing_is_forgotten_or_recognised_wrongly() -> None:
    alone = explored(Bounds(), frozenset({"EffectWithoutKey"}))
    for hidden in ("KeyPerAttempt", "KeyForgotten", "StaleEffect"):
        pair = explored(Bounds(), frozenset({"EffectWithoutKey", hidden}))
        assert [set(layer.words[0].tolist()) for layer in pair.layers] == [
            set(layer.words[0].tolist()) for layer in alone.layers
        ]


# What the guards are for that no bug takes away


@dataclass(frozen=True)
class Instead(Repair):
    """Another guard, or none, in the place of one."""

    guard: Guard
    other: Guard | None

    def repaired(self, transition: Transition) -> Transition:
        put = {self.guard: self.other}
        guards = (put.get(guard, guard) for guard in transition.guards)
        return replace(transition, guards=tuple(guard for guard in guards if guard is not None))


def with_instead(guard: Guard, other: Guard | None = None) -> Exploration:
    machine = Machine(Bounds(), Instead("instead", "", (), guard, other))
    return explore(machine, frozenset(), fair=EFFECTS.fair_actions)


def test_the_fence_in_our_database_guards_our_row_alone() -> None:
    found = with_instead(COMPLETE.guards[2])
    assert (found.distinct, found.steps) == (1_075, {})


def test_exclusive_claims_guard_our_row_alone() -> None:
    """Where a worker repeats its own claim nothing changes, so it need not."""
    found = with_instead(CLAIM.guards[1], Guard(~held.has(w, r, attempt), "", ""))
    assert (found.distinct, found.steps) == (2_947, {})


def test_a_receiver_has_to_recognise_the_very_request() -> None:
    assert with_instead(APPLY.guards[2]).steps["AppliedAtMostOnce"] == 4
