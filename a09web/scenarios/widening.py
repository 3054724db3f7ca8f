"""The usual bounds of a model, or those that a module names, as wide as the states of a trace need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from a09web.model.bounds import Bounds, Parameter
from a09web.model.sorts import Sort
from a09web.model.variables import Natural
from a09web.model.workbook import Workbook

from .traces.found import Found, Told
from .traces.members import all_members, in_sets


def widened(told: Told) -> Bounds:
    """The usual bounds, or those that a module names, widened as far as the app goes for what the states have in
    them."""
    usual: Bounds = told.workbook.bounds()
    values = {key: _value(told, usual, key, declared) for key, declared in usual.parameters()}
    bounds: Bounds = told.workbook.bounds(**values)
    return bounds


def _value(told: Told, usual: Bounds, key: str, declared: Parameter) -> Any:
    if declared.each is not None:
        return _for_each(told, usual, key, declared)
    if declared.size_of is not None and declared.size_of.letter:
        return _size(told, usual, declared.size_of)
    return _wide_enough(told, usual, key, told.constants.get(declared.constant, getattr(usual, key)))


def least(told: Told, usual: Bounds, key: str) -> int:
    """The smallest number that is wide enough for the states of the trace."""
    return _wide_enough(told, usual, key, 1)


def _wide_enough(told: Told, usual: Bounds, key: str, number: int) -> int:
    declared = dict(usual.parameters())[key]
    if declared.size_of is not None:
        members = all_members(told.workbook, told.states[0], declared.size_of)
        if members is not None:
            return _between(1, usual.highest(declared.most), [len(members)])
    shown = [each for found in told.states for each in _shown(told.workbook, found, key, declared)]
    return _between(number, usual.highest(declared.most), [*shown, *_below(told, usual, key)])


def _for_each(told: Told, usual: Bounds, key: str, declared: Parameter) -> tuple[int, ...]:
    """The usual numbers; with further members they go on as the last two do."""
    assert declared.each is not None
    numbers: list[int] = [*getattr(usual, key)]
    apart = numbers[-1] - numbers[-2] if len(numbers) > 1 else 0
    most = _size(told, usual, declared.each)
    while len(numbers) < most:
        numbers.append(_between(1, usual.highest(declared.most), [numbers[-1] + apart]))
    return tuple(numbers[:most])


def _size(told: Told, usual: Bounds, sort: Sort) -> int:
    """How many members there are in the first state; or, if that does not have them all, the usual number or what a
    module names, and as many as the states show."""
    shown = all_members(told.workbook, told.states[0], sort)
    if shown is not None:
        return len(shown)
    own = [sort.named(member) for member in sort.values(usual.most_members(sort))]
    seen = {member for found in told.states for member in in_sets(told.workbook, found, sort)}
    numbers = [number for number, name in enumerate(own, start=1) if name in seen]
    return max([len(told.constants.get(sort.name, ())) or usual.sizes[sort], *numbers])


def _below(told: Told, usual: Bounds, limit: str) -> Iterator[int]:
    """The numbers that this parameter is the limit of."""
    for key, declared in usual.parameters():
        if declared.most == limit:
            value = _value(told, usual, key, declared)
            yield from value if isinstance(value, tuple) else (value,)


def _shown(workbook: Workbook[Any], found: Found, key: str, declared: Parameter) -> Iterator[int]:
    """The numbers in a state that are no larger than this parameter: those of variables of which it is the most, and
    the members of the sort that it sizes."""
    for variable in workbook.variables:
        if variable.name in found.values:
            value = found.values[variable.name]
            if isinstance(variable, Natural) and variable.most == key:
                yield from value.values() if variable.index is not None else (value,)
            if declared.size_of is not None and variable.index == declared.size_of:
                yield from value
    if declared.size_of is not None:
        yield from in_sets(workbook, found, declared.size_of)


def _between(least: int, most: int, values: Sequence[int]) -> int:
    return max(1, min(most, max([least, *values])))
