"""Where a trace needed a bug, and what would have come of it otherwise.

A use of a bug is a step that happened only because of it: with that one bug off it would have been refused in the same
state, or have done something else. A use is corrected by leaving the step out, or by doing it rightly. Later steps that
are then not enabled are left out, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .fields import State
from .machine import Machine
from .names import is_toggle
from .replay import Entry, Replay
from .transitions import ConcreteEffect, ConcreteGuard, ConcreteTransition


@dataclass(frozen=True)
class Use:
    """A bug, the entry that needed it and the one `before`, and what the bug took away there."""

    bug: str
    before: Entry
    entry: Entry
    transition: ConcreteTransition
    guard: ConcreteGuard | None
    effect: ConcreteEffect | None

    def __hash__(self) -> int:
        return hash((self.bug, self.entry.index))


def uses_of(replay: Replay) -> tuple[Use, ...]:
    """In the order of the trace, and at one entry in that of the workbook."""
    return tuple(use for before, entry in _taken_in(replay) for use in _uses(replay, before, entry))


def _taken_in(replay: Replay) -> Iterator[tuple[Entry, Entry]]:
    """The entries that are no toggles, each with the one before."""
    return ((before, entry) for before, entry in pairwise(replay.entries) if not is_toggle(entry.step))


def _uses(replay: Replay, before: Entry, entry: Entry) -> Iterator[Use]:
    transition = replay.machine.transition(entry.step)
    for bug in replay.machine.workbook.in_order(entry.bugs):
        guard, effect = transition.removed_by(bug)
        if (guard is not None and not guard.holds(before.state)) or (
            effect is not None and transition.apply(before.state, entry.bugs - {bug}) != entry.state
        ):
            yield Use(bug, before, entry, transition, guard, effect)


def each_corrected(replay: Replay, uses: Collection[Use], indexes: Collection[int]) -> dict[int, dict[Use, State]]:
    """For each of these entries the state there with one use corrected, by the use. Those uses are left out without
    which the trace had come to the same state by then."""
    found: dict[int, dict[Use, State]] = {}
    runs: dict[State, list[Use]] = {}  # most corrections soon come to the same state
    at: dict[int, list[Use]] = {}
    for use in uses:
        at.setdefault(use.entry.index, []).append(use)
    for before, entry in _taken_in(replay):
        runs = _gone_on(replay.machine, runs, entry)
        for use in at.get(entry.index, ()):
            runs.setdefault(_taken(replay.machine, before.state, entry, {use.bug}), []).append(use)
        runs.pop(entry.state, None)
        if entry.index in indexes:
            found[entry.index] = {use: state for state, those in runs.items() for use in those}
    return found


def _gone_on(machine: Machine, runs: dict[State, list[Use]], entry: Entry) -> dict[State, list[Use]]:
    after: dict[State, list[Use]] = {}
    for state, uses in runs.items():
        after.setdefault(_taken(machine, state, entry), []).extend(uses)
    return after


def all_corrected(replay: Replay, bugs: Collection[str], index: int) -> State:
    """The state at an entry with every use of these bugs corrected, also of those that only came of it."""
    state = replay.machine.initial
    for _, entry in _taken_in(replay.until(index)):
        state = _taken(replay.machine, state, entry, bugs)
    return state


def _taken(machine: Machine, state: State, entry: Entry, without: Collection[str] = ()) -> State:
    """The state after a step, or the same if it is not enabled."""
    transition, bugs = machine.transition(entry.step), entry.bugs.difference(without)
    return transition.apply(state, bugs) if transition.is_enabled(state, bugs) else state
