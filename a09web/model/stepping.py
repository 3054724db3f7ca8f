"""Transitions taken by a whole layer of states at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import numpy as np
import numpy.typing as npt

from .expressions import Reader
from .machine import Machine
from .packing import EVERY_BIT, Layer, Packing, Words
from .transitions import ConcreteEffect, ConcreteTransition
from .workbook import Bugs

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class LayerTransition:
    """A transition under some flags: the guards that count, by number, and its effects as bit arithmetic.

    A word becomes `(word & kept) + added`; effects that depend on more of the state follow one by one.
    """

    transition: ConcreteTransition
    guards: tuple[int, ...]
    kept: tuple[int, ...]
    added: tuple[int, ...]
    others: tuple[ConcreteEffect, ...]


class Stepper:
    """All transitions of a machine under some flags. Guards that several transitions share are read once a layer."""

    def __init__(self, machine: Machine, bugs: Bugs, packing: Packing | None = None) -> None:
        self.packing = packing or Packing(machine.fields)
        self._numbers: dict[str, int] = {}
        self._readers: list[Reader] = []
        self.transitions = tuple(self._prepared(transition, bugs) for transition in machine.transitions)

    def _prepared(self, transition: ConcreteTransition, bugs: Bugs) -> LayerTransition:
        guards = tuple(
            self._number(guard.text, guard.test.read) for guard in transition.guards if not guard.is_removed(bugs)
        )
        kept, added, others = [EVERY_BIT] * self.packing.words, [0] * self.packing.words, []
        for effect in transition.active_effects(bugs):
            if effect.bits is None:
                others.append(effect)
                continue
            slot, (keep, add) = self.packing.slots[effect.place], effect.bits
            kept[slot.word] &= EVERY_BIT ^ ((slot.mask & ~keep) << slot.shift)
            added[slot.word] += add << slot.shift
        return LayerTransition(transition, guards, tuple(kept), tuple(added), tuple(others))

    def _number(self, text: str, read: Reader) -> int:
        if text not in self._numbers:
            self._numbers[text] = len(self._readers)
            self._readers.append(read)
        return self._numbers[text]

    def enabled(self, layer: Layer) -> list[Mask]:
        """For each transition, in which states of the layer it is enabled."""
        truths = [truth(layer, read(layer)) for read in self._readers]
        masks = []
        for prepared in self.transitions:
            rows = [truths[number] for number in prepared.guards]
            masks.append(reduce(and_, rows) if rows else truth(layer, True))
        return masks

    def successors(self, layer: Layer, enabled: list[Mask]) -> Iterator[tuple[LayerTransition, Mask, Words]]:
        """The states after each transition that is enabled somewhere, in the order of the states before."""
        for prepared, rows in zip(self.transitions, enabled, strict=True):
            if rows.any():
                yield prepared, rows, self.apply(layer.where(rows), prepared)

    def all_successors(self, layer: Layer, enabled: list[Mask]) -> Words:
        """The states after all steps from a layer, one for each step."""
        found = [words for _, _, words in self.successors(layer, enabled)]
        if not found:
            return tuple(word[:0] for word in layer.words)
        return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))

    def apply(self, layer: Layer, prepared: LayerTransition) -> Words:
        """The packed states after the transition, for states that all enable it."""
        words = [
            (word & np.uint64(kept)) + np.uint64(added)
            for word, kept, added in zip(layer.words, prepared.kept, prepared.added, strict=True)
        ]
        for effect in prepared.others:
            slot = self.packing.slots[effect.place]
            value = np.asarray(effect.value(layer)).astype(np.uint64) << np.uint64(slot.shift)
            words[slot.word] = (words[slot.word] & np.uint64(EVERY_BIT ^ (slot.mask << slot.shift))) | value
        return tuple(words)


def truth(layer: Layer, value: Any) -> Mask:
    """A condition as an array, also if it is the same in every state."""
    return value if isinstance(value, np.ndarray) else np.full(len(layer), bool(value))
