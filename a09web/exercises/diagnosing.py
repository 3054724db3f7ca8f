"""Diagnose: which bug a sandbox has, judged by replaying the evidence under every hypothesis.

Evidence is a schedule that the sandbox accepted, and perhaps one more step that it refused. A hypothesis is ruled out
when it would have refused a step that was accepted, would have reached another state, or would have accepted the step
that was refused. All of that can be seen: on the board, and by what is refused.
"""

from __future__ import annotations

from functools import lru_cache

from a09web.model.changes import changes
from a09web.model.fields import State
from a09web.model.machine import Machine, NotEnabled, machine_for
from a09web.model.names import is_toggle
from a09web.model.replay import replay
from a09web.model.transitions import ConcreteGuard
from a09web.model.workbook import Bugs
from a09web.wording import counted
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .breaking import lost
from .evidence import Differences, Evidence, Search, Spent, differences_of
from .exercise import Exercise, called
from .verdict import Picture, Verdict

NAME_ONLY = 0.5
NO_EVIDENCE = "no evidence"


def what_differs(bounds: Bounds, bugs: Bugs, other: Bugs, evidence: Evidence) -> str:
    """How what was seen under `bugs` speaks against `other`, as a sentence; empty if it does not.

    The evidence must be what happens under `bugs`.
    """
    machine = machine_for(bounds)
    state = machine.initial
    for number, step in enumerate(evidence.steps, start=1):
        after = machine.step(state, bugs, step)
        try:
            expected = machine.step(state, other, step)
        except NotEnabled as refused:
            told = f"under {called(other)} step {number}, `{step}`, would have been refused."
            return f"{told} {_reason(refused.failing, state)}"
        if expected != after:
            unlike = _unlike(machine, after, expected)
            effect = _other_effect(machine, step, bugs, other)
            return f"under {called(other)} step {number}, `{step}`, would have led elsewhere, to {unlike}: {effect}."
        state = after
    if evidence.refused and machine.transition(evidence.refused).is_enabled(state, other):
        told = f"under {called(other)} `{evidence.refused}` would have been accepted at the end, and it was refused."
        return f"{told} {_reason(machine.transition(evidence.refused).failing(state, bugs), state)}"
    return ""


def _reason(failing: tuple[ConcreteGuard, ...], state: State) -> str:
    """The guards that refuse a step, with their values."""
    return " ".join(f"Guard {guard.number} asks `{guard.text}`: {guard.sentence(state)}" for guard in failing)


def _other_effect(machine: Machine, step: str, bugs: Bugs, other: Bugs) -> str:
    """Which effect of a step only one of two hypotheses has."""
    for effect in machine.transition(step).effects:
        if (skipper := effect.declared.skipped_by) and (skipper in bugs) != (skipper in other):
            return f"`{effect.text}` is {'left out' if skipper in other else 'done'} there"
    raise AssertionError("the effects are the same")


def _unlike(machine: Machine, seen: State, expected: State) -> str:
    """What would have been otherwise, as words: `scheduled` without r1, `now` at 2."""
    unlike = changes(machine.variables(seen), machine.variables(expected))
    return " and ".join(f"`{change.place}` {_otherwise(change.text)}" for change in unlike)


def _otherwise(text: str) -> str:
    if text[0] in "+−":
        return f"with{'' if text[0] == '+' else 'out'} {text[2:]}"
    seen, _, expected = text.partition(" → ")
    return f"at {expected}, not {seen}"


@lru_cache(maxsize=2048)
def telling(exercise: Exercise, others: tuple[Bugs, ...]) -> Evidence | None:
    """Shortest evidence, from where the exercise begins, that rules out all these hypotheses; None if there is none
    among the first states. It begins with the steps of the exercise."""
    begun, bugs = Evidence(exercise.start), exercise.bugs
    alive = tuple(other for other in others if not what_differs(exercise.bounds, bugs, other, begun))
    search = Search(exercise.bounds, (bugs, *alive))
    try:
        found = search.shortest(exercise.state, 0, tuple(range(1, len(alive) + 1)))
    except Spent:
        return None
    return None if found is None else Evidence((*exercise.start, *found.steps), found.refused)


def differences(exercise: Exercise) -> Differences:
    """How hard the hypotheses are to tell apart, whichever of them is true."""
    return differences_of(exercise.bounds, exercise.start, exercise.hypotheses)


def others_of(exercise: Exercise) -> tuple[Bugs, ...]:
    return tuple(other for other in exercise.hypotheses if other != exercise.bugs)


def proof(exercise: Exercise) -> Evidence | None:
    """Shortest evidence that leaves nothing but the truth."""
    return telling(exercise, others_of(exercise))


def survivors(exercise: Exercise, evidence: Evidence) -> tuple[Bugs, ...]:
    """The wrong hypotheses that the evidence does not rule out."""
    return tuple(
        other for other in others_of(exercise) if not what_differs(exercise.bounds, exercise.bugs, other, evidence)
    )


def grade_diagnose(exercise: Exercise, choice: Bugs | None, evidence: Evidence) -> Verdict:
    """Raises ValueError for a choice that was not offered."""
    if choice not in exercise.hypotheses:
        raise ValueError("Please choose what is wrong with this scheduler.")
    if complaint := _not_evidence(exercise, evidence):
        return Verdict(0, NO_EVIDENCE, (complaint,), steps=len(evidence))
    if choice != exercise.bugs:
        return _wrong(exercise, choice, evidence)
    taken = len(evidence)
    name = f"It is {called(choice)}."
    left = survivors(exercise, evidence)
    if not left:
        against = tuple(_sentence(exercise, other, evidence) for other in others_of(exercise))
        told = f"Your {counted(taken)} rule{'s' if taken == 1 else ''} out every other explanation."
        return Verdict(1, "proved", (name, told, *against), steps=taken)
    runner_up = called(left[0])
    shown = f"your {counted(taken)} would have gone in the same way" if taken else "nothing would be otherwise so far"
    missing = (
        f"But with {runner_up} {shown}, so that is no proof yet. "
        "Find a step that the two would answer differently, take it, and hand in again."
    )
    machine = machine_for(exercise.bounds)
    rules = (f"{lost(machine, bug)}, and your steps do not ask for that." for bug in A09.in_order(left[0] - choice))
    return Verdict(NAME_ONLY, "named", (name, missing, *rules), steps=taken)


def _sentence(exercise: Exercise, other: Bugs, evidence: Evidence) -> str:
    text = what_differs(exercise.bounds, exercise.bugs, other, evidence)
    return text[:1].upper() + text[1:]


def _not_evidence(exercise: Exercise, evidence: Evidence) -> str:
    """What is wrong with evidence that never happened."""
    if any(is_toggle(step) for step in evidence.steps) or is_toggle(evidence.refused):
        return "Evidence has transitions only: here no bug is switched on or off."
    done = replay(exercise.bounds, exercise.bugs, evidence.steps)
    if done.refusal is not None:
        return f"Step {done.refusal.index}, `{done.refusal.step}`, was refused, so this schedule is no evidence."
    if not evidence.refused:
        return ""
    try:
        transition = done.machine.transition(evidence.refused)
    except NotEnabled as unknown:
        return str(unknown)
    if transition.is_enabled(done.last.state, exercise.bugs):
        return (
            f"You say that `{evidence.refused}` was refused at the end of your steps. It is accepted there; try it, or "
            "choose another step, or none."
        )
    return ""


def _wrong(exercise: Exercise, choice: Bugs, evidence: Evidence) -> Verdict:
    against = what_differs(exercise.bounds, exercise.bugs, choice, evidence)
    own = (f"Your own steps speak against it: {against}",) if against else ()
    shown = telling(exercise, (choice,))
    if shown is None:
        return Verdict(0, "wrong name", (f"It is not {called(choice)}.", *own), steps=len(evidence))
    end = replay(exercise.bounds, exercise.bugs, shown.steps).last.state
    differs = what_differs(exercise.bounds, exercise.bugs, choice, shown)
    way = f"A shortest way to see it: {_shown(shown)}; {differs}"
    picture = Picture("The way that tells them apart, as this scheduler takes it", exercise.bounds, shown.steps, end)
    return Verdict(0, "wrong name", (f"It is not {called(choice)}.", *own, way), (picture,), steps=len(evidence))


def _shown(evidence: Evidence) -> str:
    """Evidence in words."""
    taken = f"take {', '.join(f'`{step}`' for step in evidence.steps)}" if evidence.steps else ""
    if not evidence.refused:
        return taken
    return f"{taken}, and `{evidence.refused}` is refused" if taken else f"`{evidence.refused}` is refused at the start"
