"""The machine's liveness verdicts against TLC's liveness checker. Lengths are not compared: TLC promises none here."""

from __future__ import annotations

from itertools import combinations

import pytest

from a09web.model.bounds import Bounds
from a09web.model.declaration import BUG_NAMES, LIVENESS_NAMES
from a09web.model.explore import default_fairness, explore
from a09web.model.machine import machine_for
from a09web.specs.tlc import check

SMALL = Bounds(due=(1, 2), workers=1, max_time=2, max_epoch=2)
ONE_RUN = Bounds(due=(1,))
SETS = [frozenset(chosen) for size in range(7) for chosen in combinations(BUG_NAMES, size)]
FAIR = ("Tick", "AdvanceCheckpoint", "Materialize", "Claim", "Complete")

pytestmark = pytest.mark.tlc


def breaks_in_tlc(bounds: Bounds, bugs: frozenset[str], goal: str, fair: frozenset[str] | None) -> bool:
    return check(bounds=bounds, bugs=bugs, properties=[goal], fair=fair).violated is not None


@pytest.mark.parametrize("goal", LIVENESS_NAMES)
@pytest.mark.parametrize("bug", ["", *BUG_NAMES])
def test_each_single_bug_under_its_own_fairness(bug: str, goal: str) -> None:
    bugs = frozenset(bug.split())
    found = explore(machine_for(Bounds()), bugs, fair=default_fairness(bugs))
    assert (goal in found.steps) == breaks_in_tlc(Bounds(), bugs, goal, None)


@pytest.mark.parametrize("goal", LIVENESS_NAMES)
@pytest.mark.parametrize("unfair", FAIR)
@pytest.mark.parametrize("bug", ["", "CheckpointAdvance"])
def test_with_one_action_unfair(bug: str, unfair: str, goal: str) -> None:
    bugs, fair = frozenset(bug.split()), frozenset(FAIR) - {unfair}
    found = explore(machine_for(SMALL), bugs, fair=fair)
    assert (goal in found.steps) == breaks_in_tlc(SMALL, bugs, goal, fair)


@pytest.mark.parametrize("bugs", SETS, ids=lambda bugs: "+".join(sorted(bugs)) or "none")
def test_every_bug_set_under_its_own_fairness(bugs: frozenset[str]) -> None:
    """What holds is checked by TLC in one run, what breaks in a run of its own: TLC stops at the first break."""
    broken = explore(machine_for(ONE_RUN), bugs, fair=default_fairness(bugs)).steps.keys() & set(LIVENESS_NAMES)
    holding = [goal for goal in LIVENESS_NAMES if goal not in broken]
    if holding:
        assert check(bounds=ONE_RUN, bugs=bugs, properties=holding).violated is None
    for goal in sorted(broken):
        assert breaks_in_tlc(ONE_RUN, bugs, goal, None)
