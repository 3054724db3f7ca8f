"""Says what is wrong with the content of the lessons, everything that it claims computed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from a09web.lessons.checks import problems
from a09web.lessons.content import CONTENT
from a09web.wording import counted


class Command(BaseCommand):
    help = "Checks the lessons: that files can be read, steps replay, verdicts and figures are as they are said to be."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, default=CONTENT, help="the content; without it the app's own"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        found = list(problems(folder, computed=True))
        for problem in found:
            self.stdout.write(problem)
        if found:
            raise CommandError(f"{counted(len(found), 'problem')} in the content.")
        self.stdout.write("The content is in order.")
