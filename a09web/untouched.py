"""What is left behind has an end: each day what nobody touched for long is deleted, as work that is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from a09web.classroom.due import forget_done, schedule
from a09web.exercises.services import forget_untouched as forget_works
from a09web.lessons.progress import forget_untouched as forget_lessons
from a09web.links.services import delete_old
from a09web.sandbox.services import delete_untouched
from a09web.sessions import SessionStore

FORGET = "forget"
"""The kind of due work; its subject is the day."""
PROGRESS_DAYS = 365
"""As long as the cookie lasts that a learner is known by."""
HOUR = time(3, tzinfo=UTC)
"""When hardly anybody is there, in UTC."""


@dataclass(frozen=True)
class Forgotten:
    """How many of each were deleted."""

    sandboxes: int
    lessons: int
    works: int
    links: int


def forget() -> Forgotten:
    """Deletes what nobody touched for long, and what expired."""
    SessionStore.clear_expired()
    return Forgotten(
        delete_untouched(days=settings.SANDBOX_DAYS),
        forget_lessons(days=PROGRESS_DAYS),
        forget_works(days=PROGRESS_DAYS),
        delete_old(days=settings.LINK_DAYS),
    )


def forget_on(day: str) -> None:
    """The work of a day, which makes that of the next one due."""
    forget()
    forget_done(FORGET)
    plan(date.fromisoformat(day) + timedelta(days=1))


def plan(day: date | None = None) -> None:
    """Says when to forget next, the first time of all: today. Said again, it is said once."""
    now = timezone.now()
    day = max(day or now.date(), now.date())
    when = max(datetime.combine(day, HOUR), now)  # what became due while nobody was there is not late yet
    schedule(kind=FORGET, subject=day.isoformat(), when=when, anew=False)
