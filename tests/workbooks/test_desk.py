"""A model in which a step may lead back, explored beside TLC: figures, shortest breaks, and liveness by going round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from a09web.model.counterexamples import all_shortest
from a09web.model.declared import Bug
from a09web.model.distance import NEVER, distances
from a09web.model.explore import Exploration, explore
from a09web.model.expressions import Expr
from a09web.model.machine import machine_for
from a09web.model.matrix import bug_sets, matrix_rows
from a09web.model.replay import replay
from a09web.model.workbook import Bugs
from a09web.specs.modules import text_of
from a09web.specs.tlc import TlcResult, check_files
from tests.workbooks.desk import DESK, GUESTS, Bounds

BOUNDS = (Bounds(), Bounds(asked=(1, 2), max_mark=2), Bounds(asked=(1, 1, 1)))
SETS = tuple(bug_sets(DESK))


def explored(bounds: Bounds, bugs: Bugs) -> Exploration:
    return explore(machine_for(bounds), bugs, fair=DESK.default_fairness(bugs), limit=10_000)


def in_tlc(bounds: Bounds, bugs: Bugs, *, invariants: tuple[str, ...] = (), goal: str = "") -> TlcResult:
    names = bounds.names(GUESTS)
    asked = ", ".join(f"{name} |-> {number}" for name, number in zip(names, bounds.asked, strict=True))
    guests, on = (", ".join(f'"{name}"' for name in chosen) for chosen in (names, sorted(bugs)))
    config = [
        "SPECIFICATION Spec",
        "CONSTANTS",
        f"Guests = {{{guests}}}",
        "Asked <- MCAsked",
        f"MaxMark = {bounds.max_mark}",
        f"Bugs = {{{on}}}",
        *(f"INVARIANT {name}" for name in invariants),
        *([f"PROPERTY {goal}"] if goal else []),
    ]
    files = {
        "Desk.tla": text_of(DESK),
        "MC.tla": f"---- MODULE MC ----\nEXTENDS Desk\nMCAsked == [{asked}]\n====\n",
        "MC.cfg": "\n".join(config),
    }
    return check_files(files, "MC", goal=goal)


OTHERS = [pytest.param(bounds, marks=pytest.mark.night) for bounds in (BOUNDS[0], BOUNDS[2])]


@pytest.mark.parametrize("bounds", [BOUNDS[1], *OTHERS], ids=str)
@pytest.mark.parametrize("bugs", SETS[:5] + SETS[-1:], ids=lambda bugs: "+".join(sorted(bugs)) or "correct")
def test_the_three_figures_are_those_of_tlc(bounds: Bounds, bugs: Bugs) -> None:
    found, result = explored(bounds, bugs), in_tlc(bounds, bugs)
    assert found.complete
    assert (found.distinct, found.generated, found.depth) == (result.distinct, result.generated, result.depth)


@pytest.mark.parametrize("bug", DESK.bugs, ids=lambda bug: bug.name)
def test_a_shortest_break_is_as_long_as_that_of_tlc(bug: Bug) -> None:
    name, bugs = bug.name, frozenset({bug.name})
    found = explored(BOUNDS[0], bugs)
    result = in_tlc(BOUNDS[0], bugs, invariants=(DESK.caught_by[name],))
    assert result.violated == DESK.caught_by[name]
    assert found.steps[DESK.caught_by[name]] == result.steps


@pytest.mark.parametrize("goal", DESK.liveness_names)
@pytest.mark.parametrize("bounds", [BOUNDS[1], *OTHERS], ids=str)
@pytest.mark.parametrize("bugs", SETS[:4], ids=lambda bugs: "+".join(sorted(bugs)) or "correct")
def test_liveness_is_judged_as_by_tlc(bounds: Bounds, bugs: Bugs, goal: str) -> None:
    result = in_tlc(bounds, bugs, goal=goal)
    assert (goal in explored(bounds, bugs).rounds) == (result.violated == goal)


def broken_rounds() -> Iterator[tuple[Exploration, str]]:
    for bounds in BOUNDS:
        for bugs in SETS:
            found = explored(bounds, bugs)
            yield from ((found, goal) for goal in found.rounds)


def test_both_kinds_of_break_are_there() -> None:
    steps = [bool(found.rounds[goal].steps) for found, goal in broken_rounds()]
    assert True in steps
    assert False in steps


def test_a_round_comes_back_to_where_it_began() -> None:
    for found, goal in broken_rounds():
        one = found.rounds[goal]
        way = replay(found.machine.bounds, found.bugs, one.way)
        both = replay(found.machine.bounds, found.bugs, (*one.way, *one.steps))
        assert way.refusal is both.refusal is None
        depth, row = found.place(one.state)
        assert way.last.state == both.last.state == found.layers[depth].state(row)


def test_a_round_never_comes_to_the_goal_and_keeps_every_promise() -> None:
    for found, name in broken_rounds():
        machine, one = found.machine, found.rounds[name]
        goal = next(goal for goal in machine.liveness if goal.name == name)
        entries = replay(machine.bounds, found.bugs, (*one.way, *one.steps)).entries[len(one.way) :]
        missed = [all(not waiter.goal.read(entry.state) for entry in entries) for waiter in goal.waiters]
        assert any(missed) or goal.declared.lasts
        for promise in machine.promises:
            members = {machine.transitions[number].name: given for number, given in promise.transitions}
            idle = [not _can(found, members, entry.state) for entry in entries]
            assert any(idle) or members.keys() & set(one.steps), (name, promise)


def _can(found: Exploration, members: Mapping[str, Expr | None], state: tuple[int, ...]) -> bool:
    """Whether one of the steps can be taken, may count, and changes something."""
    return any(
        found.machine.by_name[name].is_enabled(state, found.bugs)
        and (given is None or given.read(state))
        and found.machine.by_name[name].apply(state, found.bugs) != state
        for name, given in members.items()
    )


def test_distances_are_those_of_a_plain_search() -> None:
    for bugs in SETS:
        found = explored(BOUNDS[1], bugs)
        states = [layer.state(row) for layer in found.layers for row in range(len(layer))]
        near = np.concatenate(distances(found))
        for column, name in enumerate(DESK.property_names):
            for state, distance in zip(states, near[:, column], strict=True):
                assert distance == _plain_distance(found, state, name)


def _plain_distance(found: Exploration, state: tuple[int, ...], prop: str) -> int:
    seen, layer, steps = {state}, [state], 0
    while layer:
        if any(prop in found.machine.broken(one) for one in layer):
            return steps
        following = {t.apply(one, found.bugs) for one in layer for t in found.machine.enabled(one, found.bugs)}
        layer, steps = list(following - seen), steps + 1
        seen |= following
    return int(NEVER)


def test_the_matrix_and_all_shortest_ways() -> None:
    row = next(matrix_rows(BOUNDS[0], [frozenset({"Crowding"})]))
    kinds = {cell.prop: (cell.kind, cell.steps) for cell in row.cells}
    assert kinds["AtMostOneInside"] == ("primary", 2)
    assert kinds["EachIsMarked"] == ("collateral", 2)
    assert kinds["LeftAreOut"] == ("never", None)
    assert _groups(BOUNDS[0]) == [(("Enter(g1)", "Enter(g2)"), 2)]
    assert _groups(BOUNDS[1]) == [(("Enter(g1)", "Enter(g2)"), 1), (("Enter(g2)", "Enter(g1)"), 1)]


def _groups(bounds: Bounds) -> list[tuple[tuple[str, ...], int]]:
    """The shortest ways in which two are inside: guests that ask for as many marks are alike."""
    ways = all_shortest(explored(bounds, frozenset({"Crowding"})), "AtMostOneInside")
    return [(group.trace, group.count) for group in ways.groups]
