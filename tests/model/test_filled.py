"""A broken property with its values in place of its variables: what TLA+ reads there is false."""

from __future__ import annotations

import pytest

from a09web.model.replay import replay
from a09web.workbooks.a09.bounds import Bounds
from tests.sandbox.making import BREAKS, CAUGHT_BY

FILLED = {
    "EarlyRelease": "1 > 0 => 1 <= 0",
    "DuplicateMaterialization": "1 > 0 => r1 \\notin {r1, r2}",
    "StaleCompletion": "1 > 0 => 1 = 2",
    "DuplicateClaim": "Cardinality({w1, w2}) <= 1",
    "CheckpointAdvance": "1 <= 1 => 0 > 0",
    "MissingMaterialization": "r1 \\in {r1, r2} => 2 <= 1",
}


def test_a_guard_over_all_runs_says_for_each_whether_it_holds_and_why() -> None:
    ticked = replay(Bounds(), frozenset(), ("Tick",))
    assert ticked.machine.transition("Tick").guards[1].test.filled(ticked.last.state) == (
        "`DueAt[r1] = 1 <= now = 1` and `r1` is in `scheduled` and `DueAt[r1] = 1 > checkpoint = 0` and "
        "`epoch[r1] = 0 < MaxEpoch = 2` and `copies[r1] = 0`; `DueAt[r2] = 2 > now = 1`"
    )


def test_two_owners_are_both_named_in_a_guards_sentence() -> None:
    done = replay(Bounds(workers=3), frozenset({"DuplicateClaim"}), BREAKS["DuplicateClaim"])
    guard = done.machine.transition("Claim(w3,r1)").guards[3]
    assert guard.sentence(done.last.state) == "r1 is owned by w1 and w2, and a claim must be exclusive."


@pytest.mark.parametrize("bug", BREAKS)
def test_the_values_of_the_break_stand_in_the_formula(bug: str) -> None:
    done = replay(Bounds(), frozenset({bug}), BREAKS[bug])
    (prop,) = (prop for prop in done.machine.properties if prop.name == CAUGHT_BY[bug])
    assert prop.filled(done.last.state) == (("r1", FILLED[bug]),)
    assert prop.filled(done.machine.initial) == ()
