"""The bounds of a trace that does not say them: such that its steps need the fewest bugs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from a09web.model.bounds import MAX_MAX_EPOCH, MAX_MAX_TIME, MAX_WORKERS, Bounds
from a09web.model.declaration import BUG_NAMES, PROPERTY_NAMES
from a09web.model.machine import Bugs
from a09web.model.names import in_order

from .finding import Finder
from .traces.found import BadUpload, Found, Told

MOST_GUESSES = 40
MOST_ASSUMED = 6
"""A trace that needs more bugs and toggles than this is not explained by other due times."""


@dataclass(frozen=True)
class Guess:
    """A trace that was followed with these bounds. It is the better, the smaller its `rank` is."""

    finder: Finder
    usual: Bounds
    unexplained: tuple[str, ...]
    """What the file calls violated and is not, at the end."""

    @property
    def rank(self) -> tuple[int, int]:
        return len(self.unexplained), self.finder.cost

    def notes(self, told: Told, first: Guess | None) -> Iterator[str]:
        """What had to be assumed. `first` is the guess of the usual due times, if they can be."""
        bounds, usual = self.finder.bounds, Bounds()
        same = (bounds.workers, bounds.max_time, bounds.max_epoch) == (usual.workers, usual.max_time, usual.max_epoch)
        wider = "" if same and self.usual.due == usual.due else ", but wide enough for its states"
        if told.constants.keys() & {"MaxTime", "MaxEpoch"}:
            yield f"The file does not say when runs are due: {_due(self.usual, self.usual.runs)} is taken to be so."
        else:
            yield f"The file does not say its bounds; they are taken to be the usual ones{wider}."
        if bounds.due != self.usual.due:
            yield f"{_others(bounds, self.usual)} {self._why(first)}"
        for name in self.unexplained:
            yield f"The file says that {name} is violated, and with these bounds it is not."

    def _why(self, first: Guess | None) -> str:
        if first is None:
            return "With the usual due times no bugs explain its steps."
        if len(first.unexplained) > len(self.unexplained):
            return f"With the usual due times {first.unexplained[0]} would not be broken at the end, as the file says."
        needs = in_order(first.finder.needed - self.finder.needed)
        return f"With the usual due times its steps would also need {', '.join(needs) or 'toggles'}."


def best_guess(told: Told) -> tuple[Guess, Guess | None]:
    """The best guess, and that with the usual due times if the trace can be followed with them. Raises `BadUpload` of
    the usual ones if there is none."""
    usual, best, first, refused = _usual(told), None, None, None
    for bounds in _guesses(told, usual):
        try:
            finder = _followed(told, bounds, most=None if best is None or best.unexplained else best.finder.cost)
        except BadUpload as wrong:
            refused = refused or wrong
            continue
        if finder is None:
            continue
        broken = finder.last.broken
        guess = Guess(finder, usual, tuple(name for name in _violated(told) if name not in broken))
        first = guess if bounds == usual else first
        best = guess if best is None or guess.rank < best.rank else best
        if best.rank == (0, 0) or finder.cost > MOST_ASSUMED:
            break
    if best is None:
        assert refused is not None
        raise refused
    return best, first


def _followed(told: Told, bounds: Bounds, *, most: int | None) -> Finder | None:
    """None as soon as more has to be assumed than in the best guess so far."""
    finder = Finder(bounds, _bugs(told), may_change=True)
    finder.begin(told.states[0])
    for found in told.states[1:]:
        finder.follow(found)
        if most is not None and finder.cost > most:
            return None
    return finder


def _violated(told: Told) -> Iterable[str]:
    return [name for name in told.violated if name in PROPERTY_NAMES]


def _bugs(told: Told) -> Bugs:
    return frozenset(told.constants.get("Bugs", ())) & frozenset(BUG_NAMES)


def _usual(told: Told) -> Bounds:
    """The usual bounds, or those that a module names, widened as far as the app goes for what the states have in
    them."""
    usual, values, said = Bounds(), [found.values for found in told.states], told.constants
    epochs = [epoch for state in values for epoch in state.get("epoch", {}).values()]
    names = [name for state in values for owners in state.get("claimers", {}).values() for name in owners]
    workers = [number for number in range(1, MAX_WORKERS + 1) if f"w{number}" in names]
    runs = len(values[0]["copies"])
    due = (*usual.due, *range(len(usual.due) + 1, runs + 1))[:runs]
    return Bounds(
        due=due,
        workers=max([len(said.get("Workers", ())) or usual.workers, *workers]),
        max_time=_between(said.get("MaxTime", usual.max_time), MAX_MAX_TIME, [*_times(told.states), *due]),
        max_epoch=_between(said.get("MaxEpoch", usual.max_epoch), MAX_MAX_EPOCH, epochs),
    )


def _between(least: int, most: int, values: Sequence[int]) -> int:
    return max(1, min(most, max([least, *values])))


def _times(states: Sequence[Found]) -> list[int]:
    return [found.values["now"] for found in states if "now" in found.values]


def _guesses(told: Told, usual: Bounds) -> list[Bounds]:
    """The usual due times first, and then those that are nearest to them."""
    choices = [{due, *_likely(told.states, run)} for run, due in zip(usual.runs, usual.due, strict=True)]

    def distance(due: tuple[int, ...]) -> tuple[int, int]:
        apart = [abs(mine - theirs) for mine, theirs in zip(due, usual.due, strict=True)]
        return sum(map(bool, apart)), sum(apart)

    nearest = sorted(product(*choices), key=distance)[:MOST_GUESSES]
    return [replace(usual, due=due, max_time=max(usual.max_time, *due)) for due in nearest]


def _likely(states: Sequence[Found], run: str) -> Iterator[int]:
    """When a run may be due: time stands still at its due time until it is materialized, if no bug is on. Or a moment
    later, if that was too early; or not before the end."""
    now, scheduled = 0, True
    for found in states:
        now = min(max(now, found.values.get("now", now)), MAX_MAX_TIME)
        if scheduled and run not in found.values.get("scheduled", [run]):
            scheduled = False
            yield from (time for time in (now, now + 1) if 1 <= time <= MAX_MAX_TIME)
    if scheduled:
        yield max(1, now)


def _due(bounds: Bounds, runs: Iterable[str]) -> str:
    times: dict[str, Any] = dict(zip(bounds.runs, bounds.due, strict=True))
    return " and ".join(f"{run} at {times[run]}" for run in runs)


def _others(bounds: Bounds, usual: Bounds) -> str:
    moved = [run for run, mine, theirs in zip(bounds.runs, bounds.due, usual.due, strict=True) if mine != theirs]
    return f"Other due times are assumed: {_due(bounds, moved)}."
