"""The path through the starter set: from easy to hard, two neighbours never about the same bug, and what comes next.

What makes an exercise hard is what it asks for: how many steps have to be seen or found, and what has to be kept in
mind. How many exactly is said by hints alone, so it is told in words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache, partial
from typing import Any

from a09web.model.workbook import Workbook

from .content import by_key, starters
from .exercise import Exercise
from .levels import LEVELS
from .models import Attempt
from .results import is_solved


@cache
def level_of(exercise: Exercise) -> str:
    return exercise.kind.level(exercise)


def asks_for(exercise: Exercise) -> str:
    """What one has to do, in words that tell nothing of the answer."""
    return exercise.kind.effort(exercise, level_of(exercise))


@cache
def path(workbook: Workbook[Any]) -> tuple[Exercise, ...]:
    """All exercises in the order that is recommended. Those whose bug is hidden come last, in the order in which they
    are written: next to any other, their place would tell which bug they do not have."""
    open_ones = sorted((each for each in starters(workbook) if not each.kind.hides_bugs), key=_rank)
    found: list[Exercise] = []
    while open_ones:
        found.append(min(open_ones, key=partial(_comes_after, found[-1] if found else None, tuple(open_ones))))
        open_ones.remove(found[-1])
    return (*found, *(each for each in starters(workbook) if each.kind.hides_bugs))


def _comes_after(last: Exercise | None, open_ones: tuple[Exercise, ...], exercise: Exercise) -> tuple[int, ...]:
    """The smaller, the better: about another bug, easy, about the bug that has most left at its level, another kind."""
    shares = last is not None and bool(exercise.bugs & last.bugs)
    alike = last is not None and exercise.kind == last.kind
    left = sum(_rank(each) == _rank(exercise) and bool(each.bugs & exercise.bugs) for each in open_ones)
    return shares, _rank(exercise), -left, alike


def _rank(exercise: Exercise) -> int:
    return LEVELS.index(level_of(exercise))


def solved_by(workbook: Workbook[Any], solver: str) -> frozenset[str]:
    """The keys of the starters that somebody has solved."""
    attempts = Attempt.objects.filter(work__solver=solver, work__exercise__in=by_key(workbook)).select_related("work")
    return frozenset(attempt.work.exercise for attempt in attempts if is_solved(attempt))


def first_open(exercises: Iterable[Exercise], solved: Collection[str]) -> Exercise | None:
    return next((exercise for exercise in exercises if exercise.key not in solved), None)


def following(workbook: Workbook[Any], key: str, solved: Collection[str]) -> Exercise | None:
    """The next on the path of a workbook that is not solved, from its begin on after its end; None if no other is left.
    An exercise that is not on the path is followed by the first."""
    whole = path(workbook)
    keys = [exercise.key for exercise in whole]
    place = keys.index(key) + 1 if key in keys else 0
    return first_open((*whole[place:], *whole[:place]), {*solved, key})
