"""A scenario as Markdown, to be pasted into an issue tracker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from a09web.model.blame import blame, sentences
from a09web.model.changes import changes
from a09web.model.names import is_toggle
from a09web.model.replay import Replay
from a09web.model.stuck import standstill, stuck_for
from a09web.model.workbook import Fair
from a09web.wording import counted
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.status import why_stale

from .scenario import Scenario
from .tlctext import assignments

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~@&-])")


def to_markdown(scenario: Scenario, address: str) -> str:
    """Title, note, link, bounds, flags, the steps with their changes, the state, and what is broken and why."""
    return "\n".join(_lines(scenario, address)) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown leaves as it is. A mention of somebody mentions nobody, and `#1` is no issue: trackers look
    for both when the backslashes are gone."""
    return _SPECIAL.sub(r"\\\1", text).replace("\\@", "@\u200b").replace("\\#", "#\u200b")


def _lines(scenario: Scenario, address: str) -> Iterator[str]:
    played = scenario.replay()
    here = played.until(scenario.cursor)
    bounds = scenario.bounds
    yield f"## {escaped(scenario.title) if scenario.title else 'A scenario of A09'}"
    if scenario.note:
        yield from ("", escaped(scenario.note))
    yield from ("", f"[Play it]({address})", "")
    due = ", ".join(f"`{run}` due {time}" for run, time in zip(bounds.runs, bounds.due, strict=True))
    yield f"- {due}; {counted(bounds.workers, 'worker')}, `MaxTime` {bounds.max_time}, `MaxEpoch` {bounds.max_epoch}"
    yield f"- bugs on at the start: {_names(A09.in_order(scenario.bugs)) or 'none'}"
    yield f"- it stands at step {scenario.cursor} of {len(scenario.steps)}"
    yield from ("", "| | step | what changed | |", "|---:|---|---|---|")
    yield from _rows(played)
    yield from ("", f"State after step {scenario.cursor}:", "", "```tla")
    yield from assignments(played.machine.variables(here.last.state))
    yield from ("```", "")
    yield from _zombies(played.machine.variables(here.last.state))
    yield from _verdict(here, A09.chosen_fairness(here.last.bugs, scenario.fair))


def _rows(played: Replay) -> Iterator[str]:
    variables = played.machine.variables
    for before, after in zip(played.entries, played.entries[1:], strict=False):
        told = "; ".join(map(str, changes(variables(before.state), variables(after.state))))
        changed = f"`{told}`" if told else "later steps use the new flags" if is_toggle(after.step) else "nothing"
        broke = [name for name in after.broken if name not in before.broken]
        healed = [name for name in before.broken if name not in after.broken]
        marks = [f"**breaks {name}**" for name in broke] + [f"heals {name}" for name in healed]
        yield f"| {after.index} | `{after.step}` | {changed} | {', '.join(marks)} |"


def _zombies(variables: dict[str, Any]) -> Iterator[str]:
    """A sentence for each attempt that the system no longer believes in."""
    for worker, run, epoch in variables["held"]:
        if why := why_stale(worker, run, epoch, variables):
            yield from (f"{worker} works on {run} under epoch {epoch} as a zombie: {why}.", "")


def _verdict(here: Replay, fair: Fair) -> Iterator[str]:
    machine, last, blamed = here.machine, here.last, blame(here)
    if not last.broken:
        yield f"All {counted(len(machine.properties), 'property', 'properties')} hold."
    for prop in machine.properties:
        if prop.name in last.broken:
            since = here.since(prop.name)
            yield f"**{prop.name} is broken** since step {since}: {prop.why(last.state)}."
            yield from (f"  {sentence}" for sentence in sentences(blamed[prop.name], since))
            yield ""
    yield from _missed(here, fair)


def _missed(here: Replay, fair: Fair) -> Iterator[str]:
    """The liveness properties that are missed if everything stays as it is, where it may."""
    machine, last = here.machine, here.last
    if standstill(machine, last.state, last.bugs, fair) is None:
        return
    for goal in machine.liveness:
        if not goal.met(last.state):
            stuck = stuck_for(machine, last.state, last.bugs, fair, goal)
            yield from ("", f"**{goal.name} is missed** if everything stays as it is: {stuck.sentence}")


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
