"""Repairs and their verdicts: the known ones, and that each failure replays in the repaired machine."""

from __future__ import annotations

import pytest

from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.repairs import Repair
from a09web.model.verdicts import FIXES, KINDS, NEEDLESS, TOO_STRONG, TOO_WEAK, bugs_of, fairness_with, judge
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

BOUNDS = Bounds()
KNOWN = {
    "due-check": (FIXES, {}),
    "close-enough": (TOO_WEAK, {"NoEarlyRunnable": 1}),
    "check-at-claim": (TOO_WEAK, {"NoEarlyRunnable": 1}),
    "strictly-past": (TOO_STRONG, {"EventuallyMaterialized": 1}),
    "exact-match": (FIXES, {}),
    "due-check-and-unclaimed": (NEEDLESS, {}),
    "take-off-schedule": (FIXES, {}),
    "idempotence-key": (TOO_WEAK, {"MaterializedRunRemovedFromSchedule": 2, "NoOverdueScheduled": 4}),
    "complete-once": (TOO_WEAK, {"MaterializedRunRemovedFromSchedule": 2, "NoOverdueScheduled": 4}),
    "complete-takes-off": (TOO_WEAK, {"MaterializedRunRemovedFromSchedule": 2, "NoOverdueScheduled": 4}),
    "take-off-behind-checkpoint": (TOO_STRONG, {"EventuallyMaterialized": 1}),
    "take-off-and-idempotence-key": (NEEDLESS, {}),
    "fence": (FIXES, {}),
    "status-check": (TOO_WEAK, {"CompletedUsesCurrentEpoch": 6}),
    "worker-check": (TOO_WEAK, {"CompletedUsesCurrentEpoch": 6}),
    "first-attempt-only": (TOO_STRONG, {"EventuallyCompleted": 13}),
    "fence-and-worker-check": (NEEDLESS, {}),
    "unclaimed": (FIXES, {}),
    "not-by-me": (TOO_WEAK, {"AtMostOneClaimer": 4}),
    "sole-claimer-completes": (TOO_WEAK, {"AtMostOneClaimer": 4}),
    "nobody-holds": (TOO_STRONG, {"EventuallyCompleted": 12}),
    "unclaimed-and-due": (NEEDLESS, {}),
    "covered-is-materialized": (FIXES, {}),
    "off-by-one": (TOO_WEAK, {"CheckpointAfterDurableMaterialization": 2}),
    "some-materialized": (TOO_WEAK, {"CheckpointAfterDurableMaterialization": 5}),
    "time-waits-for-due-runs": (TOO_WEAK, {"CheckpointAfterDurableMaterialization": 2}),
    "always-lag": (TOO_STRONG, {"CheckpointCatchesUp": 11}),
    "covered-is-completed": (NEEDLESS, {}),
    "urgency-and-fairness": (FIXES, {}),
    "fairness-alone": (TOO_WEAK, {"NoOverdueScheduled": 2}),
    "urgency-alone": (TOO_STRONG, {"EventuallyMaterialized": 1}),
    "fairness-and-exact-match": (TOO_WEAK, {"NoOverdueScheduled": 2, "EventuallyMaterialized": 3}),
    "fairness-and-empty-schedule": (TOO_STRONG, {"EventuallyCompleted": 0}),
    "urgency-and-idempotence-key": (NEEDLESS, {}),
}
"""The table of the model's design, and some more; each with lengths of breaks that it has among others."""


def test_the_known_verdicts_are_about_all_repairs() -> None:
    assert KNOWN.keys() == {repair.name for repair in A09.repairs}
    assert len([repair.name for repair in A09.repairs]) == len(A09.repairs)


@pytest.mark.parametrize("repair", A09.repairs, ids=lambda repair: repair.name)
def test_the_verdict(repair: Repair) -> None:
    verdict = judge(repair, BOUNDS)
    kind, lengths = KNOWN[repair.name]
    assert verdict.kind == kind
    assert {failure.prop: len(failure.trace) for failure in verdict.failures if failure.prop in lengths} == lengths
    assert (not verdict.failures) == (kind in (FIXES, NEEDLESS))


@pytest.mark.parametrize("repair", A09.repairs, ids=lambda repair: repair.name)
def test_each_failure_happens_in_the_repaired_machine(repair: Repair) -> None:
    machine, bugs = machine_for(BOUNDS, repair), bugs_of(repair)
    for failure in judge(repair, BOUNDS).failures:
        state = machine.initial
        for step in failure.trace:
            assert failure.prop not in machine.broken(state)
            state = machine.step(state, bugs, step)
        assert state == failure.state
        if failure.prop not in A09.liveness_names:
            assert failure.prop in machine.broken(state)
            continue
        assert failure.stuck is not None
        assert failure.stuck.waiting
        enabled = {transition.declared.name for transition in machine.enabled(state, bugs)}
        assert not enabled & fairness_with(A09, repair)


@pytest.mark.parametrize("bug", A09.bug_names)
def test_each_bug_has_repairs_of_every_kind(bug: str) -> None:
    kinds = [judge(repair, BOUNDS).kind for repair in A09.repairs_of(bug)]
    assert set(kinds) == set(KINDS)
    assert len(kinds) >= 5


def test_a_needless_repair_says_what_can_be_dropped_or_that_it_forbids_good_behaviour() -> None:
    dropped = judge(A09.repair_named("fence-and-worker-check"), BOUNDS)
    assert [part.text for part in dropped.droppable] == [r"w \in claimers[r]"]
    assert not dropped.forbids_good
    narrow = judge(A09.repair_named("covered-is-completed"), BOUNDS)
    assert (narrow.droppable, narrow.states, narrow.correct_states) == ((), 419, 1058)
    assert narrow.forbids_good


def test_without_a_repair_the_machine_is_as_it_was() -> None:
    machines = (machine_for(BOUNDS, A09.repair_named("fence")), machine_for(BOUNDS))
    assert [len(machine.transition("Complete(w1,r1,1)").guards) for machine in machines] == [4, 3]


def test_parts_as_tla() -> None:
    assert [part.text for part in A09.repair_named("urgency-alone").parts] == [
        r"~ \E r \in Runs : DueAt[r] <= now /\ Materializable(r)"
    ]
    assert [part.text for part in A09.repair_named("take-off-schedule").parts] == [r"scheduled' = scheduled \ {r}"]
    assert [part.text for part in A09.repair_named("fairness-alone").parts] == ["WF_vars(Materialize)"]
    assert [part.text for part in A09.repair_named("nobody-holds").parts] == [
        r"\A v \in Workers : \A e \in 1..MaxEpoch : <<v, r, e>> \notin held"
    ]


@pytest.mark.parametrize("repair", A09.repairs, ids=lambda repair: repair.name)
def test_failures_come_in_the_order_in_which_they_are_told(repair: Repair) -> None:
    """Safety first, and of each kind the nearest first. Whatever the verdict is, the states are counted."""
    verdict = judge(repair, BOUNDS)
    names = [*A09.property_names, *A09.liveness_names]
    order = [
        (failure.prop in A09.liveness_names, len(failure.trace), names.index(failure.prop))
        for failure in verdict.failures
    ]
    assert order == sorted(order)
    assert all((failure.stuck is not None) is (failure.prop in A09.liveness_names) for failure in verdict.failures)
    assert verdict.correct_states == 1058
    assert verdict.states == explore(machine_for(BOUNDS, repair), bugs_of(repair)).distinct


@pytest.mark.parametrize("bug", A09.bug_names)
def test_the_repairs_of_a_bug(bug: str) -> None:
    assert [repair.name for repair in A09.repairs_of(bug)] == [one.name for one in A09.repairs if one.bug == bug]
    assert len(A09.repairs_of(bug)) >= 5
