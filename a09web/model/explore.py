"""All reachable states, layer by layer, and the shortest way to break each property.

Every transition moves some counter forward (the clock, the checkpoint, copies, epochs, completions, or the number of
attempts ever claimed), and the state tells how often each was moved. So a state is reached after the same
number of transitions on every path: it belongs to one layer of the search, and duplicates have to be looked
for in that layer only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from .fields import State
from .machine import Bugs, ConcreteTransition, Machine
from .packing import Layer, Packing, Words, distinct

DEFAULT_LIMIT = 5_000_000

Mask = npt.NDArray[np.bool_]


@dataclass
class Exploration:
    """What a search found.

    `distinct`, `generated` and `depth` are TLC's three figures; the initial state counts as generated.
    `steps` gives, for each property that can break, the fewest transitions to a state that breaks it.
    `complete` is False when the search stopped at its limit of states.
    """

    machine: Machine
    bugs: Bugs
    layers: list[Layer] = field(default_factory=list)
    generated: int = 1
    complete: bool = True
    steps: dict[str, int] = field(default_factory=dict)

    @property
    def distinct(self) -> int:
        return sum(len(layer) for layer in self.layers)

    @property
    def depth(self) -> int:
        return len(self.layers)

    def shortest(self, prop: str) -> tuple[str, ...] | None:
        """One shortest run of transitions that breaks the property; None if no explored state breaks it."""
        if prop not in self.steps:
            return None
        layer = self.layers[self.steps[prop]]
        broken = ~_truth(layer, _formula(self.machine, prop).read(layer))
        return self._path_to(self.steps[prop], layer.state(int(np.argmax(broken))))

    def _path_to(self, depth: int, state: State) -> tuple[str, ...]:
        steps: list[str] = []
        while depth > 0:
            depth -= 1
            name, state = _predecessor(self, self.layers[depth], state)
            steps.append(name)
        return tuple(reversed(steps))


def explore(machine: Machine, bugs: Bugs, *, start: State | None = None, limit: int = DEFAULT_LIMIT) -> Exploration:
    """Explores every state that is reachable from `start` (or from the initial state), up to `limit` states."""
    packing = Packing(machine.fields)
    layer = Layer(packing, packing.pack([machine.initial if start is None else start]))
    found = Exploration(machine, bugs)
    room = limit
    while len(layer):
        found.layers.append(layer)
        _note_broken(found, layer)
        room -= len(layer)
        following = [words for _, words in _successors(machine, bugs, layer)]
        found.generated += sum(len(words[0]) for words in following)
        if not following:
            break
        joined = tuple(np.concatenate(parts) for parts in zip(*following, strict=True))
        layer = Layer(packing, distinct(joined))
        if len(layer) > room:
            found.complete = False
            break
    return found


def _note_broken(found: Exploration, layer: Layer) -> None:
    for prop in found.machine.properties:
        if prop.name not in found.steps and not np.all(prop.formula.read(layer)):
            found.steps[prop.name] = len(found.layers) - 1


def _successors(machine: Machine, bugs: Bugs, layer: Layer) -> Iterator[tuple[ConcreteTransition, Words]]:
    """The states after each transition that is enabled somewhere in the layer."""
    for transition in machine.transitions:
        rows = enabled_rows(layer, transition, bugs)
        if rows.any():
            yield transition, apply_to_layer(layer.where(rows), transition, bugs)


def enabled_rows(layer: Layer, transition: ConcreteTransition, bugs: Bugs) -> Mask:
    """For every state of the layer, whether the transition is enabled."""
    rows: Any = layer.all_rows
    for guard in transition.guards:
        if not guard.is_removed(bugs):
            rows = rows & guard.test.read(layer)
    return _truth(layer, rows)


def apply_to_layer(layer: Layer, transition: ConcreteTransition, bugs: Bugs) -> Words:
    """The packed states after the transition, for states that all enable it."""
    words = list(layer.words)
    for effect in transition.active_effects(bugs):
        slot = layer.packing.slots[effect.place]
        value = np.asarray(effect.value(layer)).astype(np.uint64) << np.uint64(slot.shift)
        kept = np.uint64((2**64 - 1) ^ (slot.mask << slot.shift))
        words[slot.word] = (words[slot.word] & kept) | value
    return tuple(words)


def _predecessor(found: Exploration, layer: Layer, state: State) -> tuple[str, State]:
    """A transition and a state of the layer that lead to the given state."""
    target = layer.packing.pack([state])
    for transition in found.machine.transitions:
        rows = enabled_rows(layer, transition, found.bugs)
        reached = apply_to_layer(layer.where(rows), transition, found.bugs)
        hits = np.logical_and.reduce([word == aim[0] for word, aim in zip(reached, target, strict=True)])
        if hits.any():
            row = np.flatnonzero(rows)[np.argmax(hits)]
            return transition.name, layer.state(int(row))
    raise AssertionError("A state of one layer has a predecessor in the layer before it.")


def _truth(layer: Layer, value: Any) -> Mask:
    return np.broadcast_to(np.asarray(value, dtype=np.bool_), (len(layer),))


def _formula(machine: Machine, prop: str) -> Any:
    return next(p.formula for p in machine.properties if p.name == prop)
