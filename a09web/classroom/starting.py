"""What a class can start from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.lessons.content import Lesson, lessons
from a09web.links.pasted import NOTHING, opened_at
from a09web.model.workbook import Workbook
from a09web.scenarios.scenario import Scenario
from a09web.workbooks import FIRST, WORKBOOKS


def scenario_from(text: str, workbook: Workbook[Any] = FIRST) -> Scenario:
    """What somebody names: a lesson by its name in the list, its title or line, a link, a short link, a sandbox; empty
    for the start of a workbook. That of another one is its slug and a slash.

    Raises `InvalidInput`.
    """
    text = text.strip()
    if not text:
        return start_of(workbook)
    for other in WORKBOOKS.values():
        if text == start_named(other):
            return start_of(other)
        for lesson in lessons(other):
            if text.casefold() in (named(lesson), lesson.title.casefold(), lesson.line.casefold()):
                return Scenario(bounds=lesson.bounds, bugs=lesson.bugs, title=lesson.title[:60])
    opened = opened_at(text)
    if opened is None:
        raise InvalidInput(NOTHING)
    return opened.scenario


def start_of(workbook: Workbook[Any]) -> Scenario:
    """The start at its usual bounds, with no bug on."""
    return Scenario(bounds=workbook.bounds())


def start_named(workbook: Workbook[Any]) -> str:
    """How a form names the start of a workbook."""
    return "" if workbook is FIRST else f"{workbook.slug}/"


def named(lesson: Lesson) -> str:
    """How a form names a lesson."""
    return f"{start_named(lesson.workbook)}{lesson.slug}"


def offered() -> Iterator[tuple[str, str]]:
    """What a new class can start from, besides links: how a form names it, and in words."""
    for workbook in WORKBOOKS.values():
        of = "" if workbook is FIRST else f" of {workbook.name}"
        yield start_named(workbook), f"the start{of}, no bug on"
        for lesson in lessons(workbook):
            yield named(lesson), f"lesson {lesson.order}{of}: {lesson.title}"
