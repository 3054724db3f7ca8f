"""A log from its lines to an answer."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.model.logged import Vocabulary
from a09web.model.workbook import Workbook
from a09web.wording import are, counted, listed

from .checking import Checker
from .following import Tolerance
from .readers import READERS
from .readers.foreign import Foreign
from .reading import Event, Reader
from .times import NUMBER, SECOND, parse_duration

USUAL_LATE = 60 * SECOND
"""How late due work may be done if nobody says otherwise and the log has times of day: a scanner looks now and then.
A log whose times are numbers is taken by its word."""
LOOKS_AT_THE_CLOCK = 64
"""After so many events."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a log. Without `late` it depends on the kind of its times; `source` is the system that wrote it,
    if that is not in the plain format."""

    workbook: Workbook[Any]
    skew: int = 0
    late: int | None = None
    unlogged: frozenset[str] = frozenset()
    source: Foreign | None = None

    @property
    def words(self) -> Vocabulary:
        """Raises `InvalidInput` if nobody has said what a log of this model looks like."""
        words = self.workbook.logged
        if words is None:
            raise InvalidInput(
                f"Logs cannot be checked against {self.workbook.name}, which does not say what its events are."
            )
        return words


def asked(workbook: Workbook[Any], skew: str = "", late: str = "", unlogged: str = "", source: str = "") -> Asked:
    """What is asked, as people type it. Raises `InvalidInput`."""
    found = Asked(workbook, parse_duration(skew or "0"), parse_duration(late) if late.strip() else None)
    events = [event.name for event in found.words.events if event.through is None]
    chosen = frozenset(name for name in (part.strip() for part in unlogged.split(",")) if name)
    if strange := sorted(chosen - {*events}):
        raise InvalidInput(f"“{strange[0][:40]}” is no event that may be missing from a log: {listed(events)} may.")
    return replace(found, unlogged=chosen, source=reader_named(source))


def reader_named(name: str) -> Foreign | None:
    """The reader for a system; None for the plain format. Raises `InvalidInput`."""
    if name and name not in READERS:
        raise InvalidInput(f"There is no reader for logs of “{name[:40]}”, only for those of {listed(list(READERS))}.")
    return READERS.get(name)


@dataclass(frozen=True)
class Checked:
    """The answer: what was found and counted, and what could not be read or judged, in sentences. `late` is what was
    allowed."""

    checker: Checker
    unread: int
    sentences: tuple[str, ...]
    late: int

    @property
    def is_clean(self) -> bool:
        return not self.checker.counts.found

    @property
    def summary(self) -> str:
        counts, noun = self.checker.counts, self.checker.words.member
        looked_at = f"{counted(counts.members, noun)}, {counted(counts.events, 'event')}"
        if self.is_clean:
            return f"{looked_at}: no broken promise."
        return f"{looked_at}: {counted(counts.found, 'finding')}."


def _within(seconds: float, events: Iterable[Event]) -> Iterator[Event]:
    until = time.monotonic() + seconds
    for number, event in enumerate(events):
        if number % LOOKS_AT_THE_CLOCK == 0 and time.monotonic() > until:
            raise InvalidInput(
                f"This log takes longer than the {counted(round(seconds), 'second')} that there are for one here: only "
                f"{counted(number, 'event')} of it {are(number)} checked. At a terminal there is no limit: manage.py "
                "check_log FILE."
            )
        yield event


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing that is kept of a log leads back to itself, and to look for that would take a seventh of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def check_log(lines: Iterable[str], question: Asked, seconds: float = math.inf) -> Checked:
    """Checks a log. Raises `InvalidInput` if it cannot be read at all, or if it takes longer than so many seconds."""
    reader = Reader(question.words, question.source)
    events = reader.events(lines)
    first = next(events, None)
    if first is None:
        raise InvalidInput(" ".join(["No line of the log is an event.", *reader.unread.sentences, reader.shape]))
    late = question.late if question.late is not None else 0 if reader.kind == NUMBER else USUAL_LATE
    checker = Checker(question.workbook, question.words, Tolerance(question.skew, late, question.unlogged), reader.kind)
    with _uncollected():
        checker.take(first)
        checker.check(_within(seconds, events))
    unsaid = [question.source.unsaid] if question.source is not None and reader.is_unnamed else []
    sentences = (*reader.unread.sentences, *checker.unjudged.sentences, *unsaid)
    return Checked(checker, reader.unread.count, sentences, late)
