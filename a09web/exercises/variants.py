"""Isomorphic variants: the same exercise with other names and other times, so that neighbours differ.

Runs and workers are renamed, and due times and `MaxTime` are moved where that makes the exercise neither easier nor
harder. The explorer says so: a variant whose difficulty is not that of the exercise is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from itertools import permutations, product
from random import Random

from a09web.model.bounds import Bounds, InvalidInput
from a09web.model.machine import Bugs
from a09web.model.repairs import repairs_of
from a09web.model.verdicts import judge

from .breaking import shortest
from .diagnosing import others_of, proof, telling
from .exercise import BREAK, DIAGNOSE, PREDICT, REPAIR, Exercise
from .predicting import next_of

MOST = 24
MOVES = (0, 1, -1)
LATER_ENDS = (0, 1)

_NAME = re.compile(r"\b([rw][1-9])\b")
_FIGURE = re.compile(r"(?<![rw\d])\d")

Renaming = dict[str, str]
Difficulty = tuple[object, ...]


def variant(exercise: Exercise, seed: int) -> Exercise:
    """The variant that a seed stands for."""
    prepared = variants(exercise)
    return prepared[seed % len(prepared)]


def prepare(exercise: Exercise) -> int:
    """Makes the variants beforehand, so that nobody of a class waits for them; returns how many there are."""
    return len(variants(exercise))


def seed_of(solver: str, key: str) -> int:
    """The seed of a solver, the same whenever it is asked for."""
    return int.from_bytes(blake2b(f"{key}\n{solver}".encode(), digest_size=4).digest()) >> 1


@lru_cache(maxsize=512)
def variants(exercise: Exercise) -> tuple[Exercise, ...]:
    """Up to `MOST` variants, the exercise itself first. Made once; ask for them beforehand where many will.

    The model does not know one name from another, so what is only renamed is as hard; other times have to be proved.
    """
    wanted = difficulty(exercise)
    found: dict[Exercise, None] = {}
    for bounds in _moved(exercise):
        if len(found) >= MOST:
            break
        at = replace(exercise, scenario=replace(exercise.scenario, bounds=bounds))
        if bounds == exercise.bounds or _is_as_hard(at, wanted):
            found |= dict.fromkeys(renamed(at, names) for names in _renamings(bounds))
    return tuple(found)[:MOST]


def difficulty(exercise: Exercise) -> Difficulty:
    """What must not differ between variants: the fewest steps, the kind of the answer, the worth of every repair."""
    if exercise.kind == BREAK:
        return (len(shortest(exercise) or ()),)
    if exercise.kind == PREDICT:
        found = next_of(exercise)
        failing = tuple(guard.number for guard in found.failing)
        return found.kind, found.breaks, failing, exercise.begun.last.broken
    if exercise.kind == DIAGNOSE:
        # Whichever hypothesis is true: else the choice of variants would tell which one is.
        return tuple(_telling(_with_bugs(exercise, bugs)) for bugs in exercise.hypotheses)
    (bug,) = exercise.bugs
    return tuple(judge(repair, exercise.bounds).kind for repair in repairs_of(bug))


def _with_bugs(exercise: Exercise, bugs: Bugs) -> Exercise:
    return replace(exercise, scenario=replace(exercise.scenario, bugs=bugs))


def _telling(exercise: Exercise) -> tuple[int, ...]:
    """The fewest steps that rule out each other hypothesis, and all of them; 0 where nothing does."""
    each = (len(telling(exercise, (other,)) or ()) for other in others_of(exercise))
    return (*each, len(proof(exercise) or ()))


def _is_as_hard(exercise: Exercise, wanted: Difficulty) -> bool:
    """Whether the explorer finds it so; no, where its first steps are not even possible."""
    return exercise.begun.refusal is None and difficulty(exercise) == wanted


def _moved(exercise: Exercise) -> Iterator[Bounds]:
    """The bounds of the exercise first, then those with other times, in an order of its own. An exercise whose text
    tells of a time keeps its times."""
    bounds = exercise.bounds
    yield bounds
    if exercise.kind == REPAIR:  # nobody names a run there; neighbours see the parts in another order
        return
    if _FIGURE.search(" ".join([exercise.title, exercise.story, *exercise.hints])):
        return
    moves = [each for each in product(LATER_ENDS, *([MOVES] * len(bounds.due))) if any(each)]
    Random(exercise.key).shuffle(moves)
    for later, *shifts in moves:
        try:
            due = tuple(time + shift for time, shift in zip(bounds.due, shifts, strict=True))
            yield replace(bounds, due=due, max_time=bounds.max_time + later)
        except InvalidInput:
            continue


def _renamings(bounds: Bounds) -> Iterator[Renaming]:
    for runs, workers in product(permutations(bounds.runs), permutations(bounds.worker_names)):
        yield dict(zip((*bounds.runs, *bounds.worker_names), (*runs, *workers), strict=True))


def renamed(exercise: Exercise, names: Renaming) -> Exercise:
    """The same with other names, in its bounds, its steps and its texts."""

    def said(text: str) -> str:
        return _NAME.sub(lambda found: names.get(found[1], found[1]), text)

    bounds = exercise.bounds
    due = dict(zip(bounds.runs, bounds.due, strict=True))
    times = {names[run]: time for run, time in due.items()}
    scenario = replace(
        exercise.scenario,
        bounds=replace(bounds, due=tuple(times[run] for run in bounds.runs)),
        steps=tuple(said(step) for step in exercise.start),
    )
    return replace(
        exercise,
        scenario=scenario,
        asked=said(exercise.asked),
        story=said(exercise.story),
        hints=tuple(said(hint) for hint in exercise.hints),
    )
