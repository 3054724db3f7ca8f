"""Bug sets explored in one search against each explored by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from a09web.model import explore_sets as module
from a09web.model.bounds import Bounds
from a09web.model.explore import Exploration, explore
from a09web.model.explore_sets import explore_sets
from a09web.model.machine import machine_for
from a09web.model.matrix import bug_sets
from a09web.model.packing import Layer
from a09web.model.stepping import Stepper
from a09web.model.workbook import Bugs
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds as A09Bounds
from tests.workbooks.desk import DESK

ALL = list(bug_sets(A09))
# A state of the last takes two words.
CASES = {
    "default": (A09Bounds(), ALL),
    "backwards": (A09Bounds(), ALL[::-1]),
    "late": (A09Bounds(due=(1, 3), workers=1), ALL[10:40]),
    "wide": (A09Bounds(due=(1, 1, 1, 1), workers=3, max_time=1, max_epoch=1), ALL[:3]),
    "desk": (DESK.bounds(), list(bug_sets(DESK))),
}


def _seen(found: Exploration) -> tuple[object, ...]:
    states = [[word.tolist() for word in layer.words] for layer in found.layers]
    ways = {name: found.shortest(name) for name in found.properties}
    rounds = {name: (one.state, one.way, one.steps, one.where.tolist()) for name, one in found.rounds.items()}
    return (found.bugs, found.fair, states, found.generated, found.complete, found.first, ways, rounds)


@pytest.mark.parametrize(("bounds", "sets"), CASES.values(), ids=CASES)
def test_each_set_is_explored_as_if_by_itself(bounds: Bounds, sets: Sequence[Bugs]) -> None:
    machine = machine_for(bounds)
    together = [_seen(found) for found in explore_sets(machine, sets)]
    alone = [_seen(explore(machine, bugs, fair=bounds.workbook.default_fairness(bugs))) for bugs in sets]
    assert together == alone


def test_more_sets_than_fit_into_one_search_take_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 5)
    machine = machine_for(A09Bounds(due=(1,), max_time=1))
    several = [_seen(found) for found in explore_sets(machine, ALL[:12])]
    monkeypatch.undo()
    assert several == [_seen(found) for found in explore_sets(machine, ALL[:12])]


def test_no_set_is_no_search() -> None:
    assert list(explore_sets(machine_for(A09Bounds()), [])) == []


def test_a_transition_whose_only_guard_is_removed_is_always_enabled() -> None:
    machine = machine_for(A09Bounds())
    stepper = Stepper(machine, frozenset())
    stepper.transitions = (replace(stepper.transitions[0], guards=()),)
    layer = Layer(stepper.packing, stepper.packing.pack([machine.initial] * 3))
    assert [rows.tolist() for rows in stepper.enabled(layer)] == [[True, True, True]]
