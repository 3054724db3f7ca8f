"""What a log has to look like: each event with what it means and its fields. The page and `docs/logs.md` show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from a09web.model.logged import LoggedEvent, Vocabulary
from a09web.model.workbook import Workbook

AT = "at"


@dataclass(frozen=True)
class Line:
    """An event: what it says, the fields that it must have, and those that it may have."""

    event: str
    says: str
    fields: tuple[str, ...]
    optional: tuple[str, ...] = ()


def shape_of(workbook: Workbook[Any], words: Vocabulary) -> list[Line]:
    """The events in the order in which they mostly happen."""
    begins = Line(words.begins, words.begun, (AT, words.member, words.given[0]))
    return [begins, *(_line(workbook, words, event) for event in words.events)]


def _line(workbook: Workbook[Any], words: Vocabulary, event: LoggedEvent) -> Line:
    if event.through is not None:
        return Line(event.name, event.says, (AT, event.upto))
    return Line(event.name, event.says, (AT, words.member), tuple(_optional(workbook, words, event)))


def _optional(workbook: Workbook[Any], words: Vocabulary, event: LoggedEvent) -> Iterator[str]:
    """The fields for what the event may say, but is not needed."""
    transition = next(each for each in workbook.transitions if each.name == event.transition)
    sorts = {parameter.sort for parameter in transition.parameters}
    if words.worker[1] in sorts:
        yield words.worker[0]
    if event.attempt is not None or words.attempt[1] in sorts:
        yield words.attempt[0]
