r"""Traces as a sequence of records in TLA+, `<< [now |-> 0, …], … >>`: the Toolbox copies them so, and TLC writes them
into the modules `…_TTrace_….tla` and `SpecTE.tla`, and with `-dumpTrace tla`."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from typing import Any

from a09web.specs.values import ValueSyntaxError, parse_records

from .clothes import Line
from .found import VARIABLES, BadUpload, Found, Told, shaped
from .printed import LEFT_OUT, action_of

_BEGINS = re.compile(r"<<\s*\(?\s*\[\s*\w+\s*\|->")
_ACTION = "_TEAction"
_COMMENT = re.compile(r"^\s*(?:\\\*).*$", re.MULTILINE)
_CONSTANT = re.compile(r"^\s*(MaxTime|MaxEpoch|Workers|Bugs)\s*=\s*(\d{1,3}|\{[^{}]{0,400}\})\s*$", re.MULTILINE)
_GOES_ON = re.compile(r"Back to state|Stuttering", re.IGNORECASE)


def is_sequence(lines: Sequence[Line]) -> bool:
    return _BEGINS.search(_uncommented(lines)) is not None


def read_sequence(lines: Sequence[Line]) -> Told:
    """The states, and the constants that a module of TLC's assigns. Raises `BadUpload`."""
    text, told = _uncommented(lines), Told()
    begins = _BEGINS.search(text)
    assert begins is not None
    starts = _starts(lines)

    def where(offset: int, state: int) -> str:
        line = lines[bisect(starts, offset) - 1]
        return f"Line {line.number}, state {state}"

    try:
        records = parse_records(text[begins.start() :], (*VARIABLES, _ACTION))
    except ValueSyntaxError as wrong:
        raise BadUpload(f"{where(begins.start(), 1)}: the sequence of states cannot be read. {wrong}") from None
    except (RecursionError, ValueError):
        raise BadUpload("The sequence is nested too deeply, or has a number that is too long.") from None
    for offset, values in records:
        place = where(begins.start() + offset + 1, len(told.states) + 1)
        action = values.pop(_ACTION, {})
        named = str(action.get("name", "")) if isinstance(action, dict) else ""
        if _GOES_ON.match(named):
            told.notes.append(LEFT_OUT)
            break
        told.states.append(Found(place, action_of(named), shaped(place, values)))
    told.constants = {name: _constant(value) for name, value in _CONSTANT.findall(text)}
    return told


def _uncommented(lines: Sequence[Line]) -> str:
    """The text with its comments as blanks, so that places stay what they were."""
    return _COMMENT.sub(lambda comment: " " * len(comment[0]), "\n".join(line.text for line in lines))


def _starts(lines: Sequence[Line]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    return starts


def _constant(value: str) -> Any:
    return int(value) if value.isdigit() else re.findall(r"\w+", value)
