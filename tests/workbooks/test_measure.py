"""What makes a model graded: every step raises its measure by one, so that all states of a layer have the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from a09web.model.bounds import Bounds
from a09web.model.explore import Exploration, explore
from a09web.model.machine import machine_for
from a09web.model.matrix import bug_sets
from a09web.model.packing import Layer, Words, distinct
from a09web.model.repairs import Repair
from a09web.model.workbook import Workbook
from a09web.workbooks import WORKBOOKS
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds as A09Bounds
from a09web.workbooks.effects.bounds import Bounds as EffectsBounds
from tests.measures import concrete_measure
from tests.workbooks.desk import DESK

SMALL: dict[str, tuple[Bounds, ...]] = {
    "a09": (A09Bounds(due=(1, 1), max_time=2), A09Bounds(due=(1,), workers=3, max_time=2, max_epoch=3)),
    "effects": (EffectsBounds(), EffectsBounds(runs=2, workers=1, max_attempt=2)),
}


def measured(bounds: Bounds, layer: Layer) -> set[int]:
    """The measures of all states of a layer."""
    total = np.zeros(len(layer), dtype=np.int64)
    for factor, term in concrete_measure(bounds):
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


@pytest.mark.parametrize(
    ("workbook", "repair"),
    [pytest.param(workbook, repair, id=repair.name) for workbook in GRADED for repair in workbook.repairs],
)
def test_with_every_repair_a_state_is_in_one_layer(workbook: Workbook[Any], repair: Repair) -> None:
    """What the explorer takes for granted. A repair that changes what is counted may have another measure."""
    found = explore(machine_for(SMALL[workbook.slug][0], repair), frozenset({repair.bug}))
    assert len(distinct(_all_words(found))[0]) == found.distinct


def _all_words(found: Exploration) -> Words:
    return tuple(np.concatenate(words) for words in zip(*(layer.words for layer in found.layers), strict=True))


def test_a_measure_that_is_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(A09Bounds, "workbook", A09)  # so that it is put back
    replace(A09, measure=A09.measure[:-1] if A09.measure else None)
    assert A09Bounds.workbook is not A09
    with pytest.raises(AssertionError):
        assert_graded(explore(machine_for(A09Bounds(due=(1,), max_time=1)), frozenset()))


def test_what_leads_back_has_none() -> None:
    assert not DESK.is_graded
