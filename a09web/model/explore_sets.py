"""Many bug sets explored in one search, for most of their states are the same.

In a graded model a state is reached after the same number of steps under every set. So one search goes through the
states of all sets, each with the sets under which it is reached: one bit a set. A transition comes once for each choice
that the sets make among the bugs that touch it. What is found is taken apart into one exploration a set, the same as if
each had been explored by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .explore import Exploration, explore
from .machine import Machine
from .packing import Layer, Words, ascending, is_first
from .stepping import Mask, Stepper, truth
from .transitions import ConcreteTransition
from .workbook import Bugs

MOST = 64  # sets in one search: the bits of a number

Sets = npt.NDArray[np.uint64]


def explore_sets(machine: Machine, sets: Sequence[Bugs]) -> Iterator[Exploration]:
    """Every state under each of these bug sets, in their order, with liveness under the fairness that they leave."""
    if not machine.workbook.is_graded:
        yield from (explore(machine, bugs, fair=machine.workbook.default_fairness(bugs)) for bugs in sets)
        return
    for begin in range(0, len(sets), MOST):
        yield from _Search(machine, sets[begin : begin + MOST]).explorations()


@dataclass
class _Found:
    """What was found of one set: the steps taken, and for each property that can break the layer and the row, among the
    states of all sets, of a nearest state that breaks it."""

    generated: int
    first: dict[str, tuple[int, int]]


class _Steppers(Stepper):
    """All transitions, each once for every choice that the sets make among the bugs that touch it; `among` are the sets
    that make it, and `number` is that of the transition among those of the machine."""

    def __init__(self, machine: Machine, sets: Sequence[Bugs]) -> None:
        super().__init__(machine, frozenset())
        views = [
            (number, self._prepared(transition, view), among)
            for number, transition in enumerate(machine.transitions)
            for view, among in _views(transition, sets)
        ]
        self.number = [number for number, _, _ in views]
        self.transitions = tuple(prepared for _, prepared, _ in views)
        self.among = [among for _, _, among in views]

    def enabled_under(self, layer: Layer, sets: Sets) -> list[Sets]:
        """For each transition, under which of its sets a state of the layer enables it."""
        return [_where(rows, sets & among) for rows, among in zip(self.enabled(layer), self.among, strict=True)]


def _views(transition: ConcreteTransition, sets: Sequence[Bugs]) -> Iterator[tuple[Bugs, np.uint64]]:
    """What the sets leave on of the bugs that touch a transition, and which sets leave just that."""
    touching = frozenset(guard.declared.removed_by for guard in transition.guards)
    touching |= frozenset(effect.declared.skipped_by for effect in transition.effects)
    of_set = [bugs & touching for bugs in sets]
    for view in dict.fromkeys(of_set):
        yield view, _bits(one == view for one in of_set)


class _Search:
    """One search for several sets: its layers, and for each state of them the sets that reach it."""

    def __init__(self, machine: Machine, sets: Sequence[Bugs]) -> None:
        self.machine, self.bugs = machine, sets
        self.fair = [machine.workbook.default_fairness(bugs) for bugs in sets]
        self.stepper = _Steppers(machine, sets)
        self.layers: list[Layer] = []
        self.sets: list[Sets] = []
        self.found = [_Found(1, {}) for _ in sets]

    def explorations(self) -> Iterator[Exploration]:
        self._explore()
        for number, (bugs, fair, found) in enumerate(zip(self.bugs, self.fair, self.found, strict=True)):
            reached = [_has(sets, number) for sets in self.sets]
            layers = [layer.where(rows) for layer, rows in zip(self.layers, reached, strict=True) if rows.any()]
            first = {prop: (depth, int(reached[depth][:row].sum())) for prop, (depth, row) in found.first.items()}
            yield Exploration(self.machine, bugs, fair, layers, found.generated, first=first)

    def _explore(self) -> None:
        packing = self.stepper.packing
        layer = Layer(packing, packing.pack([self.machine.initial]))
        sets = np.array([_bits(True for _ in self.bugs)])
        while len(layer):
            self.layers.append(layer)
            self.sets.append(sets)
            enabled = self.stepper.enabled_under(layer, sets)
            for prop, bad in self._broken(layer, sets, enabled):
                self._note(prop, bad)
            layer, sets = self._following(layer, enabled)

    def _following(self, layer: Layer, enabled: list[Sets]) -> tuple[Layer, Sets]:
        """The next layer, and the sets that reach its states."""
        steps = list(self.stepper.successors(layer, [sets > 0 for sets in enabled]))
        taken = [sets[sets > 0] for sets in enabled if sets.any()]
        layer.forget()
        if not steps:
            return Layer(layer.packing, tuple(word[:0] for word in layer.words)), np.zeros(0, dtype=np.uint64)
        joined: Words = tuple(np.concatenate(parts) for parts in zip(*(words for _, _, words in steps), strict=True))
        sets = np.concatenate(taken)
        for found, count in zip(self.found, _counts(sets, len(self.found)), strict=True):
            found.generated += count
        order = ascending(joined)
        in_order = tuple(word[order] for word in joined)
        new = is_first(in_order)
        reached = np.bitwise_or.reduceat(sets[order], np.flatnonzero(new))
        return Layer(layer.packing, tuple(word[new] for word in in_order)), reached

    def _broken(self, layer: Layer, sets: Sets, enabled: list[Sets]) -> Iterator[tuple[str, Sets]]:
        """For each property, the sets under which a state of the layer breaks it."""
        for prop in self.machine.properties:
            yield prop.name, _where(~truth(layer, prop.formula.read(layer)), sets)
        stays = sets & ~self._moves(layer, enabled)
        for goal in self.machine.liveness:
            yield goal.name, _where(~truth(layer, goal.met(layer)), stays)

    def _moves(self, layer: Layer, enabled: list[Sets]) -> Sets:
        """The sets under which something is enabled that is fair under them."""
        moves = np.zeros(len(layer), dtype=np.uint64)
        for promise in self.machine.promises:
            fair = _bits(promise.name in names for names in self.fair)
            given = dict(promise.transitions)
            for number, sets in zip(self.stepper.number, enabled, strict=True):
                if number in given:
                    test = given[number]
                    moves |= sets & fair if test is None else _where(truth(layer, test.read(layer)), sets & fair)
        return moves

    def _note(self, prop: str, bad: Sets) -> None:
        rows = np.flatnonzero(bad)
        if not len(rows):
            return
        depth, under = len(self.layers) - 1, _unpacked(bad[rows], len(self.found))
        for number in np.flatnonzero(under.any(axis=0)).tolist():
            self.found[number].first.setdefault(prop, (depth, int(rows[np.argmax(under[:, number])])))


def _bits(truths: Iterator[bool]) -> np.uint64:
    return np.uint64(sum(1 << number for number, holds in enumerate(truths) if holds))


def _has(sets: Sets, number: int) -> Mask:
    return (sets >> np.uint64(number) & np.uint64(1)).astype(np.bool_)


def _where(rows: Mask, sets: Sets) -> Sets:
    """The sets in these rows, none in the others."""
    return sets * rows


def _unpacked(sets: Sets, count: int) -> Mask:
    """A column for each set."""
    octets = sets.astype("<u8").view(np.uint8).reshape(len(sets), 8)
    return np.unpackbits(octets, axis=1, bitorder="little", count=count).astype(np.bool_)


def _counts(sets: Sets, count: int) -> list[int]:
    """How many states each set has."""
    return [int(number) for number in np.sum(_unpacked(sets, count), axis=0)]
