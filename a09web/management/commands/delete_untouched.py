"""`manage.py delete_untouched`: what `serve` does each day, done now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from a09web.untouched import PROGRESS_DAYS, forget
from a09web.wording import counted


class Command(BaseCommand):
    help = "Deletes sandboxes that nobody changed for SANDBOX_DAYS days, what learners did and left, and old links."

    def handle(self, *args: Any, **options: Any) -> None:
        done, days = forget(), counted(settings.SANDBOX_DAYS, "day")
        self.stdout.write(f"Deleted {counted(done.sandboxes, 'sandbox', 'sandboxes')} untouched for {days}.")
        self.stdout.write(f"Forgot {counted(done.lessons, 'lesson')} untouched for {PROGRESS_DAYS} days.")
        self.stdout.write(f"Forgot {counted(done.works, 'exercise')} untouched for {PROGRESS_DAYS} days.")
        links, kept = counted(done.links, "short link"), counted(settings.LINK_DAYS, "day")
        self.stdout.write(f"Deleted {links} stored {kept} ago.")
