"""The machine's liveness verdicts against TLC's liveness checker. Lengths are not compared: TLC promises none here."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from a09web.model.bounds import Bounds
from a09web.model.declaration import FAIR_ACTIONS, LIVENESS_NAMES
from a09web.model.explore import default_fairness, explore
from a09web.model.machine import machine_for

from .every_set import SETS
from .goals import broken_in_tlc

SMALL = {
    "one run": Bounds(due=(1,)),
    "one worker": Bounds(due=(1, 2), workers=1, max_time=2, max_epoch=2),
    "one epoch": Bounds(due=(1, 1), max_time=2, max_epoch=1),
}
LARGER = {"default": Bounds(), "longer": Bounds(due=(2, 3), max_time=4)}

pytestmark = pytest.mark.tlc


def name_of(bugs: Iterable[str]) -> str:
    return "+".join(sorted(bugs)) or "none"


def broken_here(bounds: Bounds, bugs: frozenset[str], fair: frozenset[str]) -> set[str]:
    return explore(machine_for(bounds), bugs, fair=fair).steps.keys() & set(LIVENESS_NAMES)


@pytest.mark.parametrize("bounds", SMALL.values(), ids=SMALL)
@pytest.mark.parametrize("bugs", SETS, ids=name_of)
def test_every_bug_set_under_its_own_fairness(bugs: frozenset[str], bounds: Bounds) -> None:
    assert broken_in_tlc(bounds, bugs, None) == broken_here(bounds, bugs, default_fairness(bugs))


@pytest.mark.parametrize("bounds", LARGER.values(), ids=LARGER)
@pytest.mark.parametrize("bugs", SETS[:7], ids=name_of)
def test_each_single_bug_at_larger_bounds(bugs: frozenset[str], bounds: Bounds) -> None:
    assert broken_in_tlc(bounds, bugs, None) == broken_here(bounds, bugs, default_fairness(bugs))


@pytest.mark.parametrize("unfair", FAIR_ACTIONS)
@pytest.mark.parametrize("bug", ["", "CheckpointAdvance"])
def test_with_one_action_unfair(bug: str, unfair: str) -> None:
    bounds, bugs, fair = SMALL["one worker"], frozenset(bug.split()), frozenset(FAIR_ACTIONS) - {unfair}
    assert broken_in_tlc(bounds, bugs, fair) == broken_here(bounds, bugs, fair)
