"""Reads the states of a trace from text: what TLC prints, and ITF. Nothing is known here of which step leads where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from a09web.model.bounds import InvalidInput
from a09web.model.declaration import TRANSITIONS
from a09web.specs.values import ValueSyntaxError, parse_assignments

from .address import decode
from .scenario import Scenario
from .tlctext import MARK

NUMBERS = ("now", "checkpoint")
OF_RUNS = ("copies", "epoch", "completedEpoch", "completions")
VARIABLES = ("now", "scheduled", "copies", "epoch", "claimers", "held", "completedEpoch", "completions", "checkpoint")
LONGEST_STATE = 20_000
LONGEST_MESSAGE = 500
_HEAD = re.compile(r"^(?:State )?(\d{1,6}): <([^<>]{1,400})>$")
_END = re.compile(r"^(?:State )?\d{1,6}: (Stuttering)|^(Back to state)")
_PRINTED = re.compile(rf'"{re.escape(MARK)}([A-Za-z0-9._~-]+)"')
_UNNAMED = re.compile(r'[\s"]+')
"""What a newer TLC has more in the name of a step, `Claim("w1", "r1")`."""
_ACTIONS = {transition.name for transition in TRANSITIONS}


class BadUpload(InvalidInput):
    """A text that is no trace of this model. The message names the line, and what to do if something can be done.

    It quotes the text, so it is cut, and has nothing in it that cannot be sent.
    """

    def __init__(self, message: str) -> None:
        message = message.encode("utf-8", "replace").decode()
        super().__init__(message if len(message) <= LONGEST_MESSAGE else message[: LONGEST_MESSAGE - 1] + "…")


@dataclass(frozen=True)
class Found:
    """A state in a file: where it stands, the step that is said to lead there, and the nine variables."""

    where: str
    hint: str
    values: dict[str, Any]

    def names(self, step: str) -> bool:
        """Whether the step may be the one that the file means."""
        return self.hint in ("", step, step.partition("(")[0])


@dataclass
class Told:
    """All that a file says. `scenario` is what one of our own files carries with it."""

    scenario: Scenario | None = None
    states: list[Found] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


# TLC


def read_tlc(text: str) -> Told:
    """A counterexample in what TLC prints, whatever stands around it. Raises `BadUpload`."""
    told = Told()
    for number, hint, block in _blocks(text.splitlines(), told):
        where = f"Line {number}, state {len(told.states) + 1}"
        told.states.append(Found(where, hint, _state(where, _assigned(where, block))))
    if not told.states and "No error has been found" in text:
        raise BadUpload("TLC found no error here, so there is no trace in the text.")
    if not told.states:
        raise BadUpload(
            "There is no trace in the text: TLC's begins with “State 1: <Initial predicate>”, and ITF with “{”."
        )
    return told


def _blocks(lines: list[str], told: Told) -> Iterator[tuple[int, str, str]]:
    """Each state: the number of its line, the hint, and its assignments."""
    place = 0
    while place < len(lines):
        line = lines[place].strip()
        place += 1
        if _END.match(line):
            told.notes.append("How the trace goes on for ever is left out: it ends at its last state.")
            return
        if not told.states and (carried := _PRINTED.search(line)):
            told.scenario = _scenario(carried[1])
        head = _HEAD.match(line)
        if head and head[1] == "1" and told.states:
            told.notes.append(f"Another trace begins in line {place}. Only the first was read.")
            return
        if head is None and not line.endswith("violated by the initial state:"):
            continue
        number, block = place, []
        while place < len(lines) and re.match(r"\s*/\\|\s+\S", lines[place]) and not _HEAD.match(lines[place].strip()):
            block.append(lines[place])
            place += 1
        yield number, _hint(head[2]) if head else "", "\n".join(block)


def _hint(head: str) -> str:
    """`Tick line 146, col 5 to …` says Tick; what is no action of the model says nothing."""
    name = _UNNAMED.sub("", head.split(" line ")[0])
    return name if name[:1] in ("+", "-") or name.partition("(")[0] in _ACTIONS else ""


def _assigned(where: str, block: str) -> dict[str, Any]:
    if len(block) > LONGEST_STATE:
        raise BadUpload(f"{where}: the state is too long to be one of this model.")
    try:
        return dict(parse_assignments(block))
    except ValueSyntaxError as wrong:
        raise BadUpload(f"{where}: the state cannot be read. {wrong}") from None
    except (RecursionError, ValueError):
        raise BadUpload(f"{where}: the state is nested too deeply, or has a number that is too long.") from None


# ITF


def read_itf(text: str) -> Told:
    """A trace in ITF. Raises `BadUpload`."""
    try:
        json.loads(text)
        whole, states = _walked(text)
    except json.JSONDecodeError as wrong:
        raise BadUpload(f"Line {wrong.lineno}: this is no JSON. {wrong.msg}.") from None
    except BadUpload:
        raise
    except (RecursionError, ValueError):
        raise BadUpload("The JSON is nested too deeply, or has a number that is too long.") from None
    if not states:
        raise BadUpload("The JSON has no “states”: a trace in ITF has a list of them.")
    told, meta = Told(), whole.get("#meta")
    if isinstance(meta, dict) and isinstance(meta.get("a09"), str):
        told.scenario = _scenario(meta["a09"])
    if "loop" in whole:
        told.notes.append("How the trace goes on for ever (“loop”) is left out: it ends at its last state.")
    for where, state in states:
        if not isinstance(state, dict):
            raise BadUpload(f"{where}: a state is an object with the variables in it.")
        own = state.get("#meta")
        action = own.get("action", "") if isinstance(own, dict) else ""
        hint = _hint(action) if isinstance(action, str) and len(action) < 400 else ""
        told.states.append(Found(where, hint, _state(where, _itf_values(where, state))))
    return told


class _Twice(ValueError):
    """An object of JSON has a name twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name)
        found[name] = value
    return found


def _walked(text: str) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """What is known to be JSON, an object: its values by name, and of `states`, if it is a list, each one with the
    place where it stands. Raises `BadUpload` for a name that is there twice."""
    walk, whole, states = _Walk(text), dict[str, Any](), list[tuple[str, Any]]()
    while not walk.take("}"):
        where = walk.where()
        name = walk.value(where)
        if name in whole:
            raise BadUpload(f"{where}: “{name[:40]}” is there twice.")
        if name == "states" and walk.take("["):
            whole[name] = states
            while not walk.take("]"):
                where = f"{walk.where()}, state {len(states) + 1}"
                states.append((where, walk.value(where)))
        else:
            whole[name] = walk.value(where)
    return whole, states


class _Walk:
    """A place in a text that is known to be JSON, an object: behind its bracket at first."""

    decoder = json.JSONDecoder(object_pairs_hook=_object)
    between = re.compile(r"[\s,:]*")

    def __init__(self, text: str) -> None:
        self.text, self.line, self.counted = text, 1, 0
        self.place = text.index("{") + 1

    def take(self, mark: str) -> bool:
        """Go past `mark` if it is what comes next."""
        self._skip()
        found = self.text.startswith(mark, self.place)
        self.place += found
        return found

    def where(self) -> str:
        self._skip()
        self.line += self.text.count("\n", self.counted, self.place)
        self.counted = self.place
        return f"Line {self.line}"

    def value(self, where: str) -> Any:
        self._skip()
        try:
            value, self.place = self.decoder.raw_decode(self.text, self.place)
        except _Twice as wrong:
            raise BadUpload(f"{where}: “{str(wrong)[:40]}” is there twice.") from None
        return value

    def _skip(self) -> None:
        found = self.between.match(self.text, self.place)
        self.place = found.end() if found else self.place


def _itf_values(where: str, state: dict[str, Any]) -> dict[str, Any]:
    try:
        return {name: _itf_value(where, value) for name, value in state.items() if name != "#meta"}
    except (TypeError, RecursionError):  # a set of sets of maps, and the like
        raise BadUpload(f"{where}: the state has a value of no type that this model has.") from None


def _itf_value(where: str, value: Any) -> Any:
    """A value of ITF as `parse_assignments` gives it."""
    if isinstance(value, dict) and len(value) == 1:
        ((kind, inner),) = value.items()
        if kind == "#bigint" and isinstance(inner, str) and re.fullmatch(r"-?[0-9]{1,6}", inner, re.ASCII):
            return int(inner)
        if kind in ("#set", "#tup") and isinstance(inner, list):
            items = tuple(_itf_value(where, item) for item in inner)
            return frozenset(items) if kind == "#set" else items
        if kind == "#map" and isinstance(inner, list) and all(isinstance(p, list) and len(p) == 2 for p in inner):
            pairs = [(_itf_value(where, key), _itf_value(where, item)) for key, item in inner]
            if len({key for key, _ in pairs}) < len(pairs):
                raise BadUpload(f"{where}: a function has two values for the same argument.")
            return dict(pairs)
    if isinstance(value, dict) and not any(name.startswith("#") for name in value):
        return {name: _itf_value(where, item) for name, item in value.items()}
    if isinstance(value, str) or (isinstance(value, int) and abs(value) < 1_000_000):
        return value
    if isinstance(value, list):
        return tuple(_itf_value(where, item) for item in value)
    raise BadUpload(f"{where}: {json.dumps(value)[:60]} is no value of this model.")


# The shape of a state


def _scenario(text: str) -> Scenario:
    try:
        opened = decode(text)
    except InvalidInput as wrong:
        raise BadUpload(f"The file names a scenario that cannot be read: {wrong}") from None
    if opened.refusal is not None:
        raise BadUpload(f"The file names a scenario that cannot be replayed: {opened.refusal.message}")
    return opened.scenario


def _state(where: str, values: dict[str, Any]) -> dict[str, Any]:
    """The nine variables in the shape that the machine shows them in; any others are left out."""
    missing = [name for name in VARIABLES if name not in values]
    if missing:
        raise BadUpload(f"{where}: {missing[0]} is missing, so this is no state of A09.")
    try:
        return {name: _shaped(name, values[name]) for name in VARIABLES}
    except (TypeError, ValueError, AttributeError, KeyError):
        wrong = next(name for name in VARIABLES if not _has_shape(name, values[name]))
        raise BadUpload(f"{where}: {wrong} is {str(values[wrong])[:60]}, which it never is.") from None


def _has_shape(name: str, value: Any) -> bool:
    try:
        _shaped(name, value)
    except (TypeError, ValueError, AttributeError, KeyError):
        return False
    return True


def _shaped(name: str, value: Any) -> Any:
    """Raises one of Python's own errors for a value of another type."""
    if name in NUMBERS:
        return _number(value)
    if name in OF_RUNS:
        return {_text(run): _number(value[run]) for run in sorted(value.keys())}
    if name == "claimers":
        return {_text(run): _names(value[run]) for run in sorted(value.keys())}
    if name == "scheduled":
        return _names(value)
    if not isinstance(value, frozenset):
        raise TypeError
    return sorted([_text(worker), _text(run), _number(epoch)] for worker, run, epoch in value)


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _names(value: Any) -> list[str]:
    if not isinstance(value, frozenset):
        raise TypeError
    return sorted(_text(name) for name in value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
