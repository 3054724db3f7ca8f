"""`manage.py first_sandbox`: makes sure that a new installation has a sandbox to open."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import create_sandbox
from a09web.sandbox.views import FIRST_SANDBOX
from a09web.workbooks import FIRST


class Command(BaseCommand):
    help = "Makes a first sandbox, if there is none, and prints its address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base", default="http://127.0.0.1:8000", help="what the address begins with")

    def handle(self, *args: Any, **options: Any) -> None:
        first = Sandbox.objects.filter(public_id=FIRST_SANDBOX).first()
        if first is None:
            first = create_sandbox(owner="", bounds=FIRST.bounds(), public_id=FIRST_SANDBOX)
        self.stdout.write(f"A sandbox is ready: {options['base']}{first.get_absolute_url()}")
