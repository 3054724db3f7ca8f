"""Values of TLA+ as JSON has them: in ITF, and as programs write them that know no sets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from a09web.model.sorts import Sort
from a09web.model.variables import SetOf, Variable

from .found import BadUpload


class Repeating(dict[str, Any]):
    """An object of JSON in which a name is twice."""

    twice = ""


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeating, names = Repeating(found), [name for name, _ in pairs]
    repeating.twice = next(name for place, name in enumerate(names) if name in names[:place])
    return repeating


def plain(variable: Variable, value: Any) -> Any:
    """A value as programs write it that have no sets in their JSON, but lists, and no numbers as names."""
    if variable.index is None:
        return _plain_at(variable, value)
    if isinstance(value, list):
        return tuple(_plain_at(variable, inner) for inner in value)
    if not isinstance(value, dict):
        return value
    return {_plain_name(variable.index, name): _plain_at(variable, inner) for name, inner in value.items()}


def _plain_name(sort: Sort, name: str) -> str | int:
    return int(name) if not sort.letter and re.fullmatch(r"[0-9]{1,6}", name, re.ASCII) else name


def _plain_at(variable: Variable, value: Any) -> Any:
    if not (isinstance(variable, SetOf) and isinstance(value, list)):
        return value
    if len(variable.of) == 1:
        return frozenset(value)
    return frozenset(tuple(item) if isinstance(item, list) else item for item in value)


def itf(where: str, value: Any) -> Any:
    """A value of ITF as `parse_value` gives it."""
    if isinstance(value, Repeating):
        raise BadUpload(f"{where}: “{value.twice[:40]}” is there twice.")
    if isinstance(value, dict) and len(value) == 1:
        ((kind, inner),) = value.items()
        if kind == "#bigint" and isinstance(inner, str) and re.fullmatch(r"-?[0-9]{1,6}", inner, re.ASCII):
            return int(inner)
        if kind in ("#set", "#tup") and isinstance(inner, list):
            items = tuple(itf(where, item) for item in inner)
            return frozenset(items) if kind == "#set" else items
        if kind == "#map" and isinstance(inner, list) and all(isinstance(p, list) and len(p) == 2 for p in inner):
            return _map(where, [(itf(where, key), itf(where, item)) for key, item in inner])
    if isinstance(value, dict) and not any(name.startswith("#") for name in value):
        return {name: itf(where, item) for name, item in value.items()}
    if isinstance(value, list):
        return tuple(itf(where, item) for item in value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise BadUpload(f"{where}: {json.dumps(value)[:60]} is no value of this model.")


def _map(where: str, pairs: list[tuple[Any, Any]]) -> Mapping[Any, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise BadUpload(f"{where}: a function has two values for the same argument.")
    return dict(pairs)
