"""The lookout of this process, and the question that a moment asks it."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from a09web.foresight.lookout import Busy, Lookout, Pending
from a09web.foresight.questions import Answer, Question
from a09web.model.replay import Entry, Replay

Outlook = Answer | Pending | Busy


@cache
def lookout() -> Lookout:
    return Lookout(limit=settings.EXPLORE_STATES, seconds=settings.EXPLORE_SECONDS)


def look_ahead(played: Replay, entry: Entry, fair: frozenset[str]) -> Outlook:
    """What can still break from a moment; `Pending` while it is being found out."""
    return lookout().ask(Question(played.machine.bounds, entry.bugs, entry.state, fair))
