"""The verdicts on repairs against TLC: the repaired transitions in the place of those of A09.tla."""

from __future__ import annotations

from pathlib import Path

import pytest

from a09web.model.bounds import Bounds
from a09web.model.declaration import LIVENESS_NAMES, PROPERTY_NAMES, TRANSITIONS
from a09web.model.repairs import REPAIRS, Repair
from a09web.model.verdicts import bugs_of, fairness_with, judge
from a09web.source.plain import plain, plain_text
from a09web.source.texts import definition
from a09web.specs import modules, tlc

from .goals import broken_in_tlc

BOUNDS = Bounds()

pytestmark = pytest.mark.tlc


def repaired_module(repair: Repair) -> str:
    text = (modules.SPECS / "A09.tla").read_text(encoding="utf-8")
    for declared in TRANSITIONS:
        before = definition(declared.name).text
        assert text.count(before) == 1
        text = text.replace(before, plain_text(plain(repair.repaired(declared), bugs_of(repair))))
    return text


@pytest.mark.parametrize("repair", REPAIRS, ids=lambda repair: repair.name)
def test_tlc_gives_the_same_verdict(repair: Repair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "A09.tla").write_text(repaired_module(repair), encoding="utf-8")
    monkeypatch.setattr(modules, "SPECS", tmp_path)
    found, shortest = tlc.shortest_breaks(bounds=BOUNDS)
    stuck = broken_in_tlc(BOUNDS, (), fairness_with(repair))
    here = judge(repair, BOUNDS)
    lengths = {failure.prop: len(failure.trace) for failure in here.failures}
    assert found.distinct == here.states
    assert shortest == {name: steps for name, steps in lengths.items() if name in PROPERTY_NAMES}
    assert stuck == lengths.keys() & set(LIVENESS_NAMES)
