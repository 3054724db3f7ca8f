"""A09 explored as if nobody had said that it is graded: slower ways, the same answers. States take one word or two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from a09web.model.distance import distances
from a09web.model.explore import Exploration, explore
from a09web.model.machine import Machine
from a09web.model.packing import Packing
from a09web.model.workbook import Bugs
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

SMALL = Bounds(due=(1, 1), max_time=2, max_epoch=1)
TWO_WORDS = Bounds(due=(1, 2, 3, 4), workers=3, max_time=4, max_epoch=3)
SETS = [
    frozenset(names) for names in ((), ("StaleCompletion",), ("MissingMaterialization", "DuplicateMaterialization"))
]


@pytest.fixture
def without_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bounds, "workbook", A09)  # so that it is put back
    replace(A09, measure=None)


def explored(bounds: Bounds, bugs: Bugs, **options: Any) -> Exploration:
    """By a machine of its own: one that is kept knows the workbook that it was made for."""
    return explore(Machine(bounds), bugs, fair=A09.default_fairness(bugs), **options)


GRADED = {bugs: explored(SMALL, bugs) for bugs in SETS}
DEEP = {bugs: explored(TWO_WORDS, bugs, within=6) for bugs in SETS}


@pytest.mark.usefixtures("without_measure")
@pytest.mark.parametrize("bugs", SETS, ids=lambda bugs: "+".join(sorted(bugs)) or "correct")
def test_states_breaks_and_distances_are_the_same(bugs: Bugs) -> None:
    found, known = explored(SMALL, bugs), GRADED[bugs]
    assert not found.machine.workbook.is_graded
    assert (found.distinct, found.generated, found.depth) == (known.distinct, known.generated, known.depth)
    assert found.steps == known.steps
    assert all((one == other).all() for one, other in zip(distances(found), distances(known), strict=True))


@pytest.mark.usefixtures("without_measure")
def test_a_liveness_property_is_broken_where_all_may_stay() -> None:
    """Nothing leads back in it, so that a round is a state in which one stays."""
    broken = 0
    for bugs in SETS:
        found = explored(SMALL, bugs)
        broken += len(found.rounds)
        assert [one.steps for one in found.rounds.values()] == [()] * len(found.rounds)
        assert found.rounds.keys() == GRADED[bugs].first.keys() & set(A09.liveness_names)
    assert broken


@pytest.mark.usefixtures("without_measure")
@pytest.mark.parametrize("bugs", SETS, ids=lambda bugs: "+".join(sorted(bugs)) or "correct")
def test_states_of_two_words_are_told_apart(bugs: Bugs) -> None:
    found, known = explored(TWO_WORDS, bugs, within=6), DEEP[bugs]
    assert Packing(found.machine.fields).words == 2
    assert (found.distinct, found.generated, found.depth) == (known.distinct, known.generated, known.depth)
    for one, other in zip(found.layers, known.layers, strict=True):
        both = zip(_sorted(one.words), _sorted(other.words), strict=True)
        assert all(np.array_equal(word, same) for word, same in both)


def _sorted(words: tuple[Any, ...]) -> tuple[Any, ...]:
    order = np.lexsort(words)
    return tuple(word[order] for word in words)
