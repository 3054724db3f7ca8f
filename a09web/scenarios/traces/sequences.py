r"""Traces as a value of TLA+. A sequence of records, `<< [now |-> 0, …], … >>`: the Toolbox copies them so, and TLC
writes them into the modules `…_TTrace_….tla` and `SpecTE.tla`. Or what TLC calls `CounterExample`, also with
`-dumpTrace tla`: `state |-> {<<1, [now |-> 0, …]>>, …}`."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from a09web.model.workbook import Workbook
from a09web.specs.values import ValueSyntaxError, parse_numbered_records, parse_records

from .clothes import Line, aligned
from .found import BUGS, BadUpload, Found, Told
from .heads import action_of
from .printed import LEFT_OUT, NONE_CAN_BE_READ
from .shapes import shaped

_BEGINS = re.compile(r"<<\s*(?:\(\s*)?\[\s*\w+\s*\|->")
_NUMBERED = re.compile(r"\bstate\s*\|->\s*(?=\{\s*<<\s*\d+\s*,\s*\[)")
_OPENED = re.compile(r"(?P<before>.{0,120}?)<<(?:\s*(?:\(\s*)?\[.*|(?P<behind>[^<>\w\[(]{0,120}))")
_NOTHING = re.compile(r"(?!)")
MOST_TRIED = 3
_ACTION = "_TEAction"
_COMMENT = re.compile(r"^ *\\\*.*$", re.MULTILINE)
_CONSTANT = re.compile(r"^ *(\w+) *= *(\d{1,3}|\{[^{}]{0,400}\}) *$", re.MULTILINE)
_GOES_ON = re.compile(r"Back to state|Stuttering", re.IGNORECASE)


def is_sequence(lines: Sequence[Line]) -> bool:
    return _begins(_uncommented(_aligned(lines)))


def read_sequence(workbook: Workbook[Any], lines: Sequence[Line]) -> Told:
    """The states, and the constants that a module of TLC's assigns. Raises `BadUpload`."""
    lines = _aligned(lines)
    text, told = _uncommented(lines), Told(workbook)
    starts = _starts(lines)

    def where(offset: int, state: int) -> str:
        line = lines[bisect(starts, offset) - 1]
        return f"Line {line.number}, state {state}"

    for offset, values in _records(workbook, text, where):
        place = where(offset, len(told.states) + 1)
        action = values.pop(_ACTION, {})
        named = str(action.get("name", "")) if isinstance(action, dict) else ""
        if _GOES_ON.match(named):
            told.notes.append(LEFT_OUT)
            break
        told.states.append(Found(place, action_of(workbook, named), shaped(workbook, place, values)))
    if not told.states:
        raise BadUpload(NONE_CAN_BE_READ)
    told.constants = _constants(workbook, text)
    return told


def _begins(text: str) -> bool:
    return (_BEGINS.search(text) or _NUMBERED.search(text)) is not None


def _records(workbook: Workbook[Any], text: str, where: Callable[[int, int], str]) -> list[tuple[int, dict[str, Any]]]:
    """Where each state begins, and its variables."""
    wanted, numbered = (*workbook.variable_names, _ACTION), _NUMBERED.search(text)
    found = numbered or _BEGINS.search(text)
    assert found is not None
    begins = found.end() if numbered else found.start()
    try:
        if numbered:
            states = parse_numbered_records(text[begins:], wanted)
        else:
            states = [(n, *record) for n, record in enumerate(parse_records(text[begins:], wanted), start=1)]
    except ValueSyntaxError as wrong:
        line = where(begins + wrong.place, 1).partition(",")[0]
        raise BadUpload(f"{line}: the sequence of states cannot be read. {wrong}") from None
    except (RecursionError, ValueError):
        raise BadUpload("The sequence is nested too deeply, or has a number that is too long.") from None
    return [(begins + place + 1, values) for _, place, values in _in_order(states)]


def _in_order(states: list[tuple[int, int, dict[str, Any]]]) -> list[tuple[int, int, dict[str, Any]]]:
    """A set has no order; the numbers of its states do. Raises `BadUpload` if one is missing."""
    ordered = sorted(states, key=lambda state: state[0])
    numbers = [number for number, _, _ in ordered]
    if numbers != list(range(1, len(numbers) + 1)):
        missing = next(number for number in range(1, len(numbers) + 2) if number not in numbers)
        raise BadUpload(f"The counterexample has no state {missing}, or one twice.")
    return ordered


def _aligned(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without what stands before and behind each of them, as that which opens the sequence shows it."""
    if _begins(_uncommented(lines)):
        return lines
    opened = (found for line in lines if (found := _OPENED.fullmatch(line.text.rstrip())))
    for found in islice(opened, MOST_TRIED):
        before, behind = found["before"], found["behind"] or ""
        if before.strip() or behind.strip():
            without = aligned(lines, before, behind, _NOTHING)
            if _begins(_uncommented(without)):
                return without
    return lines


def _uncommented(lines: Sequence[Line]) -> str:
    """The text with its comments as blanks, so that places stay what they were."""
    return _COMMENT.sub(lambda comment: " " * len(comment[0]), "\n".join(line.text for line in lines))


def _starts(lines: Sequence[Line]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    return starts


def _constants(workbook: Workbook[Any], text: str) -> dict[str, Any]:
    """The numbers and the sets of names that a module assigns to constants of the workbook."""
    numbers = {declared.constant for _, declared in workbook.bounds.parameters() if declared.each is None}
    sets = {BUGS, *(sort.name for sort in workbook.sorts if sort.letter)}
    found = dict[str, Any]()
    for name, value in _CONSTANT.findall(text):
        if value.isdigit() and name in numbers:
            found[name] = int(value)
        elif not value.isdigit() and name in sets:
            found[name] = re.findall(r"\w+", value)
    return found
