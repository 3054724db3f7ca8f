"""Traces in JSON: ITF of Apalache and Quint, what TLC writes with `-dumpTrace json`, and plain lists of states."""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from a09web.model.variables import Variable
from a09web.model.workbook import Workbook

from .clothes import Line, aligned
from .found import BadUpload, Found, Told, carried
from .heads import LONGEST_HEAD, action_of
from .notation import Repeating, itf, object_of, plain
from .printed import LEFT_OUT, LONGEST_PREFIX
from .shapes import shaped

_DIGITS = 60
_BEGINS = re.compile(r"[{\[](?=\s*(?:$|[\"{\[\]}]))")
_STATES = re.compile(r'"states?"\s*:')


class NoJson(BadUpload):
    """What stands there is no JSON at all, or the beginning of some."""


def is_json(workbook: Workbook[Any], lines: Sequence[Line]) -> bool:
    """Whether the first line that says something, behind what stands before each, begins an object or a list."""
    return _beginning(workbook, lines) is not None


def names_states(workbook: Workbook[Any], lines: Sequence[Line]) -> bool:
    """Whether there is a name in it that a trace in JSON has."""
    names = _names(workbook)
    return any(names.search(line.text) for line in lines)


@cache
def _names(workbook: Workbook[Any]) -> re.Pattern[str]:
    """A state has all variables, so that one of them is enough to know it."""
    return re.compile(rf'"(?:states?|{_known_by(workbook)}|counterexample)"\s*:')


def _known_by(workbook: Workbook[Any]) -> str:
    return workbook.variable_names[0]


def read_json(workbook: Workbook[Any], lines: Sequence[Line]) -> Told:
    """The trace in the first JSON of the text. Raises `BadUpload`."""
    walk = _Walk(_cut(workbook, lines))
    try:
        return _Reader(workbook, walk).read()
    except json.JSONDecodeError as wrong:
        if walk.at_end(wrong.pos):
            raise NoJson(f"{walk.where(wrong.pos)}: this is no JSON. It ends too early; copy all of it.") from None
        raise NoJson(f"{walk.where(wrong.pos)}: this is no JSON. {wrong.msg}.") from None
    except BadUpload:
        raise
    except (RecursionError, ValueError):
        raise BadUpload("The JSON is nested too deeply, or has a number that is too long.") from None


# The text


def _beginning(workbook: Workbook[Any], lines: Sequence[Line]) -> tuple[int, re.Match[str]] | None:
    """The first line that says something begins it; or a later one, below a letter, if there are names of a trace."""
    below_a_letter = names_states(workbook, lines)
    for place, line in enumerate(lines):
        found = _BEGINS.search(line.text)
        if found and found.start() <= LONGEST_PREFIX:
            return place, found
        if line.text.strip() and not below_a_letter:
            return None
    return None


def _cut(workbook: Workbook[Any], lines: Sequence[Line]) -> list[Line]:
    begins = _beginning(workbook, lines)
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
        self.decoder = json.JSONDecoder(object_pairs_hook=object_of, parse_int=_whole, strict=False)

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


def _whole(text: str) -> int:
    """Python refuses numbers of thousands of digits. No variable of the model has them, and others do not matter."""
    return int(text[:_DIGITS])


# The forms


_Form = Callable[[Workbook[Any], str, Any], Found]


class _Reader:
    """Reads an object or a list, whatever form it has, into `told`."""

    def __init__(self, workbook: Workbook[Any], walk: _Walk) -> None:
        self.workbook, self.walk, self.told = workbook, walk, Told(workbook)
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
            if not self.told.states and _known_by(self.workbook) in names:
                self.walk.place = beginning
                self._states(_each_line(self.workbook, self.walk))
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
            self.told.scenario = carried(self.workbook, value["a09"])
        elif name == "loop" and value is not None:
            self.told.notes.append(LEFT_OUT)
        elif name == "invariant" and isinstance(value, list):
            self.told.violated = tuple(said for said in value if isinstance(said, str))
        elif name == "action" and isinstance(value, list):
            self.actions = dict(found for item in value if (found := _dumped_action(self.workbook, item)))

    def _states(self, values: Iterator[tuple[str, Any]], form: _Form | None = None) -> None:
        for line, value in values:
            where = f"{line}, state {len(self.told.states) + 1}"
            self.told.states.append((form or _plain_state)(self.workbook, where, value))


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


def _each_line(workbook: Workbook[Any], walk: _Walk) -> Iterator[tuple[str, Any]]:
    """One object after the other, without brackets around them."""
    while walk.next_is("{"):
        yield walk.where(), walk.value()
    if _names(workbook).search(walk.text, walk.place):
        raise NoJson(f"{walk.where()}: this is no JSON. After a state another one is expected, or the end of the text.")


def _plain_state(workbook: Workbook[Any], where: str, value: Any) -> Found:
    return Found(where, (), _shaped(workbook, where, value, plain))


# TLC's


def _dumped_state(workbook: Workbook[Any], where: str, value: Any) -> Found:
    if not (isinstance(value, list) and len(value) == 2):
        raise BadUpload(f"{where}: TLC writes a state as a pair of its number and its variables.")
    return _plain_state(workbook, where, value[1])


def _dumped_action(workbook: Workbook[Any], item: Any) -> tuple[int, tuple[str, ...]] | None:
    """The number of the state that a step leads to, and the step: `[[1, {…}], {"name": "Tick", …}, [2, {…}]]`. Its
    parameters are what TLC calls `context`."""
    try:
        _, action, (number, _) = item
        named, context = action_of(workbook, action["name"]), action.get("context", {})
        said = [name for name in _parameters(workbook, named) if name in context]
        return int(number), (*named, *(str(context[name]) for name in said))
    except (TypeError, ValueError, KeyError, AttributeError):
        return None


def _parameters(workbook: Workbook[Any], named: tuple[str, ...]) -> list[str]:
    """The names of the parameters of a step, in their order."""
    declared = (transition.parameters for transition in workbook.transitions if named[:1] == (transition.name,))
    return [str(parameter) for parameter in next(declared, ())]


# ITF


def _itf_state(workbook: Workbook[Any], where: str, value: Any) -> Found:
    own = value.get("#meta") if isinstance(value, dict) else None
    action = own.get("action", "") if isinstance(own, dict) else ""
    named = action_of(workbook, action) if isinstance(action, str) and len(action) < LONGEST_HEAD else ()
    return Found(where, named, _shaped(workbook, where, value, lambda variable, inner: itf(where, inner)))


def _shaped(workbook: Workbook[Any], where: str, value: Any, convert: Callable[[Variable, Any], Any]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadUpload(f"{where}: a state is an object with the variables in it.")
    if isinstance(value, Repeating):
        raise BadUpload(f"{where}: “{value.twice[:40]}” is there twice.")
    own = {name.rpartition("::")[2]: inner for name, inner in value.items()}
    try:
        said = (variable for variable in workbook.variables if variable.name in own)
        values = {variable.name: convert(variable, own[variable.name]) for variable in said}
    except (TypeError, RecursionError):  # a set of sets of maps, and the like
        raise BadUpload(f"{where}: the state has a value of no type that this model has.") from None
    return shaped(workbook, where, values, others=tuple(name for name in own if name != "#meta"))
