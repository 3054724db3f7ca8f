"""The smallest sets of bugs that let a property break, compared with all 64 sets, each explored to its end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from a09web.model.declared import Bug
from a09web.model.explore import DEFAULT_LIMIT, explore
from a09web.model.machine import Machine, machine_for
from a09web.model.matrix import bug_sets
from a09web.model.replay import Entry, replay
from a09web.model.workbook import Fair
from a09web.model.would_take import WouldTake, would_take
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .test_random_traces import Trace, small_models, traces

NAMES = (*A09.property_names, *A09.liveness_names)

HUGE = Bounds(due=(1, 2, 3, 4), workers=3, max_time=8, max_epoch=3)


def broken_under_each_set(machine: Machine, last: Entry, fair: Fair | None) -> dict[frozenset[str], dict[str, int]]:
    """For each set of bugs to be added, the properties that can break then, in how few steps."""
    return {
        added: explore(
            machine, last.bugs | added, start=last.state, fair=A09.chosen_fairness(last.bugs | added, fair)
        ).steps
        for added in bug_sets(A09)
        if not added & last.bugs
    }


@settings(max_examples=25)
@given(traces(small_models()), st.none() | st.frozensets(st.sampled_from(A09.fair_actions)))
def test_it_is_what_exploring_all_64_sets_gives(trace: Trace, fair: Fair | None) -> None:
    last, machine = trace.replay().last, machine_for(trace.bounds)
    each = broken_under_each_set(machine, last, fair)
    for prop in (name for name in NAMES if name not in each[frozenset()]):
        sizes = [(len(added), steps[prop]) for added, steps in each.items() if prop in steps]
        smallest = [
            (tuple(A09.in_order(added)), steps[prop])
            for added, steps in each.items()
            if prop in steps and (len(added), steps[prop]) == min(sizes)
        ]
        found = would_take(machine, last.bugs, last.state, prop, fair=fair)
        assert [(one.bugs, len(one.steps)) for one in found.sets] == smallest
        assert found.complete
        for one in found.sets:
            played = replay(trace.bounds, trace.bugs, [*trace.steps, *(f"+{bug}" for bug in one.bugs), *one.steps])
            assert played.refusal is None
            assert prop in A09.liveness_names or prop in played.last.broken


def asked(bounds: Bounds, prop: str, steps: tuple[str, ...] = (), limit: int = DEFAULT_LIMIT) -> WouldTake:
    last = replay(bounds, frozenset(), steps).last
    return would_take(machine_for(bounds), last.bugs, last.state, prop, limit=limit)


@pytest.mark.parametrize("bug", A09.bugs, ids=lambda bug: bug.name)
def test_from_the_start_it_takes_the_bug_that_the_property_catches(bug: Bug) -> None:
    (found,) = asked(Bounds(), bug.caught_by).sets
    assert found.bugs == (bug.name,)


def test_a_nearest_break_is_found_soon_however_many_states_there_are() -> None:
    for prop in NAMES:
        found = asked(HUGE, prop)
        assert found.sets
        assert found.complete
        assert found.states < 40_000


def test_where_no_set_suffices_that_is_said_after_looking_at_few_of_them() -> None:
    bounds = Bounds(due=(1,), workers=1, max_time=1, max_epoch=1)
    steps = ("Tick", "Materialize(r1)", "AdvanceCheckpoint", "Claim(w1,r1)", "Complete(w1,r1,1)")
    assert asked(bounds, "CompletedUsesCurrentEpoch", steps) == WouldTake((), 8, True)


def test_a_search_that_is_cut_off_says_so() -> None:
    found = asked(Bounds(), "CompletedAtMostOnce", limit=50)
    assert (found.sets, found.complete) == ((), False)
    assert found.states <= 50
    told: list[int] = []

    def keep_going(states: int) -> bool:
        told.append(states)
        return states < 100

    machine = machine_for(Bounds())
    found = would_take(machine, frozenset(), machine.initial, "CompletedAtMostOnce", keep_going=keep_going)
    assert (found.sets, found.complete) == ((), False)
    assert told == sorted(told)
