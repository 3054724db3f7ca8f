r"""What TLC prints: heads such as `State 2: <Tick line …>`, and the assignments below each.

Nothing may be lost in silence. A head that is cut is joined; where states are missing, or assignments stand below no
head that can be read, the text is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from a09web.model.workbook import Workbook
from a09web.scenarios.tlctext import MARK, MARKED
from a09web.specs.values import Value, ValueSyntaxError, parse_state

from .clothes import Line, aligned
from .found import BadUpload, Found, Told, carried
from .heads import LINES_OF_A_HEAD, LONGEST_HEAD, action_of, head_of
from .shapes import shaped

LONGEST_STATE = 20_000
LONGEST_PREFIX, LONGEST_SUFFIX = 120, 120
NONE_CAN_BE_READ = "States begin in the text, but none of them can be read. Are they on lines of their own?"
LEFT_OUT = "How the trace goes on for ever is left out: it ends at its last state."

_INITIAL = re.compile(r"violated by the initial state:\s*$")
_END = re.compile(r"(?:\bState )?(?<!\d)\d{1,6}: (?:Stuttering|Back to state)|^\W*Back to state|^\W*Stuttering$")
_ASSIGNED = re.compile(r"/\\ *\w+ *=(?!=)")
_VIOLATED = re.compile(r"\bInvariant (\w+) is violated")
_CARRIED = re.compile(rf'"{MARKED}([A-Za-z0-9._~\s-]{{1,5000}})"')
_OPEN_END = re.compile(r"(?:=|\|->|:>|@@|,)$")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_PARTS = re.compile(_STRING.pattern + r"|(?<=\s)/\\ *\w+ *=(?!=)|(?<=\s)(?:State )?(?<!\d)\d{1,6}: ")
_BULLET = re.compile(r"[-*+•]\s*(?=/\\ *\w+ *=(?!=))")


def is_printed(workbook: Workbook[Any], lines: Sequence[Line]) -> bool:
    """Whether a state of a trace begins somewhere, as TLC prints one."""
    head = head_of(workbook)
    return any(head.search(line.text) or _INITIAL.search(line.text) for line in lines)


def read_printed(workbook: Workbook[Any], lines: Sequence[Line]) -> Told:
    """The first trace in it. Raises `BadUpload`."""
    told, reader = Told(workbook), _Reader(head_of(workbook))
    for line in _aligned(workbook, lines):
        if reader.take(line):
            break
    told.notes += reader.notes
    told.violated = tuple(reader.violated)
    said = carried_in(reader.before)
    told.scenario = carried(workbook, said) if said else None
    if not said and any(MARK.strip() in line.text for line in reader.before):
        told.notes.append("The line that names the scenario of the file cannot be read, so it was left out.")
    for place, block in enumerate(reader.blocks, start=1):
        told.states.append(_found(workbook, f"Line {block.number}, state {place}", block, first=place == 1))
    if not told.states:
        raise BadUpload(NONE_CAN_BE_READ)
    return told


def carried_in(lines: Sequence[Line]) -> str:
    """The text of the link that one of our files has in it, the last if there are several, or nothing."""
    whole = [found[1] for line in lines if (found := _CARRIED.search(line.text))]
    broken = _CARRIED.findall("\n".join(line.text for line in lines))
    said = [*broken, *whole]
    return "".join(said[-1].split()) if said else ""


def _aligned(workbook: Workbook[Any], lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without what stands before and behind each of them, if the first head shows that there is something;
    and those of a text that lost its lines."""
    head = head_of(workbook)
    for line in lines:
        if found := head.search(line.text):
            before, behind = line.text[: found.start()], _behind(found)
            if _ASSIGNED.search(behind):
                return [part for whole in lines for part in _broken(whole)]
            if len(before) > LONGEST_PREFIX or len(behind) > LONGEST_SUFFIX:
                break
            return aligned(lines, before, behind, _content_of(workbook))
        if _INITIAL.search(line.text):
            break
    return lines


@cache
def _content_of(workbook: Workbook[Any]) -> re.Pattern[str]:
    """What a line of a trace has in it."""
    parts = (head_of(workbook), _INITIAL, _END, _ASSIGNED, _CARRIED)
    return re.compile("|".join(part.pattern for part in parts))


def _behind(head: re.Match[str]) -> str:
    """What stands behind `State 1: <…>`, if that is closed in the line."""
    said = head["x"] or head["z"] or ""
    return said.partition(">")[2] if said.startswith("<") else ""


def _broken(line: Line) -> Iterator[Line]:
    """A line with heads and assignments in it as several. What stands in a string does not count."""
    starts = [0, *(found.start() for found in _PARTS.finditer(line.text) if not found[0].startswith('"'))]
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        yield line._replace(text=line.text[start:end])


@dataclass
class _Block:
    """A state: the number of its line, its head as far as it was read, and its assignments. It is `closed` by a line
    that cannot belong to it."""

    number: int
    head: str
    said: list[str] = field(default_factory=list)
    closed: bool = False
    depth: int = 0
    in_string: bool = False
    open_end: bool = False

    @property
    def open_head(self) -> bool:
        """Whether the next line may be the rest of the head: mail is wrapped at some 72 columns."""
        opened = self.head.startswith("<") and ">" not in self.head or not self.head
        return not self.said and opened and self.head.count("\n") < LINES_OF_A_HEAD

    @property
    def open_value(self) -> bool:
        """Whether the last assignment goes on in the next line."""
        return self.depth > 0 or self.in_string or self.open_end

    def assign(self, text: str) -> None:
        self.said.append(text)
        self.depth, self.in_string = 0, False
        self._look_at(text)

    def go_on(self, text: str) -> None:
        if len(self.said[-1]) <= LONGEST_STATE:  # else it is refused, and need not grow
            self.said[-1] = f"{self.said[-1]}\n{text}"
        self._look_at(text)

    def _look_at(self, text: str) -> None:
        """Only the line that is new: a value may have very many."""
        parts = re.sub(r"\\.", "", text).split('"')
        outside = " ".join(parts[self.in_string :: 2])
        self.in_string ^= len(parts) % 2 == 0
        self.depth += sum(map(outside.count, "{[(")) + outside.count("<<")
        self.depth -= sum(map(outside.count, "}])")) + outside.count(">>")
        self.open_end = not self.in_string and _OPEN_END.search(outside.rstrip()) is not None


class _Reader:
    """Takes a line after the other, and keeps the states that begin in them."""

    def __init__(self, head: re.Pattern[str]) -> None:
        self.head = head
        self.blocks: list[_Block] = []
        self.notes: list[str] = []
        self.violated: list[str] = []
        self.before: list[Line] = []

    def take(self, line: Line) -> bool:
        """Whether the trace has ended."""
        text = line.text.strip()
        text = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
        if self.blocks and _ASSIGNED.match(text):
            self._within(line, text)
        elif _outside(_END.search(text)):
            self.notes.append(LEFT_OUT)
            return True
        elif head := _outside(self.head.search(text)):
            number = int(head["a"] or head["b"] or head["c"])
            return self._begin(number, line, (head["x"] or head["z"] or "").strip(), text)
        elif _INITIAL.search(text):
            return self._begin(1, line, "<Initial predicate>", text)
        elif self.blocks:
            self._within(line, text)
        else:
            self.before.append(line)
            self._violated(text)
        return False

    def _violated(self, text: str) -> None:
        if found := _VIOLATED.search(text):
            self.violated = [found[1]]

    def _begin(self, number: int, line: Line, head: str, text: str) -> bool:
        if number == 1 and self.blocks:
            self.notes.append(f"Another trace begins in line {line.number}. Only the first was read.")
            return True
        if number != len(self.blocks) + 1:
            raise BadUpload(f"Line {line.number}: {self._gap(number)}")
        if not self.blocks:
            self._violated(text)
        self.blocks.append(_Block(line.number, head))
        return False

    def _gap(self, number: int) -> str:
        after = len(self.blocks)
        if not after:
            return f"the trace begins with state {number}. State 1 has to be there, too: the steps are found from it."
        if number <= after:
            return f"state {number} comes after state {after}. Are these two traces, or one whose lines were moved?"
        return f"state {number} comes after state {after}. What is between them is missing, or its head cannot be read."

    def _within(self, line: Line, text: str) -> None:
        block = self.blocks[-1]
        if _ASSIGNED.match(text):
            if block.closed:
                raise BadUpload(
                    f"Line {line.number}: these variables belong to no state. Above them a head such as "
                    f"“State {len(self.blocks) + 1}: <…>” is missing or cannot be read."
                )
            block.assign(text)
        elif text and block.open_head:
            block.head = f"{block.head}\n{text}"
        elif text and block.open_value:
            block.go_on(text)
        elif text and not line.foreign:
            block.closed = True


def _outside(found: re.Match[str] | None) -> re.Match[str] | None:
    """What was found, unless it is in a string."""
    return None if found is None or found.string[: found.start()].count('"') % 2 else found


def _found(workbook: Workbook[Any], where: str, block: _Block, *, first: bool) -> Found:
    if len(block.head) > LONGEST_HEAD:
        raise BadUpload(f"{where}: the head of the state is too long to be one of TLC's.")
    if sum(map(len, block.said)) > LONGEST_STATE:
        raise BadUpload(f"{where}: the state is too long to be one of this model.")
    names = tuple(found[1] for line in block.said if (found := re.match(r"/\\ *(\w+)", line)))
    values = shaped(workbook, where, _assigned(workbook, where, block.said), partly=not first, others=names)
    return Found(where, action_of(workbook, block.head.replace("\n", " ")), values)


def _assigned(workbook: Workbook[Any], where: str, said: Sequence[str]) -> dict[str, object]:
    """The variables of the workbook, each read by itself, so that what is odd in another one does not matter."""
    values: dict[str, object] = {}
    try:
        for line in said:
            read = _value(workbook, line)
            if twice := next((name for name in read if name in values), ""):
                raise ValueSyntaxError(f"{twice} is given twice.")
            values |= read
    except ValueSyntaxError as wrong:
        raise BadUpload(f"{where}: the state cannot be read. {wrong}") from None
    except (RecursionError, ValueError):
        raise BadUpload(f"{where}: the state is nested too deeply, or has a number that is too long.") from None
    return values


def _value(workbook: Workbook[Any], said: str) -> dict[str, Value]:
    """A value in several lines was broken at a blank, or, where that cannot be, within a word."""
    try:
        return parse_state(said, workbook.variable_names)
    except ValueSyntaxError:
        if "\n" not in said:
            raise
        return parse_state(said.replace("\n", ""), workbook.variable_names)
