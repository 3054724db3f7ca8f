"""The machine's liveness verdicts against TLC's. Lengths are not compared with TLC's own counterexamples: it promises
none there."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .goals import broken_in_tlc
from .known import STUCK
from .variants import SETS, Variant, hold_for_tlc, seen_by_tlc, with_bugs

SMALL = {
    "one run": Bounds(due=(1,)),
    "one worker": Bounds(due=(1, 2), workers=1, max_time=2, max_epoch=2),
    "one epoch": Bounds(due=(1, 1), max_time=2, max_epoch=1),
}
LONGER = Bounds(due=(2, 3), max_time=4)
EVERY_SET = [with_bugs(bugs) for bugs in SETS]
ONE_UNFAIR = [
    Variant(frozenset(bug.split()), frozenset(A09.fair_actions) - {unfair})
    for bug in ("", "CheckpointAdvance")
    for unfair in A09.fair_actions
]

pytestmark = pytest.mark.tlc


def name_of(variant: Variant) -> str:
    return "+".join(sorted(variant.bugs)) or "none"


def broken_here(bounds: Bounds, variant: Variant) -> dict[str, int]:
    """The goals that the machine finds broken, and in how few steps."""
    steps = explore(machine_for(bounds), variant.bugs, fair=variant.fair).steps
    return {name: steps[name] for name in A09.liveness_names if name in steps}


def broken_there(bounds: Bounds, variants: Sequence[Variant]) -> list[dict[str, int]]:
    seen = seen_by_tlc(bounds, variants)
    return [{name: one.steps[name] for name in A09.liveness_names if name in one.steps} for one in seen]


@pytest.mark.long
@pytest.mark.parametrize("bounds", SMALL.values(), ids=SMALL)
def test_every_bug_set_under_its_own_fairness(bounds: Bounds) -> None:
    assert broken_there(bounds, EVERY_SET) == [broken_here(bounds, variant) for variant in EVERY_SET]


@pytest.mark.parametrize("bounds", [Bounds(), LONGER], ids=["default", "longer"])
def test_each_single_bug_at_larger_bounds(bounds: Bounds) -> None:
    assert broken_there(bounds, EVERY_SET[:7]) == [broken_here(bounds, variant) for variant in EVERY_SET[:7]]


def test_with_one_action_unfair() -> None:
    bounds = SMALL["one worker"]
    assert broken_there(bounds, ONE_UNFAIR) == [broken_here(bounds, variant) for variant in ONE_UNFAIR]


def the_others_hold(bounds: Bounds, variants: Sequence[Variant]) -> bool:
    return hold_for_tlc(
        bounds, variants, [set(A09.liveness_names) - broken_here(bounds, each).keys() for each in variants]
    )


@pytest.mark.long
def test_the_liveness_checker_finds_that_the_others_hold() -> None:
    assert the_others_hold(SMALL["one run"], EVERY_SET)
    assert the_others_hold(SMALL["one worker"], ONE_UNFAIR)


@pytest.mark.night
@pytest.mark.parametrize("bounds", SMALL.values(), ids=SMALL)
def test_the_liveness_checker_finds_that_the_others_hold_at_other_bounds(bounds: Bounds) -> None:
    assert the_others_hold(bounds, EVERY_SET)


THAT_GET_STUCK = [with_bugs(frozenset({bug})) for bug in ("CheckpointAdvance", "MissingMaterialization")]


@pytest.mark.parametrize("variant", THAT_GET_STUCK, ids=name_of)
def test_the_counterexamples_of_tlc_itself(variant: Variant) -> None:
    """With the module as it is: what TLC's liveness checker shows, one goal after the other. It does not promise the
    shortest way to a stuck state."""
    [bug] = variant.bugs
    known = {name: steps for (other, name), steps in STUCK.items() if other == bug}
    assert broken_in_tlc(Bounds(), variant.bugs, None) == known.keys()
    assert broken_here(Bounds(), variant) == known


def test_no_other_single_bug_gets_stuck() -> None:
    stuck = [variant for variant in EVERY_SET[:7] if broken_here(Bounds(), variant)]
    assert sorted(map(name_of, stuck)) == sorted(map(name_of, THAT_GET_STUCK))


@pytest.mark.night
@pytest.mark.parametrize("bounds", [*SMALL.values(), LONGER, Bounds()], ids=[*SMALL, "longer", "default"])
@pytest.mark.parametrize("variant", EVERY_SET, ids=name_of)
def test_the_counterexamples_of_every_bug_set(variant: Variant, bounds: Bounds) -> None:
    assert broken_in_tlc(bounds, variant.bugs, None) == broken_here(bounds, variant).keys()


@pytest.mark.night
@pytest.mark.parametrize("variant", ONE_UNFAIR, ids=lambda one: "+".join(sorted(one.bugs | one.fair)))
def test_the_counterexamples_with_one_action_unfair(variant: Variant) -> None:
    bounds = SMALL["one worker"]
    assert broken_in_tlc(bounds, variant.bugs, variant.fair) == broken_here(bounds, variant).keys()


def test_the_liveness_checker_sees_a_goal_that_does_not_hold() -> None:
    bounds, variants = SMALL["one run"], EVERY_SET[:7]
    held: list[Collection[str]] = [
        set(A09.liveness_names) - broken_here(bounds, variant).keys() for variant in variants
    ]
    number = next(place for place, goals in enumerate(held) if len(goals) < len(A09.liveness_names))
    assert hold_for_tlc(bounds, variants, held)
    assert not hold_for_tlc(bounds, variants, [*held[:number], A09.liveness_names, *held[number + 1 :]])
