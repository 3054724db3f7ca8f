"""What the commands about a model share: its workbook, bounds and bugs as options, and errors as one sentence."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from a09web.invalid_input import InvalidInput
from a09web.model.bounds import Bounds
from a09web.model.names import parse_bounds, parse_bugs
from a09web.model.workbook import Bugs, Workbook
from a09web.wording import are, listed
from a09web.workbooks import FIRST, WORKBOOKS, workbook_named

MISUSE = 2

_TOGGLE = re.compile(r"-[A-Z]")


class OneSentenceParser(CommandParser):
    """Says what is wrong in one sentence, without the usage, and ends with the status `misuse`."""

    misuse = MISUSE

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        # A trace may begin by switching a bug off, which looks like an option; a blank in front makes it none.
        args = sys.argv[1:] if args is None else args
        toggled = [f" {word}" if _TOGGLE.match(word) else word for word in args]
        return super().parse_args(toggled, namespace)

    def error(self, message: str) -> Any:
        sentence = f"{message[:1].upper()}{message[1:]}. See --help."
        if self.called_from_command_line:
            self.exit(self.misuse, f"{sentence}\n")
        raise CommandError(sentence, returncode=self.misuse)


class ModelCommand(BaseCommand):
    """A command with the options `--workbook`, one for each parameter of its bounds, `--bugs` and `--json`."""

    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = OneSentenceParser
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        known = f"{listed(list(WORKBOOKS))} (default {FIRST.slug})"
        parser.add_argument("--workbook", default=FIRST.slug, help=f"the model by its slug: {known}")
        for key, offers in _parameters().items():
            parser.add_argument(_option(key), help="; ".join(offers))
        parser.add_argument("--bugs", default="", help="bugs that are on, separated by commas (default none)")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            workbook = workbook_named(options["workbook"])
            bounds = parse_bounds(workbook, _given(workbook, options))
            self.answer(bounds, parse_bugs(workbook, options["bugs"]), options)
        except InvalidInput as wrong:
            raise CommandError(str(wrong), returncode=MISUSE) from None

    def answer(self, bounds: Bounds, bugs: Bugs, options: dict[str, Any]) -> None:
        raise TypeError(f"{type(self).__name__} answers nothing.")

    def write_json(self, report: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(report, indent=2))


def heading(bounds: Bounds, bugs: Bugs) -> str:
    """The question in one line: the bounds and the bugs."""
    on = ", ".join(bounds.workbook.in_order(bugs)) or "no bug"
    return "; ".join([*bounds.said, on])


def _parameters() -> dict[str, list[str]]:
    """What each workbook that has it offers for a parameter, by its key."""
    offers: dict[str, list[str]] = {}
    for workbook in WORKBOOKS.values():
        usual = workbook.bounds()
        for key, declared in usual.parameters():
            of = "" if workbook is FIRST else f"{workbook.slug}: "
            offers.setdefault(key, []).append(f"{of}{declared.offer} (default {usual.texts[key]})")
    return offers


def _given(workbook: Workbook[Any], options: dict[str, Any]) -> dict[str, str]:
    """What was typed for the bounds. Raises `InvalidInput` for a parameter that this workbook does not have."""
    given = {key: str(options[key]) for key in _parameters() if options[key] is not None}
    own = dict(workbook.bounds.parameters())
    if strange := [_option(key) for key in given if key not in own]:
        has = listed([_option(key) for key in own])
        raise InvalidInput(f"{listed(strange)} {are(len(strange))} not for {workbook.slug}, whose bounds are {has}.")
    return given


def _option(key: str) -> str:
    return f"--{key.replace('_', '-')}"
