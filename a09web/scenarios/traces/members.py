"""The members of the sorts of a model as a trace names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from a09web.model.sorts import Sort
from a09web.model.variables import SetOf, Variable
from a09web.model.workbook import Workbook

from .found import Found, Told


def all_members(workbook: Workbook[Any], first: Found, sort: Sort) -> list[Any] | None:
    """The members in the first state, if that has them all: those that a variable is indexed by, or else those of a
    set that is full in the beginning. None if the state shows only some."""
    indexed = next((variable for variable in workbook.variables if variable.index == sort), None)
    if indexed is not None:
        return list(first.values[indexed.name])
    full = next((v for v in workbook.variables if isinstance(v, SetOf) and v.is_full and v.of == (sort,)), None)
    return None if full is None else list(first.values[full.name])


def some_members(told: Told, sort: Sort) -> list[Any]:
    """Those that a module names, and then those in the sets of each state, in their order."""
    seen = dict.fromkeys(told.constants.get(sort.name, ()))
    for found in told.states:
        seen |= dict.fromkeys(sorted(set(in_sets(told.workbook, found, sort))))
    return list(seen)


def in_sets(workbook: Workbook[Any], found: Found, sort: Sort) -> Iterator[Any]:
    """The members of the sort in the sets of a state, as often as they are there."""
    for variable in workbook.variables:
        if isinstance(variable, SetOf) and sort in variable.of and variable.name in found.values:
            for element in _elements(variable, found.values[variable.name]):
                parts = element if len(variable.of) > 1 else [element]
                yield from (part for of, part in zip(variable.of, parts, strict=True) if of == sort)


def _elements(variable: Variable, value: Any) -> Iterable[Any]:
    """Of a set, or of all sets that a function has."""
    return value if variable.index is None else (element for elements in value.values() for element in elements)
