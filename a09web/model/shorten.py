"""A trace without the steps that its break does not need.

What is left out takes along the later steps that are then not enabled. A shorter trace shows the same break if the same
witness breaks the same property at its end, and the same step of the same bug is the first to blame for it. In the end
nothing more can be left out, neither a step by itself nor with what then falls away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from a09web.invalid_input import InvalidInput

from .blame import blame, foremost
from .machine import Machine
from .names import is_toggle, toggled
from .replay import Entry, Replay


@dataclass(frozen=True)
class Break:
    """A break as it is told: who breaks which property, and by which step of which bug."""

    prop: str
    witness: str
    bug: str
    step: str


def break_in(replay: Replay, prop: str) -> Break | None:
    """What the end of a trace tells of a property; None if it holds there."""
    first = foremost(blame(replay).get(prop, ()))
    return None if first is None else Break(prop, first.witness, first.bug, first.entry.step)


def broken_at_the_end(replay: Replay, name: str) -> str:
    """The property of that name, or without one the first, if it is broken where the trace ends."""
    last = replay.last
    name = name or next(iter(last.broken), "")
    if name not in last.broken:
        what = f"“{name[:60]}” is not broken" if last.broken else "Nothing is broken"
        raise InvalidInput(f"{what} at step {last.index}, so there is no break to shorten the trace to.")
    return name


def shortened(replay: Replay, prop: str) -> Replay:
    """The trace without what the break of a property at its end does not need: the same trace if all is needed, or if
    the property holds. Deterministic."""
    aim = break_in(replay, prop)
    if aim is None:
        return replay
    since = replay.since(prop)
    for shorter in (replay.until(since or 0), _with_net_toggles(replay)):
        if break_in(shorter, prop) == aim:
            replay = shorter
    return _reduced(replay, aim)


def _reduced(replay: Replay, aim: Break) -> Replay:
    """Leaves out halves, quarters and so on, and single steps until each that is left is needed."""
    size = max(1, replay.last.index // 2)
    while True:
        before = replay
        for start in reversed(range(1, replay.last.index + 1, size)):
            if start <= replay.last.index:
                replay = _shorter(replay, start, size, aim) or replay
        if size > 1:
            size //= 2
        elif replay is before:
            return replay


def _shorter(replay: Replay, start: int, size: int, aim: Break) -> Replay | None:
    """The trace without `size` entries from `start` on; None if it does not show the same break."""
    kept, later = replay.entries[:start], replay.entries[start + size :]
    left = Replay(replay.machine, (*kept, *_followed(replay.machine, kept[-1], (entry.step for entry in later))))
    return left if aim.prop in left.last.broken and break_in(left, aim.prop) == aim else None


def _followed(machine: Machine, entry: Entry, steps: Iterable[str]) -> Iterator[Entry]:
    """The entries after an entry for those of the steps that are enabled."""
    for step in steps:
        state, bugs, broken = entry.state, entry.bugs, entry.broken
        if is_toggle(step):
            if (step[0] == "+") == (step[1:] in bugs):
                continue
            bugs = toggled(machine.workbook, bugs, step)
        else:
            transition = machine.transition(step)
            if not transition.is_enabled(state, bugs):
                continue
            state = transition.apply(state, bugs)
            broken = machine.broken(state)
        entry = Entry(entry.index + 1, step, state, bugs, broken)
        yield entry


def _with_net_toggles(replay: Replay) -> Replay:
    """The trace without toggles that others take back before the next transition."""
    kept: list[str] = []
    for between, group in groupby((entry.step for entry in replay.entries[1:]), is_toggle):
        steps = list(group)
        kept += _net(steps) if between else steps
    first = replay.entries[0]
    return Replay(replay.machine, (first, *_followed(replay.machine, first, kept)))


def _net(toggles: Sequence[str]) -> list[str]:
    """The last toggle of each bug that was toggled an odd number of times, in their order."""
    names = [step[1:] for step in toggles]
    return [
        step for place, step in enumerate(toggles) if names.count(step[1:]) % 2 and step[1:] not in names[place + 1 :]
    ]
