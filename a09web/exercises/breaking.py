"""Break: a schedule that breaks the named property, judged by replaying it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from a09web.model.declaration import PROPERTY_NAMES
from a09web.model.explore import Exploration, broken_in
from a09web.model.machine import Machine
from a09web.model.names import is_toggle
from a09web.model.replay import Replay, replay

from .exercise import Exercise, counted, explored_from
from .verdict import Picture, Verdict

STEP_COSTS = 0.1
FLOOR = 0.5


@lru_cache(maxsize=1024)
def shortest(exercise: Exercise) -> tuple[str, ...] | None:
    """A shortest way from where the exercise begins to what it asks for; None if there is none."""
    found = explored_from(exercise.bounds, exercise.bugs, exercise.state)
    if not exercise.only:
        return found.shortest(exercise.target)
    return _shortest_alone(found, exercise.target)


def _shortest_alone(found: Exploration, target: str) -> tuple[str, ...] | None:
    """A shortest way to a state in which the target is broken, and nothing else."""
    if target not in found.first:
        return None
    for depth, layer in enumerate(found.layers):
        broken = dict(broken_in(found, layer, [], PROPERTY_NAMES))
        wanted = broken.pop(target) & ~np.logical_or.reduce(list(broken.values()))
        if wanted.any():
            return found.path_to(depth, layer.state(int(np.argmax(wanted))))
    return None


def worth(steps: int, fewest: int) -> float:
    """Full marks at the fewest steps, a tenth less for each step more, and never less than half."""
    return max(FLOOR, round(1 - STEP_COSTS * (steps - fewest), 2))


def grade_break(exercise: Exercise, steps: tuple[str, ...]) -> Verdict:
    """`steps` is the whole schedule, from the initial state on."""
    begun = exercise.start
    if any(is_toggle(step) for step in steps):
        return Verdict(0, "switched", ("A schedule has transitions only: here no bug is switched on or off.",))
    if steps[: len(begun)] != begun:
        return Verdict(
            0, "elsewhere", (f"This exercise begins after {counted(len(begun))}, and your schedule is another one.",)
        )
    taken = len(steps) - len(begun)
    done = replay(exercise.bounds, exercise.bugs, steps)
    if done.refusal is not None:
        return _refused(exercise, done, taken)
    if exercise.target not in done.last.broken:
        return _not_broken(exercise, done, taken)
    others = tuple(prop for prop in done.last.broken if prop != exercise.target)
    if exercise.only and others:
        return _not_alone(exercise, done, others, taken)
    return _broken(exercise, done, taken)


def why(machine: Machine, prop: str, state: tuple[int, ...]) -> str:
    """The reason for a property's verdict, with values."""
    return next(each for each in machine.properties if each.name == prop).why(state)


def _refused(exercise: Exercise, done: Replay, taken: int) -> Verdict:
    refusal = done.refusal
    assert refusal is not None
    guard = f" It is guard {refusal.failing[0].number} that refuses it." if refusal.failing else ""
    sentence = f"Step {refusal.index}, `{refusal.step}`, is refused. {refusal.message}{guard}"
    return Verdict(0, "refused", (sentence, "Leave that step out, or make it possible first."), steps=taken)


def _not_broken(exercise: Exercise, done: Replay, taken: int) -> Verdict:
    target = exercise.target
    still = f"After {counted(taken)} {target} still holds: {why(done.machine, target, done.last.state)}."
    broken = done.last.broken
    also = (f"{' and '.join(broken)} {'is' if len(broken) == 1 else 'are'} broken, but that was not asked.",)
    since = (f"It was broken on the way, and healed at step {at}." for at in [done.healed(target)] if at is not None)
    return Verdict(0, "holds", (still, *(also if broken else ()), *since, _how_near(exercise, done)), steps=taken)


def _not_alone(exercise: Exercise, done: Replay, others: tuple[str, ...], taken: int) -> Verdict:
    reasons = "; ".join(f"{prop}, because {why(done.machine, prop, done.last.state)}" for prop in others)
    sentences = (f"{exercise.target} is broken, but not alone. Also broken: {reasons}.", _how_near(exercise, done))
    return Verdict(0, "not alone", sentences, steps=taken)


def _how_near(exercise: Exercise, done: Replay) -> str:
    found = explored_from(exercise.bounds, exercise.bugs, done.last.state)
    way = _shortest_alone(found, exercise.target) if exercise.only else found.shortest(exercise.target)
    alone = " alone" if exercise.only else ""
    if way is None:
        return (
            f"From here {exercise.target} can no longer be broken{alone}: {found.distinct:,} states were looked at. "
            "Go back and take another way."
        )
    return f"The nearest state that breaks it{alone} is {counted(len(way))} away."


def _broken(exercise: Exercise, done: Replay, taken: int) -> Verdict:
    best = shortest(exercise)
    assert best is not None
    target = exercise.target
    reason = f"{target} is broken: {why(done.machine, target, done.last.state)}."
    if taken == len(best):
        length = f"You took {counted(taken)}, and no way is shorter."
    else:
        length = f"You took {counted(taken)}; {len(best)} {'is' if len(best) == 1 else 'are'} possible."
    return Verdict(worth(taken, len(best)), "broken", (reason, length), steps=taken)


def pictured(exercise: Exercise, steps: tuple[str, ...], caption: str) -> Picture:
    """The end of a schedule that can be replayed."""
    return Picture(caption, exercise.bounds, steps, replay(exercise.bounds, exercise.bugs, steps).last.state)
