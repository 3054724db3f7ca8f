"""What a replay and an exploration found, as plain objects for programs. `docs/commands.md` shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .blame import Blame, blame
from .bounds import Bounds
from .counterexamples import Counterexamples, all_shortest
from .explore import Exploration
from .fields import State
from .goals import ConcreteLiveness, ConcreteProperty
from .matrix import Row
from .replay import Entry, Replay
from .stuck import stuck_for
from .transitions import ConcreteGuard, ConcreteTransition
from .would_take import WouldTake

Report = dict[str, Any]


def exploration_report(found: Exploration) -> Report:
    """TLC's three figures, and for each property the fewest steps to a break with one such trace."""
    return {
        "bounds": found.machine.bounds.given,
        "bugs": found.machine.workbook.in_order(found.bugs),
        "distinct": found.distinct,
        "generated": found.generated,
        "depth": found.depth,
        "complete": found.complete,
        "properties": {name: _break_report(found, name) for name in found.properties},
    }


def _break_report(found: Exploration, name: str) -> Report:
    trace = found.shortest(name)
    report: Report = {"steps": found.steps.get(name), "trace": None if trace is None else list(trace)}
    goal = next((goal for goal in found.machine.liveness if goal.name == name), None)
    if goal is not None:
        state = found.nearest(name)
        report["stuck"] = None if state is None else _stuck_report(found, state, goal)
    return report


def _stuck_report(found: Exploration, state: State, goal: ConcreteLiveness) -> Report:
    standstill = stuck_for(found.machine, state, found.bugs, found.fair or (), goal)
    return {
        "state": found.machine.variables(state),
        "waiting": [
            {"subject": wait.subject, "transition": wait.transition, "why": wait.why} for wait in standstill.waiting
        ],
        "sentence": standstill.sentence,
    }


def counterexamples_report(found: Exploration) -> Report:
    """For each property that can break, all its shortest counterexamples in groups of one another's renamings."""
    return {name: _all_report(all_shortest(found, name)) for name in found.steps}


def _all_report(examples: Counterexamples) -> Report:
    return {
        "count": len(examples.traces),
        "complete": examples.complete,
        "groups": [{"trace": list(group.trace), "count": group.count} for group in examples.groups],
    }


def would_take_report(bounds: Bounds, bugs: Iterable[str], prop: str, found: WouldTake) -> Report:
    """The smallest sets of bugs that would let a property break, each with a shortest trace from there."""
    return {
        "bounds": bounds.given,
        "bugs": bounds.workbook.in_order(bugs),
        "property": prop,
        "states": found.states,
        "complete": found.complete,
        "sets": [
            {"bugs": list(added.bugs), "steps": len(added.steps), "trace": list(added.steps)} for added in found.sets
        ],
    }


def matrix_report(bounds: Bounds, rows: Iterable[Row]) -> Report:
    """Bug set by property: `kind` is primary, collateral or never."""
    return {
        "bounds": bounds.given,
        "rows": [
            {
                "bugs": bounds.workbook.in_order(row.bugs),
                "distinct": row.distinct,
                "properties": {
                    cell.prop: {
                        "kind": cell.kind,
                        "steps": cell.steps,
                        "trace": None if cell.trace is None else list(cell.trace),
                    }
                    for cell in row.cells
                },
            }
            for row in rows
        ],
    }


def replay_report(replay: Replay) -> Report:
    """Every entry of the trace, and the last one explained. With an `error` when a step was refused."""
    machine, last, blamed = replay.machine, replay.last, blame(replay)
    report: Report = {
        "bounds": machine.bounds.given,
        "bugs": machine.workbook.in_order(last.bugs),
        "steps": [
            {"index": entry.index, "step": entry.step, "state": machine.variables(entry.state)}
            | {"bugs": machine.workbook.in_order(entry.bugs), "broken": list(entry.broken)}
            for entry in replay.entries[1:]
        ],
        "state": machine.variables(last.state),
        "transitions": [_transition(transition, last) for transition in machine.transitions],
        "properties": [_property(prop, replay, blamed.get(prop.name, ())) for prop in machine.properties],
    }
    if replay.refusal is not None:
        report["error"] = {
            "step": replay.refusal.step,
            "index": replay.refusal.index,
            "message": replay.refusal.message,
            "guards": [_guard(guard, last) for guard in replay.refusal.failing],
        }
    return report


def _transition(transition: ConcreteTransition, entry: Entry) -> Report:
    return {
        "name": transition.name,
        "actor": transition.actor,
        "enabled": transition.is_enabled(entry.state, entry.bugs),
        "guards": [_guard(guard, entry) for guard in transition.guards],
    }


def _guard(guard: ConcreteGuard, entry: Entry) -> Report:
    return {
        "number": guard.number,
        "text": guard.text,
        "holds": guard.holds(entry.state),
        "values": guard.test.filled(entry.state),
        "sentence": guard.sentence(entry.state),
        "bound": guard.declared.bound,
        "removed_by": guard.declared.removed_by if guard.is_removed(entry.bugs) else None,
    }


def _property(prop: ConcreteProperty, replay: Replay, blamed: Iterable[Blame]) -> Report:
    state = replay.last.state
    return {
        "name": prop.name,
        "holds": prop.holds(state),
        "why": prop.why(state),
        "witnesses": list(prop.witnesses(state)),
        "since": replay.since(prop.name),
        "healed": replay.healed(prop.name),
        "blame": [_blame(one) for one in blamed],
    }


def _blame(blamed: Blame) -> Report:
    report: Report = {
        "witness": blamed.witness,
        "since": blamed.since.index,
        "bug": blamed.bug,
        "step": blamed.entry.step,
        "index": blamed.entry.index,
        "enough": blamed.enough,
        "also": [entry.index for entry in blamed.also],
        "together": [entry.index for entry in blamed.together],
        "transition": blamed.transition.declared.name,
    }
    if blamed.guard is not None:
        report |= {"guard": blamed.guard.text, "number": blamed.guard.number}
    if blamed.effect is not None:
        report["effect"] = blamed.effect.text
    return report | {"sentence": blamed.sentence}
