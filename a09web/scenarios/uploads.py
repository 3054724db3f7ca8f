"""Traces of other tools, TLC's and those in ITF, as scenarios. What does not fit is refused with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from a09web.model.bounds import Bounds
from a09web.wording import counted, listed

from .finding import ALL_STATES, Finder, check
from .guessing import best_guess
from .scenario import MAX_STEPS, Scenario
from .traces.forms import read
from .traces.found import BUGS, BadUpload, Told
from .traces.members import all_members
from .traces.naming import renamed

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


def _found(told: Told, bounds: Bounds | None) -> Upload:
    start, notes = told.scenario, list(told.notes)
    if start is None and bounds is not None:
        start = Scenario(bounds=_fitting(told, bounds))
    if start is None:
        guess, first = best_guess(told)
        finder, start = guess.finder, Scenario(bounds=guess.finder.bounds)
        notes += [*guess.notes(told, first), *_flags(finder, told, " with these bounds its steps")]
    else:
        finder = Finder(start.bounds, start.bugs, may_change=told.scenario is None)
        finder.begin(told.states[0])
        for found in told.states[1:]:
            finder.follow(found)
        notes += _flags(finder, told, " its steps")
    steps = finder.steps
    return Upload(replace(start, bugs=finder.bugs, steps=steps, cursor=len(steps)), tuple(notes))


def _flags(finder: Finder, told: Told, steps: str) -> Iterator[str]:
    workbook = told.workbook
    needed = listed(workbook.in_order(finder.needed))
    if needed and BUGS in told.constants:
        said = workbook.in_order(told.constants[BUGS])
        on = f"{listed(said) or 'no bug'} {'were' if len(said) > 1 else 'was'} on"
        yield f"The file says that {on};{steps} also need {needed}."
    elif needed:
        yield f"The file does not say which bugs were on;{steps} need {needed}."
    if finder.put_in:
        yield f"No one set of flags allows all steps, so these are put in: {listed(finder.put_in)}."
    yield from finder.guessed


def _fitting(told: Told, bounds: Bounds) -> Bounds:
    """The bounds of the form. Raises `BadUpload` if the trace is of another workbook, or has other members."""
    first = told.states[0]
    if bounds.workbook is not told.workbook:
        raise BadUpload(
            f"{first.where}: the trace is of {told.workbook.name}, and the bounds are of {bounds.workbook.name}. "
            "Open it without bounds: they are found from its states."
        )
    for sort in told.workbook.sorts:
        members = all_members(told.workbook, first, sort)
        if members is not None and set(map(str, members)) != set(bounds.names(sort)):
            raise BadUpload(
                f"{first.where}: the trace has {counted(len(members), sort.noun)}, {', '.join(map(str, members))}, "
                f"and the bounds have {', '.join(bounds.names(sort))}. Choose the bounds of the trace in the form."
            )
    return bounds
