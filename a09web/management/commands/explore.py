"""`manage.py explore`: every reachable state, and for each property whether it can break and how soon."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from a09web.management.model_command import ModelCommand, heading
from a09web.model.bounds import Bounds, InvalidInput
from a09web.model.explore import DEFAULT_LIMIT, Exploration, explore
from a09web.model.machine import Bugs, machine_for
from a09web.model.names import parse_number
from a09web.model.report import exploration_report


class Command(ModelCommand):
    help = "Explores every reachable state and says which properties can break, and in how few steps."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--max-states", default=str(DEFAULT_LIMIT), help=f"stop after so many states (default {DEFAULT_LIMIT:,})"
        )

    def answer(self, bounds: Bounds, bugs: Bugs, options: dict[str, Any]) -> None:
        found = explore(machine_for(bounds), bugs, limit=_limit(options["max_states"]))
        if options["json"]:
            self.write_json(exploration_report(found))
            return
        self.stdout.write(heading(bounds, bugs))
        self.stdout.write(
            f"{found.distinct:,} distinct states, {found.generated:,} generated, depth {found.depth}"
            + ("" if found.complete else f"; stopped at the limit of {_limit(options['max_states']):,} states")
        )
        width = max(len(prop.name) for prop in found.machine.properties)
        for prop in found.machine.properties:
            self.stdout.write(f"  {prop.name:<{width}}  {_verdict(found, prop.name)}")


def _limit(text: str) -> int:
    digits = text.replace("_", "").replace(",", "")
    if len(digits) > 4 and digits.isascii() and digits.isdigit():
        return int(digits)
    limit = parse_number("--max-states", digits)
    if limit < 1:
        raise InvalidInput("--max-states must be 1 or more.")
    return limit


def _verdict(found: Exploration, prop: str) -> str:
    trace = found.shortest(prop)
    if trace is not None:
        return f"breaks after {len(trace)} step{'s' if len(trace) > 1 else ''}: {'; '.join(trace)}"
    if found.complete:
        return f"cannot break ({found.distinct:,} states checked)"
    return f"no break within {found.distinct:,} states"
