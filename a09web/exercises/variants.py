"""Isomorphic variants: the same exercise with other names and other times, so that neighbours differ.

Runs and workers are renamed, and due times and `MaxTime` are moved where that makes the exercise neither easier nor
harder and leaves its texts true. The explorer says so: a variant that differs in more than that is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from itertools import product
from random import Random

from a09web.invalid_input import InvalidInput
from a09web.model.kept import kept
from a09web.workbooks.a09.bounds import Bounds

from .exercise import Change, Exercise
from .reading import problems_of
from .renaming import changed, moved, names_a_run, order_of, renamings, tells_a_time

MOST = 24
MOVES = (0, 1, -1)
LATER_ENDS = (0, 1)


def variant(exercise: Exercise, seed: int) -> Exercise:
    """The variant that a seed stands for."""
    return changed(exercise, change_for(exercise, seed))


def change_for(exercise: Exercise, seed: int) -> Change:
    prepared = changes(exercise)
    return prepared[seed % len(prepared)]


def prepare(exercise: Exercise) -> int:
    """Makes the variants beforehand, so that nobody of a class waits for them; returns how many there are."""
    return len(changes(exercise))


def seed_of(solver: str, key: str) -> int:
    """The seed of a solver, the same whenever it is asked for."""
    return int.from_bytes(blake2b(f"{key}\n{solver}".encode(), digest_size=4).digest()) >> 1


def variants(exercise: Exercise) -> tuple[Exercise, ...]:
    """Up to `MOST` variants, the exercise itself first."""
    return tuple(changed(exercise, change) for change in changes(exercise))


def changes(exercise: Exercise) -> tuple[Change, ...]:
    """What makes the variants: found beforehand and kept with the exercise, or found now, once."""
    return exercise.prepared or _found(exercise)


@kept(512)
def _found(exercise: Exercise) -> tuple[Change, ...]:
    """The model does not know one name from another, so what is only renamed is as hard; other times have to be
    proved."""
    found: dict[Exercise, Change] = {}
    looked_at = 0
    for bounds in _other_times(exercise):
        if len(found) >= MOST or looked_at > exercise.kind.most_looked_at:
            break
        at = moved(exercise, bounds)
        if bounds != exercise.bounds:
            if names_a_run(exercise) and order_of(bounds) != order_of(exercise.bounds):
                continue
            looked_at += exercise.kind.cost(at)
            if not is_as_hard(at, exercise):
                continue
        for names in renamings(at):
            change = Change(bounds.due, bounds.max_time, tuple(names.items()))
            found.setdefault(changed(exercise, change), change)
    return tuple(found.values())[:MOST]


def is_as_hard(other: Exercise, exercise: Exercise) -> bool:
    """Whether the explorer finds that one with other times can be set as well, and is as hard."""
    kind = exercise.kind
    return (
        problems_of(other) == {}
        and kind.difficulty(other) == kind.difficulty(exercise)
        and kind.is_answered_alike(other, exercise)
    )


def _other_times(exercise: Exercise) -> Iterator[Bounds]:
    """The bounds of the exercise first, then those with other times, in an order of its own. An exercise whose text
    tells of a time keeps its times."""
    bounds = exercise.bounds
    yield bounds
    if not exercise.kind.moves_times or tells_a_time(exercise):
        return
    moves = [each for each in product(LATER_ENDS, *([MOVES] * len(bounds.due))) if any(each)]
    Random(exercise.key).shuffle(moves)
    for later, *shifts in moves:
        try:
            due = tuple(time + shift for time, shift in zip(bounds.due, shifts, strict=True))
            yield replace(bounds, due=due, max_time=bounds.max_time + later)
        except InvalidInput:
            continue
