"""A broken property with its values in place of its variables: what TLA+ reads there is false."""

from __future__ import annotations

import pytest

from a09web.model.bounds import Bounds
from a09web.model.replay import replay
from tests.sandbox.making import BREAKS, CAUGHT_BY

FILLED = {
    "EarlyRelease": "1 > 0 => 1 <= 0",
    "DuplicateMaterialization": "1 > 0 => r1 \\notin {r1, r2}",
    "StaleCompletion": "1 > 0 => 1 = 2",
    "DuplicateClaim": "Cardinality({w1, w2}) <= 1",
    "CheckpointAdvance": "1 <= 1 => 0 > 0",
    "MissingMaterialization": "r1 \\in {r1, r2} => 2 <= 1",
}


@pytest.mark.parametrize("bug", BREAKS)
def test_the_values_of_the_break_stand_in_the_formula(bug: str) -> None:
    done = replay(Bounds(), frozenset({bug}), BREAKS[bug])
    (prop,) = (prop for prop in done.machine.properties if prop.name == CAUGHT_BY[bug])
    assert prop.filled(done.last.state) == (("r1", FILLED[bug]),)
    assert prop.filled(done.machine.initial) == ()
