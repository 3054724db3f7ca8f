"""Break: a schedule that breaks the named property, judged by replaying it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np

from a09web.model.explore import Exploration, broken_in
from a09web.model.machine import Machine
from a09web.model.names import is_toggle
from a09web.model.replay import Replay, replay
from a09web.model.workbook import Bugs
from a09web.wording import are, counted
from a09web.workbooks.a09 import A09

from .exercise import Exercise, explored_from
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
        broken = dict(broken_in(found, layer, [], A09.property_names))
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
    rule = next(prop.meaning for prop in A09.properties if prop.name == target)
    still = f"After {counted(taken)} {target} still holds: {why(done.machine, target, done.last.state)}. {rule}"
    broken = done.last.broken
    also = (f"{' and '.join(broken)} {'is' if len(broken) == 1 else 'are'} broken, but that was not asked.",)
    since = (f"It was broken on the way, and healed at step {at}." for at in [done.healed(target)] if at is not None)
    told = (still, *(also if broken else ()), *since, *_holes(exercise, done), *_dead_end(exercise, done))
    return Verdict(0, "holds", told, steps=taken)


def _not_alone(exercise: Exercise, done: Replay, others: tuple[str, ...], taken: int) -> Verdict:
    reasons = "; ".join(f"{prop}, because {why(done.machine, prop, done.last.state)}" for prop in others)
    first = f"{exercise.target} is broken, but not alone. Also broken: {reasons}."
    return Verdict(0, "not alone", (first, *_holes(exercise, done), *_dead_end(exercise, done)), steps=taken)


def _holes(exercise: Exercise, done: Replay) -> Iterator[str]:
    """For each bug the step that made use of it, and the guard or effect that is missing there."""
    for bug in A09.in_order(exercise.bugs):
        yield made_possible(done.machine, bug, exercise.bugs, [entry.step for entry in done.entries[1:]]) or (
            f"{lost(done.machine, bug)}, and no step of yours made use of that."
        )


def made_possible(machine: Machine, bug: str, bugs: Bugs, steps: Iterable[str]) -> str:
    """The first of some steps that a bug made possible, with the guard that would have refused it, or the effect that
    was left out; empty if there is none."""
    state = machine.initial
    for number, name in enumerate(steps, start=1):
        step = machine.transition(name)
        guard, effect = step.removed_by(bug)
        if guard is not None and not guard.holds(state):
            taken = f"Step {number}, `{name}`, was possible only because {bug} takes guard {guard.number} away"
            return f"{taken}, `{guard.text}`: {guard.sentence(state)}"
        if effect is not None:
            return f"Step {number}, `{name}`, left out `{effect.text}`, as {bug} has it."
        state = step.apply(state, bugs)
    return ""


def lost(machine: Machine, bug: str) -> str:
    """What a bug takes away, as half a sentence."""
    for transition in machine.transitions:
        guard, effect = transition.removed_by(bug)
        kind = transition.declared.name
        if guard is not None:
            return f"{bug} takes guard {guard.number} of {kind} away, `{guard.declared.test}`"
        if effect is not None:
            return f"{bug} does not {effect.declared.does.format(r='r')}, `{effect.declared}`"
    raise AssertionError(f"{bug} changes nothing")


def from_here(exercise: Exercise, state: tuple[int, ...]) -> tuple[tuple[str, ...] | None, bool]:
    """A shortest way from a state to what is asked for, None if there is none; and whether everything that can follow
    was looked at."""
    found = explored_from(exercise.bounds, exercise.bugs, state)
    way = _shortest_alone(found, exercise.target) if exercise.only else found.shortest(exercise.target)
    return way, found.complete


def _dead_end(exercise: Exercise, done: Replay) -> Iterator[str]:
    way, is_complete = from_here(exercise, done.last.state)
    if way is None and is_complete:
        alone = " alone" if exercise.only else ""
        yield f"From here {exercise.target} can no longer be broken{alone}. Go back and take another way."


def told_from_here(exercise: Exercise, steps: tuple[str, ...]) -> tuple[str, str]:
    """The two hints that the explorer gives where a schedule stands: how far it is, and the next step."""
    way, _ = from_here(exercise, replay(exercise.bounds, exercise.bugs, steps).last.state)
    if way is None:
        far = f"From where you stand no way to break {exercise.target} was found. Go back some steps."
        return far, "So there is no step to show here."
    if not way:
        return "You are there: hand it in.", "No further step is needed."
    return f"From where you stand it is {counted(len(way))} at least.", f"The next of them can be `{way[0]}`."


def _broken(exercise: Exercise, done: Replay, taken: int) -> Verdict:
    best = shortest(exercise)
    assert best is not None
    target = exercise.target
    reason = f"{target} is broken: {why(done.machine, target, done.last.state)}."
    if taken == len(best):
        length = f"You took {counted(taken)}, and no way is shorter."
    else:
        length = f"You took {counted(taken)}; {len(best)} {are(len(best))} possible."
    return Verdict(worth(taken, len(best)), "broken", (reason, length), steps=taken)


def pictured(exercise: Exercise, steps: tuple[str, ...], caption: str) -> Picture:
    """The end of a schedule that can be replayed."""
    return Picture(caption, exercise.bounds, steps, replay(exercise.bounds, exercise.bugs, steps).last.state)
