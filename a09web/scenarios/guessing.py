"""The bounds of a trace that does not say them: such that its steps need the fewest bugs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from a09web.model.workbook import Bugs
from a09web.wording import listed
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import MAX_MAX_EPOCH, MAX_MAX_TIME, MAX_WORKERS, Bounds

from .due import Choice, choices
from .finding import Finder
from .traces.found import BadUpload, Found, Told


@dataclass(frozen=True)
class Guess:
    """A trace that was followed with these bounds."""

    finder: Finder
    usual: Bounds
    unexplained: tuple[str, ...]
    """What the file calls violated and is not, at the end."""

    @property
    def bounds(self) -> Bounds:
        return cast(Bounds, self.finder.bounds)

    @property
    def needs_nothing(self) -> bool:
        return not self.unexplained and not self.finder.cost

    def notes(self, told: Told, first: Guess | None) -> Iterator[str]:
        """What had to be assumed. `first` is the guess of the usual bounds, if the trace can be followed with them."""
        bounds, usual = self.bounds, Bounds()
        same = (bounds.workers, bounds.max_time, bounds.max_epoch) == (usual.workers, usual.max_time, usual.max_epoch)
        wider = "" if same and self.usual.due == usual.due else ", but wide enough for its states"
        if told.constants.keys() & {"MaxTime", "MaxEpoch"}:
            yield f"The file does not say when runs are due: {_due(self.usual)} is taken to be so."
        else:
            yield f"The file does not say its bounds; they are taken to be the usual ones{wider}."
        if others := list(_others(bounds, self.usual)):
            yield f"Other bounds are assumed: {', '.join(others)}. {self._why(first)}"
        for name in self.unexplained:
            yield f"The file says that {name} is violated, and with these bounds it is not."

    def _why(self, first: Guess | None) -> str:
        if first is None:
            return "With the usual bounds no bugs explain its steps."
        if len(first.unexplained) > len(self.unexplained):
            return f"With the usual bounds {first.unexplained[0]} would not be broken at the end, as the file says."
        also = " also" if self.finder.needed <= first.finder.needed else ""
        needs = first.finder.needed - self.finder.needed if also else first.finder.needed
        return f"With the usual bounds its steps would{also} need {listed(A09.in_order(needs)) or 'more toggles'}."


def best_guess(told: Told) -> tuple[Guess, Guess | None]:
    """The best guess, and that with the usual bounds if the trace can be followed with them. Raises `BadUpload` if no
    bounds explain it."""
    usual = _usual(told)
    try:
        first = _guess(told, usual, usual)
    except BadUpload:
        first = None
    if first is not None and first.needs_nothing:
        return first, first
    violated = frozenset(_violated(told))

    def rank(choice: Choice) -> tuple[int, int, tuple[int, int, int]]:
        return len(violated - choice.broken), len(choice.needs), choice.distance(usual)

    latest = usual.max_time if "MaxTime" in told.constants else MAX_MAX_TIME
    best = min(
        (
            choice
            for nearby in _with_epochs(told, usual)
            for choice in choices(told.states, nearby, _bugs(told), violated, latest=latest)
        ),
        key=rank,
    )
    return (_guess(told, best.bounds, usual) if first is None or best.bounds != usual else first), first


def _guess(told: Told, bounds: Bounds, usual: Bounds) -> Guess:
    """The guess of these bounds. Raises `BadUpload`."""
    finder = Finder(bounds, _bugs(told), may_change=True)
    finder.begin(told.states[0])
    for found in told.states[1:]:
        finder.follow(found)
    broken = finder.last.broken
    return Guess(finder, usual, tuple(name for name in _violated(told) if name not in broken))


def _with_epochs(told: Told, usual: Bounds) -> Iterator[Bounds]:
    """The usual bounds, and those with as few epochs as the states have: at the last one, time waits for no scanner."""
    yield usual
    fewest = _between(1, MAX_MAX_EPOCH, _epochs(told.states))
    if "MaxEpoch" not in told.constants and fewest < usual.max_epoch:
        yield replace(usual, max_epoch=fewest)


def _violated(told: Told) -> Iterable[str]:
    return [name for name in told.violated if name in A09.property_names]


def _bugs(told: Told) -> Bugs:
    return frozenset(told.constants.get("Bugs", ())) & frozenset(A09.bug_names)


def _usual(told: Told) -> Bounds:
    """The usual bounds, or those that a module names, widened as far as the app goes for what the states have in
    them."""
    usual, values, said = Bounds(), [found.values for found in told.states], told.constants
    names = [name for state in values for owners in state.get("claimers", {}).values() for name in owners]
    workers = [number for number in range(1, MAX_WORKERS + 1) if f"w{number}" in names]
    runs = len(values[0]["copies"])
    due = (*usual.due, *range(len(usual.due) + 1, runs + 1))[:runs]
    return Bounds(
        due=due,
        workers=max([len(said.get("Workers", ())) or usual.workers, *workers]),
        max_time=_between(said.get("MaxTime", usual.max_time), MAX_MAX_TIME, [*_times(told.states), *due]),
        max_epoch=_between(said.get("MaxEpoch", usual.max_epoch), MAX_MAX_EPOCH, _epochs(told.states)),
    )


def _between(least: int, most: int, values: Sequence[int]) -> int:
    return max(1, min(most, max([least, *values])))


def _times(states: Sequence[Found]) -> list[int]:
    return [found.values["now"] for found in states if "now" in found.values]


def _epochs(states: Sequence[Found]) -> list[int]:
    return [epoch for found in states for epoch in found.values.get("epoch", {}).values()]


def _due(bounds: Bounds) -> str:
    return " and ".join(f"{run} at {time}" for run, time in zip(bounds.runs, bounds.due, strict=True))


def _others(bounds: Bounds, usual: Bounds) -> Iterator[str]:
    for run, mine, theirs in zip(bounds.runs, bounds.due, usual.due, strict=True):
        if mine != theirs:
            yield f"{run} is due at {mine}"
    if bounds.max_epoch != usual.max_epoch:
        yield f"MaxEpoch is {bounds.max_epoch}"
