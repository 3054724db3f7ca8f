"""Which bug is to blame for a broken property, and at which step.

A bug is to blame if the same steps, replayed with that bug never on, are refused at or before the step that broke
the property, or no longer break it. Its culprit is the first step that is refused or done differently.
"""

from __future__ import annotations

from dataclasses import dataclass

from .declaration import BUG_NAMES
from .machine import ConcreteEffect, ConcreteGuard, ConcreteTransition, Machine
from .names import is_toggle
from .replay import Entry, Replay


@dataclass(frozen=True)
class Blame:
    """A bug, the entry that could not have happened the same way without it, and what the bug took away there."""

    bug: str
    entry: Entry
    transition: ConcreteTransition
    guard: ConcreteGuard | None
    effect: ConcreteEffect | None

    @property
    def short(self) -> str:
        """What the bug did, without the text of what it took away."""
        name = self.transition.declared.name
        took = f"removes guard {self.guard.number}" if self.guard is not None else "skips an effect"
        return f"{self.bug} {took} of {name}."

    @property
    def sentence(self) -> str:
        """What the bug did, in words; names of the model stand in backticks."""
        name, number = self.transition.declared.name, self.entry.index
        if self.guard is not None:
            return (
                f"{self.bug} removes guard {self.guard.number} of {name}, `{self.guard.text}`. "
                f"With that guard in place, step {number}, `{self.entry.step}`, would have been refused."
            )
        text = self.effect.text if self.effect is not None else ""
        return f"{self.bug} skips an effect of {name}, `{text}`. Step {number}, `{self.entry.step}`, left it out."


def blame(replay: Replay, prop: str) -> tuple[Blame, ...]:
    """The bugs to blame for a property that is broken at the end of the replay, in the order of the workbook."""
    since = replay.since(prop)
    if since is None:
        return ()
    entries = replay.entries[: since + 1]
    ever_on = frozenset[str]().union(*(entry.bugs for entry in entries))
    found = (_without(replay, entries, bug, prop) for bug in BUG_NAMES if bug in ever_on)
    return tuple(blamed for blamed in found if blamed is not None)


def _without(replay: Replay, entries: tuple[Entry, ...], bug: str, prop: str) -> Blame | None:
    """Replays the entries with one bug never on. None if they break the property all the same."""
    machine = replay.machine
    state, culprit = machine.initial, None
    for entry in entries[1:]:
        if is_toggle(entry.step):
            continue
        transition, bugs = machine.transition(entry.step), entry.bugs - {bug}
        if not transition.is_enabled(state, bugs):
            return _blame(machine, bug, culprit or entry)
        state = transition.apply(state, bugs)
        if culprit is None and state != entry.state:
            culprit = entry
    if culprit is None or prop in machine.broken(state):
        return None
    return _blame(machine, bug, culprit)


def _blame(machine: Machine, bug: str, entry: Entry) -> Blame:
    transition = machine.transition(entry.step)
    guard, effect = transition.removed_by(bug)
    return Blame(bug, entry, transition, guard, effect)
