"""The machine against the real TLC: the same states, the same transitions, the same shortest ways to break."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from a09web.model.explore import Exploration, explore
from a09web.model.fields import State
from a09web.model.machine import Machine, machine_for
from a09web.model.packing import Packing
from a09web.specs.modules import invariants_of
from a09web.specs.tlc import Edge, canonical, check, check_shipped, edges, shortest_breaks
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .known import ALSO_BROKEN, OWN, STUCK
from .variants import SETS, Seen, seen_by_tlc, with_bugs

pytestmark = pytest.mark.tlc

DEFAULT = Bounds()
ONE_RUN = Bounds(due=(1,))
ONE_EPOCH = Bounds(due=(1, 1), max_time=2, max_epoch=1)
THREE_RUNS = Bounds(due=(1, 2, 2))
LONGER = Bounds(due=(1, 2), max_time=4)
MORE_EPOCHS = Bounds(due=(1, 2), max_time=4, max_epoch=3)

BREAKS = [*((bug, prop) for bug, (prop, _) in OWN.items()), *ALSO_BROKEN]
"""Each single bug with each invariant that it can break."""

LARGER = [
    (Bounds(due=(1, 2, 2), workers=2, max_time=3, max_epoch=3), ()),
    (Bounds(due=(4, 4, 4, 4), workers=2, max_time=4, max_epoch=2), ()),
]
"""The first is the largest that `model.md` measures; the second needs two words a state."""

OTHERS = [
    (Bounds(due=(1, 3), workers=3, max_time=3, max_epoch=3), ()),
    (Bounds(due=(2,), workers=3, max_time=2, max_epoch=3), ("DuplicateClaim", "StaleCompletion")),
    (Bounds(due=(2, 4), workers=1, max_time=6, max_epoch=3), ("CheckpointAdvance", "DuplicateMaterialization")),
    (Bounds(due=(1,), workers=1, max_time=1, max_epoch=1), A09.bug_names),
]


def figures(bounds: Bounds, bugs: frozenset[str]) -> tuple[int, int, int]:
    found = explored(bounds, bugs)
    return found.distinct, found.generated, found.depth


def explored(bounds: Bounds, bugs: frozenset[str]) -> Exploration:
    found = explore(machine_for(bounds), bugs)
    assert found.complete
    return found


def name_of(bugs: frozenset[str]) -> str:
    return "+".join(sorted(bugs)) or "none"


def here(bounds: Bounds, bugs: frozenset[str], *, goals: bool) -> Seen:
    found = explore(machine_for(bounds), bugs, fair=A09.default_fairness(bugs) if goals else None)
    return Seen(found.distinct, found.generated, found.depth, dict(found.steps))


@pytest.mark.parametrize("bounds", [ONE_RUN, ONE_EPOCH], ids=["one run", "one epoch"])
def test_figures_and_shortest_breaks_of_every_bug_set_at_small_bounds(bounds: Bounds) -> None:
    agree(bounds, SETS, goals=True)


@pytest.mark.long
@pytest.mark.parametrize("quarter", [0, *(pytest.param(other, marks=pytest.mark.night) for other in (1, 2, 3))])
def test_figures_and_shortest_breaks_of_every_bug_set(quarter: int) -> None:
    agree(DEFAULT, SETS[quarter::4], goals=False)


def singly(by_day: Sequence[str]) -> pytest.MarkDecorator:
    """No bug, and each alone: these by day, the others at night."""
    marks = {bugs: () if bugs <= set(by_day) else pytest.mark.night for bugs in SETS[:7]}
    return pytest.mark.parametrize("bugs", [pytest.param(bugs, id=name_of(bugs), marks=marks[bugs]) for bugs in marks])


@pytest.mark.parametrize(
    "bounds",
    [
        pytest.param(LONGER, id="longer"),
        pytest.param(MORE_EPOCHS, id="more epochs", marks=pytest.mark.night),
        pytest.param(THREE_RUNS, id="three runs", marks=pytest.mark.night),
    ],
)
def test_figures_and_shortest_breaks_of_single_bugs_at_larger_bounds(bounds: Bounds) -> None:
    agree(bounds, SETS[:7], goals=False)


def agree(bounds: Bounds, sets: Sequence[frozenset[str]], *, goals: bool) -> None:
    ours = [here(bounds, bugs, goals=goals) for bugs in sets]
    large = sum(each.distinct for each in ours) > 100_000
    theirs = seen_by_tlc(bounds, [with_bugs(bugs) for bugs in sets], goals=goals, large=large)
    assert dict(zip(sets, theirs, strict=True)) == dict(zip(sets, ours, strict=True))


@singly(A09.bug_names[:3])
def test_a_run_for_each_single_bug(bugs: frozenset[str]) -> None:
    """The module as it is, with nothing made variable."""
    alone(bugs)


@pytest.mark.night
@pytest.mark.parametrize("bugs", SETS[7:], ids=name_of)
def test_a_run_for_every_other_bug_set(bugs: frozenset[str]) -> None:
    alone(bugs)


def alone(bugs: frozenset[str]) -> None:
    found = explored(DEFAULT, bugs)
    result, steps = shortest_breaks(bounds=DEFAULT, bugs=bugs)
    assert (result.distinct, result.generated, result.depth) == (found.distinct, found.generated, found.depth)
    assert steps == {name: found.steps[name] for name in A09.property_names if name in found.steps}


@singly(A09.bug_names[3:])
def test_the_whole_state_graph(bugs: frozenset[str]) -> None:
    found = edges(bugs=bugs)
    assert found == machine_edges(explored(DEFAULT, bugs))
    if known := [STUCK[bug, "EventuallyCompleted"] for bug in bugs if (bug, "EventuallyCompleted") in STUCK]:
        assert known == [nearest_stuck(found, A09.default_fairness(bugs))]


def nearest_stuck(found: set[Edge], fair: frozenset[str]) -> int:
    """How many steps lead, in TLC's own graph, to the nearest state without a fair transition in which some run is not
    completed."""
    onward: dict[str, set[Edge]] = {}
    for edge in found:
        onward.setdefault(edge.source, set()).add(edge)
    steps, reached, seen = 0, {shown(machine_for(DEFAULT), machine_for(DEFAULT).initial)}, set[str]()
    while not any(
        not fair & {edge.action for edge in onward.get(state, ())} and 0 in json.loads(state)["completions"].values()
        for state in reached
    ):
        seen |= reached
        reached = {edge.target for state in reached for edge in onward.get(state, ())} - seen
        steps += 1
    return steps


def machine_edges(found: Exploration) -> set[Edge]:
    """Every transition from every state that was explored, in the bridge's form."""
    machine = found.machine
    graph = set()
    for layer in found.layers:
        for state in map(layer.state, range(len(layer))):
            for taken in machine.enabled(state, found.bugs):
                after = taken.apply(state, found.bugs)
                graph.add(Edge(shown(machine, state), taken.declared.name, shown(machine, after)))
    return graph


def shown(machine: Machine, state: State) -> str:
    return canonical(machine.variables(state))


@pytest.mark.parametrize(("bug", "invariant"), BREAKS)
def test_the_shortest_way_to_break_an_invariant(bug: str, invariant: str) -> None:
    """In the shipped module where it is the bug's own. TLC's way, taken step by step, is one of the machine's."""
    own, actions = OWN[bug]
    result = check_shipped(f"A09{bug}Bug") if invariant == own else check(bugs=[bug], invariants=[invariant])
    found = explored(DEFAULT, frozenset({bug}))
    assert (result.violated, result.steps, result.stuttering) == (invariant, found.steps[invariant], False)
    assert result.steps == ALSO_BROKEN.get((bug, invariant), len(actions))
    assert invariant != own or result.actions == actions

    machine, state = found.machine, found.machine.initial
    assert result.trace[0].action is None
    assert canonical(result.trace[0].state) == shown(machine, state)
    for step in result.trace[1:]:
        [state] = [
            after
            for taken in machine.enabled(state, found.bugs)
            if taken.declared.name == step.action
            and shown(machine, after := taken.apply(state, found.bugs)) == canonical(step.state)
        ]
    assert invariant in machine.broken(state)


def test_the_machine_breaks_nothing_that_tlc_does_not() -> None:
    """That TLC breaks nothing else is in test_tlc."""
    steps = {(bug, prop) for bug in A09.bug_names for prop in explored(DEFAULT, frozenset({bug})).steps}
    assert steps == set(BREAKS)
    assert {prop for _, prop in BREAKS} == set(invariants_of(A09)) - {"TypeOK"}


@pytest.mark.parametrize(("bounds", "bugs"), OTHERS)
def test_the_three_figures_at_other_bounds(bounds: Bounds, bugs: tuple[str, ...]) -> None:
    figures_agree(bounds, bugs)


@pytest.mark.night
@pytest.mark.parametrize(("bounds", "bugs"), LARGER)
def test_the_three_figures_at_the_largest_bounds(bounds: Bounds, bugs: tuple[str, ...]) -> None:
    figures_agree(bounds, bugs)


def figures_agree(bounds: Bounds, bugs: tuple[str, ...]) -> None:
    ours = figures(bounds, frozenset(bugs))
    result = check(bounds=bounds, bugs=bugs, large=ours[0] > 100_000)
    assert (result.distinct, result.generated, result.depth) == ours


def test_the_larger_bounds_are_what_they_are_meant_to_be() -> None:
    assert figures(LARGER[0][0], frozenset()) == (156_914, 748_075, 28)
    assert Packing(machine_for(LARGER[1][0]).fields).words == 2
