"""The answers to a lesson's questions, all computed: nothing here is stored, and no page has it before it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from a09web.model.explore import Exploration
from a09web.model.fields import State
from a09web.model.machine import Machine
from a09web.model.replay import Replay
from a09web.model.verdicts import correct_model

from .content import NONE, Check, Lesson, Option
from .prose import explored


@dataclass(frozen=True)
class Prediction:
    """An option that was chosen, what does break first, and a shortest way to it.

    `later` are the fewest steps to a break of the chosen property, if it can break; `states` prove that it cannot.
    """

    option: Option
    is_right: bool
    prop: str
    trace: tuple[str, ...]
    state: State
    later: int | None
    states: int


def first_broken(found: Exploration) -> str:
    """The property that breaks after the fewest steps, of those that the correct model keeps; `none` if none does."""
    missed = correct_model(found.machine.bounds).misses
    kept = {prop: steps for prop, steps in found.steps.items() if prop not in missed}
    return min(kept, key=lambda prop: kept[prop], default=NONE)


def judge_prediction(lesson: Lesson, option: Option) -> Prediction:
    found = explored(lesson.bounds, lesson.bugs)
    prop = first_broken(found)
    state = found.nearest(prop)
    assert state is not None
    return Prediction(
        option=option,
        is_right=option.prop == prop,
        prop=prop,
        trace=found.shortest(prop) or (),
        state=state,
        later=found.steps.get(option.prop),
        states=found.distinct,
    )


@dataclass(frozen=True)
class Answer:
    """A next step that was chosen: whether the invariant breaks in it, and why it holds or not."""

    step: str
    is_right: bool
    breaks: bool
    why: str
    state: State | None


def choices(check: Check) -> tuple[str, ...]:
    """The steps that are enabled at the moment of the question."""
    entry = check.played.last
    return tuple(transition.name for transition in check.played.machine.enabled(entry.state, entry.bugs))


@lru_cache(maxsize=64)
def breaking(lesson: Lesson) -> tuple[str, ...]:
    """Those of the choices that break the invariant."""
    return tuple(step for step in choices(lesson.check) if _after(lesson, step)[1])


def judge_answer(lesson: Lesson, step: str) -> Answer:
    """Raises ValueError for a step that was not offered."""
    right = breaking(lesson)
    if step == NONE:
        return Answer(NONE, not right, False, "", None)
    if step not in choices(lesson.check):
        raise ValueError(f"“{step[:60]}” is not one of the steps that can be taken here.")
    state, breaks = _after(lesson, step)
    prop = next(prop for prop in machine_of(lesson.check).properties if prop.name == lesson.bug.caught_by)
    return Answer(step, breaks, breaks, prop.why(state), state)


def machine_of(check: Check) -> Machine:
    return check.played.machine


def _after(lesson: Lesson, step: str) -> tuple[State, bool]:
    machine, entry = machine_of(lesson.check), lesson.check.played.last
    state = machine.step(entry.state, entry.bugs, step)
    return state, lesson.bug.caught_by in machine.broken(state)


def is_all_done(replay: Replay) -> bool:
    """Whether all work has got done at the end, as the workbook says it."""
    goals = (goal for goal in replay.machine.liveness if goal.name == replay.machine.workbook.work)
    return all(goal.met(replay.last.state) for goal in goals)
