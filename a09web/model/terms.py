"""The terms of a model's expressions: its constants, its variables, and membership in its sets."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from a09web.wording import counted

from .expressions import Compare, Expr, Param, Reader, Scope
from .fields import FieldMap, Fields, show_element, show_set
from .sorts import Sort
from .variables import Natural, SetOf


@dataclass(frozen=True, eq=False)
class EmptySet(Expr):
    def __str__(self) -> str:
        return "{}"

    @property
    def is_literal(self) -> bool:
        return True

    def at(self, scope: Scope) -> Expr:
        return EmptySet(read=lambda s: 0)

    def show(self, state: Fields) -> str:
        return "{}"


@dataclass(frozen=True, eq=False)
class Never(Expr):
    """What is true in no state."""

    def __str__(self) -> str:
        return "FALSE"

    def at(self, scope: Scope) -> Expr:
        return Never(read=lambda s: False)

    def filled(self, state: Fields) -> str:
        return "FALSE"

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        return "`FALSE` is never true"


@dataclass(frozen=True, eq=False)
class Constant(Expr):
    """`MaxTime`, or `DueAt[r]`."""

    name: str
    index: Expr | None = None
    sort: Sort | None = None

    def __str__(self) -> str:
        return self.name if self.index is None else f"{self.name}[{self.index}]"

    def at(self, scope: Scope) -> Expr:
        if self.index is None:
            return Constant(self.name, read=scope.bounds.constant(self.name))
        index, sort = self.index.at(scope), sort_of(self.index)
        return Constant(self.name, index, read=scope.bounds.constant(self.name, index.read(()) - sort.first))


@dataclass(frozen=True, eq=False)
class Most(Expr):
    """A number that only keeps the model finite: there is none where nothing is bounded."""

    number: int

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_literal(self) -> bool:
        return True

    def at(self, scope: Scope) -> Expr:
        most = scope.bounds.most(self.number)
        return Most(self.number, read=lambda s: most)


def sort_of(member: Expr) -> Sort:
    """The sort of a parameter, or of a term that stands for a member."""
    if isinstance(member, Param | Choose | Nth):
        return member.sort
    raise TypeError(f"{member} is no member of a sort.")


@dataclass(frozen=True, eq=False)
class Read(Expr):
    """A number of the state: `now`, `copies[r]`."""

    variable: Natural
    index: Expr | None = None

    def __str__(self) -> str:
        return self.variable.name if self.index is None else f"{self.variable.name}[{self.index}]"

    def at(self, scope: Scope) -> Read:
        index = None if self.index is None else self.index.at(scope)
        return Read(self.variable, index, read=operator.itemgetter(self.place(scope)))

    def place(self, scope: Scope) -> int:
        """The field that the number stands in."""
        members = _members(self.index, scope)
        first = self.variable.index.first if self.variable.index is not None else 0
        return scope.fields.index[self.variable.name, *(member - first for member in members)]


def _members(index: Expr | None, scope: Scope) -> tuple[int, ...]:
    return () if index is None else (int(index.at(scope).read(())),)


@dataclass(frozen=True, eq=False)
class SetTerm(Expr):
    """A set of the state, as a whole: `scheduled`, `claimers[r]`, `held`.

    It is read as a number that is 0 if it is empty, and a bit mask if it stands in one field.
    """

    variable: SetOf
    index: Expr | None = None
    members: tuple[int, ...] = ()
    fields: FieldMap | None = None

    def __str__(self) -> str:
        return self.variable.name if self.index is None else f"{self.variable.name}[{self.index}]"

    def at(self, scope: Scope) -> SetTerm:
        index = None if self.index is None else self.index.at(scope)
        members, fields = _members(self.index, scope), scope.fields
        places = self.places(scope)
        read = operator.itemgetter(places[0]) if len(places) == 1 else _any_bit(places)
        return SetTerm(self.variable, index, members, fields, read=read)

    def places(self, scope: Scope) -> list[int]:
        """The fields that the set stands in."""
        name, members = self.variable.name, _members(self.index, scope)
        first = self.variable.index.first if self.variable.index is not None else 0
        return scope.fields.beginning[name, *(member - first for member in members)]

    def show(self, state: Fields) -> str:
        return show_set(self._elements(state))

    def _elements(self, state: Fields, only: Expr | None = None) -> Iterable[str]:
        assert self.fields is not None
        sorts = self.variable.of
        about = self.fields.bounds.workbook.about
        for element in self.fields.elements(self.variable, self.members, state):
            shown = [sort.show(member) for sort, member in zip(sorts, element, strict=True)]
            if only is None or shown[sorts.index(about)] == str(only):
                yield show_element(shown)

    def show_for(self, element: tuple[Expr, ...], state: Fields) -> str:
        """The value, as far as it matters for an element: of tuples only those about the same member, as what others
        have would only fill the line."""
        assert self.fields is not None
        about = self.fields.bounds.workbook.about
        if len(element) == 1 or about not in self.variable.of:
            return self.show(state)
        only = element[self.variable.of.index(about)]
        shown = show_set(self._elements(state, only))
        return shown if self.fields.bounds.sizes[about] == 1 else f"{shown}, the {self.variable.noun} at {only}"

    def is_empty(self) -> Compare:
        return Compare(self, "=", EmptySet())

    def is_not_empty(self) -> Compare:
        return Compare(self, "#", EmptySet())

    def has(self, *element: Expr) -> Member:
        return Member(self, element)

    def bit(self, scope: Scope, element: tuple[Expr, ...]) -> tuple[int, Reader]:
        """The field that holds an element, and a reader of the bit that stands for it. Only a member of the sort that
        the bits are for may depend on the state."""
        masked = scope.fields.masked(self.variable)
        concrete = [part.at(scope) for part in element]
        fixed, varying = [], None
        for sort, part in zip(self.variable.of, concrete, strict=True):
            if sort is masked and not part.is_literal:
                varying = part.read
                fixed.append(sort.first)
            else:
                fixed.append(int(part.read(())))
        place, bit = scope.fields.bit(self.variable, _members(self.index, scope), fixed)
        if varying is None or masked is None:
            mask = 1 << bit
            return place, lambda s: mask
        read, first = varying, masked.first
        return place, lambda s: 1 << (read(s) - first)


def _any_bit(places: list[int]) -> Reader:
    return lambda s: reduce(operator.or_, (s[place] for place in places))


@dataclass(frozen=True, eq=False)
class Choose(Expr):
    """A member of which something is true, where there is one: the first in the order of its sort."""

    param: Param
    test: Expr
    instances: tuple[tuple[int, Expr], ...] = ()

    @property
    def sort(self) -> Sort:
        return self.param.sort

    def __str__(self) -> str:
        return f"CHOOSE {self.param} \\in {self.sort.name} : {self.test}"

    def at(self, scope: Scope) -> Expr:
        members = scope.bounds.members(self.sort)
        instances = tuple((member, self.test.at(scope.bind(self.param, member))) for member in members)
        return Choose(
            self.param,
            self.test,
            instances,
            read=lambda s: next(member for member, test in instances if test.read(s)),
        )

    def show(self, state: Fields) -> str:
        return self.sort.show(self.read(state))


@dataclass(frozen=True, eq=False)
class Nth(Expr):
    """A member of a sort by its position from 0."""

    sort: Sort
    position: int

    def __str__(self) -> str:
        return self.sort.show(self.position + self.sort.first)

    @property
    def is_literal(self) -> bool:
        return True

    def at(self, scope: Scope) -> Expr:
        value = self.position + self.sort.first
        return Nth(self.sort, self.position, read=lambda s: value)

    def show(self, state: Fields) -> str:
        return str(self)


@dataclass(frozen=True, eq=False)
class Cardinality(Expr):
    of: SetTerm

    def __str__(self) -> str:
        return f"Cardinality({self.of})"

    def at(self, scope: Scope) -> Expr:
        of, widths = self.of.at(scope), tuple(scope.fields.widths.values())
        bits = [(place, bit) for place in self.of.places(scope) for bit in range(widths[place])]
        return Cardinality(of, read=lambda s: reduce(operator.add, ((s[place] >> bit) & 1 for place, bit in bits)))

    def filled(self, state: Fields) -> str:
        return f"Cardinality({self.of.show(state)})"

    def said(self, state: Fields) -> str:
        return f"{self.of.said(state)} has {_count(self.read(state))}"

    def exceeds(self, state: Fields, limit: Expr) -> str:
        return f"{self.said(state)}, and at most {limit} is allowed"


def _count(count: int) -> str:
    return counted(count, "member")


@dataclass(frozen=True, eq=False)
class Member(Expr):
    """`r \\in scheduled`, `w \\in claimers[r]` or `<<w, r, e>> \\in held`."""

    of: SetTerm
    element: tuple[Expr, ...]

    def __str__(self) -> str:
        return f"{show_tuple(self.element)} \\in {self.of}"

    def at(self, scope: Scope) -> Expr:
        place, bit = self.of.bit(scope, self.element)
        return Member(
            self.of.at(scope),
            tuple(part.at(scope) for part in self.element),
            read=lambda s: (s[place] & bit(s)) != 0,
        )

    def filled(self, state: Fields) -> str:
        return f"{self._shown(state)} \\in {self.of.show_for(self.element, state)}"

    def negated(self) -> str:
        return f"{show_tuple(self.element)} \\notin {self.of}"

    def negated_filled(self, state: Fields) -> str:
        return f"{self._shown(state)} \\notin {self.of.show_for(self.element, state)}"

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        return f"`{self._shown(state)}` is {'' if truth else 'not '}in `{self.of}`"

    def _shown(self, state: Fields) -> str:
        """The element, with the values of what depends on the state."""
        return show_element([part.show(state) for part in self.element])


def show_tuple(parts: Iterable[Expr]) -> str:
    return show_element([str(part) for part in parts])
