"""Predict: what the next step breaks, if anything, judged by taking it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import Any

from a09web.exercises.exercise import Exercise
from a09web.exercises.levels import EASY, MEDIUM, SHORT
from a09web.exercises.reader import Reader
from a09web.exercises.reasons import why
from a09web.exercises.renaming import numbered, sign
from a09web.exercises.sent import Sent
from a09web.exercises.verdict import Picture, Verdict
from a09web.model.bounds import Parameter
from a09web.model.changes import changes
from a09web.model.machine import NotEnabled
from a09web.model.transitions import ConcreteGuard
from a09web.model.variables import Natural, Variable
from a09web.model.workbook import Workbook
from a09web.scenarios.scenario import TITLE_LENGTH, Scenario

from .kind import Field, Kind, asked_for

NONE, REFUSED = "none", "refused"
UNKNOWN = "Please choose one of the answers."

SAYS = {NONE: "Nothing", REFUSED: "It is not enabled"}
"""What an answer is called, where that is not its name."""

MEANS = {
    NONE: "It is taken, and breaks nothing that holds now.",
    REFUSED: "It is refused: it cannot be taken here.",
}
"""What an answer says that is no property."""


def choices_of(workbook: Workbook[Any]) -> tuple[str, ...]:
    """What can be answered."""
    return (*workbook.property_names, NONE, REFUSED)


def meaning_of(workbook: Workbook[Any], choice: str) -> str:
    """What an answer says, where its name alone does not."""
    return MEANS.get(choice) or workbook.meanings[choice]


@dataclass(frozen=True)
class Step:
    """The step that is asked about. It need not be enabled."""

    asked: str


class Predict(Kind):
    slug, title = "predict", "Predict"
    asks = "Say what the next step breaks, if anything."
    offered = "Predict: what comes next"
    fields = ("asked",)
    answer = (Field("choice", lambda exercise: choices_of(exercise.workbook), UNKNOWN),)
    left = (1.0, 0.5, 0.25, 0.1)
    words = SAYS
    moves_times = True
    most_looked_at = 1_000

    def read(self, reader: Reader) -> Step:
        return Step(reader.text("asked", TITLE_LENGTH))

    def values(self, own: Step) -> dict[str, Any]:
        return {"asked": own.asked}

    def typed(self, sent: Sent) -> dict[str, Any]:
        return {"asked": sent.text("asked")}

    def meant(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        return {"asked": typed["asked"].replace(" ", "")}

    def problems(self, exercise: Exercise) -> dict[str, str]:
        try:
            exercise.machine.transition(exercise.own.asked)
        except NotEnabled as unknown:
            return {"asked": str(unknown)}
        return {}

    def asked(self, exercise: Exercise) -> tuple[object, ...]:
        return asked_for(step=exercise.own.asked)

    def renamed(self, own: Step, said: Callable[[str], str]) -> Step:
        return replace(own, asked=said(own.asked))

    def grade(self, exercise: Exercise, given: Mapping[str, Any]) -> Verdict:
        return grade_predict(exercise, given["choice"])

    def solution(self, exercise: Exercise) -> Verdict:
        return grade_predict(exercise, right_answers(exercise)[0])

    def about(self, exercise: Exercise) -> str:
        return f"what {exercise.own.asked} breaks"

    def level(self, exercise: Exercise) -> str:
        return EASY if len(exercise.start) <= SHORT else MEDIUM

    def effort(self, exercise: Exercise, level: str) -> str:
        return "one step to foresee" + ("" if level == EASY else ", late in a run")

    def cost(self, exercise: Exercise) -> int:
        return 1

    def difficulty(self, exercise: Exercise) -> tuple[object, ...]:
        """The kind of the answer, and what it follows from."""
        found = next_of(exercise)
        failing = tuple(guard.number for guard in found.failing)
        return found.kind, found.breaks, failing, exercise.begun.last.broken, sorted(_times(exercise))

    def is_answered_alike(self, other: Exercise, exercise: Exercise) -> bool:
        return _times(other) == _times(exercise)

    def options(self, exercise: Exercise) -> list[tuple[str, str, str]]:
        """What can be answered: its name, what it is called if not so, and what it means."""
        workbook = exercise.workbook
        return [(name, SAYS.get(name, ""), meaning_of(workbook, name)) for name in choices_of(workbook)]


PREDICT = Predict()


def question_about(step: str, title: str, scenario: Scenario) -> Exercise:
    """What a step breaks where a scenario ends, as an exercise that nobody set."""
    return Exercise("question", PREDICT, title, "", scenario, own=Step(step))


@dataclass(frozen=True)
class Next:
    """What comes of the step that is asked about: the guards that refuse it, or the state after it, and what it breaks
    anew."""

    failing: tuple[ConcreteGuard, ...]
    state: tuple[int, ...]
    breaks: tuple[str, ...]

    @property
    def kind(self) -> str:
        if self.failing:
            return REFUSED
        return "breaks" if self.breaks else NONE


def next_of(exercise: Exercise) -> Next:
    machine, entry = exercise.machine, exercise.begun.last
    transition = machine.transition(exercise.own.asked)
    failing = transition.failing(entry.state, entry.bugs)
    if failing:
        return Next(failing, entry.state, ())
    after = transition.apply(entry.state, entry.bugs)
    return Next((), after, tuple(prop for prop in machine.broken(after) if prop not in entry.broken))


def right_answers(exercise: Exercise) -> tuple[str, ...]:
    found = next_of(exercise)
    return found.breaks or (found.kind,)


def grade_predict(exercise: Exercise, choice: str) -> Verdict:
    """Raises ValueError for a choice that was not offered."""
    if choice not in choices_of(exercise.workbook):
        raise ValueError(UNKNOWN)
    found = next_of(exercise)
    if choice in right_answers(exercise):
        return Verdict(1, f"right: {choice}", _explained(exercise, found), (_picture(exercise, found),))
    return Verdict(0, f"wrong: {choice}", _misconceived(exercise, found, choice))


def _picture(exercise: Exercise, found: Next) -> Picture:
    if found.failing:
        return Picture("The state stays as it is.", exercise.bounds, exercise.start, found.state)
    steps = (*exercise.start, exercise.own.asked)
    return Picture(f"After `{exercise.own.asked}`", exercise.bounds, steps, found.state)


def _explained(exercise: Exercise, found: Next) -> tuple[str, ...]:
    """Why it is so, for one who was right."""
    step, machine = exercise.own.asked, exercise.machine
    if found.failing:
        return (f"`{step}` is refused. {_refusals(exercise, found)}",)
    if found.breaks:
        return tuple(f"`{step}` breaks {prop}: {why(machine, prop, found.state)}." for prop in found.breaks)
    removed = [
        f"Guard {guard.number} would have refused it, but {guard.declared.removed_by} takes that guard away. "
        "Even so it breaks nothing."
        for guard in machine.transition(step).guards
        if guard.is_removed(exercise.bugs) and not guard.holds(exercise.state)
    ]
    return (f"`{step}` is taken, and breaks nothing that held before.", *removed)


def _misconceived(exercise: Exercise, found: Next, choice: str) -> tuple[str, ...]:
    """What is wrong with the choice, by the rule, the step, the guard and the values. It speaks of the choice alone."""
    step, machine = exercise.own.asked, exercise.machine
    if choice == REFUSED:
        return _allowed(exercise)
    if found.failing:
        neither = f"`{step}` cannot be taken here, so it neither breaks a property nor keeps one."
        return (f"{neither} {_refusals(exercise, found)}",)
    if choice == NONE:
        return _overlooked(exercise, found)
    if choice in exercise.begun.last.broken:
        since = exercise.begun.since(choice)
        when = f"since step {since}, " if since else ""
        return (f"{choice} is broken already, {when}before `{step}` is taken. Asked is what this step breaks anew.",)
    return (f"`{step}` does not break {choice}. After it, {why(machine, choice, found.state)}.",)


def _overlooked(exercise: Exercise, found: Next) -> tuple[str, ...]:
    """What a step changes that breaks something, and the guard that would have refused it; not what is broken."""
    step, machine = exercise.own.asked, exercise.machine
    changed = changes(machine.variables(exercise.state), machine.variables(found.state))
    told = f"`{step}` is taken, and something that held before is broken after it."
    reads = f"It changes {' and '.join(f'`{each}`' for each in changed)}. Ask each property that reads that."
    removed = (
        f"Guard {guard.number}, `{guard.text}`, would have refused it, but {guard.declared.removed_by} takes it away: "
        f"{guard.sentence(exercise.state)}"
        for guard in machine.transition(step).guards
        if guard.is_removed(exercise.bugs) and not guard.holds(exercise.state)
    )
    return told, *removed, reads


def _allowed(exercise: Exercise) -> tuple[str, ...]:
    """Each guard of a step that is enabled, and why it does not refuse it."""
    guards = exercise.machine.transition(exercise.own.asked).guards
    sentences = [
        f"Guard {guard.number} is removed by {guard.declared.removed_by}, so it asks nothing."
        if guard.is_removed(exercise.bugs)
        else f"Guard {guard.number} holds: {guard.sentence(exercise.state)}"
        for guard in guards
    ]
    return (f"`{exercise.own.asked}` can be taken here, because none of its guards refuses it.", *sentences)


def _refusals(exercise: Exercise, found: Next) -> str:
    return " ".join(
        f"Guard {guard.number}, `{guard.text}`, does not hold: {guard.sentence(exercise.state)}"
        for guard in found.failing
    )


def _times(exercise: Exercise) -> list[tuple[int, ...]]:
    """How the number of each member and all that runs up to the same limit follow one another, before the step that is
    asked about and after it: a due time, the clock and the checkpoint."""
    told = [exercise.machine.variables(state) for state in (exercise.state, next_of(exercise).state)]
    return [
        tuple(sign(one - other) for values in told for one, other in combinations(_beside(values, scale, member), 2))
        for key, scale in _scales(exercise.workbook)
        for member in zip(*numbered(exercise.bounds, key), strict=True)
    ]


@lru_cache
def _scales(workbook: Workbook[Any]) -> tuple[tuple[str, tuple[Variable, ...]], ...]:
    """For each parameter with a number for each member, its key, and the variables that run up to the same limit: those
    of the member, and those of the whole model."""
    return tuple(
        (key, tuple(each for each in workbook.variables if _is_beside(each, declared)))
        for key, declared in workbook.bounds.parameters()
        if declared.each is not None
    )


def _is_beside(variable: Variable, declared: Parameter) -> bool:
    return isinstance(variable, Natural) and variable.most == declared.most and variable.index in (None, declared.each)


def _beside(values: dict[str, Any], scale: tuple[Variable, ...], member: tuple[str, int]) -> list[int]:
    name, number = member
    found = (values[variable.name] for variable in scale)
    return [number, *(each[name] if isinstance(each, dict) else each for each in found)]
