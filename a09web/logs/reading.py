"""A log as events: JSON lines or CSV, one event a line. Only what the vocabulary names is read; the rest is dropped."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple, TextIO

from a09web.invalid_input import InvalidInput
from a09web.model.logged import Vocabulary
from a09web.wording import counted, listed

from .readers.foreign import Foreign
from .times import parse_time

LONGEST_LINE = 100_000
"""Characters of a line. An event has a few hundred; what is longer is no log of events."""
LONGEST_NAME = 200
MOST = 10_000
"""No attempt has a number as high as this."""
_SCAN = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # `loads`, without what it does for bytes
SAID = 5
"""So many lines that cannot be read are told one by one."""


class Event(NamedTuple):
    """An event of the log. `member` is whom it is about, empty if it is about all; `worker` who did it and `attempt` at
    which attempt, None for what was not logged; `number` is a time that it carries: when the member is due, or up to
    when the checkpoint is."""

    line: int
    at: int
    name: str
    member: str
    worker: str | None
    attempt: int | None
    number: int | None


@dataclass
class Unread:
    """Lines that are no events: how many, and of the first ones what is wrong with each."""

    count: int = 0
    said: list[str] = field(default_factory=list)

    def note(self, line: int, what: str) -> None:
        self.count += 1
        if len(self.said) < SAID:
            self.said.append(f"Line {line:,} {what}.")

    @property
    def sentences(self) -> list[str]:
        more = self.count - len(self.said)
        return [*self.said, *([f"So it is with {counted(more, 'more line')}."] if more else [])]


def lines_of(file: TextIO) -> Iterator[str]:
    """The lines of a file; of one that is too long its beginning, so that a file without lines takes no memory."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith("\n"):
            line = file.readline(LONGEST_LINE + 1)


class Reader:
    """Reads the lines of one log, in the plain format or in that of a `source`. `kind` is that of its times, known
    after the first event; `is_unnamed` says whether a source left out who did something."""

    def __init__(self, vocabulary: Vocabulary, source: Foreign | None = None) -> None:
        self.vocabulary, self.source = vocabulary, source
        self.unread = Unread()
        self.is_unnamed = False
        self.kind = ""
        self._member, self._worker, self._attempt = vocabulary.member, vocabulary.worker[0], vocabulary.attempt[0]
        self._number = {vocabulary.begins: vocabulary.given[0]}
        self._number |= {event.name: event.upto for event in vocabulary.events}
        self._about_all = {event.name for event in vocabulary.events if event.through is not None}

    def events(self, lines: Iterable[str]) -> Iterator[Event]:
        """The events of a log, in its order. Raises `InvalidInput` if the log is empty, or no shape is known."""
        numbered = enumerate(lines, 1)
        for number, first in numbered:
            text = first.lstrip("\ufeff").strip()
            if text:
                yield from self._of_shape(number, text, numbered)
                return
        raise InvalidInput("The log is empty: it has no line with an event.")

    def _of_shape(self, number: int, first: str, rest: Iterator[tuple[int, str]]) -> Iterator[Event]:
        if first.startswith("{"):
            yield from self._read(chain([(number, first)], rest), _json)
            return
        names = _row(first) or []
        needed = ("at", "event") if self.source is None else sorted(self.source.columns)
        if not {*needed} <= {*names}:
            raise InvalidInput(
                "This is no log that can be read: its first line is neither a JSON object nor the names of CSV columns "
                f"with {listed([f'“{name}”' for name in needed])} among them. {self.shape}"
            )
        yield from self._read(rest, lambda text: dict(zip(names, _row(text) or (), strict=False)))

    @property
    def shape(self) -> str:
        """What a log has to look like."""
        if self.source is not None:
            return self.source.shape
        words = self.vocabulary
        others = [words.member, words.worker[0], words.attempt[0], *filter(None, dict.fromkeys(self._number.values()))]
        return (
            f"Each line is one event with “at”, a time, and “event”, one of {listed(self.vocabulary.names)}; "
            f"and where they apply {listed(others)}."
        )

    def _read(self, numbered: Iterable[tuple[int, str]], parsed: Callable[[str], Any]) -> Iterator[Event]:
        if self.source is not None:
            yield from self._read_foreign(self.source, numbered, parsed)
            return
        for number, text in numbered:
            if text.isspace():
                continue
            try:
                yield self._event(number, parsed(text) if len(text) <= LONGEST_LINE else _too_long(text))
            except InvalidInput as wrong:
                self.unread.note(number, str(wrong))

    def _read_foreign(
        self, source: Foreign, numbered: Iterable[tuple[int, str]], parsed: Callable[[str], Any]
    ) -> Iterator[Event]:
        for number, given in source.events(self._objects(numbered, parsed), self.unread.note):
            try:
                event = self._event(number, given)
            except InvalidInput as wrong:
                self.unread.note(number, str(wrong))
                continue
            self.is_unnamed |= event.worker is None and event.name in source.naming
            yield event

    def _objects(
        self, numbered: Iterable[tuple[int, str]], parsed: Callable[[str], Any]
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """The lines of another system's log that are objects at all."""
        for number, text in numbered:
            if text.isspace():
                continue
            try:
                yield number, _object(parsed(text) if len(text) <= LONGEST_LINE else _too_long(text))
            except InvalidInput as wrong:
                self.unread.note(number, str(wrong))

    def _event(self, line: int, given: Any) -> Event:
        name = _object(given).get("event")
        if name not in self._number:
            raise InvalidInput(self._no_event(name))
        about_all = name in self._about_all
        member = "" if about_all else _name(given, self._member)
        if member is None:
            raise InvalidInput(f"has no “{self._member}”")
        key = self._number[name]
        number = self._time(given, key) if about_all or (key and given.get(key) not in (None, "")) else None
        worker, attempt = _name(given, self._worker), _whole(given, self._attempt)
        return Event(line, self._time(given, "at"), name, member, worker, attempt, number)

    def _no_event(self, name: Any) -> str:
        if name in (None, ""):
            return "has no “event”"
        return f"has the event “{str(name)[:40]}”, which is none of {listed(self.vocabulary.names)}"

    def _time(self, given: dict[str, Any], key: str) -> int:
        value = given.get(key)
        if value is None or value == "":
            raise InvalidInput(f"has no “{key}”")
        try:
            time, kind = parse_time(value)
        except InvalidInput as wrong:
            raise InvalidInput(f"has “{str(value)[:40]}” as its “{key}”, which {wrong}") from None
        if kind != self.kind:
            if self.kind:
                raise InvalidInput(f"has {kind} as its “{key}”, where the log began with {self.kind}")
            self.kind = kind
        return time


def _object(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InvalidInput("is no JSON object")
    return given


def _json(text: str) -> Any:
    try:
        found, end = _SCAN(text, 0 if text[0] == "{" else len(text) - len(text.lstrip()))
    except (ValueError, RecursionError, StopIteration):
        raise InvalidInput("is no JSON object") from None
    if end < len(text) and not text[end:].isspace():
        raise InvalidInput("is no JSON object")
    return found


def _row(text: str) -> list[str] | None:
    try:
        return next(csv.reader([text]), None)
    except csv.Error:
        return None


def _too_long(text: str) -> Any:
    raise InvalidInput(f"has {counted(len(text), 'character')}, and an event has at most {LONGEST_LINE:,}")


def _name(given: dict[str, Any], key: str) -> str | None:
    """A name, which may be a whole number."""
    value = given.get(key)
    if type(value) is str and 0 < len(value) <= LONGEST_NAME and value.isprintable():
        return value
    if value is None or value == "":
        return None
    if type(value) is not str and type(value) is not int:
        raise InvalidInput(f"has as its “{key}” what is neither a text nor a whole number")
    name = str(value)
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput(f"has a “{key}” with characters that cannot be shown, or with more than {LONGEST_NAME}")
    return name


def _whole(given: dict[str, Any], key: str) -> int | None:
    value = given.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isdecimal() and len(value) < len(str(MOST)):
        value = int(value)
    if type(value) is not int or not 0 < value < MOST:
        raise InvalidInput(f"has “{str(value)[:40]}” as its “{key}”, which must be a whole number from 1")
    return value
