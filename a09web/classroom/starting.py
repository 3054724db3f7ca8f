"""What a class can start from."""

from __future__ import annotations

from a09web.invalid_input import InvalidInput
from a09web.lessons.content import lessons
from a09web.links.pasted import NOTHING, opened_at
from a09web.scenarios.scenario import Scenario


def scenario_from(text: str) -> Scenario:
    """What somebody names: a lesson by its slug, title or line, a link, a short link, a sandbox; empty for the start.

    Raises `InvalidInput`.
    """
    text = text.strip()
    if not text:
        return Scenario()
    for lesson in lessons():
        if text.casefold() in (lesson.slug, lesson.title.casefold(), lesson.line.casefold()):
            return Scenario(bounds=lesson.bounds, bugs=lesson.bugs, title=lesson.title[:60])
    opened = opened_at(text)
    if opened is None:
        raise InvalidInput(NOTHING)
    return opened.scenario
