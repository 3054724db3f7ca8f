"""The names of the members of sorts in a trace. A model's own are `r1`, `r2` and so on; others are renamed in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from a09web.model.sorts import Sort
from a09web.model.variables import SetOf, Variable

from .found import BadUpload, Found, Told, quotable
from .members import all_members, some_members

LONGEST_NAME = 40

Own = Mapping[Sort, Mapping[str, str]]
"""For each sort the model's own names of those in the trace."""


def renamed(told: Told) -> Told:
    """The same with the model's own names, and a note if that changed any. Raises `BadUpload` if there are too many."""
    if not told.states:
        return told
    names = {sort: _names(told, sort) for sort in told.workbook.sorts if sort.letter}
    own = {sort: dict(zip(found, _own(told, sort, found), strict=True)) for sort, found in names.items()}
    merged = {name: new for renaming in reversed([*own.values()]) for name, new in renaming.items()}
    if all(name == new for name, new in merged.items()):
        return told
    notes = [*told.notes, *(note for sort, renaming in own.items() for note in _notes(sort, renaming))]
    variables = {variable.name: variable for variable in told.workbook.variables}
    states = [_with_names(variables, found, own, merged) for found in told.states]
    return replace(told, states=states, notes=notes)


def _names(told: Told, sort: Sort) -> list[str]:
    """Raises `BadUpload` if there are more than a model may have, or none where a state shows all."""
    first = told.states[0]
    shown = all_members(told.workbook, first, sort)
    names = some_members(told, sort) if shown is None else shown
    most = told.workbook.bounds.most_members(sort)
    if len(names) > most or shown == []:
        raise BadUpload(f"{first.where}: the trace has {len(names)} {sort.noun}s, and a scenario has from 1 to {most}.")
    return names


def _own(told: Told, sort: Sort, names: Sequence[str]) -> Sequence[str]:
    """As they are if they are the model's own: the first ones, where a state shows all."""
    shown = all_members(told.workbook, told.states[0], sort)
    most = told.workbook.bounds.most_members(sort) if shown is None else len(names)
    return names if set(names) <= set(sort.names(most)) else sort.names(len(names))


def _notes(sort: Sort, own: Mapping[str, str]) -> Iterable[str]:
    changed = [f"{quotable(name, LONGEST_NAME)} is {new}" for name, new in own.items() if name != new]
    if changed:
        yield f"The {sort.noun}s have other names here, by their order: {', '.join(changed)}."


def _with_names(variables: Mapping[str, Variable], found: Found, own: Own, merged: Mapping[str, str]) -> Found:
    values = {name: _renamed(variables[name], value, own) for name, value in found.values.items()}
    return replace(found, values=values, action=_with_own_names(found.action, merged))


def _renamed(variable: Variable, value: Any, own: Own) -> Any:
    if variable.index is None:
        return _renamed_at(variable, value, own)
    return {_new(variable.index, member, own): _renamed_at(variable, inner, own) for member, inner in value.items()}


def _renamed_at(variable: Variable, value: Any, own: Own) -> Any:
    if not isinstance(variable, SetOf):
        return value
    if len(variable.of) == 1:
        return sorted(_new(variable.of[0], element, own) for element in value)
    return sorted([_new(sort, part, own) for sort, part in zip(variable.of, element, strict=True)] for element in value)


def _new(sort: Sort, member: Any, own: Own) -> Any:
    return own[sort].get(member, member) if sort in own else member


def _with_own_names(action: tuple[str, ...], own: Mapping[str, str]) -> tuple[str, ...]:
    """Without the arguments if a name is a number: then nobody knows what else it may be the number of."""
    if any(name.isdigit() for name in own):
        return action[:1]
    return tuple(own.get(part, part) for part in action)
