"""Finds the steps that lead from state to state of a trace, and the flags that they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.model.bounds import Bounds
from a09web.model.replay import Entry, Replay, advance, replay
from a09web.model.workbook import Bugs, Workbook

from .traces.found import BadUpload, Found, tla

ALL_STATES = "TLC's -dump writes all states, and not a trace. Is the text one of those?"


class Finder:
    """Follows a trace. Flags that the file does not say are switched on as needed.

    `needed` are the bugs that were, `put_in` the toggles that had to be, and `guessed` sentences on states that do not
    say all that changes: `-difftrace` of TLC 2.18 leaves out some of it.
    """

    def __init__(self, bounds: Bounds, bugs: Bugs, *, may_change: bool) -> None:
        self.bounds, self.bugs, self.may_change = bounds, bugs, may_change
        self.workbook: Workbook[Any] = bounds.workbook
        self.played: Replay = replay(bounds, bugs, ())
        self.entries: list[Entry] = list(self.played.entries)
        self.needed: Bugs = frozenset()
        self.put_in: list[str] = []
        self.guessed: list[str] = []

    @property
    def last(self) -> Entry:
        return self.entries[-1]

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(entry.step for entry in self.entries[1:])

    @property
    def cost(self) -> int:
        """How much had to be assumed."""
        return len(self.needed) + len(self.put_in)

    def variables(self, entry: Entry) -> dict[str, Any]:
        return self.played.machine.variables(entry.state)

    def begin(self, found: Found) -> None:
        """Raises `BadUpload` if the trace begins in another state than the model."""
        check(found, self.variables(self.last), "at the start")

    def follow(self, found: Found) -> None:
        """Goes to the next state. Raises `BadUpload` if nothing leads there."""
        if found.hint[:1] in ("+", "-"):
            self._toggle(found)
            return
        last = self.last
        step = self._step(last, found)
        if step is None and self.may_change:
            step = self._with_other_flags(found)
        if step is None:
            raise BadUpload(_no_step(self.workbook, found, self.variables(last)))
        self.entries.append(advance(self.played.machine, self.last, step))

    def _toggle(self, found: Found) -> None:
        sign, bug = found.hint[0], found.hint[1:]
        was_on = self.may_change and sign == "-" and bug in self.workbook.bug_names and bug not in self.last.bugs
        if was_on and self._start_with(self.bugs | {bug}):
            self.needed |= {bug}
        try:
            after = advance(self.played.machine, self.last, found.hint)
        except InvalidInput as wrong:
            raise BadUpload(f"{found.where}: {wrong}") from None
        check(found, self.variables(after), "after a toggle")
        self.entries.append(after)

    def _step(self, last: Entry, found: Found) -> str | None:
        """The transition that leads to the state that was found; the one that its head names, if it names one. What a
        state does not say stays as it was, or else may be anything if only one transition is left."""
        before, leading = self.variables(last), dict[str, dict[str, Any]]()
        for transition in self.played.machine.enabled(last.state, last.bugs):
            if not found.names(transition.name):
                continue
            after = self.variables(advance(self.played.machine, last, transition.name))
            if not found.agrees(after):
                continue
            changed = [name for name, value in after.items() if name not in found.values and value != before[name]]
            if not changed:
                return transition.name
            leading[transition.name] = {name: after[name] for name in changed}
        if len(leading) != 1:
            return None
        ((step, unsaid),) = leading.items()
        self.guessed.append(f"{found.where}: {step} also changes {' and '.join(unsaid)}, which the text leaves out.")
        return step

    def _with_other_flags(self, found: Found) -> str | None:
        """The step under the fewest other flags. They are on from the start if the steps before allow it; else a
        toggle is put in."""
        last = self.last
        for changed in _smallest_first(self.workbook):
            flags = last.bugs ^ changed
            step = self._step(replace(last, bugs=flags), found)
            if step is None:
                continue
            self.needed |= flags - last.bugs
            if not self._start_with(self.bugs ^ changed):
                for bug in self.workbook.in_order(changed):
                    switch = f"{'-' if bug in last.bugs else '+'}{bug}"
                    self.entries.append(advance(self.played.machine, self.last, switch))
                    self.put_in.append(f"{switch} as step {self.last.index}")
            return step
        return None

    def _start_with(self, bugs: Bugs) -> bool:
        """Switches flags on from the start, if all states so far stay the same."""
        again = replay(self.bounds, bugs, self.steps)
        if again.refusal is not None or [e.state for e in again.entries] != [e.state for e in self.entries]:
            return False
        self.bugs, self.entries = bugs, list(again.entries)
        return True


@cache
def _smallest_first(workbook: Workbook[Any]) -> Sequence[Bugs]:
    return [frozenset(chosen) for size in (1, 2) for chosen in combinations(workbook.bug_names, size)]


# Refusals


def check(found: Found, expected: dict[str, Any], when: str) -> None:
    """Raises `BadUpload` for the first variable that the state says to be another."""
    for name, value in expected.items():
        if name in found.values and found.values[name] != value:
            raise BadUpload(f"{found.where}: {name} is {_shown(found.values[name])}, but {when} it is {_shown(value)}.")


def _no_step(workbook: Workbook[Any], found: Found, before: dict[str, Any]) -> str:
    changed = [name for name, value in found.values.items() if before[name] != value]
    named = f" by {found.hint}" if found.hint else ""
    if not changed:
        return f"{found.where}: nothing changes{named}, and {_changes(workbook)}."
    first = changed[0]
    return (
        f"{found.where}: no transition leads there{named} from the state before, where {first} is "
        f"{_shown(before[first])} and not {_shown(found.values[first])}."
    )


def _changes(workbook: Workbook[Any]) -> str:
    if workbook.is_graded:
        return "every transition of the model changes something"
    return "every transition that can be taken there changes something"


def _shown(value: Any) -> str:
    text = tla(value)
    return text if len(text) <= 80 else text[:79] + "…"
