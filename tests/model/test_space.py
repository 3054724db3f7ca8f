"""The graph of all states, plain and grouped, against the states themselves."""

from __future__ import annotations

import pytest

from a09web.model.explore import explore
from a09web.model.fields import State
from a09web.model.machine import machine_for
from a09web.model.space import Space, look_of, space
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.a09.status import status_of

SMALL = Bounds(due=(1,), workers=1, max_time=1, max_epoch=2)


def drawn(bounds: Bounds, *bugs: str, limit: int = 100_000) -> Space:
    on = frozenset(bugs)
    return space(explore(machine_for(bounds), on, fair=A09.default_fairness(on), limit=limit))


def seen(bounds: Bounds, state: State) -> tuple[object, ...]:
    variables = machine_for(bounds).variables(state)
    return (variables["now"], *(status_of(run, variables) for run in bounds.runs))


def test_few_states_are_drawn_one_by_one() -> None:
    found = drawn(SMALL)
    assert not found.grouped
    assert len(found.nodes) == found.states == explore(machine_for(SMALL), frozenset()).distinct
    machine = machine_for(SMALL)
    examples = {node.key: node.example for node in found.nodes}
    for edge in found.edges:
        successors = {t.apply(examples[edge.source], ()): t for t in machine.enabled(examples[edge.source], ())}
        assert successors[examples[edge.target]].declared.name in edge.names
    assert found.complete
    for node in found.nodes:
        now, *statuses = seen(SMALL, node.example)
        assert node.label == f"now {now}: r1 {statuses[0]}"
    assert len(found.edges) == sum(len({t.apply(s, ()) for t in machine.enabled(s, ())}) for s in examples.values())


@pytest.mark.parametrize("bug", ["", "DuplicateClaim", "MissingMaterialization"])
def test_many_states_are_grouped_by_what_a_person_sees(bug: str) -> None:
    bounds, bugs = Bounds(), bug.split()
    machine, found = machine_for(bounds), drawn(bounds, *bugs)
    explored = explore(machine, frozenset(bugs), fair=A09.default_fairness(frozenset(bugs)))
    states = [(depth, layer.state(row)) for depth, layer in enumerate(explored.layers) for row in range(len(layer))]
    assert found.grouped
    groups: dict[tuple[object, ...], list[tuple[int, State]]] = {}
    for depth, state in states:
        groups.setdefault(seen(bounds, state), []).append((depth, state))
    assert len(found.nodes) == len(groups)
    for node in found.nodes:
        alike = groups[seen(bounds, node.example)]
        assert look_of(machine, node.example) == node.key
        assert node.count == len(alike)
        assert node.depth == min(depth for depth, _ in alike)
        now, first, second = seen(bounds, node.example)
        assert node.label == f"now {now}: r1 {first}, r2 {second}"
        safety = {name for _, state in alike for name in machine.broken(state)}
        assert set(node.broken) >= safety
    keys = {state: look_of(machine, state) for _, state in states}
    pairs = {
        (keys[state], keys[after])
        for _, state in states
        for after in (t.apply(state, bugs) for t in machine.enabled(state, bugs))
        if keys[state] != keys[after]
    }
    assert {(edge.source, edge.target) for edge in found.edges} == pairs


def test_it_names_what_these_bounds_never_enable() -> None:
    found = drawn(Bounds(due=(1,), workers=1, max_time=1, max_epoch=1))
    assert found.never_enabled == ("Expire(r1)",)


def test_a_space_that_was_not_explored_to_the_end_says_so() -> None:
    found = drawn(Bounds(), limit=500)
    assert not found.complete
    assert found.states <= 500
    keys = {node.key for node in found.nodes}
    assert {key for edge in found.edges for key in (edge.source, edge.target)} <= keys
    assert len(found.edges) >= len(keys) - 1
