"""A trace replayed: every state on the way, what is broken in it, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from a09web.invalid_input import InvalidInput

from .bounds import Bounds
from .fields import State
from .kept import kept
from .machine import Machine, NotEnabled, machine_for
from .names import is_toggle, toggled
from .transitions import ConcreteGuard
from .workbook import Bugs

INIT = "Init"


@dataclass(frozen=True)
class Entry:
    """An entry of a trace with the state and the flags after it. Entry 0 is the initial state."""

    index: int
    step: str
    state: State
    bugs: Bugs
    broken: tuple[str, ...]


@dataclass(frozen=True)
class Refusal:
    """The step at which a replay ended: its place in the trace, the reason, and the guards that failed."""

    step: str
    index: int
    message: str
    failing: tuple[ConcreteGuard, ...] = ()


@dataclass(frozen=True)
class Replay:
    """The entries of a trace up to its end, or up to the last valid one before a refused step."""

    machine: Machine
    entries: tuple[Entry, ...]
    refusal: Refusal | None = None

    @property
    def last(self) -> Entry:
        return self.entries[-1]

    def until(self, index: int) -> Replay:
        """The same trace, ended after that entry."""
        return Replay(self.machine, self.entries[: index + 1])

    def since(self, prop: str) -> int | None:
        """The entry at which the property last went from holding to broken; None if it holds now."""
        if prop not in self.last.broken:
            return None
        index = self.last.index
        while index > 0 and prop in self.entries[index - 1].broken:
            index -= 1
        return index

    def healed(self, prop: str) -> int | None:
        """The entry at which the property last went from broken to holding; None if it never did or is broken."""
        if prop in self.last.broken:
            return None
        was_broken = (entry.index + 1 for entry in reversed(self.entries) if prop in entry.broken)
        return next(was_broken, None)


def begun(bounds: Bounds, bugs: Bugs) -> Replay:
    """A trace of no step."""
    return Replay(machine_for(bounds), (_initial(bounds, bugs),))


@kept(4096)
def _initial(bounds: Bounds, bugs: Bugs) -> Entry:
    machine = machine_for(bounds)
    return Entry(0, INIT, machine.initial, bugs, machine.broken(machine.initial))


def replay(bounds: Bounds, bugs: Bugs, steps: Sequence[str]) -> Replay:
    """Replays steps from the initial state. A step that is unknown or refused ends the replay there."""
    return continued(begun(bounds, bugs), steps)


def continued(played: Replay, steps: Sequence[str]) -> Replay:
    """Goes on with a replay that nothing has ended. A step that is unknown or refused ends it."""
    machine, entries = played.machine, list(played.entries)
    for index, step in enumerate(steps, start=len(entries)):
        try:
            entries.append(advance(machine, entries[-1], step))
        except NotEnabled as refused:
            return Replay(machine, tuple(entries), Refusal(step, index, str(refused), refused.failing))
        except InvalidInput as refused:
            return Replay(machine, tuple(entries), Refusal(step, index, str(refused)))
    return Replay(machine, tuple(entries))


def advance(machine: Machine, entry: Entry, step: str) -> Entry:
    """The entry after one more step. Raises `NotEnabled` or, for a toggle, `InvalidInput`."""
    if is_toggle(step):
        return Entry(entry.index + 1, step, entry.state, toggled(machine.workbook, entry.bugs, step), entry.broken)
    state = _advance(machine.bounds, entry.state, entry.bugs, step)
    return Entry(entry.index + 1, step, state, entry.bugs, machine.broken(state))


@kept(65_536)
def _advance(bounds: Bounds, state: State, bugs: Bugs, step: str) -> State:
    return machine_for(bounds).step(state, bugs, step)
