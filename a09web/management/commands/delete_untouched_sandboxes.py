"""`manage.py delete_untouched_sandboxes`: for a daily timer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from a09web.sandbox.services import delete_untouched


class Command(BaseCommand):
    help = "Deletes the sandboxes that nobody changed for SANDBOX_DAYS days."

    def handle(self, *args: Any, **options: Any) -> None:
        count = delete_untouched(days=settings.SANDBOX_DAYS)
        self.stdout.write(
            f"Deleted {count} sandbox{'' if count == 1 else 'es'} untouched for {settings.SANDBOX_DAYS} days."
        )
