"""Traces of other tools, TLC's and those in ITF, as scenarios. What does not fit is refused with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from a09web.model import bounds as model
from a09web.wording import counted, listed
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.a09.sorts import RUNS

from .finding import ALL_STATES, Finder, check
from .guessing import best_guess
from .scenario import MAX_STEPS, Scenario
from .traces.forms import read
from .traces.found import BadUpload, Told
from .traces.naming import renamed

LONGEST = 400_000
"""Characters of an upload."""


@dataclass(frozen=True)
class Upload:
    """What was read, and sentences on what had to be assumed or was left out."""

    scenario: Scenario
    told: tuple[str, ...] = ()


def read_upload(text: str, *, bounds: model.Bounds | None = None) -> Upload:
    """Reads a trace. `bounds` count if the file does not say its own. Raises `BadUpload` with one sentence."""
    if len(text) > LONGEST:
        raise BadUpload(f"The text is too long: {counted(len(text), 'character')}, where {LONGEST:,} are the most.")
    told = renamed(read(text))
    if len(told.states) > MAX_STEPS + 1:
        where = told.states[MAX_STEPS + 1].where
        raise BadUpload(
            f"{where}: the trace has {counted(len(told.states), 'state')}, and a scenario has "
            f"at most {MAX_STEPS} steps."
        )
    if told.scenario is not None and not told.states:
        return Upload(told.scenario)
    if told.scenario is not None and told.scenario.steps:
        return _followed(told, told.scenario)
    try:
        return _found(told, bounds)
    except BadUpload as wrong:
        raise BadUpload(f"{wrong} {ALL_STATES}") if told.bare else wrong from None


# A file that says its steps itself


def _followed(told: Told, scenario: Scenario) -> Upload:
    played = scenario.replay()
    notes = list(told.notes)
    if played.refusal is not None:
        raise BadUpload(f"The file says that its step {played.refusal.index} is refused: {played.refusal.message}")
    if len(told.states) > len(played.entries):
        where = told.states[len(played.entries)].where
        raise BadUpload(
            f"{where}: the file has {counted(len(told.states), 'state')} for the "
            f"{counted(len(scenario.steps))} it names."
        )
    for entry, found in zip(played.entries, told.states, strict=False):
        after = f"after step {entry.index}, {entry.step}," if entry.index else "at the start"
        check(found, played.machine.variables(entry.state), after)
    kept = len(told.states) - 1
    if kept < len(scenario.steps):
        notes.append(f"The trace ends after {kept} of the {counted(len(scenario.steps))} of its scenario.")
        scenario = replace(scenario, steps=scenario.steps[:kept], cursor=min(scenario.cursor, kept))
    return Upload(scenario, tuple(notes))


# A file whose steps have to be found


def _found(told: Told, bounds: model.Bounds | None) -> Upload:
    start, notes = told.scenario, list(told.notes)
    if start is None and bounds is None:
        guess, first = best_guess(told)
        finder, start = guess.finder, Scenario(bounds=guess.finder.bounds)
        notes += [*guess.notes(told, first), *_flags(finder, told, " with these bounds its steps")]
    else:
        start = start or Scenario(bounds=_fitting(told, bounds or Bounds()))
        finder = Finder(start.bounds, start.bugs, may_change=told.scenario is None)
        finder.begin(told.states[0])
        for found in told.states[1:]:
            finder.follow(found)
        notes += _flags(finder, told, " its steps")
    steps = finder.steps
    return Upload(replace(start, bugs=finder.bugs, steps=steps, cursor=len(steps)), tuple(notes))


def _flags(finder: Finder, told: Told, steps: str) -> Iterator[str]:
    needed = listed(A09.in_order(finder.needed))
    if needed and "Bugs" in told.constants:
        said = A09.in_order(frozenset(told.constants["Bugs"]) & frozenset(A09.bug_names))
        on = f"{listed(said) or 'no bug'} {'were' if len(said) > 1 else 'was'} on"
        yield f"The file says that {on};{steps} also need {needed}."
    elif needed:
        yield f"The file does not say which bugs were on;{steps} need {needed}."
    if finder.put_in:
        yield f"No one set of flags allows all steps, so these are put in: {listed(finder.put_in)}."
    yield from finder.guessed


def _fitting(told: Told, bounds: model.Bounds) -> model.Bounds:
    """The bounds of the form. Raises `BadUpload` if the trace has other runs."""
    first = told.states[0]
    runs = list(first.values["copies"])
    if set(runs) != set(bounds.names(RUNS)):
        raise BadUpload(
            f"{first.where}: the trace has {counted(len(runs), 'run')}, {', '.join(runs)}, and the bounds have "
            f"{', '.join(bounds.names(RUNS))}. Choose the bounds of the trace in the form."
        )
    return bounds
