"""Break: a schedule that breaks the named property, judged by replaying it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from a09web.exercises.exercise import Exercise, called, explored_from
from a09web.exercises.levels import EASY, HARD, LONG, MEDIUM, SHORT
from a09web.exercises.reader import Reader
from a09web.exercises.reasons import lost, made_possible, why
from a09web.exercises.sent import Sent
from a09web.exercises.verdict import Verdict, pictured
from a09web.model.explore import Exploration, broken_in
from a09web.model.kept import kept
from a09web.model.names import is_toggle
from a09web.model.replay import Replay, replay
from a09web.wording import are, counted

from .kind import STEPS, WITHOUT_HELP, Kind, ShownHint, asked_for, schedule

STEP_COSTS = 0.1
FLOOR = 0.5

FOR_A_MODEL = 10_000
"""What it costs to make a model of other times at all, in states."""


@dataclass(frozen=True)
class Goal:
    """The property to break, and whether nothing else may be broken with it."""

    target: str
    only: bool = False

    @property
    def alone(self) -> str:
        return " alone" if self.only else ""

    def is_reached(self, broken: tuple[str, ...]) -> bool:
        """Whether this is done where these properties are broken."""
        return self.target in broken and (not self.only or broken == (self.target,))


class Break(Kind):
    """An answer is a whole schedule, from the initial state on. A wrong one costs nothing, because whoever plays it
    sees that nothing breaks."""

    slug, title = "break", "Break"
    asks = "Build a schedule that breaks a property."
    offered = "Break: find a schedule"
    fields = ("target", "only")
    answer = (schedule(),)
    policy = WITHOUT_HELP
    needs_all_states = True
    shown_hints = (ShownHint("How far is it?", 0.4), ShownHint("Show me the next step", 0.25))
    solved = ("broken",)
    headings = {"broken": "Broken", "refused": "A step is refused"}
    moves_times = True
    most_looked_at = 1_000_000

    def read(self, reader: Reader) -> Goal:
        return Goal(reader.one_of("target", reader.workbook.property_names), reader.flag("only"))

    def values(self, own: Goal) -> dict[str, Any]:
        return {"target": own.target, "only": own.only}

    def typed(self, sent: Sent) -> dict[str, Any]:
        return {"target": sent.text("target"), "only": sent.flag("only")}

    def problems(self, exercise: Exercise) -> dict[str, str]:
        goal: Goal = exercise.own
        if goal.target in exercise.begun.last.broken:
            return {"target": f"{goal.target} is broken already where the exercise begins."}
        if shortest(exercise) is None:
            bugs = called(exercise.workbook, exercise.bugs)
            return {"target": f"{goal.target} cannot be broken{goal.alone} from here with {bugs}."}
        return {}

    def asked(self, exercise: Exercise) -> tuple[object, ...]:
        goal: Goal = exercise.own
        return asked_for(goal.target, only=goal.only)

    def grade(self, exercise: Exercise, given: Mapping[str, Any]) -> Verdict:
        return grade_break(exercise, given[STEPS])

    def solution(self, exercise: Exercise) -> Verdict:
        goal: Goal = exercise.own
        way = shortest(exercise)
        if way is None:
            return Verdict(0, "unsolvable", (f"{goal.target} cannot be broken{goal.alone} from here.",))
        sentence = f"{goal.target} breaks{goal.alone} after {counted(len(way))} at the earliest."
        picture = pictured(exercise, (*exercise.start, *way), "A shortest way")
        return Verdict(1, "broken", (sentence,), (picture,), len(way))

    def fewest(self, exercise: Exercise) -> int:
        return len(shortest(exercise) or ())

    def told_from_here(self, exercise: Exercise, steps: tuple[str, ...]) -> tuple[str, str]:
        return told_from_here(exercise, steps)

    def about(self, exercise: Exercise) -> str:
        goal: Goal = exercise.own
        return f"break {goal.target}{', and nothing else' if goal.only else ''}"

    def level(self, exercise: Exercise) -> str:
        fewest = _fewest_up_to(LONG, exercise)
        return HARD if fewest is None else EASY if fewest <= SHORT else MEDIUM

    def effort(self, exercise: Exercise, level: str) -> str:
        return {EASY: "a short schedule", MEDIUM: "a longer schedule", HARD: "a long schedule"}[level]

    def cost(self, exercise: Exercise) -> int:
        if exercise.begun.refusal is not None:
            return FOR_A_MODEL
        return FOR_A_MODEL + explored_from(exercise.bounds, exercise.bugs, exercise.state).distinct

    def difficulty(self, exercise: Exercise) -> tuple[object, ...]:
        """The fewest steps."""
        return (self.fewest(exercise),)

    def is_answered_alike(self, other: Exercise, exercise: Exercise) -> bool:
        """A shortest way of the one is a shortest way of the other."""
        return all(
            grade_break(here, (*here.start, *(shortest(there) or ()))).score == 1
            for here, there in ((other, exercise), (exercise, other))
        )


BREAK = Break()


@kept(1024)
def shortest(exercise: Exercise) -> tuple[str, ...] | None:
    """A shortest way from where the exercise begins to what it asks for; None if there is none."""
    return _shortest(exercise, explored_from(exercise.bounds, exercise.bugs, exercise.state))


def _shortest(exercise: Exercise, found: Exploration) -> tuple[str, ...] | None:
    """A shortest way to what an exercise asks for from where an exploration begins."""
    goal: Goal = exercise.own
    return _shortest_alone(found, goal.target) if goal.only else found.shortest(goal.target)


def _shortest_alone(found: Exploration, target: str) -> tuple[str, ...] | None:
    """A shortest way to a state in which the target is broken, and nothing else."""
    if target not in found.first:
        return None
    for depth, layer in enumerate(found.layers):
        broken = dict(broken_in(found, layer, [], found.machine.workbook.property_names))
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
    goal: Goal = exercise.own
    taken = len(steps) - len(begun)
    done = replay(exercise.bounds, exercise.bugs, steps)
    if done.refusal is not None:
        return _refused(exercise, done, taken)
    if goal.target not in done.last.broken:
        return _not_broken(exercise, done, taken)
    others = tuple(prop for prop in done.last.broken if prop != goal.target)
    if goal.only and others:
        return _not_alone(exercise, done, others, taken)
    return _broken(exercise, done, taken)


def _refused(exercise: Exercise, done: Replay, taken: int) -> Verdict:
    refusal = done.refusal
    assert refusal is not None
    guard = f" It is guard {refusal.failing[0].number} that refuses it." if refusal.failing else ""
    sentence = f"Step {refusal.index}, `{refusal.step}`, is refused. {refusal.message}{guard}"
    return Verdict(0, "refused", (sentence, "Leave that step out, or make it possible first."), steps=taken)


def _not_broken(exercise: Exercise, done: Replay, taken: int) -> Verdict:
    target = exercise.own.target
    rule = exercise.workbook.meanings[target]
    still = f"After {counted(taken)} {target} still holds: {why(done.machine, target, done.last.state)}. {rule}"
    broken = done.last.broken
    also = (f"{' and '.join(broken)} {'is' if len(broken) == 1 else 'are'} broken, but that was not asked.",)
    since = (f"It was broken on the way, and healed at step {at}." for at in [done.healed(target)] if at is not None)
    told = (still, *(also if broken else ()), *since, *_holes(exercise, done), *_dead_end(exercise, done))
    return Verdict(0, "holds", told, steps=taken)


def _not_alone(exercise: Exercise, done: Replay, others: tuple[str, ...], taken: int) -> Verdict:
    reasons = "; ".join(f"{prop}, because {why(done.machine, prop, done.last.state)}" for prop in others)
    first = f"{exercise.own.target} is broken, but not alone. Also broken: {reasons}."
    return Verdict(0, "not alone", (first, *_holes(exercise, done), *_dead_end(exercise, done)), steps=taken)


def _holes(exercise: Exercise, done: Replay) -> Iterator[str]:
    """For each bug the step that made use of it, and the guard or effect that is missing there."""
    for bug in exercise.workbook.in_order(exercise.bugs):
        yield made_possible(done.machine, bug, exercise.bugs, [entry.step for entry in done.entries[1:]]) or (
            f"{lost(done.machine, bug)}, and no step of yours made use of that."
        )


def from_here(exercise: Exercise, state: tuple[int, ...]) -> tuple[tuple[str, ...] | None, bool]:
    """A shortest way from a state to what is asked for, None if there is none; and whether everything that can follow
    was looked at."""
    found = explored_from(exercise.bounds, exercise.bugs, state)
    return _shortest(exercise, found), found.complete


def _dead_end(exercise: Exercise, done: Replay) -> Iterator[str]:
    way, is_complete = from_here(exercise, done.last.state)
    if way is None and is_complete:
        goal: Goal = exercise.own
        yield f"From here {goal.target} can no longer be broken{goal.alone}. Go back and take another way."


def told_from_here(exercise: Exercise, steps: tuple[str, ...]) -> tuple[str, str]:
    """The two hints that the explorer gives where a schedule stands: how far it is, and the next step."""
    way, _ = from_here(exercise, replay(exercise.bounds, exercise.bugs, steps).last.state)
    if way is None:
        far = f"From where you stand no way to break {exercise.own.target} was found. Go back some steps."
        return far, "So there is no step to show here."
    if not way:
        return "You are there: hand it in.", "No further step is needed."
    return f"From where you stand it is {counted(len(way))} at least.", f"The next of them can be `{way[0]}`."


def _broken(exercise: Exercise, done: Replay, taken: int) -> Verdict:
    best = shortest(exercise)
    assert best is not None
    target = exercise.own.target
    reason = f"{target} is broken: {why(done.machine, target, done.last.state)}."
    if taken == len(best):
        length = f"You took {counted(taken)}, and no way is shorter."
    else:
        length = f"You took {counted(taken)}; {len(best)} {are(len(best))} possible."
    return Verdict(worth(taken, len(best)), "broken", (reason, length), steps=taken)


def _fewest_up_to(most: int, exercise: Exercise) -> int | None:
    """The fewest steps of a schedule that breaks what is asked; None if it takes more than `most`. To find out how many
    more can take seconds."""
    goal: Goal = exercise.own
    machine, bugs = exercise.machine, exercise.bugs
    layer = {exercise.state}
    for depth in range(most + 1):
        broken = [machine.broken(state) for state in layer]
        if any(map(goal.is_reached, broken)):
            return depth
        layer = {step.apply(state, bugs) for state in layer for step in machine.enabled(state, bugs)}
    return None
