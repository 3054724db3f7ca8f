"""The source panel: the TLA+ of what was done last, of what is broken, and of all transitions under the flags."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from a09web.model.fields import State
from a09web.model.goals import ConcreteProperty
from a09web.model.names import is_toggle
from a09web.model.replay import INIT, Replay
from a09web.model.workbook import Bugs, Workbook
from a09web.source.highlight import Token, highlighted
from a09web.source.plain import Change, Line, as_taken, difference, plain
from a09web.source.texts import definition
from a09web.source.twins import Twin, twins

from .trace import Culprits

Tokens = tuple[Token, ...]


@dataclass(frozen=True)
class SourceLine:
    """A line of TLA+ as coloured pieces. `breaks` are the properties that its absence broke."""

    line: Line
    tokens: Tokens
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True)
class DiffLine:
    """A line of a difference: ` `, `-` or `+`, and its pieces."""

    kind: str
    tokens: Tokens


@dataclass(frozen=True)
class PropertySource:
    """A broken property: its definition, the formula with its values for each run that breaks it, and the reason."""

    name: str
    lines: tuple[Tokens, ...]
    filled: tuple[tuple[str, Tokens], ...]
    why: str


@dataclass(frozen=True)
class Source:
    """What was done last: a step, or a toggle; neither at the start."""

    workbook: Workbook[Any]
    step: tuple[SourceLine, ...]
    toggled: str

    @property
    def diff(self) -> tuple[DiffLine, ...]:
        return diff_lines(self.workbook, self.toggled)

    @property
    def start(self) -> tuple[Tokens, ...]:
        return highlighted(self.workbook, definition(self.workbook, INIT).text)


@dataclass(frozen=True)
class BugSource:
    """What a bug changes in the text, and its twin in SQL if it has one."""

    name: str
    transition: str
    lines: tuple[DiffLine, ...]
    twin: Twin | None


def source_of(replay: Replay, culprits: Culprits) -> Source:
    """The source of the last step of a replay."""
    step = replay.last.step
    return Source(
        replay.machine.workbook, step=_last_step(replay, culprits), toggled=step[1:] if is_toggle(step) else ""
    )


def property_source(workbook: Workbook[Any], prop: ConcreteProperty, state: State, why: str) -> PropertySource:
    """The source of a property that is broken in a state. `why` tells what breaks it."""
    filled = tuple((run, highlighted(workbook, text)[0]) for run, text in prop.filled(state))
    return PropertySource(prop.name, highlighted(workbook, definition(workbook, prop.name).text), filled, why)


def _last_step(replay: Replay, culprits: Culprits) -> tuple[SourceLine, ...]:
    """The transition that was taken last, with the values that its guards had; nothing for a toggle or the start."""
    entry = replay.last
    if entry.step == INIT or is_toggle(entry.step):
        return ()
    before = replay.entries[entry.index - 1]
    workbook = replay.machine.workbook
    lines = as_taken(workbook, replay.machine.transition(entry.step), before.bugs, before.state)
    return _coloured(workbook, lines, culprits.get(entry.index, {}))


@lru_cache(maxsize=64)
def all_transitions(workbook: Workbook[Any], bugs: Bugs) -> tuple[tuple[str, tuple[SourceLine, ...]], ...]:
    """Every transition by name, as it reads while these bugs are on."""
    return tuple(
        (transition.name, _coloured(workbook, plain(workbook, transition, bugs), {}))
        for transition in workbook.transitions
    )


@lru_cache
def bug_sources(workbook: Workbook[Any]) -> tuple[BugSource, ...]:
    return tuple(
        BugSource(bug.name, bug.transition, diff_lines(workbook, bug.name), twins(workbook).get(bug.name))
        for bug in workbook.bugs
    )


@lru_cache
def diff_lines(workbook: Workbook[Any], bug: str) -> tuple[DiffLine, ...]:
    """What a bug changes in the text of its transition."""
    changes: tuple[Change, ...] = difference(workbook, bug)
    coloured = highlighted(workbook, "\n".join(change.text for change in changes))
    return tuple(DiffLine(change.kind, tokens) for change, tokens in zip(changes, coloured, strict=True))


def _coloured(workbook: Workbook[Any], lines: tuple[Line, ...], by_bug: dict[str, list[str]]) -> tuple[SourceLine, ...]:
    coloured = highlighted(workbook, "\n".join(line.text for line in lines))
    return tuple(
        SourceLine(line, tokens, tuple(by_bug.get(line.put_by or (line.is_removed and line.removed_by) or "", ())))
        for line, tokens in zip(lines, coloured, strict=True)
    )
