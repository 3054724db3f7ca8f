"""Other names and other times for an exercise, in its model, its steps and its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, permutations, product
from typing import Any

from a09web.workbooks.a09.bounds import Bounds

from .exercise import Change, Exercise

Renaming = dict[str, str]

# `r1` and `W2`, and `run 1` and `Worker 2`.
_NAME = re.compile(r"\b([rw]|(?:run|worker)\s)([1-9])\b", re.IGNORECASE)
# What tells a run or a worker from the others in words that are not renamed.
_IN_WORDS = re.compile(
    r"\b(?:runs|workers)\s+\d|\bthe\s+(?:first|second|third|fourth|last)\s+(?:run|worker)\b"
    r"|\b(?:run|worker)s?(?:\s+(?:one|two|three|four|number)\b|\s*[#№_-]\s*\d)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")


def texts_of(exercise: Exercise) -> str:
    """All that is told in words."""
    return " | ".join([exercise.title, exercise.story, *exercise.hints])


def keeps_names(exercise: Exercise) -> str:
    """The words because of which no run or worker is renamed: they tell one from another. Empty if there are none."""
    found = _IN_WORDS.search(texts_of(exercise))
    return found[0] if found else ""


def names_a_run(exercise: Exercise) -> bool:
    """Whether the texts speak of one run, so that its due time has to keep its place among the others."""
    words = texts_of(exercise)
    return bool(keeps_names(exercise)) or any(found[1][0] in "rR" for found in _NAME.finditer(words))


def tells_a_time(exercise: Exercise) -> bool:
    """Whether there is a number in the texts that is not a name."""
    return bool(_FIGURE.search(_NAME.sub("", texts_of(exercise))))


def renamings(exercise: Exercise) -> Iterator[Renaming]:
    """All of them, the one that changes nothing first."""
    bounds = exercise.bounds
    names = (*bounds.runs, *bounds.worker_names)
    if keeps_names(exercise):
        yield dict(zip(names, names, strict=True))
        return
    for runs, workers in product(permutations(bounds.runs), permutations(bounds.worker_names)):
        yield dict(zip(names, (*runs, *workers), strict=True))


def renamed(exercise: Exercise, names: Renaming) -> Exercise:
    """The same with other names, in its bounds, its steps and its texts."""

    def said(text: str) -> str:
        return _NAME.sub(lambda found: found[1] + _number(names, found), text)

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
        title=said(exercise.title),
        own=exercise.kind.renamed(exercise.own, said),
        story=said(exercise.story),
        hints=tuple(said(hint) for hint in exercise.hints),
        prepared=(),
    )


def _number(names: Renaming, found: re.Match[str]) -> str:
    name = found[1][0].lower() + found[2]
    return names.get(name, name)[1:]


def moved(exercise: Exercise, bounds: Bounds) -> Exercise:
    """The same with other times."""
    return replace(exercise, scenario=replace(exercise.scenario, bounds=bounds), prepared=())


def changed(exercise: Exercise, change: Change) -> Exercise:
    """The variant that a change stands for."""
    bounds = replace(exercise.bounds, due=change.due, max_time=change.max_time)
    return renamed(moved(exercise, bounds), dict(change.names))


def as_json(change: Change) -> dict[str, Any]:
    """A change as a row holds it."""
    return {"due": list(change.due), "max_time": change.max_time, "names": dict(change.names)}


def from_json(value: dict[str, Any]) -> Change:
    return Change(tuple(value["due"]), value["max_time"], tuple(value["names"].items()))


def order_of(bounds: Bounds) -> tuple[int, ...]:
    """Which run is due before which."""
    return tuple(sign(one - other) for one, other in combinations(bounds.due, 2))


def sign(number: int) -> int:
    """What stays of a difference of two times where only their order counts."""
    return (number > 0) - (number < 0)
