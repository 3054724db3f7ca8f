"""A bug of a workbook as a story, step by step, from a real trace."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from a09web.model.declared import Story
from a09web.model.replay import replay
from a09web.model.workbook import Workbook
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import Scenario
from a09web.workbooks.faces import as_sentence

from .timetable import Timetable, drawn


@dataclass(frozen=True)
class ToldStory:
    """A story to play: drawn for a laptop and for a phone, with a sentence for the start and for each step. `broken` is
    the property that the last step breaks, and `gone` what the bug took away: what that is, and its text. `before` is
    the text of a link one step before the end, where somebody may break it."""

    story: Story
    wide: Timetable
    narrow: Timetable
    sentences: tuple[str, ...]
    broken: str
    gone: tuple[str, str]
    before: str


@lru_cache
def story_of(workbook: Workbook[Any]) -> ToldStory | None:
    """None for a workbook that tells none."""
    story = workbook.story
    if story is None:
        return None
    played = replay(workbook.bounds(), frozenset([story.bug]), story.steps)
    return ToldStory(
        story,
        wide=drawn(played, width=640, row=38, lanes=story.lanes),
        narrow=drawn(played, width=344, row=34, lanes=story.lanes, labels=False),
        sentences=(story.begins, *(as_sentence(played, entry) for entry in played.entries[1:])),
        broken=workbook.bug(story.bug).caught_by,
        gone=_gone(workbook, story.bug),
        before=encode(_before_the_end(workbook, story)),
    )


def _before_the_end(workbook: Workbook[Any], story: Story) -> Scenario:
    steps = story.steps[:-1]
    return Scenario(
        bounds=workbook.bounds(),
        bugs=frozenset([story.bug]),
        steps=steps,
        cursor=len(steps),
        title=story.title,
        note=story.question,
    )


def _gone(workbook: Workbook[Any], bug: str) -> tuple[str, str]:
    transition = workbook.transition(workbook.bug(bug).transition)
    checks = [("check", str(guard.test)) for guard in transition.guards if guard.removed_by == bug]
    return (*checks, *(("write", str(effect)) for effect in transition.effects if effect.skipped_by == bug))[0]
