"""`manage.py delete_untouched`: for a daily timer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from a09web.exercises.services import forget_untouched as forget_works
from a09web.lessons.progress import forget_untouched
from a09web.sandbox.services import delete_untouched

PROGRESS_DAYS = 365
"""As long as the cookie lasts that a learner is known by."""


class Command(BaseCommand):
    help = "Deletes sandboxes that nobody changed for SANDBOX_DAYS days, and what learners did and left for a year."

    def handle(self, *args: Any, **options: Any) -> None:
        count, days = delete_untouched(days=settings.SANDBOX_DAYS), settings.SANDBOX_DAYS
        self.stdout.write(f"Deleted {count} sandbox{'' if count == 1 else 'es'} untouched for {days} days.")
        lessons = forget_untouched(days=PROGRESS_DAYS)
        self.stdout.write(f"Forgot {lessons} lesson{'' if lessons == 1 else 's'} untouched for {PROGRESS_DAYS} days.")
        works = forget_works(days=PROGRESS_DAYS)
        self.stdout.write(f"Forgot {works} exercise{'' if works == 1 else 's'} untouched for {PROGRESS_DAYS} days.")
