"""The state of a model as a flat row of small numbers, one field for each place of each variable.

A set is a bit mask, or several: of the sorts that its elements are made of, the last gives a bit to each of its
members, and the others give a mask to each of theirs. The fields of one member of the sort that the workbook is about
stand together, so that its local state is one stretch of bits once packed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, Protocol

from .bounds import Bounds
from .kept import kept
from .sorts import Sort
from .variables import Natural, SetOf, Variable

State = tuple[int, ...]


class Fields(Protocol):
    """A state, or a layer of states: the value of each field by its number."""

    def __getitem__(self, place: int, /) -> Any: ...


Place = tuple[str | int, ...]


@dataclass(frozen=True)
class FieldMap:
    """Where each place of the state stands in a row of fields, and how many bits it needs.

    A place is a variable with the positions, from 0, that it is indexed by: `("now",)`, `("copies", run)`,
    `("held", worker, run)`.
    """

    bounds: Bounds

    @cached_property
    def widths(self) -> dict[Place, int]:
        """The places in the order of their fields, each with its width in bits."""
        about = self.bounds.workbook.about
        variables = self.bounds.workbook.variables
        alone = [variable for variable in variables if about not in self.sorts(variable)]
        widths = {place: self._width(variable) for variable in alone for place in self._places(variable)}
        if about is not None:
            shared = [variable for variable in variables if variable not in alone]
            for member in range(self.bounds.sizes[about]):
                for variable in shared:
                    at = self.sorts(variable).index(about)
                    widths |= {
                        place: self._width(variable) for place in self._places(variable) if place[1:][at] == member
                    }
        return widths

    def sorts(self, variable: Variable) -> tuple[Sort, ...]:
        """The sorts that a place of the variable is indexed by."""
        index = () if variable.index is None else (variable.index,)
        if not isinstance(variable, SetOf):
            return index
        masked = self.masked(variable)
        return (*index, *(sort for sort in variable.of if sort is not masked))

    def masked(self, variable: SetOf) -> Sort | None:
        """The sort that has a bit for each member in the places of a set; None if a place is one bit."""
        about = self.bounds.workbook.about
        return next((sort for sort in reversed(variable.of) if sort is not about), None)

    def _places(self, variable: Variable) -> Iterator[Place]:
        ranges = (range(self.bounds.sizes[sort]) for sort in self.sorts(variable))
        return ((variable.name, *positions) for positions in product(*ranges))

    def _width(self, variable: Variable) -> int:
        if isinstance(variable, Natural):
            return self.bounds.most(variable.most).bit_length()
        assert isinstance(variable, SetOf)
        masked = self.masked(variable)
        return 1 if masked is None else self.bounds.sizes[masked]

    @cached_property
    def index(self) -> dict[Place, int]:
        return {place: number for number, place in enumerate(self.widths)}

    @cached_property
    def beginning(self) -> dict[Place, list[int]]:
        """For each place, and for what a place begins with, the fields that begin so."""
        found: dict[Place, list[int]] = {}
        for place, field in self.index.items():
            for length in range(1, len(place) + 1):
                found.setdefault(place[:length], []).append(field)
        return found

    @cached_property
    def stretches(self) -> tuple[int, ...]:
        """For each field the member of the sort that the workbook is about, or -1: those of one are kept together."""
        about, by_name = self.bounds.workbook.about, {v.name: v for v in self.bounds.workbook.variables}
        found = []
        for name, *positions in self.widths:
            sorts = self.sorts(by_name[str(name)])
            found.append(int(positions[sorts.index(about)]) if about in sorts else -1)
        return tuple(found)

    @cached_property
    def initial(self) -> State:
        """The state of `Init`."""
        values = {variable.name: self._initial(variable) for variable in self.bounds.workbook.variables}
        return tuple(values[str(place[0])] for place in self.widths)

    def _initial(self, variable: Variable) -> int:
        if isinstance(variable, Natural):
            return variable.initial
        assert isinstance(variable, SetOf)
        return (1 << self._width(variable)) - 1 if variable.is_full else 0

    def bit(self, variable: SetOf, index: Sequence[int], element: Sequence[int]) -> tuple[int, int]:
        """The field and the place of the bit in it, from 0, for an element of a set, given as members."""
        masked, positions, bit = self.masked(variable), [], 0
        if variable.index is not None:
            positions = [index[0] - variable.index.first]
        for sort, member in zip(variable.of, element, strict=True):
            if sort is masked:
                bit = member - sort.first
            else:
                positions.append(member - sort.first)
        return self.index[variable.name, *positions], bit

    def variables(self, state: State) -> dict[str, Any]:
        """The variables by name: numbers, functions from member to value, sorted lists for sets. Look only."""
        return _variables(self, state)

    def _variables(self, state: State) -> dict[str, Any]:
        return {variable.name: self._shown(variable, state) for variable in self.bounds.workbook.variables}

    def _shown(self, variable: Variable, state: State) -> Any:
        if variable.index is None:
            return self.value(variable, (), state)
        members = self.bounds.members(variable.index)
        return {variable.index.named(member): self.value(variable, (member,), state) for member in members}

    def value(self, variable: Variable, index: Sequence[int], state: Fields) -> Any:
        """What a variable is at an index: a number, or a list of elements by name, tuples as lists."""
        if isinstance(variable, SetOf):
            elements = self.elements(variable, index, state)
            sorts = variable.of
            named = [[sort.named(member) for sort, member in zip(sorts, each, strict=True)] for each in elements]
            return [each[0] for each in named] if len(sorts) == 1 else named
        positions = (member - variable.index.first for member in index) if variable.index is not None else ()
        return state[self.index[variable.name, *positions]]

    def elements(self, variable: SetOf, index: Sequence[int], state: Fields) -> Iterator[tuple[int, ...]]:
        """The elements of a set, each as the members that it is made of."""
        for element, place, bit in _bits(self, variable, tuple(index)):
            if state[place] >> bit & 1:
                yield element


def show_set(names: Any) -> str:
    return "{" + ", ".join(names) + "}"


def show_element(element: Sequence[str]) -> str:
    """A member, or a tuple of members."""
    return element[0] if len(element) == 1 else f"<<{', '.join(element)}>>"


@kept(8192)
def _variables(fields: FieldMap, state: State) -> dict[str, Any]:
    return fields._variables(state)


@kept(4096)
def _bits(fields: FieldMap, variable: SetOf, index: tuple[int, ...]) -> tuple[tuple[tuple[int, ...], int, int], ...]:
    ranges = (fields.bounds.members(sort) for sort in variable.of)
    return tuple((element, *fields.bit(variable, index, element)) for element in product(*ranges))
