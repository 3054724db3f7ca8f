"""All reachable states, layer by layer, and the shortest way to break each property.

In a graded model every transition raises a measure by one. So a state is reached after the same number of transitions
on every path: it belongs to one layer of the search, and duplicates have to be looked for in that layer only. Of
another model all states are kept that were visited.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .fields import State
from .machine import Machine
from .packing import Layer, Visited, Words, distinct
from .rounds import Round, Rounds
from .stepping import LayerTransition, Mask, Stepper, truth
from .workbook import Bugs, Fair

DEFAULT_LIMIT = 5_000_000

# Layers of so few states keep their successors for the next question.
FEW = 2_000

Reached = tuple[LayerTransition, Mask, Words]
# Called for each layer with the number of states so far; the search stops when it answers False.
KeepGoing = Callable[[int], bool]


@dataclass
class Exploration:
    """What a search found.

    `distinct`, `generated` and `depth` are TLC's three figures; the initial state counts as generated.
    `first` gives, for each property that can break, the layer and the row of a nearest state that breaks it. A
    liveness property is broken in a state that stays for ever, because no fair transition is enabled, and does not
    meet its goal; where a step may lead back, also in a round that never does (`rounds`). `complete` is False when the
    search stopped early: at a limit, at its aim, or told to.
    """

    machine: Machine
    bugs: Bugs
    fair: Fair | None = None
    layers: list[Layer] = field(default_factory=list)
    generated: int = 1
    complete: bool = True
    first: dict[str, tuple[int, int]] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    _kept: dict[int, list[Reached]] = field(default_factory=dict, repr=False)

    @property
    def distinct(self) -> int:
        return sum(len(layer) for layer in self.layers)

    @property
    def depth(self) -> int:
        return len(self.layers)

    @property
    def properties(self) -> tuple[str, ...]:
        """The names of the properties that were asked about."""
        safety = tuple(prop.name for prop in self.machine.properties)
        return safety if self.fair is None else safety + tuple(goal.name for goal in self.machine.liveness)

    @property
    def steps(self) -> dict[str, int]:
        """For each property that can break, the fewest transitions to a state that breaks it."""
        return {name: self._steps(name) for name in self.properties if name in self.first}

    def _steps(self, prop: str) -> int:
        return len(self.rounds[prop].way) if prop in self.rounds else self.first[prop][0]

    def place(self, number: int) -> tuple[int, int]:
        """The layer and the row of a state by its number, counted layer by layer."""
        for depth, layer in enumerate(self.layers):
            if number < len(layer):
                return depth, number
            number -= len(layer)
        raise ValueError(f"There is no state {number}.")

    @cached_property
    def stepper(self) -> Stepper:
        return Stepper(self.machine, self.bugs, self.layers[0].packing)

    def nearest(self, prop: str) -> State | None:
        """A nearest state that breaks the property."""
        if prop not in self.first:
            return None
        depth, row = self.first[prop]
        return self.layers[depth].state(row)

    def shortest(self, prop: str) -> tuple[str, ...] | None:
        """One shortest run of transitions that breaks the property; None if no explored state breaks it."""
        if prop in self.rounds:
            return self.rounds[prop].way
        state = self.nearest(prop)
        return None if state is None else self.path_to(self.first[prop][0], state)

    def path_to(self, depth: int, state: State) -> tuple[str, ...]:
        """One way from the start to a state of the layer `depth`."""
        steps: list[str] = []
        for layer in reversed(self.layers[:depth]):
            name, state = next(self.predecessors(layer, state))
            steps.append(name)
        return tuple(reversed(steps))

    def find(self, state: State) -> int | None:
        """The layer in which a state stands; None if it was not reached."""
        for depth, layer in enumerate(self.layers):
            target = layer.packing.pack([state])
            if np.logical_and.reduce([word == aim[0] for word, aim in zip(layer.words, target, strict=True)]).any():
                return depth
        return None

    def predecessors(self, layer: Layer, state: State) -> Iterator[tuple[str, State]]:
        """The transitions, and the states of the layer before, that lead to a state."""
        target = layer.packing.pack([state])
        for prepared, rows, reached in self._successors(layer):
            hits = np.logical_and.reduce([word == aim[0] for word, aim in zip(reached, target, strict=True)])
            for row in np.flatnonzero(rows)[hits]:
                yield prepared.transition.name, layer.state(int(row))

    def _successors(self, layer: Layer) -> Iterable[Reached]:
        """The successors of a layer. A small one is asked for by the way to every broken property: they are kept."""
        if len(layer) > FEW:
            return self.stepper.successors(layer, self.stepper.enabled(layer))
        if id(layer) not in self._kept:
            self._kept[id(layer)] = list(self.stepper.successors(layer, self.stepper.enabled(layer)))
        return self._kept[id(layer)]

    def breaking(self, prop: str) -> Iterator[State]:
        """All the nearest states that break the property."""
        if prop not in self.first:
            return
        layer = self.layers[self.first[prop][0]]
        ((_, bad),) = broken_in(self, layer, self.stepper.enabled(layer), [prop])
        yield from (layer.state(int(row)) for row in np.flatnonzero(bad))


def explore(
    machine: Machine,
    bugs: Bugs,
    *,
    start: State | None = None,
    fair: Collection[str] | None = None,
    aim: str | None = None,
    within: int | None = None,
    limit: int = DEFAULT_LIMIT,
    keep_going: KeepGoing | None = None,
) -> Exploration:
    """Explores every state that is reachable from `start` (or from the initial state), up to `limit` states.

    With `fair`, the names of the fair actions, the liveness properties are judged as well. With an `aim` that property
    alone is judged, and the search ends where it breaks first. It goes no further than `within` steps.
    """
    stepper = Stepper(machine, bugs)
    layer = Layer(stepper.packing, stepper.packing.pack([machine.initial if start is None else start]))
    found = Exploration(machine, bugs, None if fair is None else frozenset(fair))
    visited = None if machine.workbook.is_graded else Visited(layer.words)
    asked = found.properties if aim is None else (aim,)
    room = limit
    while True:
        found.layers.append(layer)
        room -= len(layer)
        enabled = stepper.enabled(layer)
        _note_broken(found, layer, enabled, asked)
        if aim in found.first or found.depth - 1 == within:
            found.complete = False
            return found
        if keep_going is not None and not keep_going(limit - room):
            found.complete = False
            return found
        following = stepper.all_successors(layer, enabled)
        found.generated += len(following[0])
        layer.forget()
        states = distinct(following)
        layer = Layer(stepper.packing, states if visited is None else visited.new(states))
        if not len(layer):
            _note_rounds(found, asked)
            return found
        if len(layer) > room:
            found.complete = False
            return found


def _note_broken(found: Exploration, layer: Layer, enabled: list[Mask], asked: Collection[str]) -> None:
    wanted = [name for name in asked if name not in found.first]
    for name, bad in broken_in(found, layer, enabled, wanted):
        if bad.any():
            found.first[name] = (len(found.layers) - 1, int(np.argmax(bad)))


def _note_rounds(found: Exploration, asked: Collection[str]) -> None:
    """In a model in which a step may lead back liveness is judged when everything is known."""
    if found.fair is None or found.machine.workbook.is_graded:
        return
    rounds = Rounds(found)
    for goal in found.machine.liveness:
        broken = rounds.breaking(goal) if goal.name in asked else None
        if broken is not None:
            found.rounds[goal.name] = broken
            found.first[goal.name] = found.place(broken.state)


def broken_in(
    found: Exploration, layer: Layer, enabled: list[Mask], wanted: Collection[str]
) -> Iterator[tuple[str, Mask]]:
    """For each wanted property, the states of a layer that break it."""
    for prop in found.machine.properties:
        if prop.name in wanted:
            yield prop.name, ~truth(layer, prop.formula.read(layer))
    goals = [goal for goal in found.machine.liveness if goal.name in wanted]
    if found.fair is None or not goals:
        return
    if not found.machine.workbook.is_graded:
        yield from ((goal.name, _in_rounds(found, goal.name, layer)) for goal in goals)
        return
    stays = stays_for_ever(found.machine, found.fair, layer, enabled)
    for goal in goals:
        yield goal.name, stays & ~truth(layer, goal.met(layer))


def _in_rounds(found: Exploration, goal: str, layer: Layer) -> Mask:
    """The states of a layer in which one can go round for ever and never come to a goal."""
    if goal not in found.rounds:
        return np.zeros(len(layer), dtype=np.bool_)
    first = 0
    for other in found.layers:
        if other is layer:
            break
        first += len(other)
    return found.rounds[goal].where[first : first + len(layer)]


def stays_for_ever(machine: Machine, fair: Collection[str], layer: Layer, enabled: list[Mask]) -> Mask:
    """The states of a layer in which no fair transition is enabled."""
    moves = np.zeros(len(layer), dtype=np.bool_)
    for promise in machine.promises:
        if promise.name in fair:
            for number, given in promise.transitions:
                moves |= enabled[number] if given is None else enabled[number] & truth(layer, given.read(layer))
    return ~moves
