"""`manage.py run_due`: does what is due. `serve` does it by itself; elsewhere it is for a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from a09web.classroom.due import run_due
from a09web.wording import counted


class Command(BaseCommand):
    help = "Does what is due, such as deleting classes that have expired."

    def handle(self, *args: Any, **options: Any) -> None:
        done = run_due()
        self.stdout.write(f"Did {counted(done, 'run')} that {'was' if done == 1 else 'were'} due.")
