"""The objects for programs, word for word: each file in `reports/` is what one question is answered with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.matrix import matrix_rows
from a09web.model.replay import replay
from a09web.model.report import Report, counterexamples_report, exploration_report, matrix_report, replay_report
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

REPORTS = Path(__file__).parent / "reports"
SMALL = Bounds(due=(1,), workers=1, max_time=2, max_epoch=2)


def replayed(*steps: str, bugs: str = "") -> Report:
    return replay_report(replay(SMALL, frozenset(bugs.split()), steps))


def explored(bug: str, *, with_goals: bool = True) -> Report:
    bugs = frozenset(bug.split())
    fair = A09.default_fairness(bugs) if with_goals else None
    found = explore(machine_for(SMALL), bugs, fair=fair)
    return exploration_report(found) | {"counterexamples": counterexamples_report(found)}


ASKED: dict[str, Callable[[], Report]] = {
    "broken": lambda: replayed("Materialize(r1)", "Claim(w1,r1)", bugs="EarlyRelease"),
    "left-out": lambda: replayed("Tick", "Materialize(r1)", bugs="DuplicateMaterialization"),
    "healed": lambda: replayed("Materialize(r1)", "Tick", "-EarlyRelease", bugs="EarlyRelease"),
    "refused": lambda: replayed("Tick", "Claim(w1,r1)"),
    "stuck": lambda: explored("CheckpointAdvance"),
    "safety": lambda: explored("EarlyRelease", with_goals=False),
    "matrix": lambda: matrix_report(
        SMALL, list(matrix_rows(SMALL, [frozenset(), frozenset({"MissingMaterialization", "EarlyRelease"})]))
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_a_program_gets(name: str) -> None:
    assert ASKED[name]() == json.loads((REPORTS / f"{name}.json").read_text(encoding="utf-8"))
