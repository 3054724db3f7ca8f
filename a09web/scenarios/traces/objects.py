"""Traces in JSON: ITF of Apalache and Quint, what TLC writes with `-dumpTrace json`, and plain lists of states."""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .clothes import Line, aligned
from .found import OF_RUNS, VARIABLES, BadUpload, Found, Told, carried, shaped
from .printed import LEFT_OUT, LONGEST_HEAD, LONGEST_PREFIX, action_of

_DIGITS = 60
_BEGINS = re.compile(r"[{\[](?=\s*(?:$|[\"{\[\]}]))")
_NAMES = re.compile(r'"(?:states?|now|counterexample)"\s*:')
_STATES = re.compile(r'"states?"\s*:')
_PARAMETERS = {"w": 1, "r": 2, "e": 3}
"""In which order a step of the model names what TLC calls `context`."""


class NoJson(BadUpload):
    """What stands there is no JSON at all, or the beginning of some."""


def is_json(lines: Sequence[Line]) -> bool:
    """Whether the first line that says something, behind what stands before each, begins an object or a list."""
    return _beginning(lines) is not None


def names_states(lines: Sequence[Line]) -> bool:
    """Whether there is a name in it that a trace in JSON has."""
    return any(_NAMES.search(line.text) for line in lines)


def read_json(lines: Sequence[Line]) -> Told:
    """The trace in the first JSON of the text. Raises `BadUpload`."""
    walk = _Walk(_cut(lines))
    try:
        return _Reader(walk).read()
    except json.JSONDecodeError as wrong:
        if walk.at_end(wrong.pos):
            raise NoJson(f"{walk.where(wrong.pos)}: this is no JSON. It ends too early; copy all of it.") from None
        raise NoJson(f"{walk.where(wrong.pos)}: this is no JSON. {wrong.msg}.") from None
    except BadUpload:
        raise
    except (RecursionError, ValueError):
        raise BadUpload("The JSON is nested too deeply, or has a number that is too long.") from None


# The text


def _beginning(lines: Sequence[Line]) -> tuple[int, re.Match[str]] | None:
    """The first line that says something begins it; or a later one, below a letter, if there are names of a trace."""
    below_a_letter = names_states(lines)
    for place, line in enumerate(lines):
        found = _BEGINS.search(line.text)
        if found and found.start() <= LONGEST_PREFIX:
            return place, found
        if line.text.strip() and not below_a_letter:
            return None
    return None


def _cut(lines: Sequence[Line]) -> list[Line]:
    begins = _beginning(lines)
    assert begins is not None
    place, found = begins
    first, prefix = lines[place], found.string[: found.start()]
    if prefix.strip():
        return aligned(lines[place:], prefix, "", re.compile(r"(?!)"))
    return [Line(first.number, first.text[found.start() :]), *lines[place + 1 :]]


class _Walk:
    """A place in a text of JSON, and the lines that it is made of."""

    between = re.compile(r"[\s,:]*")

    def __init__(self, lines: Sequence[Line]) -> None:
        self.text, self.place = "\n".join(line.text for line in lines), 0
        self.numbers = [line.number for line in lines]
        self.starts = [0]
        for line in lines[:-1]:
            self.starts.append(self.starts[-1] + len(line.text) + 1)
        self.decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=_whole, strict=False)

    def take(self, mark: str) -> bool:
        """Go past `mark` if it is what comes next."""
        self._skip()
        found = self.text.startswith(mark, self.place)
        self.place += found
        return found

    def next_is(self, mark: str) -> bool:
        self._skip()
        return self.text.startswith(mark, self.place)

    def where(self, place: int | None = None) -> str:
        if place is None:
            self._skip()
            place = self.place
        return f"Line {self.numbers[bisect(self.starts, place) - 1]}"

    def at_end(self, place: int) -> bool:
        return not self.text[place:].strip()

    def value(self) -> Any:
        self._skip()
        value, self.place = self.decoder.raw_decode(self.text, self.place)
        return value

    def members(self) -> Iterator[tuple[str, str]]:
        """Where each member of the object here stands, and its name; its value is for the caller to take."""
        self.take("{")
        seen = set[str]()
        while not self.take("}"):
            where, name = self.where(), self.value()
            if not isinstance(name, str):
                raise json.JSONDecodeError("Expecting a name in quotes", self.text, self.place)
            if name in seen:
                raise BadUpload(f"{where}: “{name[:40]}” is there twice.")
            seen.add(name)
            yield where, name

    def _skip(self) -> None:
        found = self.between.match(self.text, self.place)
        self.place = found.end() if found else self.place


class _Repeating(dict[str, Any]):
    """An object of JSON in which a name is twice."""

    twice = ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeating, names = _Repeating(found), [name for name, _ in pairs]
    repeating.twice = next(name for place, name in enumerate(names) if name in names[:place])
    return repeating


def _whole(text: str) -> int:
    """Python refuses numbers of thousands of digits. No variable of the model has them, and others do not matter."""
    return int(text[:_DIGITS])


# The forms


class _Reader:
    """Reads an object or a list, whatever form it has, into `told`."""

    def __init__(self, walk: _Walk) -> None:
        self.walk, self.told = walk, Told()
        self.actions: dict[int, tuple[str, ...]] = {}
        """Of what TLC writes: the step that leads to the state with this number."""

    def read(self) -> Told:
        names = list[str]()
        if self.walk.next_is("["):
            self._states(_each(self.walk))
        else:
            beginning = self.walk.place
            for _, name in self.walk.members():
                names.append(name)
                self._member(name)
            if not self.told.states and "now" in names:
                self.walk.place = beginning
                self._states(_each_line(self.walk))
        if not self.told.states:
            raise BadUpload(_no_states(names))
        if another := _STATES.search(self.walk.text, self.walk.place):
            where = self.walk.where(another.start())
            self.told.notes.append(f"Another trace begins in {where.lower()}. Only the first was read.")
        self.told.states = [
            replace(found, action=self.actions.get(number, found.action))
            for number, found in enumerate(self.told.states, start=1)
        ]
        return self.told

    def _member(self, name: str) -> None:
        if name == "states" and self.walk.next_is("["):
            self._states(_each(self.walk), _itf_state)
        elif name == "state" and self.walk.next_is("["):
            self._states(_each(self.walk), _dumped_state)
        elif name == "counterexample" and self.walk.next_is("{"):
            for _, inner in self.walk.members():
                self._member(inner)
        else:
            self._said(name, self.walk.value())

    def _said(self, name: str, value: Any) -> None:
        if name == "#meta" and isinstance(value, dict) and isinstance(value.get("a09"), str):
            self.told.scenario = carried(value["a09"])
        elif name == "loop" and value is not None:
            self.told.notes.append(LEFT_OUT)
        elif name == "invariant" and isinstance(value, list):
            self.told.violated = tuple(said for said in value if isinstance(said, str))
        elif name == "action" and isinstance(value, list):
            self.actions = dict(found for item in value if (found := _dumped_action(item)))

    def _states(self, values: Iterator[tuple[str, Any]], form: Callable[[str, Any], Found] | None = None) -> None:
        for line, value in values:
            where = f"{line}, state {len(self.told.states) + 1}"
            self.told.states.append((form or _plain_state)(where, value))


def _no_states(names: Sequence[str]) -> str:
    if "states" in names or "state" in names:
        return "The JSON has a name for its states, but no list of them behind it."
    has = ", ".join(f"“{name[:40]}”" for name in names[:4]) or "nothing"
    return (
        f"The JSON has no “states”: it has {has}. A trace in ITF has a list of them, and what TLC writes with "
        "-dumpTrace json has “state”."
    )


def _each(walk: _Walk) -> Iterator[tuple[str, Any]]:
    """The items of the list that begins here, each with its line."""
    walk.take("[")
    while not walk.take("]"):
        yield walk.where(), walk.value()


def _each_line(walk: _Walk) -> Iterator[tuple[str, Any]]:
    """One object after the other, without brackets around them."""
    while walk.next_is("{"):
        yield walk.where(), walk.value()
    if _NAMES.search(walk.text, walk.place):
        raise NoJson(f"{walk.where()}: this is no JSON. After a state another one is expected, or the end of the text.")


def _plain_state(where: str, value: Any) -> Found:
    return Found(where, (), _shaped(where, value, _plain))


# TLC's


def _dumped_state(where: str, value: Any) -> Found:
    if not (isinstance(value, list) and len(value) == 2):
        raise BadUpload(f"{where}: TLC writes a state as a pair of its number and its variables.")
    return _plain_state(where, value[1])


def _dumped_action(item: Any) -> tuple[int, tuple[str, ...]] | None:
    """The number of the state that a step leads to, and the step: `[[1, {…}], {"name": "Tick", …}, [2, {…}]]`."""
    try:
        _, action, (number, _) = item
        name, context = action["name"], action.get("context", {})
        said = sorted((name for name in context if name in _PARAMETERS), key=lambda name: _PARAMETERS[name])
        return int(number), (*action_of(name), *(str(context[name]) for name in said))
    except (TypeError, ValueError, KeyError, AttributeError):
        return None


def _plain(where: str, name: str, value: Any) -> Any:
    """A value as programs without sets in their JSON write it: lists for sets."""
    if name == "held" and isinstance(value, list):
        return frozenset(tuple(item) if isinstance(item, list) else item for item in value)
    if name == "scheduled" and isinstance(value, list):
        return frozenset(value)
    if name in OF_RUNS and isinstance(value, list):
        return tuple(value)
    if name == "claimers" and isinstance(value, list):
        return tuple(frozenset(names) if isinstance(names, list) else names for names in value)
    if name == "claimers" and isinstance(value, dict):
        return {run: frozenset(names) if isinstance(names, list) else names for run, names in value.items()}
    return value


# ITF


def _itf_state(where: str, value: Any) -> Found:
    own = value.get("#meta") if isinstance(value, dict) else None
    action = own.get("action", "") if isinstance(own, dict) else ""
    named = action_of(action) if isinstance(action, str) and len(action) < LONGEST_HEAD else ()
    return Found(where, named, _shaped(where, value, lambda where, name, inner: _itf(where, inner)))


def _shaped(where: str, value: Any, convert: Callable[[str, str, Any], Any]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadUpload(f"{where}: a state is an object with the variables in it.")
    if isinstance(value, _Repeating):
        raise BadUpload(f"{where}: “{value.twice[:40]}” is there twice.")
    own = {name.rpartition("::")[2]: inner for name, inner in value.items()}
    try:
        values = {name: convert(where, name, own[name]) for name in VARIABLES if name in own}
    except (TypeError, RecursionError):  # a set of sets of maps, and the like
        raise BadUpload(f"{where}: the state has a value of no type that this model has.") from None
    return shaped(where, values, others=tuple(name for name in own if name != "#meta"))


def _itf(where: str, value: Any) -> Any:
    """A value of ITF as `parse_value` gives it."""
    if isinstance(value, _Repeating):
        raise BadUpload(f"{where}: “{value.twice[:40]}” is there twice.")
    if isinstance(value, dict) and len(value) == 1:
        ((kind, inner),) = value.items()
        if kind == "#bigint" and isinstance(inner, str) and re.fullmatch(r"-?[0-9]{1,6}", inner, re.ASCII):
            return int(inner)
        if kind in ("#set", "#tup") and isinstance(inner, list):
            items = tuple(_itf(where, item) for item in inner)
            return frozenset(items) if kind == "#set" else items
        if kind == "#map" and isinstance(inner, list) and all(isinstance(p, list) and len(p) == 2 for p in inner):
            return _map(where, [(_itf(where, key), _itf(where, item)) for key, item in inner])
    if isinstance(value, dict) and not any(name.startswith("#") for name in value):
        return {name: _itf(where, item) for name, item in value.items()}
    if isinstance(value, list):
        return tuple(_itf(where, item) for item in value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise BadUpload(f"{where}: {json.dumps(value)[:60]} is no value of this model.")


def _map(where: str, pairs: list[tuple[Any, Any]]) -> Mapping[Any, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise BadUpload(f"{where}: a function has two values for the same argument.")
    return dict(pairs)
