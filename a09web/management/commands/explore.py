"""`manage.py explore`: every reachable state, and for each property whether it can break and how soon."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from a09web.invalid_input import InvalidInput
from a09web.management.model_command import ModelCommand, heading
from a09web.model.bounds import Bounds
from a09web.model.counterexamples import all_shortest
from a09web.model.explore import DEFAULT_LIMIT, Exploration, explore
from a09web.model.machine import machine_for
from a09web.model.matrix import matrix_rows
from a09web.model.names import parse_fair, parse_number, parse_property, parse_steps
from a09web.model.replay import Replay, replay
from a09web.model.report import counterexamples_report, exploration_report, matrix_report, would_take_report
from a09web.model.stuck import stuck_for
from a09web.model.workbook import Bugs, Fair, Workbook
from a09web.model.would_take import Added, WouldTake, would_take
from a09web.wording import counted, listed

MOST_DIGITS = 9


class Command(ModelCommand):
    help = "Explores every reachable state and says which properties can break, and in how few steps."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--max-states", default=str(DEFAULT_LIMIT), help=f"stop after so many states (default {DEFAULT_LIMIT:,})"
        )
        parser.add_argument("--from", default="", dest="start", help="steps and toggles to take first, with semicolons")
        parser.add_argument("--all", action="store_true", help="all shortest counterexamples, grouped by renaming")
        parser.add_argument("--liveness", action="store_true", help="the liveness properties as well")
        parser.add_argument("--fair", help="the fair actions, with commas (default: all that the bugs leave fair)")
        parser.add_argument("--takes", metavar="PROPERTY", help="the fewest bugs, besides, with which it could break")
        parser.add_argument("--matrix", action="store_true", help="every set of bugs by property")

    def answer(self, bounds: Bounds, bugs: Bugs, options: dict[str, Any]) -> None:
        if options["matrix"]:
            self._matrix(bounds, options)
            return
        played = replay(bounds, bugs, parse_steps(options["start"]))
        if played.refusal is not None:
            raise InvalidInput(f"Step {played.refusal.index} of --from: {played.refusal.message}")
        limit, bugs = _limit(options["max_states"]), played.last.bugs
        if options["takes"] is not None:
            self._takes(played, parse_property(bounds.workbook, options["takes"]), limit, options)
            return
        fair = _fairness(bounds.workbook, options, bugs)
        found = explore(machine_for(bounds), bugs, start=played.last.state, fair=fair, limit=limit)
        if options["json"]:
            report = exploration_report(found)
            self.write_json(report | {"all": counterexamples_report(found)} if options["all"] else report)
            return
        self.stdout.write(heading(bounds, bugs))
        self.stdout.write(
            f"{counted(found.distinct, 'distinct state')}, {found.generated:,} generated, depth {found.depth}"
            + ("" if found.complete else f"; stopped at the limit of {counted(limit, 'state')}")
        )
        self._verdicts(found, everything=options["all"])

    def _takes(self, played: Replay, prop: str, limit: int, options: dict[str, Any]) -> None:
        machine, last = played.machine, played.last
        fair = None if options["fair"] is None else parse_fair(machine.workbook, options["fair"])
        found = _as_it_is(played, prop, fair, limit)
        found = found or would_take(machine, last.bugs, last.state, prop, fair=fair, limit=limit)
        if options["json"]:
            self.write_json(would_take_report(machine.bounds, last.bugs, prop, found))
            return
        self.stdout.write(heading(machine.bounds, last.bugs))
        for added in found.sets:
            way = f"{counted(len(added.steps))}: {'; '.join(added.steps)}" if added.steps else "here and now"
            self.stdout.write(f"  with {listed(added.bugs) or 'no other bug'}  {way}")
        self.stdout.write(_searched(found, prop))

    def _verdicts(self, found: Exploration, *, everything: bool) -> None:
        width = max(len(name) for name in found.properties)
        for name in found.properties:
            self.stdout.write(f"  {name:<{width}}  {_verdict(found, name)}")
            if everything and name in found.steps:
                examples = all_shortest(found, name)
                for group in examples.groups:
                    self.stdout.write(f"  {'':<{width}}    {'; '.join(group.trace)}  (×{group.count})")

    def _matrix(self, bounds: Bounds, options: dict[str, Any]) -> None:
        rows = list(matrix_rows(bounds))
        if options["json"]:
            self.write_json(matrix_report(bounds, rows))
            return
        self.stdout.write("Fewest steps to a break; * marks what a bug of the set is known for; - means never.")
        self.stdout.write("".join(f"{_short(cell.prop):>10}" for cell in rows[0].cells))
        for row in rows:
            cells = (f"{'-' if cell.steps is None else f'{cell.steps}{_star(cell.kind)}':>10}" for cell in row.cells)
            self.stdout.write("".join(cells) + f"  {', '.join(bounds.workbook.in_order(row.bugs)) or 'no bug'}")


def _fairness(workbook: Workbook[Any], options: dict[str, Any], bugs: Bugs) -> Fair | None:
    if options["fair"] is not None:
        return parse_fair(workbook, options["fair"])
    return workbook.default_fairness(bugs) if options["liveness"] else None


def _as_it_is(played: Replay, prop: str, fair: Fair | None, limit: int) -> WouldTake | None:
    """A break that needs no other bug; None if there is none."""
    bugs, workbook = played.last.bugs, played.machine.workbook
    fair = workbook.chosen_fairness(bugs, fair) if prop in workbook.liveness_names else None
    found = explore(played.machine, bugs, start=played.last.state, fair=fair, aim=prop, limit=limit)
    if (steps := found.shortest(prop)) is not None:
        return WouldTake((Added((), steps),), found.distinct, complete=True)
    return None if found.complete else WouldTake((), found.distinct, complete=False)


def _searched(found: WouldTake, prop: str) -> str:
    looked_at = f"{counted(found.states, 'state')} looked at"
    if not found.complete:
        return f"{looked_at}; stopped at the limit: fewer bugs or fewer steps may do"
    return looked_at if found.sets else f"No bugs would let {prop} break, {looked_at}"


def _limit(text: str) -> int:
    digits = text.replace("_", "").replace(",", "")
    limit = parse_number("--max-states", digits, digits=MOST_DIGITS)
    if limit < 1:
        raise InvalidInput("--max-states must be 1 or more.")
    return limit


def _verdict(found: Exploration, name: str) -> str:
    trace = found.shortest(name)
    if trace is None:
        if found.complete:
            return f"cannot break ({counted(found.distinct, 'state')} checked)"
        return f"no break within {counted(found.distinct, 'state')}"
    after = f"after {counted(len(trace))}: {'; '.join(trace)}" if trace else "at the start"
    goal = next((goal for goal in found.machine.liveness if goal.name == name), None)
    state = found.nearest(name)
    if goal is None or state is None:
        return f"breaks {after}"
    return f"breaks {after}. {stuck_for(found.machine, state, found.bugs, found.fair or (), goal).sentence}"


def _short(name: str) -> str:
    """A column heading: the capitals and a few letters, such as `NoEarRun`."""
    words = "".join(" " + letter if letter.isupper() else letter for letter in name).split()
    return "".join(word[:3] for word in words[:3])


def _star(kind: str) -> str:
    return "*" if kind == "primary" else ""
