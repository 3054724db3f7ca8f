"""Isomorphic variants: the same exercise with other names and other numbers, so that neighbours differ.

Members are renamed, and their numbers are moved with the limits of these, such as due times and `MaxTime`, where that
makes the exercise neither easier nor harder and leaves its texts true. The explorer says so: a variant that differs in
more than that is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from itertools import product
from random import Random
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.model.bounds import Bounds
from a09web.model.kept import kept

from .exercise import Change, Exercise
from .reading import problems_of
from .renaming import changed, keys_of_numbers, moved, names_a_number, order_of, renamings, tells_a_number

MOST = 24
MOVES = (0, 1, -1)
HIGHER_LIMITS = (0, 1)


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
    """The model does not know one name from another, so what is only renamed is as hard; other numbers have to
    be proved."""
    found: dict[Exercise, Change] = {}
    looked_at = 0
    for bounds in _other_numbers(exercise):
        if len(found) >= MOST or looked_at > exercise.kind.most_looked_at:
            break
        at = moved(exercise, bounds)
        if bounds != exercise.bounds:
            if names_a_number(exercise) and order_of(bounds) != order_of(exercise.bounds):
                continue
            looked_at += exercise.kind.cost(at)
            if not is_as_hard(at, exercise):
                continue
        for names in renamings(at):
            change = Change(_movable(bounds), tuple(names.items()))
            found.setdefault(changed(exercise, change), change)
    return tuple(found.values())[:MOST]


def is_as_hard(other: Exercise, exercise: Exercise) -> bool:
    """Whether the explorer finds that one with other numbers can be set as well, and is as hard."""
    kind = exercise.kind
    return (
        problems_of(other) == {}
        and kind.difficulty(other) == kind.difficulty(exercise)
        and kind.is_answered_alike(other, exercise)
    )


def _other_numbers(exercise: Exercise) -> Iterator[Bounds]:
    """The bounds of the exercise first, then those with other numbers of members, in an order of its own. An exercise
    whose text tells of a number keeps them."""
    bounds = exercise.bounds
    yield bounds
    if not exercise.kind.moves_times or tells_a_number(exercise):
        return
    ways: list[tuple[int, ...]] = []
    for _, number in _movable(bounds):
        ways += [MOVES] * len(number) if isinstance(number, tuple) else [HIGHER_LIMITS]
    moves = [each for each in product(*ways) if any(each)]
    Random(exercise.key).shuffle(moves)
    for move in moves:
        with suppress(InvalidInput):
            yield _by(bounds, move)


def _by(bounds: Bounds, move: tuple[int, ...]) -> Bounds:
    """Bounds whose movable numbers are higher or lower by so much. Raises `InvalidInput` for what may not be chosen."""
    left, changed = iter(move), dict[str, Any]()
    for key, number in _movable(bounds):
        if isinstance(number, tuple):
            changed[key] = tuple(each + next(left) for each in number)
        else:
            changed[key] = number + next(left)
    return replace(bounds, **changed)


def _movable(bounds: Bounds) -> tuple[tuple[str, int | tuple[int, ...]], ...]:
    """The numbers that a variant may have otherwise, limits first: what each member of a sort has, and the parameter up
    to which it may go."""
    declared, keys = dict(bounds.parameters()), keys_of_numbers(bounds)
    limits = dict.fromkeys(most for key in keys if isinstance(most := declared[key].most, str))
    return tuple((key, getattr(bounds, key)) for key in (*limits, *keys))
