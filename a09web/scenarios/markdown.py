"""A scenario as Markdown, to be pasted into an issue tracker."""

from __future__ import annotations

import re
from collections.abc import Iterator

from a09web.model.blame import blame, sentences
from a09web.model.bounds import Bounds, Fact
from a09web.model.changes import changes
from a09web.model.names import is_toggle
from a09web.model.replay import Replay
from a09web.model.stuck import standstill, stuck_for
from a09web.model.workbook import Fair
from a09web.wording import counted

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
    workbook, variables = scenario.bounds.workbook, played.machine.variables(here.last.state)
    yield f"## {escaped(scenario.title) if scenario.title else f'A scenario of {workbook.name}'}"
    if scenario.note:
        yield from ("", escaped(scenario.note))
    yield from ("", f"[Play it]({address})", "")
    yield f"- {_told(scenario.bounds)}"
    yield f"- bugs on at the start: {_names(workbook.in_order(scenario.bugs)) or 'none'}"
    yield f"- it stands at step {scenario.cursor} of {len(scenario.steps)}"
    yield from ("", "| | step | what changed | |", "|---:|---|---|---|")
    yield from _rows(played)
    yield from ("", f"State after step {scenario.cursor}:", "", "```tla")
    yield from assignments(variables)
    yield from ("```", "")
    for remark in workbook.remarks(variables):
        yield from (remark, "")
    yield from _verdict(here, workbook.chosen_fairness(here.last.bugs, scenario.fair))


def _told(bounds: Bounds) -> str:
    """What was chosen: the numbers of members, and then the others."""
    members = ", ".join(map(_fact, (fact for fact in bounds.facts if fact.of_member)))
    others = ", ".join(map(_fact, (fact for fact in bounds.facts if not fact.of_member)))
    return "; ".join(filter(None, [members, others]))


def _fact(fact: Fact) -> str:
    return f"`{fact.name}` {fact.words}" if fact.name else fact.words


def _rows(played: Replay) -> Iterator[str]:
    variables = played.machine.variables
    for before, after in zip(played.entries, played.entries[1:], strict=False):
        told = "; ".join(map(str, changes(variables(before.state), variables(after.state))))
        changed = f"`{told}`" if told else "later steps use the new flags" if is_toggle(after.step) else "nothing"
        broke = [name for name in after.broken if name not in before.broken]
        healed = [name for name in before.broken if name not in after.broken]
        marks = [f"**breaks {name}**" for name in broke] + [f"heals {name}" for name in healed]
        yield f"| {after.index} | `{after.step}` | {changed} | {', '.join(marks)} |"


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
