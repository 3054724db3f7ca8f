"""Isomorphic variants: the same exercise with other names and other times, so that neighbours differ.

Runs and workers are renamed, and due times and `MaxTime` are moved where that makes the exercise neither easier nor
harder and leaves its texts true. The explorer says so: a variant that differs in more than that is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations, product
from random import Random

from a09web.invalid_input import InvalidInput
from a09web.workbooks.a09.bounds import Bounds

from .breaking import grade_break, shortest
from .diagnosing import differences
from .exercise import BREAK, DIAGNOSE, PREDICT, REPAIR, Change, Exercise, explored_from
from .predicting import next_of
from .reading import problems_of
from .renaming import changed, moved, names_a_run, renamings, tells_a_time

MOST = 24
MOVES = (0, 1, -1)
LATER_ENDS = (0, 1)
MOST_LOOKED_AT = {BREAK: 1_000_000, DIAGNOSE: 4_000, PREDICT: 1_000}
"""So many states are looked at in the search for other times, about a second's work. What was found until then has to
do."""

FOR_A_MODEL = {BREAK: 10_000, DIAGNOSE: 100, PREDICT: 1}
"""What it costs to make a model of other times at all, in states."""

Difficulty = tuple[object, ...]


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


@lru_cache(maxsize=512)
def _found(exercise: Exercise) -> tuple[Change, ...]:
    """The model does not know one name from another, so what is only renamed is as hard; other times have to be
    proved."""
    found: dict[Exercise, Change] = {}
    looked_at = 0
    for bounds in _other_times(exercise):
        if len(found) >= MOST or looked_at > MOST_LOOKED_AT.get(exercise.kind, 0):
            break
        at = moved(exercise, bounds)
        if bounds != exercise.bounds:
            if names_a_run(exercise) and _order(bounds) != _order(exercise.bounds):
                continue
            looked_at += _cost(at)
            if not is_as_hard(at, exercise):
                continue
        for names in renamings(at):
            change = Change(bounds.due, bounds.max_time, tuple(names.items()))
            found.setdefault(changed(exercise, change), change)
    return tuple(found.values())[:MOST]


def _cost(exercise: Exercise) -> int:
    """How many states are looked at to judge a variant."""
    least = FOR_A_MODEL[exercise.kind]
    if exercise.kind == BREAK and exercise.begun.refusal is None:
        return least + explored_from(exercise.bounds, exercise.bugs, exercise.state).distinct
    return least + (differences(exercise).looked_at if exercise.kind == DIAGNOSE else 0)


def is_as_hard(other: Exercise, exercise: Exercise) -> bool:
    """Whether the explorer finds that one with other times can be set as well, and is as hard."""
    return (
        problems_of(other) == {} and difficulty(other) == difficulty(exercise) and _is_answered_alike(other, exercise)
    )


def _order(bounds: Bounds) -> tuple[int, ...]:
    """Which run is due before which."""
    return tuple(_sign(one - other) for one, other in combinations(bounds.due, 2))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def difficulty(exercise: Exercise) -> Difficulty:
    """What must not differ between variants: the fewest steps, the kind of the answer and what it follows from."""
    if exercise.kind == BREAK:
        return (len(shortest(exercise) or ()),)
    if exercise.kind == PREDICT:
        found = next_of(exercise)
        failing = tuple(guard.number for guard in found.failing)
        return found.kind, found.breaks, failing, exercise.begun.last.broken, sorted(_times(exercise))
    if exercise.kind == DIAGNOSE:
        # Whichever hypothesis is true: else the choice of variants would tell which one is.
        return differences(exercise).lengths
    return ()


def _times(exercise: Exercise) -> list[tuple[int, ...]]:
    """How the due time of each run, the clock and the checkpoint follow one another, before the step that is asked
    about and after it."""
    states = (exercise.state, next_of(exercise).state)
    moments = [(told["now"], told["checkpoint"]) for told in map(exercise.machine.variables, states)]
    return [
        tuple(_sign(one - other) for now, done in moments for one, other in ((due, now), (due, done), (now, done)))
        for due in exercise.bounds.due
    ]


def _is_answered_alike(other: Exercise, exercise: Exercise) -> bool:
    """Whether what a text tells of the way, or of a run and the clock, is as true of the other one."""
    if exercise.kind == PREDICT:
        return _times(other) == _times(exercise)
    if exercise.kind != BREAK:
        return True
    return all(
        grade_break(here, (*here.start, *(shortest(there) or ()))).score == 1
        for here, there in ((other, exercise), (exercise, other))
    )


def _other_times(exercise: Exercise) -> Iterator[Bounds]:
    """The bounds of the exercise first, then those with other times, in an order of its own. An exercise whose text
    tells of a time keeps its times."""
    bounds = exercise.bounds
    yield bounds
    if exercise.kind == REPAIR:  # nobody names a run there; neighbours see the parts in another order
        return
    if tells_a_time(exercise):
        return
    moves = [each for each in product(LATER_ENDS, *([MOVES] * len(bounds.due))) if any(each)]
    Random(exercise.key).shuffle(moves)
    for later, *shifts in moves:
        try:
            due = tuple(time + shift for time, shift in zip(bounds.due, shifts, strict=True))
            yield replace(bounds, due=due, max_time=bounds.max_time + later)
        except InvalidInput:
            continue
