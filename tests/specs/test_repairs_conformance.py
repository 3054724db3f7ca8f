"""The verdicts on repairs against TLC: the repaired transitions in the place of those of A09.tla."""

from __future__ import annotations

from pathlib import Path

import pytest

from a09web.model.repairs import Repair
from a09web.model.verdicts import bugs_of, fairness_with, judge
from a09web.source.plain import plain, plain_text
from a09web.source.texts import definition
from a09web.specs import modules, tlc
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .goals import broken_in_tlc
from .variants import hold_for_tlc, repaired, seen_by_tlc

BOUNDS = Bounds()

pytestmark = pytest.mark.tlc


VARIANTS = [repaired(repair) for repair in A09.repairs]


def test_tlc_gives_the_same_verdicts() -> None:
    seen = seen_by_tlc(BOUNDS, VARIANTS)
    for repair, there in zip(A09.repairs, seen, strict=True):
        here = judge(repair, BOUNDS)
        lengths = {failure.prop: len(failure.trace) for failure in here.failures}
        assert (repair.name, there.distinct, there.steps) == (repair.name, here.states, lengths)


@pytest.mark.night
def test_the_liveness_checker_gives_the_same_verdicts() -> None:
    broken = [{failure.prop for failure in judge(repair, BOUNDS).failures} for repair in A09.repairs]
    assert hold_for_tlc(BOUNDS, VARIANTS, [set(A09.liveness_names) - props for props in broken])


def repaired_module(repair: Repair) -> str:
    text = modules.text_of(A09)
    for declared in A09.transitions:
        before = definition(A09, declared.name).text
        assert text.count(before) == 1
        text = text.replace(before, plain_text(plain(A09, repair.repaired(declared), bugs_of(repair))))
    return text


ALONE = [repair for repair in A09.repairs if repair.name in ("fence", "status-check", "urgency-alone")]
"""One that fixes, one that is too weak and one that is too strong."""


def the_same_verdict(repair: Repair, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "A09.tla").write_text(repaired_module(repair), encoding="utf-8")
    monkeypatch.setattr(modules, "folder_of", lambda workbook: folder)
    found, shortest = tlc.shortest_breaks(bounds=BOUNDS)
    stuck = broken_in_tlc(BOUNDS, (), fairness_with(A09, repair))
    here = judge(repair, BOUNDS)
    lengths = {failure.prop: len(failure.trace) for failure in here.failures}
    assert found.distinct == here.states
    assert shortest == {name: steps for name, steps in lengths.items() if name not in A09.liveness_names}
    assert stuck == lengths.keys() & set(A09.liveness_names)


@pytest.mark.parametrize("repair", ALONE, ids=lambda repair: repair.name)
def test_tlc_alone_gives_the_same_verdict(repair: Repair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The repaired module as somebody would write it, in a run of its own."""
    the_same_verdict(repair, tmp_path, monkeypatch)


@pytest.mark.night
@pytest.mark.parametrize("repair", A09.repairs, ids=lambda repair: repair.name)
def test_tlc_gives_the_same_verdict_each(repair: Repair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    the_same_verdict(repair, tmp_path, monkeypatch)
