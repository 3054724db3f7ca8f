"""When the runs of a trace may be due, such that its steps need the fewest bugs.

Only the clock and the checkpoint are common to the runs, and every guard that looks at a due time asks it of each run
by itself. So a trace is one of each run alone, and what those need is what it needs: all due times are judged without
trying all combinations of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from a09web.model.workbook import Bugs
from a09web.workbooks.a09.bounds import Bounds

from .finding import Finder
from .traces.found import OF_RUNS, BadUpload, Found

_ONE = "r1"


@dataclass(frozen=True)
class Choice:
    """Bounds with the bugs that they need, those of the properties asked for that are broken at the end, and how many
    toggles have to be put in."""

    bounds: Bounds
    needs: Bugs = frozenset()
    broken: frozenset[str] = frozenset()
    toggles: int = 0

    def distance(self, usual: Bounds) -> tuple[int, int, int]:
        """How many toggles are put in, how many numbers are other than usual, and how far they are from it."""
        mine, theirs = ((*bounds.due, bounds.max_epoch) for bounds in (self.bounds, usual))
        apart = [abs(here - there) for here, there in zip(mine, theirs, strict=True)]
        return self.toggles, sum(map(bool, apart)), sum(apart)


def choices(
    states: Sequence[Found], usual: Bounds, bugs: Bugs, violated: Collection[str], *, latest: int
) -> Iterator[Choice]:
    """For every set of bugs and of broken properties the bounds that are nearest to the usual ones. A run is due at
    `latest` at the latest. If no due times explain all steps, those are taken that come furthest."""
    found = [Choice(usual)]
    for place, run in enumerate(usual.runs):
        nearest = dict[tuple[Bugs, frozenset[str]], Choice]()
        times = _of_one_run(_alone(states, run), usual, bugs, violated, latest)
        for so_far, (time, needs, broken, toggles) in product(found, times):
            due = (*so_far.bounds.due[:place], time, *so_far.bounds.due[place + 1 :])
            bounds = replace(usual, due=due, max_time=max(usual.max_time, *due))
            choice = Choice(bounds, so_far.needs | needs, so_far.broken | broken, so_far.toggles + toggles)
            known = nearest.setdefault((choice.needs, choice.broken), choice)
            if choice.distance(usual) < known.distance(usual):
                nearest[choice.needs, choice.broken] = choice
        found = list(nearest.values())
    yield from found


def _alone(states: Sequence[Found], run: str) -> list[Found]:
    """The trace as if there were no other run: without the states in which nothing of this one changes."""
    alone, known = list[Found](), dict[str, Any]()
    for found in states:
        values = _values_of(found.values, run)
        toggled = found.hint[:1] in ("+", "-")
        if toggled or any(name not in known or known[name] != value for name, value in values.items()):
            action = tuple(_ONE if part == run else part for part in found.action)
            alone.append(replace(found, action=action, values=values))
        known |= values
    return alone


def _values_of(values: dict[str, Any], run: str) -> dict[str, Any]:
    mine = dict(values)
    for name in (*OF_RUNS, "claimers"):
        if name in mine:
            mine[name] = {_ONE: mine[name][run]} if run in mine[name] else {}
    if "scheduled" in mine:
        mine["scheduled"] = [_ONE] * mine["scheduled"].count(run)
    if "held" in mine:
        mine["held"] = [[worker, _ONE, epoch] for worker, other, epoch in mine["held"] if other == run]
    return mine


def _of_one_run(
    alone: Sequence[Found], usual: Bounds, bugs: Bugs, violated: Collection[str], latest: int
) -> list[tuple[int, Bugs, frozenset[str], int]]:
    """The times at which the run may be due, each with the bugs that are needed then, with what is broken at the end,
    and with the number of toggles that are put in."""
    tried = []
    for time in range(1, latest + 1):
        finder = Finder(replace(usual, due=(time,), max_time=max(usual.max_time, time)), bugs, may_change=True)
        followed = _followed(finder, alone)
        broken = frozenset(violated) & frozenset(finder.last.broken)
        tried.append((followed, (time, finder.needed, broken, len(finder.put_in))))
    most = max(followed for followed, _ in tried)
    return [time for followed, time in tried if followed == most]


def _followed(finder: Finder, states: Sequence[Found]) -> int:
    """How many states can be followed."""
    followed = 0
    with suppress(BadUpload):
        finder.begin(states[0])
        for found in states[1:]:
            finder.follow(found)
            followed += 1
    return followed
