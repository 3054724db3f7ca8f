"""States packed into words, for every shape of bounds that the app offers."""

from __future__ import annotations

import random
from itertools import pairwise, product

import numpy as np
import pytest

from a09web.model import packing as packing_module
from a09web.model.fields import FieldMap, State
from a09web.model.packing import Layer, Lookup, Packing, Slot, distinct
from a09web.workbooks.a09.bounds import Bounds

SHAPES = [
    Bounds(due=(1,) * runs, workers=workers, max_time=max_time, max_epoch=max_epoch)
    for runs, workers, max_time, max_epoch in product((1, 2, 3, 4), (1, 2, 3), range(1, 9), (1, 2, 3))
]
"""Packing does not look at due times."""

LARGEST = Bounds(due=(1, 2, 3, 4), workers=3, max_time=8, max_epoch=3)


def rows(bounds: Bounds, count: int) -> list[State]:
    """The state with every bit set, the one with none, and some at random."""
    widths = FieldMap(bounds).widths.values()
    chance = random.Random(str(bounds))
    full, empty = tuple((1 << width) - 1 for width in widths), tuple(0 for _ in widths)
    return [full, empty, *(tuple(chance.randrange(1 << width) for width in widths) for _ in range(count))]


def test_a_packed_state_is_unpacked_whole() -> None:
    for bounds in SHAPES:
        packing = Packing(FieldMap(bounds))
        states = rows(bounds, 3)
        words = packing.pack(states)
        layer = Layer(packing, words)
        assert len(words) == packing.words
        assert [packing.unpack([int(word[row]) for word in words]) for row in range(len(states))] == states
        assert [layer.state(row) for row in range(len(layer))] == states
        columns = [layer[field].tolist() for field in range(len(packing.slots))]
        assert list(zip(*columns, strict=True)) == states


def test_slots_do_not_overlap_and_end_within_their_word() -> None:
    for bounds in SHAPES:
        fields = FieldMap(bounds)
        packing = Packing(fields)
        taken = [(slot.word, slot.shift, slot.shift + slot.mask.bit_length()) for slot in packing.slots]
        assert all(end <= 64 for _, _, end in taken)
        assert all(one[0] < two[0] or one[2] <= two[1] for one, two in pairwise(taken))
        assert [slot.mask for slot in packing.slots] == [(1 << width) - 1 for width in fields.widths.values()]


def test_no_run_straddles_a_word() -> None:
    two_words = 0
    for bounds in SHAPES:
        fields = FieldMap(bounds)
        packing = Packing(fields)
        two_words += packing.words == 2
        for run in range(len(bounds.due)):
            slots = [
                slot
                for place, slot in zip(fields.widths, packing.slots, strict=True)
                if len(place) > 1 and place[-1] == run
            ]
            assert len({slot.word for slot in slots}) == 1, (bounds, run)
    assert two_words > 0


def test_the_largest_model_needs_92_bits_in_two_words() -> None:
    fields = FieldMap(LARGEST)
    packing = Packing(fields)
    assert sum(fields.widths.values()) == 92
    assert packing.words == 2
    assert {slot.word for slot in packing.slots} == {0, 1}


def test_the_default_model_needs_one_word() -> None:
    packing = Packing(FieldMap(Bounds()))
    assert packing.words == 1
    assert packing.slots[:2] == [Slot(0, 0, 3), Slot(0, 2, 3)]


@pytest.mark.parametrize("bounds", [Bounds(), LARGEST])
def test_distinct_states_once_each(bounds: Bounds) -> None:
    packing = Packing(FieldMap(bounds))
    states = rows(bounds, 50)
    # Two states that differ in the last word only, and two that differ in the first only.
    states += [(states[0][0], *states[1][1:]), (*states[1][:-1], states[0][-1])]
    kept = distinct(packing.pack(states * 2 + states[:7]))
    layer = Layer(packing, kept)
    found = [layer.state(row) for row in range(len(layer))]
    assert len(found) == len(set(found))
    assert set(found) == set(states)


def test_rows_of_a_layer() -> None:
    packing = Packing(FieldMap(LARGEST))
    states = rows(LARGEST, 3)
    layer = Layer(packing, packing.pack(states))
    some = layer.where(np.array([True, False, False, True, False]))
    assert [some.state(row) for row in range(len(some))] == [states[0], states[3]]


@pytest.mark.parametrize("bounds", [Bounds(), LARGEST], ids=["one word", "two words"])
def test_every_state_is_found_in_its_row(bounds: Bounds) -> None:
    packing = Packing(FieldMap(bounds))
    states = distinct(packing.pack(rows(bounds, 500)))
    wanted = np.random.default_rng(7).integers(0, len(states[0]), 2000)
    assert Lookup(states).rows(tuple(word[wanted] for word in states)).tolist() == wanted.tolist()


def test_two_states_whose_keys_would_collide_are_told_apart() -> None:
    factor = int(next(packing_module._factors()))
    low, high = 5, 9
    twin = (low + high * factor) % 2**64  # with the first factor this word alone has the key of the pair
    states = (np.array([twin, low], dtype=np.uint64), np.array([0, high], dtype=np.uint64))
    assert Lookup(states).rows(states).tolist() == [0, 1]


def test_a_state_that_is_missing_gets_some_row() -> None:
    states = Packing(FieldMap(Bounds())).pack(rows(Bounds(), 3))
    ordered = distinct(states)
    beyond = (ordered[0][-1:] + np.uint64(1),)
    assert 0 <= Lookup(ordered).rows(beyond)[0] < len(ordered[0])
