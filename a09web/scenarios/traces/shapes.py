"""The shape of a state: what a text says of the variables of a workbook, as the machine shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from a09web.model.sorts import Sort
from a09web.model.variables import SetOf, Variable
from a09web.model.workbook import Workbook
from a09web.wording import as_word, listed

from .found import BadUpload, tla

_NAMED = 3
"""So many of its variables say which model it is."""


def shaped(
    workbook: Workbook[Any],
    where: str,
    values: Mapping[str, Any],
    *,
    partly: bool = False,
    others: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The variables in the shape that the machine shows them in; all, or `partly` those that are there. `others` are
    the names that the state has besides. Raises `BadUpload`."""
    missing = [name for name in workbook.variable_names if name not in values]
    if len(missing) == len(workbook.variables):
        raise BadUpload(f"{where}: {_stranger(workbook, others)}")
    if missing and not partly:
        raise BadUpload(f"{where}: {missing[0]} is missing, so this is no state of {workbook.name}.")
    return {
        variable.name: _of(where, variable, values[variable.name])
        for variable in workbook.variables
        if variable.name in values
    }


def _stranger(workbook: Workbook[Any], others: tuple[str, ...]) -> str:
    if not others:
        return "the state has no variables. Was the text copied as a whole?"
    has = ", ".join(name[:40] for name in others[:3])
    return f"this trace is of another model: it has {has}, and {workbook.name} has {_known(workbook.variable_names)}."


def _known(names: tuple[str, ...]) -> str:
    if len(names) <= _NAMED:
        return listed(names)
    return f"{', '.join(names[:_NAMED])} and {as_word(len(names) - _NAMED)} more"


def _of(where: str, variable: Variable, value: Any) -> Any:
    try:
        if variable.index is None:
            return _at(variable, value)
        index = variable.index
        return {_member(index, member): _at(variable, inner) for member, inner in _by_member(value)}
    except (TypeError, ValueError, AttributeError, KeyError):
        raise BadUpload(
            f"{where}: {variable.name} is {tla(value)[:60]}, {_kind(value)}, where {_expected(variable)} belongs."
        ) from None


def _by_member(value: Any) -> Iterable[tuple[Any, Any]]:
    """A function on 1, 2 and so on is printed as a sequence."""
    items: Iterable[tuple[Any, Any]] = enumerate(value, start=1) if isinstance(value, tuple) else value.items()
    return items


def _at(variable: Variable, value: Any) -> Any:
    """What the variable is, or what it is at one member: a number, or the elements of a set in their order."""
    if not isinstance(variable, SetOf):
        return _number(value)
    if not isinstance(value, frozenset):
        raise TypeError
    if len(variable.of) == 1:
        return sorted(_member(variable.of[0], element) for element in value)
    return sorted(_tuple(variable.of, element) for element in value)


def _tuple(sorts: tuple[Sort, ...], element: Any) -> list[str | int]:
    if not isinstance(element, tuple):
        raise TypeError
    return [_member(sort, part) for sort, part in zip(sorts, element, strict=True)]


def _member(sort: Sort, value: Any) -> Any:
    """A name, or a number of a sort that has no names. Some models name their members 1, 2 and so on."""
    if not sort.letter:
        return _number(value)
    return value if isinstance(value, str) else str(_number(value))


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _expected(variable: Variable) -> str:
    each = f" for each {variable.index.noun}" if variable.index is not None else ""
    if not isinstance(variable, SetOf):
        return f"a number{each}"
    return f"a set of {f'{variable.of[0].noun}s' if len(variable.of) == 1 else variable.noun}{each}"


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    kinds = ((bool, "a truth value"), (int, "a number"), (float, "a fraction"), (str, "a string"))
    more = ((frozenset, "a set"), (tuple, "a sequence"), (list, "a sequence"), (dict, "a function"))
    return next((kind for of, kind in (*kinds, *more) if isinstance(value, of)), "something else")
