"""States packed into unsigned 64-bit words, and whole layers of them as NumPy arrays.

The fields of one stretch never straddle two words. Most bounds fit into one word; the largest of the first workbook
(4 runs, 3 workers, 3 epochs: 92 bits) take two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from .fields import FieldMap, State

WORD = 64
EVERY_BIT = (1 << WORD) - 1

Words = tuple[npt.NDArray[np.uint64], ...]


@dataclass(frozen=True)
class Slot:
    """Where a field stands: word, shift in bits, and mask (before the shift)."""

    word: int
    shift: int
    mask: int


class Packing:
    """The slots of all fields for some bounds."""

    def __init__(self, fields: FieldMap) -> None:
        self.slots: list[Slot] = []
        word = used = 0
        both = zip(fields.stretches, fields.widths.values(), strict=True)
        for _, group in groupby(both, key=itemgetter(0)):
            widths = [width for _, width in group]
            if used + sum(widths) > WORD:
                word, used = word + 1, 0
            for width in widths:
                self.slots.append(Slot(word, used, (1 << width) - 1))
                used += width
        self.words = word + 1

    def pack(self, states: Iterable[State]) -> Words:
        """States as one array for each word."""
        rows = list(states)
        packed = np.zeros((self.words, len(rows)), dtype=np.uint64)
        for column, state in enumerate(rows):
            for value, slot in zip(state, self.slots, strict=True):
                packed[slot.word, column] |= np.uint64(value << slot.shift)
        return tuple(packed)

    def unpack(self, words: Sequence[int]) -> State:
        """One state from the values of its words."""
        return tuple(int(words[slot.word]) >> slot.shift & slot.mask for slot in self.slots)


class Layer:
    """Many states at once. Reading a field gives an array of small numbers, so that an expression of the model,
    read in a layer, gives its value in every state of it."""

    def __init__(self, packing: Packing, words: Words) -> None:
        self.packing, self.words = packing, words
        self._read: dict[int, npt.NDArray[np.uint8]] = {}

    def __len__(self) -> int:
        return len(self.words[0])

    def __getitem__(self, field: int) -> npt.NDArray[np.uint8]:
        if field not in self._read:
            slot = self.packing.slots[field]
            shifted = self.words[slot.word] >> np.uint64(slot.shift)
            self._read[field] = (shifted & np.uint64(slot.mask)).astype(np.uint8)
        return self._read[field]

    def state(self, row: int) -> State:
        return self.packing.unpack([int(word[row]) for word in self.words])

    def where(self, rows: npt.NDArray[np.bool_]) -> Layer:
        return Layer(self.packing, tuple(word[rows] for word in self.words))

    def forget(self) -> None:
        """Drops the fields that were read, so that a layer that is kept takes no more than its words."""
        self._read.clear()


def distinct(words: Words) -> Words:
    """The same states without repetition, in ascending order (of the last word first)."""
    if len(words) == 1:
        in_order: Words = (np.sort(words[0]),)  # several times faster than np.unique, which hashes
    else:
        order = ascending(words)
        in_order = tuple(word[order] for word in words)
    new = is_first(in_order)
    return tuple(word[new] for word in in_order)


def ascending(words: Words) -> npt.NDArray[np.intp]:
    """The rows of states in ascending order, of the last word first."""
    return np.argsort(words[0]) if len(words) == 1 else np.lexsort(words)


def is_first(in_order: Words) -> npt.NDArray[np.bool_]:
    """Of states in ascending order those that are not the same as the one before."""
    new = np.ones(len(in_order[0]), dtype=np.bool_)
    new[1:] = np.logical_or.reduce([word[1:] != word[:-1] for word in in_order])
    return new


class Visited:
    """All states so far, to tell those that are new."""

    def __init__(self, states: Words) -> None:
        self._states = states

    def new(self, states: Words) -> Words:
        """Of distinct states those that were not among them, and now are."""
        joined = tuple(np.concatenate(parts) for parts in zip(self._states, states, strict=True))
        is_new = np.arange(len(joined[0])) >= len(self._states[0])
        order = np.lexsort((is_new, *joined))
        again = np.zeros(len(order), dtype=np.bool_)
        again[1:] = np.logical_and.reduce([word[order][1:] == word[order][:-1] for word in joined])
        kept = order[~again]
        self._states = tuple(word[kept] for word in joined)
        return tuple(word[kept[is_new[kept]]] for word in joined)


class Lookup:
    """Finds the rows of states, which are as `distinct` leaves them, by one key a state that no two of them share."""

    def __init__(self, states: Words) -> None:
        self._factor = next(_factors())
        self._order = None
        self._keys = states[0]
        if len(states) > 1:
            self._factor = next(factor for factor in _factors() if _is_injective(_keys(states, factor)))
            keys = _keys(states, self._factor)
            self._order = np.argsort(keys)
            self._keys = keys[self._order]

    def rows(self, wanted: Words) -> npt.NDArray[np.intp]:
        """The row of each wanted state; for a state that is not among them, some row."""
        places = np.minimum(np.searchsorted(self._keys, _keys(wanted, self._factor)), len(self._keys) - 1)
        return places if self._order is None else self._order[places]


def _factors() -> Iterator[np.uint64]:
    """Odd numbers, each as good as another at spreading the words of a state over a key."""
    factor = 0x9E3779B97F4A7C15
    while True:
        yield np.uint64(factor)
        factor = factor * factor % (EVERY_BIT + 1) + 2


def _keys(words: Words, factor: np.uint64) -> npt.NDArray[np.uint64]:
    """A single word is its own key."""
    key = words[0]
    for word in words[1:]:
        key = key + word * factor
    return key


def _is_injective(keys: npt.NDArray[np.uint64]) -> bool:
    ordered = np.sort(keys)
    return not (ordered[1:] == ordered[:-1]).any()
