"""What makes a model graded: every step raises its measure by one, so that all states of a layer have the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from a09web.model.bounds import Bounds
from a09web.model.explore import Exploration, explore
from a09web.model.expressions import Expr, Param, Scope
from a09web.model.machine import machine_for
from a09web.model.matrix import bug_sets
from a09web.model.packing import Layer
from a09web.model.repairs import Repair
from a09web.model.workbook import Workbook
from a09web.workbooks import WORKBOOKS
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds as A09Bounds
from tests.workbooks.desk import DESK

SMALL = {"a09": (A09Bounds(due=(1, 1), max_time=2), A09Bounds(due=(1,), workers=3, max_time=2, max_epoch=3))}


def terms(bounds: Bounds) -> Iterator[tuple[int, Expr]]:
    """The terms of the measure, concrete: of one with a parameter one for each of its members."""
    scope = Scope(machine_for(bounds).fields)
    for factor, term in bounds.workbook.measure or ():
        index = getattr(term, "index", None)
        if isinstance(index, Param):
            scopes = (scope.bind(index, member) for member in bounds.members(index.sort))
            yield from ((factor, term.at(each)) for each in scopes)
        else:
            yield factor, term.at(scope)


def measured(bounds: Bounds, layer: Layer) -> set[int]:
    """The measures of all states of a layer."""
    total = np.zeros(len(layer), dtype=np.int64)
    for factor, term in terms(bounds):
        total += factor * np.asarray(term.read(layer)).astype(np.int64)
    return set(total.tolist())


def assert_graded(found: Exploration) -> None:
    first = measured(found.machine.bounds, found.layers[0])
    assert len(first) == 1
    for depth, layer in enumerate(found.layers):
        assert measured(found.machine.bounds, layer) == {depth + min(first)}


GRADED = [workbook for workbook in WORKBOOKS.values() if workbook.is_graded]


@pytest.mark.parametrize("workbook", GRADED, ids=lambda workbook: workbook.slug)
def test_every_step_raises_the_measure_by_one_under_every_bug_set(workbook: Workbook[Any]) -> None:
    for bounds in SMALL[workbook.slug]:
        for bugs in bug_sets(workbook):
            assert_graded(explore(machine_for(bounds), bugs))


@pytest.mark.parametrize("repair", A09.repairs, ids=lambda repair: repair.name)
def test_so_it_is_with_every_repair(repair: Repair) -> None:
    bugs = frozenset({repair.bug})
    assert_graded(explore(machine_for(SMALL["a09"][0], repair), bugs))


def test_a_measure_that_is_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(A09Bounds, "workbook", A09)  # so that it is put back
    replace(A09, measure=A09.measure[:-1] if A09.measure else None)
    assert A09Bounds.workbook is not A09
    with pytest.raises(AssertionError):
        assert_graded(explore(machine_for(A09Bounds(due=(1,), max_time=1)), frozenset()))


def test_what_leads_back_has_none() -> None:
    assert not DESK.is_graded
