"""`manage.py check_log`: a log of a real queue, checked against a model."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from a09web.invalid_input import InvalidInput
from a09web.logs.check import asked, check_log
from a09web.logs.readers import READERS
from a09web.logs.reading import lines_of
from a09web.logs.report import log_lines, log_report
from a09web.management.model_command import OneSentenceParser
from a09web.wording import listed
from a09web.workbooks import FIRST, WORKBOOKS, workbook_named

UNREADABLE, FOUND = 1, 2
"""Exit statuses; 0 is a clean log."""
STDIN = "-"


class LogParser(OneSentenceParser):
    misuse = UNREADABLE


class Command(BaseCommand):
    help = "Checks the log of a real queue: which event does the correct model not allow, and which bug explains it?"
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = LogParser
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("log", metavar="FILE", help="JSON lines or CSV, one event a line; - reads standard input")
        known = f"{listed(list(WORKBOOKS))} (default {FIRST.slug})"
        parser.add_argument("--workbook", default=FIRST.slug, help=f"the model by its slug: {known}")
        parser.add_argument("--skew", default="", help="how far the clocks of several machines may differ, such as 2s")
        late = "how late due work may be done (default 60s; none if the times of the log are numbers)"
        parser.add_argument("--late", default="", help=late)
        parser.add_argument("--unlogged", default="", help="events that the log does not have, such as expired")
        systems = f"the system that wrote it, if it is not in the plain format: {listed(list(READERS))}"
        parser.add_argument("--from", default="", dest="source", metavar="SYSTEM", help=systems)
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            allowed = (options[each] for each in ("skew", "late", "unlogged", "source"))
            question = asked(workbook_named(options["workbook"]), *allowed)
            with _opened(options["log"]) as file:
                checked = check_log(lines_of(file), question)
        except InvalidInput as wrong:
            raise CommandError(str(wrong), returncode=UNREADABLE) from None
        if options["json"]:
            self.stdout.write(json.dumps(log_report(checked), indent=2))
        else:
            for line in log_lines(checked):
                self.stdout.write(line)
        if not checked.is_clean:
            sys.exit(FOUND)


@contextmanager
def _opened(name: str) -> Iterator[TextIO]:
    """The file of a log, or standard input. Bytes that are no UTF-8 become marks; no line of a log needs them."""
    if name == STDIN:
        reconfigure = getattr(sys.stdin, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
        yield sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8", errors="replace") as file:
            yield file
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read: {error.strerror}.") from None
