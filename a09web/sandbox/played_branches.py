"""Branches that the app plays: a shortest break, and a random walk."""

from __future__ import annotations

from random import SystemRandom

from a09web.foresight.questions import Outlook
from a09web.invalid_input import InvalidInput
from a09web.kit.refusals import NothingToDo, Refused
from a09web.model.names import parse_bugs, parse_steps
from a09web.model.replay import continued, replay
from a09web.model.shorten import broken_at_the_end, shortened
from a09web.model.walk import random_walk
from a09web.wording import are, counted
from a09web.workbooks.faces import as_sentence

from .moment import Moment
from .services import check_replays

HIGHEST_SEED = 9999


def shortest_break(moment: Moment, name: str) -> tuple[tuple[str, ...], str]:
    """The steps to a nearest break of a property, and what to say about them."""
    found = moment.outlook
    if not isinstance(found, Outlook):
        raise Refused("The way to a break is not known yet: the states ahead are still being looked at.")
    if name not in found.ahead or not found.ahead[name].steps:
        raise Refused(f"No way to break “{name[:60]}” from here is known.")
    steps = found.ahead[name].steps
    return steps, f"{name} breaks in {counted(len(steps))}, a shortest way."


def told_ahead(moment: Moment, steps: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence for each of these steps from here."""
    played = continued(moment.replay, steps)
    return tuple(as_sentence(played, entry) for entry in played.entries[len(moment.replay.entries) :])


def steps_from_here(moment: Moment, text: str) -> tuple[tuple[str, ...], str]:
    """Steps that go on from a moment, as the page of all shortest ways names them, and what to say about them."""
    names = parse_steps(text)
    if not names:
        raise Refused("There are no steps to lay ahead.")
    before = [entry.step for entry in moment.replay.entries[1:]]
    check_replays(replay(moment.sandbox.bounds, moment.sandbox.bugs, [*before, *names]))
    return names, ""


def steps_from_start(moment: Moment, text: str) -> tuple[str, ...]:
    """Steps from the initial state, as the picture of all states names them."""
    names = parse_steps(text)
    check_replays(replay(moment.sandbox.bounds, moment.sandbox.bugs, names))
    return names


def shorter(moment: Moment, name: str) -> tuple[tuple[str, ...], str]:
    """The steps from the initial state of the trace without what the break of a property does not need, and what to
    say about them. Without a name it is the property that is named first."""
    if not moment.policy.blame:
        raise Refused("There is no shortening here.")
    played, length = moment.replay, moment.entry.index
    try:
        prop = broken_at_the_end(played, name)
    except InvalidInput as unbroken:
        raise Refused(str(unbroken)) from None
    steps = tuple(entry.step for entry in shortened(played, prop).entries[1:])
    if len(steps) == length:
        each = f"each of the {counted(length)}" if length > 1 else "its only step"
        raise NothingToDo(f"Nothing can be left out: {each} is needed.")
    told = f"Shortened from {counted(length)} to {len(steps)}: the same break, nothing that it does not need."
    return steps, told


def switched_on(moment: Moment, text: str) -> tuple[tuple[str, ...], str]:
    """The toggles that switch bugs on, as the answer to what it would take names them, and what to say about them."""
    bugs = moment.workbook.in_order(parse_bugs(moment.workbook, text))
    if not bugs:
        raise Refused("There is no bug to switch on.")
    steps, _ = steps_from_here(moment, "; ".join(f"+{bug}" for bug in bugs))
    return steps, f"{' and '.join(bugs)} {are(len(bugs))} on from here. Nothing before has changed."


def walk(moment: Moment, seed: int | None, *, until_broken: bool) -> tuple[tuple[str, ...], str]:
    """The steps of a random walk, and what to say about them. Without a seed one is chosen."""
    if not moment.policy.guards:
        raise Refused("There are no random walks here.")
    seed = SystemRandom().randint(1, HIGHEST_SEED) if seed is None else seed
    entry = moment.entry
    steps = random_walk(moment.replay.machine, entry.state, entry.bugs, seed, until_broken=until_broken)
    if not steps:
        raise Refused("There is nowhere to walk: no transition is enabled here.")
    told = f"A random walk of {counted(len(steps))}, with seed {seed}."
    return steps, f"{told} Nothing breaks on it." if until_broken and not breaks_anew(moment, steps) else told


def breaks_anew(moment: Moment, steps: tuple[str, ...]) -> bool:
    """Whether the last of these steps from here breaks what held before it."""
    before, last = continued(moment.replay, steps).entries[-2:]
    return bool(set(last.broken) - set(before.broken))
