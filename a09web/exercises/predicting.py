"""Predict: what the next step breaks, if anything, judged by taking it."""

from __future__ import annotations

from dataclasses import dataclass

from a09web.model.changes import changes
from a09web.model.transitions import ConcreteGuard
from a09web.workbooks.a09 import A09

from .breaking import why
from .exercise import Exercise
from .verdict import Picture, Verdict

NONE, REFUSED = "none", "refused"
CHOICES = (*A09.property_names, NONE, REFUSED)


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
    transition = machine.transition(exercise.asked)
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
    if choice not in CHOICES:
        raise ValueError("Please choose one of the answers.")
    found = next_of(exercise)
    if choice in right_answers(exercise):
        return Verdict(1, f"right: {choice}", _explained(exercise, found), (_picture(exercise, found),))
    return Verdict(0, f"wrong: {choice}", _misconceived(exercise, found, choice))


def _picture(exercise: Exercise, found: Next) -> Picture:
    if found.failing:
        return Picture("The state stays as it is.", exercise.bounds, exercise.start, found.state)
    steps = (*exercise.start, exercise.asked)
    return Picture(f"After `{exercise.asked}`", exercise.bounds, steps, found.state)


def _explained(exercise: Exercise, found: Next) -> tuple[str, ...]:
    """Why it is so, for one who was right."""
    step, machine = exercise.asked, exercise.machine
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
    step, machine = exercise.asked, exercise.machine
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
    step, machine = exercise.asked, exercise.machine
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
    guards = exercise.machine.transition(exercise.asked).guards
    sentences = [
        f"Guard {guard.number} is removed by {guard.declared.removed_by}, so it asks nothing."
        if guard.is_removed(exercise.bugs)
        else f"Guard {guard.number} holds: {guard.sentence(exercise.state)}"
        for guard in guards
    ]
    return (f"`{exercise.asked}` can be taken here, because none of its guards refuses it.", *sentences)


def _refusals(exercise: Exercise, found: Next) -> str:
    return " ".join(
        f"Guard {guard.number}, `{guard.text}`, does not hold: {guard.sentence(exercise.state)}"
        for guard in found.failing
    )
