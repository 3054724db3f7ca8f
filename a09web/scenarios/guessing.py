"""The bounds of a trace that does not say them: such that its steps need the fewest bugs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from a09web.model.bounds import Bounds
from a09web.model.workbook import Bugs
from a09web.wording import listed

from .finding import Finder
from .one_by_one import Choice, choices, counts, is_for_each
from .traces.found import BUGS, BadUpload, Told
from .widening import least, widened


@dataclass(frozen=True)
class Guess:
    """A trace that was followed with these bounds."""

    finder: Finder
    usual: Bounds
    unexplained: tuple[str, ...]
    """What the file calls violated and is not, at the end."""

    @property
    def bounds(self) -> Bounds:
        return self.finder.bounds

    @property
    def rank(self) -> tuple[int, int]:
        """How much is not explained by it, and how much has to be assumed."""
        return len(self.unexplained), self.finder.cost

    @property
    def needs_nothing(self) -> bool:
        return not self.unexplained and not self.finder.cost

    def notes(self, told: Told, first: Guess | None) -> Iterator[str]:
        """What had to be assumed. `first` is the guess of the usual bounds, if the trace can be followed with them."""
        open_questions = list(_unsaid(self.usual))
        if told.constants.keys() & _numeric_constants(self.usual) and open_questions:
            yield from (f"The file does not say {question}." for question in open_questions)
        else:
            wider = ", but wide enough for its states" if _is_wider(self.bounds, self.usual) else ""
            yield f"The file does not say its bounds; they are taken to be the usual ones{wider}."
        if others := list(_others(self.bounds, self.usual)):
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
        bugs = listed(self.bounds.workbook.in_order(needs)) or "more toggles"
        return f"With the usual bounds its steps would{also} need {bugs}."


def best_guess(told: Told) -> tuple[Guess, Guess | None]:
    """The best guess, and that with the usual bounds if the trace can be followed with them. Raises `BadUpload` if no
    bounds explain it."""
    usual = widened(told)
    try:
        first = _guess(told, usual, usual)
    except BadUpload:
        first = None
    if first is not None and first.needs_nothing:
        return first, first
    violated = frozenset(_violated(told))

    def rank(choice: Choice) -> tuple[int, int, tuple[int, int, int]]:
        return len(violated - choice.broken), len(choice.needs), choice.distance(usual)

    best = min(
        (
            choice
            for nearby in _narrowed(told, usual)
            for choice in choices(told.states, nearby, _bugs(told), violated, said=told.constants)
        ),
        key=rank,
    )
    return _better(told, first, best.bounds, usual), first


def _better(told: Told, first: Guess | None, bounds: Bounds, usual: Bounds) -> Guess:
    """The guess of these bounds, if the whole trace confirms that they are better than the usual ones."""
    if first is None:
        return _guess(told, bounds, usual)
    if bounds == usual:
        return first
    try:
        other = _guess(told, bounds, usual)
    except BadUpload:
        return first
    return min(first, other, key=lambda guess: guess.rank)


def _guess(told: Told, bounds: Bounds, usual: Bounds) -> Guess:
    """The guess of these bounds. Raises `BadUpload`."""
    finder = Finder(bounds, _bugs(told), may_change=True)
    finder.begin(told.states[0])
    for found in told.states[1:]:
        finder.follow(found)
    broken = finder.last.broken
    return Guess(finder, usual, tuple(name for name in _violated(told) if name not in broken))


def _narrowed(told: Told, usual: Bounds) -> Iterator[Bounds]:
    """The usual bounds, and those in which things are counted only as far as the states need it: where a count is at
    its end, what would go on counting is not waited for."""
    numbers = [_counted_to(told, usual, key) for key, declared in usual.parameters() if counts(declared)]
    for chosen in product(*numbers):
        yield replace(usual, **dict(chosen))


def _counted_to(told: Told, usual: Bounds, key: str) -> list[tuple[str, int]]:
    """The usual number, and the least one if that is smaller and no module names it."""
    declared, number = dict(usual.parameters())[key], getattr(usual, key)
    fewest = least(told, usual, key)
    is_open = declared.constant not in told.constants and fewest < number
    return [(key, number), (key, fewest)] if is_open else [(key, number)]


def _violated(told: Told) -> Iterable[str]:
    return [name for name in told.violated if name in told.workbook.property_names]


def _bugs(told: Told) -> Bugs:
    return frozenset(told.constants.get(BUGS, ())) & frozenset(told.workbook.bug_names)


# What is said of it


def _numeric_constants(bounds: Bounds) -> set[str]:
    return {declared.constant for _, declared in bounds.parameters() if declared.each is None and declared.constant}


def _unsaid(usual: Bounds) -> Iterator[str]:
    """What is not in a module that names its numeric constants, with what is taken to be so."""
    for key, declared in usual.parameters():
        if declared.each is not None:
            members = zip(usual.names(declared.each), getattr(usual, key), strict=True)
            numbers = " and ".join(declared.lists(member, number) for member, number in members)
            yield f"{declared.open_question}: {numbers} is taken to be so"


def _is_wider(bounds: Bounds, usual: Bounds) -> bool:
    """Whether there are other numbers than those of the workbook, apart from what was tried for single members."""
    own: Any = bounds.workbook.bounds()
    return any(
        getattr(usual if declared.each is not None else bounds, key) != getattr(own, key)
        for key, declared in bounds.parameters()
    )


def _others(bounds: Bounds, usual: Bounds) -> Iterator[str]:
    for key, declared in bounds.parameters():
        mine, theirs = getattr(bounds, key), getattr(usual, key)
        if declared.each is not None and is_for_each(declared):
            members = zip(bounds.names(declared.each), mine, theirs, strict=True)
            yield from (declared.states(name, here) for name, here, there in members if here != there)
        elif counts(declared) and mine != theirs:
            yield f"{declared.constant} is {mine}"
