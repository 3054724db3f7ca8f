"""Traces of other tools, TLC's and those in ITF, as scenarios. What does not fit is refused with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from a09web.model.bounds import MAX_MAX_EPOCH, MAX_MAX_TIME, MAX_WORKERS, Bounds, InvalidInput
from a09web.model.declaration import BUG_NAMES
from a09web.model.machine import Bugs
from a09web.model.names import in_order
from a09web.model.replay import Entry, Replay, advance, replay

from .reading import BadUpload, Found, Told, read_itf, read_tlc
from .scenario import MAX_STEPS, Scenario

LONGEST = 400_000
"""Characters of an upload."""


@dataclass(frozen=True)
class Upload:
    """What was read, and sentences on what had to be assumed or was left out."""

    scenario: Scenario
    told: tuple[str, ...] = ()


def read_upload(text: str, *, bounds: Bounds | None = None) -> Upload:
    """Reads a trace. `bounds` count if the file does not say its own. Raises `BadUpload` with one sentence."""
    if len(text) > LONGEST:
        raise BadUpload(f"The text is too long: {len(text)} characters, where {LONGEST} are the most.")
    text = text.removeprefix("\ufeff")
    told = read_itf(text) if text.lstrip()[:1] == "{" else read_tlc(text)
    if len(told.states) > MAX_STEPS + 1:
        where = told.states[MAX_STEPS + 1].where
        raise BadUpload(
            f"{where}: the trace has {len(told.states)} states, and a scenario has at most {MAX_STEPS} steps."
        )
    if told.scenario is not None and told.scenario.steps:
        return _followed(told, told.scenario)
    return _found(told, bounds)


# A file that says its steps itself


def _followed(told: Told, scenario: Scenario) -> Upload:
    played = scenario.replay()
    notes = list(told.notes)
    if played.refusal is not None:
        raise BadUpload(f"The file says that its step {played.refusal.index} is refused: {played.refusal.message}")
    if len(told.states) > len(played.entries):
        where = told.states[len(played.entries)].where
        raise BadUpload(
            f"{where}: the file has {len(told.states)} states for the {len(scenario.steps)} steps it names."
        )
    for entry, found in zip(played.entries, told.states, strict=False):
        _check(found, played.machine.variables(entry.state), f"after step {entry.index}, {entry.step},")
    kept = len(told.states) - 1
    if kept < len(scenario.steps):
        notes.append(f"The trace ends after {kept} of the {len(scenario.steps)} steps of its scenario.")
        scenario = replace(scenario, steps=scenario.steps[:kept], cursor=min(scenario.cursor, kept))
    return Upload(scenario, tuple(notes))


# A file whose steps have to be found


def _found(told: Told, bounds: Bounds | None) -> Upload:
    notes = list(told.notes)
    start = told.scenario
    if start is None:
        start = Scenario(bounds=_bounds(told.states, bounds, notes))
    finder = _Finder(start.bounds, start.bugs, may_change=told.scenario is None)
    _check(told.states[0], finder.variables(finder.entries[-1]), "at the start")
    for found in told.states[1:]:
        finder.follow(found)
    if finder.needed:
        notes.append(f"The file does not say which bugs were on; its steps need {', '.join(in_order(finder.needed))}.")
    if finder.put_in:
        notes.append(f"No one set of flags allows all steps, so these are put in: {', '.join(finder.put_in)}.")
    steps = tuple(entry.step for entry in finder.entries[1:])
    return Upload(replace(start, bugs=finder.bugs, steps=steps, cursor=len(steps)), tuple(notes))


def _bounds(states: Sequence[Found], bounds: Bounds | None, notes: list[str]) -> Bounds:
    first, runs = states[0], len(states[0].values["copies"])
    if bounds is None:
        bounds = _wide_enough(states)
        wider = "" if bounds == Bounds() else ", but wide enough for its states"
        notes.append(f"The file does not say its bounds; they are taken to be the usual ones{wider}.")
    if list(first.values["copies"]) != list(bounds.runs):
        raise BadUpload(
            f"{first.where}: the trace has {runs} runs, {', '.join(first.values['copies'])}, and the bounds have "
            f"{', '.join(bounds.runs)}. Choose the bounds of the trace in the form."
        )
    return bounds


def _wide_enough(states: Sequence[Found]) -> Bounds:
    """The usual bounds, widened as far as the app goes for what the states have in them."""
    usual, values = Bounds(), [found.values for found in states]
    names = [name for state in values for owners in state["claimers"].values() for name in owners]
    workers = [number for number in range(1, MAX_WORKERS + 1) if f"w{number}" in names]
    return Bounds(
        workers=max([usual.workers, *workers]),
        max_time=_between(usual.max_time, MAX_MAX_TIME, [state["now"] for state in values]),
        max_epoch=_between(usual.max_epoch, MAX_MAX_EPOCH, [e for state in values for e in state["epoch"].values()]),
    )


def _between(least: int, most: int, values: Sequence[int]) -> int:
    return min(most, max([least, *values]))


class _Finder:
    """Finds the steps that lead from state to state. Flags that the file does not say are switched on as needed."""

    def __init__(self, bounds: Bounds, bugs: Bugs, *, may_change: bool) -> None:
        self.bounds, self.bugs, self.may_change = bounds, bugs, may_change
        self.played: Replay = replay(bounds, bugs, ())
        self.entries: list[Entry] = list(self.played.entries)
        self.needed: Bugs = frozenset()
        self.put_in: list[str] = []

    def variables(self, entry: Entry) -> dict[str, Any]:
        return self.played.machine.variables(entry.state)

    def follow(self, found: Found) -> None:
        if found.hint[:1] in ("+", "-"):
            self._toggle(found)
            return
        last = self.entries[-1]
        step = self._step(last, found)
        if step is None and self.may_change:
            step = self._with_other_flags(found)
        if step is None:
            raise BadUpload(_no_step(found, self.variables(last)))
        self.entries.append(advance(self.played.machine, self.entries[-1], step))

    def _toggle(self, found: Found) -> None:
        sign, bug = found.hint[0], found.hint[1:]
        was_on = self.may_change and sign == "-" and bug in BUG_NAMES and bug not in self.entries[-1].bugs
        if was_on and self._start_with(self.bugs | {bug}):
            self.needed |= {bug}
        try:
            after = advance(self.played.machine, self.entries[-1], found.hint)
        except InvalidInput as wrong:
            raise BadUpload(f"{found.where}: {wrong}") from None
        _check(found, self.variables(after), "after a toggle")
        self.entries.append(after)

    def _step(self, last: Entry, found: Found) -> str | None:
        """The transition that leads to the state that was found; the one that its head names, if it names one."""
        for transition in self.played.machine.enabled(last.state, last.bugs):
            if (
                found.names(transition.name)
                and self.variables(advance(self.played.machine, last, transition.name)) == found.values
            ):
                return transition.name
        return None

    def _with_other_flags(self, found: Found) -> str | None:
        """The step under the fewest other flags. They are on from the start if the steps before allow it; else a
        toggle is put in."""
        last = self.entries[-1]
        for changed in _smallest_first():
            flags = last.bugs ^ changed
            step = self._step(replace(last, bugs=flags), found)
            if step is None:
                continue
            self.needed |= flags - last.bugs
            if not self._start_with(self.bugs ^ changed):
                for bug in in_order(changed):
                    switch = f"{'-' if bug in last.bugs else '+'}{bug}"
                    self.entries.append(advance(self.played.machine, self.entries[-1], switch))
                    self.put_in.append(f"{switch} as step {self.entries[-1].index}")
            return step
        return None

    def _start_with(self, bugs: Bugs) -> bool:
        """Switches flags on from the start, if all states so far stay the same."""
        again = replay(self.bounds, bugs, [entry.step for entry in self.entries[1:]])
        if again.refusal is not None or [e.state for e in again.entries] != [e.state for e in self.entries]:
            return False
        self.bugs, self.entries = bugs, list(again.entries)
        return True


def _smallest_first() -> Sequence[Bugs]:
    return [frozenset(chosen) for size in (1, 2) for chosen in combinations(BUG_NAMES, size)]


# Refusals


def _check(found: Found, expected: dict[str, Any], when: str) -> None:
    for name, value in expected.items():
        if found.values[name] != value:
            raise BadUpload(f"{found.where}: {name} is {_shown(found.values[name])}, but {when} it is {_shown(value)}.")


def _no_step(found: Found, before: dict[str, Any]) -> str:
    changed = [name for name, value in before.items() if found.values[name] != value]
    named = f" by {found.hint}" if found.hint else ""
    if not changed:
        return f"{found.where}: nothing changes{named}, and every transition of the model changes something."
    first = changed[0]
    return (
        f"{found.where}: no transition leads there{named} from the state before, where {first} is "
        f"{_shown(before[first])} and not {_shown(found.values[first])}."
    )


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"
