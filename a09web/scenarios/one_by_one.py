"""A number for each member of a sort, such as its due time, with which the steps of a trace need the fewest bugs.

A guard that looks at such a number asks it of each member by itself. So a trace is one of each member alone, and what
those need is what it needs: all numbers are judged without trying all combinations of them. In a model where members
stand in each other's way this is only a guess, which the whole trace has to confirm.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from a09web.model.bounds import Bounds, Parameter
from a09web.model.sorts import Sort
from a09web.model.variables import SetOf, Variable
from a09web.model.workbook import Bugs, Workbook

from .finding import Finder
from .traces.found import BadUpload, Found


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
        mine, theirs = (_numbers(bounds) for bounds in (self.bounds, usual))
        apart = [abs(here - there) for here, there in zip(mine, theirs, strict=True)]
        return self.toggles, sum(map(bool, apart)), sum(apart)


def _numbers(bounds: Bounds) -> Iterator[int]:
    """Those that are tried."""
    for key, declared in bounds.parameters():
        value = getattr(bounds, key)
        if is_for_each(declared):
            yield from value
        elif counts(declared):
            yield value


def is_for_each(declared: Parameter) -> bool:
    """Whether the parameter has a number for each member of a sort, each by a name of its own."""
    return declared.each is not None and bool(declared.each.letter)


def counts(declared: Parameter) -> bool:
    """Whether the parameter says up to where something is counted."""
    return declared.size_of is not None and not declared.size_of.letter


@dataclass(frozen=True)
class _Tried:
    """A number of a member, the bugs that are needed then, what is broken at the end, and how many toggles are put
    in."""

    number: int
    needs: Bugs
    broken: frozenset[str]
    toggles: int


def choices(
    states: Sequence[Found], usual: Bounds, bugs: Bugs, violated: Collection[str], *, said: Collection[str]
) -> Iterator[Choice]:
    """For every set of bugs and of broken properties the bounds that are nearest to the usual ones. A number goes to
    where its limit may be, or is if the constant of that is `said`. If no numbers explain all steps, those are taken
    that come furthest."""
    found = [Choice(usual)]
    for key, declared in usual.parameters():
        if declared.each is not None and is_for_each(declared):
            search = _Search(usual, key, declared, declared.each, bugs, frozenset(violated))
            for place, member in enumerate(usual.names(declared.each)):
                alone = _alone(states, usual.workbook, declared.each, member)
                found = search.nearest(found, place, search.tried(alone, place, said))
    yield from found


@dataclass(frozen=True)
class _Search:
    """For the numbers that one parameter has for each member of a sort."""

    usual: Bounds
    key: str
    declared: Parameter
    sort: Sort
    bugs: Bugs
    violated: frozenset[str]

    def nearest(self, found: Sequence[Choice], place: int, tried: Sequence[_Tried]) -> list[Choice]:
        """Each choice so far with each number that was tried in this place, the nearest ones."""
        nearest = dict[tuple[Bugs, frozenset[str]], Choice]()
        for so_far, one in product(found, tried):
            values = getattr(so_far.bounds, self.key)
            bounds = self._with(so_far.bounds, (*values[:place], one.number, *values[place + 1 :]))
            choice = Choice(bounds, so_far.needs | one.needs, so_far.broken | one.broken, so_far.toggles + one.toggles)
            known = nearest.setdefault((choice.needs, choice.broken), choice)
            if choice.distance(self.usual) < known.distance(self.usual):
                nearest[choice.needs, choice.broken] = choice
        return list(nearest.values())

    def tried(self, alone: Sequence[Found], place: int, said: Collection[str]) -> list[_Tried]:
        """The numbers of the member in this place with which most of its states can be followed."""
        found = []
        for number in range(1, self._highest(said) + 1):
            finder = Finder(self._with(self._of_one(place), (number,)), self.bugs, may_change=True)
            followed = _followed(finder, alone)
            broken = self.violated & frozenset(finder.last.broken)
            found.append((followed, _Tried(number, finder.needed, broken, len(finder.put_in))))
        most = max(followed for followed, _ in found)
        return [tried for followed, tried in found if followed == most]

    def _highest(self, said: Collection[str]) -> int:
        limit = self.declared.most
        is_said = any(key == limit and other.constant in said for key, other in self.usual.parameters())
        return self.usual.most(limit) if is_said else self.usual.highest(limit)

    def _with(self, bounds: Bounds, values: tuple[int, ...]) -> Bounds:
        """With these numbers, and with a limit that allows them."""
        limit = self.declared.most
        wider = {limit: max(bounds.most(limit), *values)} if isinstance(limit, str) else {}
        return replace(bounds, **{self.key: values, **wider})

    def _of_one(self, place: int) -> Bounds:
        """The bounds as if there were no other member of the sort."""
        each = [key for key, declared in self.usual.parameters() if declared.each == self.sort]
        return replace(self.usual, **{key: (getattr(self.usual, key)[place],) for key in each})


# One member alone


def _alone(states: Sequence[Found], workbook: Workbook[Any], sort: Sort, member: str) -> list[Found]:
    """The trace as if there were no other member of the sort, and this one the first: without the states in which
    nothing of it changes."""
    alone, known, first = list[Found](), dict[str, Any](), sort.show(sort.first)
    for found in states:
        values = {
            variable.name: _of_member(variable, found.values[variable.name], sort, member, first)
            for variable in workbook.variables
            if variable.name in found.values
        }
        toggled = found.hint[:1] in ("+", "-")
        if toggled or any(name not in known or known[name] != value for name, value in values.items()):
            action = tuple(first if part == member else part for part in found.action)
            alone.append(replace(found, action=action, values=values))
        known |= values
    return alone


def _of_member(variable: Variable, value: Any, sort: Sort, member: str, first: str) -> Any:
    if variable.index is None:
        return _of_member_at(variable, value, sort, member, first)
    if variable.index == sort:
        value = {first: value[member]} if member in value else {}
    return {index: _of_member_at(variable, inner, sort, member, first) for index, inner in value.items()}


def _of_member_at(variable: Variable, value: Any, sort: Sort, member: str, first: str) -> Any:
    """A number as it is; a set with those elements that no other member is in."""
    if not isinstance(variable, SetOf) or sort not in variable.of:
        return value
    if len(variable.of) == 1:
        return [first] * value.count(member)
    named = [list(zip(variable.of, element, strict=True)) for element in value]
    mine = [each for each in named if all(part == member for of, part in each if of == sort)]
    return [[first if of == sort else part for of, part in each] for each in mine]


def _followed(finder: Finder, states: Sequence[Found]) -> int:
    """How many states can be followed."""
    followed = 0
    with suppress(BadUpload):
        finder.begin(states[0])
        for found in states[1:]:
            finder.follow(found)
            followed += 1
    return followed
