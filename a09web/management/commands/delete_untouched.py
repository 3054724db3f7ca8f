"""`manage.py delete_untouched`: for a daily timer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from a09web.exercises.services import forget_untouched as forget_works
from a09web.lessons.progress import forget_untouched
from a09web.sandbox.services import delete_untouched
from a09web.wording import counted

PROGRESS_DAYS = 365
"""As long as the cookie lasts that a learner is known by."""


class Command(BaseCommand):
    help = "Deletes sandboxes that nobody changed for SANDBOX_DAYS days, and what learners did and left for a year."

    def handle(self, *args: Any, **options: Any) -> None:
        count, days = delete_untouched(days=settings.SANDBOX_DAYS), settings.SANDBOX_DAYS
        self.stdout.write(f"Deleted {counted(count, 'sandbox', 'sandboxes')} untouched for {counted(days, 'day')}.")
        lessons = forget_untouched(days=PROGRESS_DAYS)
        self.stdout.write(f"Forgot {counted(lessons, 'lesson')} untouched for {PROGRESS_DAYS} days.")
        works = forget_works(days=PROGRESS_DAYS)
        self.stdout.write(f"Forgot {counted(works, 'exercise')} untouched for {PROGRESS_DAYS} days.")
