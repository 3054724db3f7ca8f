"""Says what is wrong with the content of the lessons, everything that it claims computed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from a09web.invalid_input import InvalidInput
from a09web.lessons.checks import problems, problems_of
from a09web.wording import counted
from a09web.workbooks import FIRST, WORKBOOKS, workbook_named


class Command(BaseCommand):
    help = "Checks the lessons: that files can be read, steps replay, verdicts and figures are as they are said to be."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, help="the content; without it that of each workbook, in its own folder"
        )
        parser.add_argument("--workbook", default=FIRST.slug, help="the workbook that the content is of, by its slug")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(self._problems(options["folder"], options["workbook"]))
        for problem in found:
            self.stdout.write(problem)
        if found:
            raise CommandError(f"{counted(len(found), 'problem')} in the content.")
        self.stdout.write("The content is in order.")

    def _problems(self, folder: Path | None, slug: str) -> list[str]:
        if folder is None:
            return [each for workbook in WORKBOOKS.values() for each in problems_of(workbook, computed=True)]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            return list(problems(folder, workbook_named(slug), computed=True))
        except InvalidInput as wrong:
            raise CommandError(str(wrong)) from None
