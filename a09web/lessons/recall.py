"""What a lesson asks at its end: three questions from earlier lessons, mixed, and none about the bug just learned."""

from __future__ import annotations

from dataclasses import dataclass

from .asking import Ask, GuardAnswer, guard_choices, judge_guard
from .content import Lesson, general, lessons
from .models import Progress

ASKED = 3


@dataclass(frozen=True)
class Recalled:
    """A question and, if it was answered, what came of the latest answer."""

    ask: Ask
    answer: GuardAnswer | None


def questions_for(lesson: Lesson) -> tuple[Ask, ...]:
    """One from each earlier lesson, the latest first; what is missing, from what every lesson builds on."""
    earlier = [each for each in reversed(lessons(lesson.workbook)) if each.order < lesson.order]
    firsts = [_one(each, lesson.order - each.order) for each in earlier]
    seconds = [ask for each in earlier for ask in each.recall if ask not in firsts]
    return tuple([*firsts, *seconds, *general(lesson.workbook).asks][:ASKED])


def _one(earlier: Lesson, distance: int) -> Ask:
    """A lesson's questions in turn, so that two lessons in a row do not ask the same."""
    return earlier.recall[(distance - 1) % len(earlier.recall)]


def recalled(progress: Progress, lesson: Lesson) -> tuple[Recalled, ...]:
    latest: dict[str, str] = dict(progress.recalled)
    return tuple(Recalled(ask, _judged(ask, latest.get(ask.name))) for ask in questions_for(lesson))


def _judged(ask: Ask, choice: str | None) -> GuardAnswer | None:
    """None, too, for an answer that the content no longer offers."""
    if choice not in [each.value for each in guard_choices(ask)] or choice is None:
        return None
    return judge_guard(ask, choice)
