"""The machine beside the real TLC: the same figures, breaks, and states that stay for ever, under every set of bugs."""

from __future__ import annotations

import re

import pytest

from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.matrix import bug_sets
from a09web.specs.modules import folder_of, shipped
from a09web.specs.tlc import Edge, canonical, check_shipped, edges
from a09web.workbooks.effects import EFFECTS
from a09web.workbooks.effects.bounds import Bounds
from tests.specs.variants import Seen, hold_for_tlc, seen_by_tlc, with_bugs

from .known import ALSO, OWN, STUCK

pytestmark = pytest.mark.tlc

SETS = tuple(bug_sets(EFFECTS))
VARIANTS = [with_bugs(bugs, EFFECTS) for bugs in SETS]


def here(bugs: frozenset[str]) -> Seen:
    found = explore(machine_for(Bounds()), bugs, fair=EFFECTS.default_fairness(bugs))
    return Seen(found.distinct, found.generated, found.depth, dict(found.steps))


@pytest.mark.long
def test_figures_and_shortest_breaks_of_every_bug_set() -> None:
    theirs = seen_by_tlc(Bounds(), VARIANTS)
    assert dict(zip(SETS, theirs, strict=True)) == {bugs: here(bugs) for bugs in SETS}


@pytest.mark.long
def test_the_liveness_checker_finds_that_the_others_hold() -> None:
    single = VARIANTS[:7]
    held = [set(EFFECTS.liveness_names) - here(each.bugs).steps.keys() for each in single]
    assert hold_for_tlc(Bounds(), single, held)
    assert not hold_for_tlc(Bounds(), single, [EFFECTS.liveness_names] * len(single))


def test_the_module_passes_as_it_is() -> None:
    found = check_shipped("Effects", workbook=EFFECTS)
    assert (found.distinct, found.generated, found.depth, found.violated) == (779, 1_838, 15, None)


@pytest.mark.parametrize("bug", EFFECTS.bug_names)
def test_the_module_of_a_bug_breaks_what_catches_it(bug: str) -> None:
    own, trace = OWN[bug]
    found = check_shipped(f"Effects{bug}Bug", workbook=EFFECTS)
    assert (found.violated, found.steps) == (own, len(trace))


def test_the_modules_say_how_they_are_run_and_what_else_breaks() -> None:
    offered = re.compile(
        r"^\\\* (?:INVARIANT|PROPERTY) (\w+) +\\\* broken (?:for ever, )?after (\d+) steps$", re.MULTILINE
    )
    found: dict[tuple[str, str], int] = {}
    for module in shipped(EFFECTS):
        text = (folder_of(EFFECTS) / f"{module}.tla").read_text(encoding="utf-8")
        assert f" java -cp tla2tools.jar tlc2.TLC -deadlock {module} " in text
        config = (folder_of(EFFECTS) / f"{module}.cfg").read_text(encoding="utf-8")
        bug = module.removeprefix("Effects").removesuffix("Bug")
        found |= {(bug, name): int(steps) for name, steps in offered.findall(config)}
    assert found == {key: len(trace) for key, trace in ALSO.items()} | STUCK


@pytest.mark.parametrize(("bug", "count"), [("EffectWithoutKey", 2_077), ("StaleEffect", None)])
def test_the_whole_state_graph(bug: str, count: int | None) -> None:
    """By the names of its actions: of two requests that lead to the same state only one is told."""
    bugs = frozenset({bug})
    found = explore(machine_for(Bounds()), bugs)
    machine, ours = found.machine, set()
    for layer in found.layers:
        for state in map(layer.state, range(len(layer))):
            for taken in machine.enabled(state, bugs):
                after = machine.variables(taken.apply(state, bugs))
                ours.add(Edge(canonical(machine.variables(state)), taken.declared.name, canonical(after)))
    assert edges(bounds=Bounds(), bugs=bugs) == ours
    assert count in (None, len(ours))
