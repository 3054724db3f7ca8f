"""What the commands about the model share: bounds and bugs as options, and errors as one sentence."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from a09web.invalid_input import InvalidInput
from a09web.model.names import parse_bounds, parse_bugs
from a09web.model.workbook import Bugs
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

MISUSE = 2

_TOGGLE = re.compile(r"-[A-Z]")


class OneSentenceParser(CommandParser):
    """Says what is wrong in one sentence, without the usage."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        # A trace may begin by switching a bug off, which looks like an option; a blank in front makes it none.
        args = sys.argv[1:] if args is None else args
        toggled = [f" {word}" if _TOGGLE.match(word) else word for word in args]
        return super().parse_args(toggled, namespace)

    def error(self, message: str) -> Any:
        sentence = f"{message[:1].upper()}{message[1:]}. See --help."
        if self.called_from_command_line:
            self.exit(MISUSE, f"{sentence}\n")
        raise CommandError(sentence, returncode=MISUSE)


class ModelCommand(BaseCommand):
    """A command with the options `--due`, `--workers`, `--max-time`, `--max-epoch`, `--bugs` and `--json`."""

    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = OneSentenceParser
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--due", default="1,2", help="the due time of each run, 1 to 4 runs (default 1,2)")
        parser.add_argument("--workers", default="2", help="1 to 3 (default 2)")
        parser.add_argument("--max-time", default="3", help="where the clock stops, 1 to 8 (default 3)")
        parser.add_argument("--max-epoch", default="2", help="attempts at each run, 1 to 3 (default 2)")
        parser.add_argument("--bugs", default="", help="bugs that are on, separated by commas (default none)")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bounds = parse_bounds(A09, options)
            self.answer(bounds, parse_bugs(A09, options["bugs"]), options)
        except InvalidInput as wrong:
            raise CommandError(str(wrong), returncode=MISUSE) from None

    def answer(self, bounds: Bounds, bugs: Bugs, options: dict[str, Any]) -> None:
        raise TypeError(f"{type(self).__name__} answers nothing.")

    def write_json(self, report: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(report, indent=2))


def heading(bounds: Bounds, bugs: Bugs) -> str:
    """The question in one line: the bounds and the bugs."""
    due = ", ".join(f"{run} due {time}" for run, time in zip(bounds.runs, bounds.due, strict=True))
    workers = f"{bounds.workers} worker{'s' if bounds.workers > 1 else ''}"
    on = ", ".join(A09.in_order(bugs)) or "no bug"
    return f"{due}; {workers}; MaxTime {bounds.max_time}; MaxEpoch {bounds.max_epoch}; {on}"
