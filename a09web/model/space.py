"""The reachable states as a graph to be drawn: each state by itself, or grouped by what a person sees."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .explore import Exploration, broken_in
from .fields import State
from .machine import Machine
from .packing import Layer
from .stepping import Stepper, truth

# A picture of more nodes than that is a hairball.
MOST_NODES = 200

Keys = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Node:
    """A state, or all states that look alike.

    `depth` is the first layer in which there is one, `example` such a state, `count` how many there are, `bad` how many
    of them break something, and `broken` how many break what. A liveness property is broken in a state that may stay
    for ever and misses it.
    """

    key: int
    depth: int
    label: str
    example: State
    count: int
    bad: int
    broken: dict[str, int]


@dataclass(frozen=True)
class Edge:
    """At least one transition leads from a state of one node to a state of the other; its names without parameters."""

    source: int
    target: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Space:
    """The graph of all states that were explored. `never_enabled` are transitions that none of them enables."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    grouped: bool
    states: int
    complete: bool
    never_enabled: tuple[str, ...]


def space(found: Exploration) -> Space:
    """The graph of an exploration; grouped by what a person sees if it has over `MOST_NODES` states."""
    grouped = found.distinct > MOST_NODES
    numbers = {state: number for number, state in enumerate(_states(found))} if not grouped else {}
    nodes: dict[int, Node] = {}
    names: dict[tuple[int, int], set[str]] = defaultdict(set)
    taken: set[str] = set()
    for depth, layer in enumerate(found.layers):
        enabled = found.stepper.enabled(layer)
        keys = _keys(found.machine, layer, numbers)
        _add_nodes(found, nodes, depth, layer, keys, dict(broken_in(found, layer, enabled, found.properties)))
        if depth + 1 == len(found.layers) and not found.complete:
            break
        for prepared, rows, words in found.stepper.successors(layer, enabled):
            taken.add(prepared.transition.name)
            after = _keys(found.machine, Layer(layer.packing, words), numbers)
            for source, target in np.unique(np.stack([keys[rows], after]), axis=1).T.tolist():
                names[source, target].add(prepared.transition.declared.name)
        layer.forget()
    return Space(
        nodes=tuple(nodes.values()),
        edges=tuple(Edge(*ends, tuple(sorted(by))) for ends, by in names.items() if ends[0] != ends[1]),
        grouped=grouped,
        states=found.distinct,
        complete=found.complete,
        never_enabled=tuple(t.name for t in found.machine.transitions if t.name not in taken),
    )


def _states(found: Exploration) -> list[State]:
    return [layer.state(row) for layer in found.layers for row in range(len(layer))]


def _keys(machine: Machine, layer: Layer, numbers: dict[State, int]) -> Keys:
    """For each state of a layer the number of its node."""
    if numbers:
        return np.array([numbers[layer.state(row)] for row in range(len(layer))], dtype=np.int64)
    return look(machine, layer)


def look(machine: Machine, layer: Layer) -> Keys:
    """What a person sees of each state at a glance, as one number."""
    seen = np.zeros(len(layer), dtype=np.int64)
    for number, size in machine.look.numbers:
        seen = seen * size + number.read(layer)
    for _, statuses in machine.look.statuses:
        conditions = [truth(layer, test.read(layer)) for _, test in statuses if test is not None]
        seen = seen * len(statuses) + np.select(conditions, range(len(conditions), 0, -1), 0)
    return seen


def look_of(machine: Machine, state: State) -> int:
    """The same for one state."""
    stepper = Stepper(machine, frozenset())
    return int(look(machine, Layer(stepper.packing, stepper.packing.pack([state])))[0])


def _add_nodes(
    found: Exploration,
    nodes: dict[int, Node],
    depth: int,
    layer: Layer,
    keys: Keys,
    broken: dict[str, npt.NDArray[np.bool_]],
) -> None:
    present, first, counts = np.unique(keys, return_index=True, return_counts=True)
    breaking = {name: _counted(keys[bad]) for name, bad in broken.items()}
    bad = _counted(keys[np.logical_or.reduce([*broken.values(), np.zeros(len(keys), dtype=np.bool_)])])
    for key, row, count in zip(present.tolist(), first.tolist(), counts.tolist(), strict=True):
        known = nodes.get(key)
        if known is None:
            state = layer.state(row)
            known = nodes[key] = Node(key, depth, _label(found.machine, state), state, 0, 0, {})
        here = {name: known.broken.get(name, 0) + where.get(key, 0) for name, where in breaking.items()}
        nodes[key] = replace(
            known,
            count=known.count + count,
            bad=known.bad + bad.get(key, 0),
            broken={name: number for name, number in here.items() if number},
        )


def _counted(keys: Keys) -> dict[int, int]:
    """How often each key is there."""
    each, counts = np.unique(keys, return_counts=True)
    return dict(zip(each.tolist(), counts.tolist(), strict=True))


def _label(machine: Machine, state: State) -> str:
    numbers = ", ".join(f"{number} {number.read(state)}" for number, _ in machine.look.numbers)
    statuses = ", ".join(f"{member} {status}" for member, status in machine.statuses(state).items())
    return f"{numbers}: {statuses}" if numbers else statuses
