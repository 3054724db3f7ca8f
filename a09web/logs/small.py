"""The events of one member as a scenario within the bounds of the model: times by their rank, so that what comes before
what is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.model.bounds import Bounds
from a09web.model.endless import ENDLESS
from a09web.model.replay import replay
from a09web.model.workbook import Bugs, Workbook
from a09web.scenarios.scenario import MAX_STEPS, Scenario

from .following import Following, Step


class Ranks:
    """Small numbers in the order of times: an odd one for each time that something is compared with, and the even ones
    for what is between. What is late by no more than the slack counts as on time."""

    def __init__(self, times: set[int], slack: int) -> None:
        self._times, self._slack = sorted(time for time in times if time != ENDLESS), slack

    def at(self, time: int) -> int:
        before = [each for each in self._times if each <= time]
        if not before:
            return 0
        return 2 * len(before) - (time - before[-1] <= self._slack)


def small_scenario(
    following: Following, bugs: Bugs, way: tuple[Step, ...], workers: int, due: int, end: int, prop: str
) -> Scenario | None:
    """A way under bugs, with the clock moved to the time of each step and at last to `end`; None if the model has no
    room for it, or if the property does not break there."""
    ranks = Ranks({due} | {step.upto for step in way if step.upto is not None}, following.tolerance.slack)
    steps = tuple(_steps(following, bugs, way, ranks, end))
    time = max(1, ranks.at(due), ranks.at(end), *(ranks.at(step.at) for step in way)) if due != ENDLESS else 1
    for attempts in range(1, following.workbook.bounds.most_members(following.words.attempt[1]) + 1):
        found = _checked(
            following.workbook, _given(following, ranks.at(due), workers, time, attempts), bugs, steps, prop
        )
        if found is not None:
            return found
    return None


def _steps(following: Following, bugs: Bugs, way: tuple[Step, ...], ranks: Ranks, end: int) -> Iterator[str]:
    words, clock, through, on = following.words, 0, 0, bugs
    for step in way:
        yield from [words.clock] * (ranks.at(step.at) - clock)
        clock = max(clock, ranks.at(step.at))
        yield from (f"{'+' if bug in step.bugs else '-'}{bug}" for bug in following.workbook.in_order(on ^ step.bugs))
        on = step.bugs
        if step.upto is None:
            yield step.name
        else:
            yield from [step.name] * (ranks.at(step.upto) - through)
            through = max(through, ranks.at(step.upto))
    yield from [words.clock] * (ranks.at(end) - clock)


def _given(following: Following, due: int, workers: int, time: int, attempts: int) -> tuple[tuple[str, Any], ...]:
    """The parameters of the bounds by their keys."""
    words = following.words
    found: list[tuple[str, Any]] = []
    for key, declared in following.workbook.bounds.parameters():
        if declared.each is following.workbook.about:
            found.append((key, (due,)))
        elif declared.size_of is words.worker[1]:
            found.append((key, max(1, workers)))
        elif declared.size_of is words.attempt[1]:
            found.append((key, attempts))
        elif key == words.time.most:
            found.append((key, time))
    return tuple(found)


@lru_cache(maxsize=4096)
def _checked(
    workbook: Workbook[Any], given: tuple[tuple[str, Any], ...], bugs: Bugs, steps: tuple[str, ...], prop: str
) -> Scenario | None:
    """The scenario, if it can be played in these bounds and breaks the property; many members go the same way."""
    try:
        bounds: Bounds = workbook.bounds.of(dict(given))
    except InvalidInput:
        return None
    played = replay(bounds, bugs, steps) if len(steps) <= MAX_STEPS else None
    if played is None or played.refusal is not None or not any(prop in entry.broken for entry in played.entries):
        return None
    return Scenario(bounds=bounds, bugs=bugs, steps=steps, cursor=len(steps))
