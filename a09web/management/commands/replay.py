"""`manage.py replay`: a trace replayed and explained."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser

from a09web.management.model_command import MISUSE, ModelCommand, heading
from a09web.model.blame import blame, sentences
from a09web.model.bounds import Bounds
from a09web.model.changes import changes
from a09web.model.names import parse_property, parse_steps
from a09web.model.replay import Replay, replay
from a09web.model.report import replay_report
from a09web.model.shorten import broken_at_the_end, shortened
from a09web.model.workbook import Bugs
from a09web.wording import counted
from a09web.workbooks import FIRST

_EXAMPLE = "; ".join(FIRST.story.steps) if FIRST.story else ""


class Command(ModelCommand):
    help = f'Replays a trace such as "{_EXAMPLE}" and explains where it ends.'

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("steps", nargs="?", default="", help="steps and toggles, separated by semicolons")
        parser.add_argument("--shorten", metavar="PROPERTY", help="leave out the steps that its break does not need")

    def answer(self, bounds: Bounds, bugs: Bugs, options: dict[str, Any]) -> None:
        played = whole = replay(bounds, bugs, parse_steps(options["steps"]))
        if options["shorten"] is not None and whole.refusal is None:
            played = shortened(whole, broken_at_the_end(whole, parse_property(bounds.workbook, options["shorten"])))
        left_out = whole.last.index - played.last.index
        if options["json"]:
            report = replay_report(played)
            self.write_json(report if options["shorten"] is None else report | {"left_out": left_out})
        else:
            self.stdout.write(heading(bounds, bugs))
            if options["shorten"] is not None:
                self.stdout.write(f"{counted(left_out)} of {whole.last.index} left out")
            for line in [*_trace(played), "", *_properties(played), "", *_transitions(played)]:
                self.stdout.write(line)
        if played.refusal is not None:
            if not options["json"]:
                self.stderr.write(f"Step {played.refusal.index}: {played.refusal.message}")
            sys.exit(MISUSE)


def _trace(played: Replay) -> list[str]:
    lines, before = [], played.entries[0]
    for entry in played.entries:
        variables = played.machine.variables
        changed = "; ".join(map(str, changes(variables(before.state), variables(entry.state))))
        broken = f"   broken: {', '.join(entry.broken)}" if entry.broken else ""
        lines.append(f"{entry.index:>4}  {entry.step:<26}{changed}{broken}")
        before = entry
    return lines


def _properties(played: Replay) -> list[str]:
    lines, blamed = [], blame(played)
    for prop in played.machine.properties:
        since = played.since(prop.name)
        verdict = "holds" if since is None else f"broken since step {since}"
        lines.append(f"{prop.name} {verdict}: {prop.why(played.last.state)}")
        lines += [f"    {sentence}" for sentence in sentences(blamed.get(prop.name, ()), since)]
    return lines


def _transitions(played: Replay) -> list[str]:
    lines = []
    for transition in played.machine.transitions:
        failing = transition.failing(played.last.state, played.last.bugs)
        reasons = "; ".join(f"guard {guard.number}, {guard.text}" for guard in failing)
        lines.append(f"{transition.name:<26}{f'not enabled: {reasons}' if failing else 'enabled'}")
    return lines
