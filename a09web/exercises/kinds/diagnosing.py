"""Diagnose: which bug a sandbox has, judged by replaying the evidence under every hypothesis.

Evidence is a schedule that the sandbox accepted, and perhaps one more step that it refused. A hypothesis is ruled out
when it would have refused a step that was accepted, would have reached another state, or would have accepted the step
that was refused. All of that can be seen: on the board, and by what is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from a09web.exercises.evidence import MOST_PLACES, Differences, Evidence, Search, Spent, differences_of
from a09web.exercises.exercise import Exercise, called, named
from a09web.exercises.levels import HARD
from a09web.exercises.reader import Reader
from a09web.exercises.reasons import lost
from a09web.exercises.sent import Sent
from a09web.exercises.verdict import Picture, Verdict, pictured
from a09web.model.bounds import Bounds
from a09web.model.changes import changes
from a09web.model.fields import State
from a09web.model.kept import kept
from a09web.model.machine import Machine, NotEnabled, machine_for
from a09web.model.names import is_toggle
from a09web.model.replay import replay
from a09web.model.transitions import ConcreteGuard
from a09web.model.workbook import Bugs, Workbook
from a09web.sandbox.reveal import DIAGNOSE as NOTHING_TOLD
from a09web.wording import counted

from .kind import STEPS, Field, Kind, asked_for, schedule

NAME_ONLY = 0.5
NO_EVIDENCE = "no evidence"
UNKNOWN = "Please choose what is wrong with this {noun}."

MOST_HYPOTHESES = 12
HYPOTHESIS_LENGTH = 200

FOR_A_MODEL = 100
"""What it costs to make a model of other times at all, in states."""

NO_BUG: Bugs = frozenset()


def single_bugs(workbook: Workbook[Any]) -> tuple[Bugs, ...]:
    return tuple(frozenset({bug}) for bug in workbook.bug_names)


def _in_words(workbook: Workbook[Any], hypotheses: Iterable[Bugs]) -> list[tuple[str, str]]:
    """Each as a form holds it, and as it is read."""
    return [(named(workbook, bugs), called(workbook, bugs)) for bugs in hypotheses]


@dataclass(frozen=True)
class Suspects:
    """The bug sets of a workbook that the solver chooses from."""

    workbook: Workbook[Any]
    hypotheses: tuple[Bugs, ...]

    @property
    def offered(self) -> tuple[str, ...]:
        """The hypotheses as a form holds them."""
        return tuple(named(self.workbook, bugs) for bugs in self.hypotheses)

    @property
    def in_words(self) -> list[tuple[str, str]]:
        return _in_words(self.workbook, self.hypotheses)


class Diagnose(Kind):
    """An answer is the name of the bug, and evidence: the steps that were taken, and perhaps one that was refused at
    their end. Evidence that was not put together rightly costs nothing."""

    slug, title = "diagnose", "Diagnose"
    asks = "Find out which bug a {noun} has, and prove it."
    offered = "Diagnose: which bug is it"
    fields = ("hypotheses",)
    answer = (
        Field("bug", lambda exercise: exercise.own.offered, UNKNOWN),
        schedule(),
        Field("refused", lambda exercise: exercise.machine.by_name, "There is no such step in this exercise."),
    )
    policy = NOTHING_TOLD
    hides_bugs = True
    left = (1.0, 0.8, 0.6, 0.4)
    solved = ("proved",)
    partly = ("named",)
    free = (NO_EVIDENCE,)
    headings = {"proved": "Proved", "named": "Named, but not proved", NO_EVIDENCE: "That is no evidence"}
    moves_times = True
    most_looked_at = 4_000

    def read(self, reader: Reader) -> Suspects:
        """In the order of the model; without any, each bug alone."""
        texts = reader.texts("hypotheses", MOST_HYPOTHESES, HYPOTHESIS_LENGTH)
        chosen, workbook = {reader.bugs("hypotheses", text) for text in texts}, reader.workbook
        order = {bugs: number for number, bugs in enumerate((*single_bugs(workbook), NO_BUG))}
        ordered = sorted(chosen, key=lambda bugs: (order.get(bugs, len(order)), workbook.in_order(bugs)))
        return Suspects(workbook, tuple(ordered) or single_bugs(workbook))

    def values(self, own: Suspects) -> dict[str, Any]:
        return {"hypotheses": list(own.offered)}

    def typed(self, sent: Sent) -> dict[str, Any]:
        return {"hypotheses": sent.texts("hypotheses")}

    def problems(self, exercise: Exercise) -> dict[str, str]:
        suspects: Suspects = exercise.own
        if exercise.bugs not in suspects.hypotheses:
            return {"hypotheses": f"What is wrong here, {truth_of(exercise)}, must be among them."}
        if len(suspects.hypotheses) < 2:
            return {"hypotheses": "There must be two at least, or there is nothing to find out."}
        trouble = differences(exercise).trouble
        if trouble == "start":
            return {"steps": _told_by_the_start(exercise)}
        if trouble:
            return {"hypotheses": too_many_places(exercise.workbook)}
        if proof(exercise) is None:
            return {"hypotheses": "No one schedule tells what is wrong here from all the others."}
        return {}

    def asked(self, exercise: Exercise) -> tuple[object, ...]:
        return asked_for(hypotheses=exercise.own.offered)

    def grade(self, exercise: Exercise, given: Mapping[str, Any]) -> Verdict:
        suspects: Suspects = exercise.own
        chosen = dict(zip(suspects.offered, suspects.hypotheses, strict=True)).get(given["bug"])
        return grade_diagnose(exercise, chosen, Evidence(given[STEPS], given["refused"]))

    def solution(self, exercise: Exercise) -> Verdict:
        found = proof(exercise)
        if found is None:
            return Verdict(0, "unsolvable", ("No one schedule tells this bug from all the others.",))
        judged = grade_diagnose(exercise, exercise.bugs, found)
        ending = f", and then `{found.refused}` is refused" if found.refused else ""
        first = f"It is {truth_of(exercise)}. Shortest evidence has {counted(len(found.steps))}{ending}."
        picture = pictured(exercise, found.steps, "Shortest evidence")
        return Verdict(1, "proved", (first, *judged.sentences[2:]), (picture,), len(found))

    def fewest(self, exercise: Exercise) -> int:
        return len(proof(exercise) or ())

    def about(self, exercise: Exercise) -> str:
        return "which bug it is, is the secret"

    def level(self, exercise: Exercise) -> str:
        return HARD

    def effort(self, exercise: Exercise, level: str) -> str:
        return "a bug to find, and to prove"

    def cost(self, exercise: Exercise) -> int:
        return FOR_A_MODEL + differences(exercise).looked_at

    def difficulty(self, exercise: Exercise) -> tuple[object, ...]:
        """Whichever hypothesis is true: else the choice of variants would tell which one is."""
        return differences(exercise).lengths

    def suspects(self, workbook: Workbook[Any]) -> list[tuple[str, str]]:
        """What a teacher can choose from: each bug alone, and none."""
        return _in_words(workbook, (*single_bugs(workbook), NO_BUG))

    def others(self, chosen: Iterable[str]) -> list[str]:
        """The hypotheses of several bugs among those that a form holds."""
        return [text for text in chosen if "," in text]


DIAGNOSE = Diagnose()


def too_many_places(workbook: Workbook[Any]) -> str:
    return (
        f"More than {MOST_PLACES:,} places have to be looked at to tell them apart, too many to judge answers at once. "
        f"Choose fewer of them, {workbook.smaller}."
    )


def truth_of(exercise: Exercise) -> str:
    """What is wrong there, in words."""
    return called(exercise.workbook, exercise.bugs)


def _told_by_the_start(exercise: Exercise) -> str:
    """Which hypothesis the steps before the exercise already rule out, and what to do."""
    begun = Evidence(exercise.start)
    for other in exercise.own.hypotheses:
        if said := what_differs(exercise.bounds, exercise.bugs, other, begun):
            name = called(exercise.workbook, other)
            return (
                f"The steps before the exercise rule {name} out already: {said} "
                f"Stand further back, or leave {name} out."
            )
    raise AssertionError("the start goes alike under all hypotheses")


def what_differs(bounds: Bounds, bugs: Bugs, other: Bugs, evidence: Evidence) -> str:
    """How what was seen under `bugs` speaks against `other`, as a sentence; empty if it does not.

    The evidence must be what happens under `bugs`.
    """
    machine, name = machine_for(bounds), called(bounds.workbook, other)
    state = machine.initial
    for number, step in enumerate(evidence.steps, start=1):
        after = machine.step(state, bugs, step)
        try:
            expected = machine.step(state, other, step)
        except NotEnabled as refused:
            told = f"under {name} step {number}, `{step}`, would have been refused."
            return f"{told} {_reason(refused.failing, state)}"
        if expected != after:
            unlike = _unlike(machine, after, expected)
            effect = _other_effect(machine, step, bugs, other)
            return f"under {name} step {number}, `{step}`, would have led elsewhere, to {unlike}: {effect}."
        state = after
    if evidence.refused and machine.transition(evidence.refused).is_enabled(state, other):
        told = f"under {name} `{evidence.refused}` would have been accepted at the end, and it was refused."
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


@kept(2048)
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
    return differences_of(exercise.bounds, exercise.start, exercise.own.hypotheses)


def others_of(exercise: Exercise) -> tuple[Bugs, ...]:
    return tuple(other for other in exercise.own.hypotheses if other != exercise.bugs)


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
    if choice is None or choice not in exercise.own.hypotheses:
        raise ValueError(UNKNOWN.format(noun=exercise.workbook.noun))
    if complaint := _not_evidence(exercise, evidence):
        return Verdict(0, NO_EVIDENCE, (complaint,), steps=len(evidence))
    if choice != exercise.bugs:
        return _wrong(exercise, choice, evidence)
    taken = len(evidence)
    name = f"It is {truth_of(exercise)}."
    left = survivors(exercise, evidence)
    if not left:
        against = tuple(_sentence(exercise, other, evidence) for other in others_of(exercise))
        told = f"Your {counted(taken)} rule{'s' if taken == 1 else ''} out every other explanation."
        return Verdict(1, "proved", (name, told, *against), steps=taken)
    runner_up = called(exercise.workbook, left[0])
    shown = f"your {counted(taken)} would have gone in the same way" if taken else "nothing would be otherwise so far"
    missing = (
        f"But with {runner_up} {shown}, so that is no proof yet. "
        "Find a step that the two would answer differently, take it, and hand in again."
    )
    machine = machine_for(exercise.bounds)
    rules = (
        f"{lost(machine, bug)}, and your steps do not ask for that."
        for bug in exercise.workbook.in_order(left[0] - choice)
    )
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
    name = f"It is not {called(exercise.workbook, choice)}."
    shown = telling(exercise, (choice,))
    if shown is None:
        return Verdict(0, "wrong name", (name, *own), steps=len(evidence))
    end = replay(exercise.bounds, exercise.bugs, shown.steps).last.state
    differs = what_differs(exercise.bounds, exercise.bugs, choice, shown)
    way = f"A shortest way to see it: {_shown(shown)}; {differs}"
    caption = f"The way that tells them apart, as this {exercise.workbook.noun} takes it"
    picture = Picture(caption, exercise.bounds, shown.steps, end)
    return Verdict(0, "wrong name", (name, *own, way), (picture,), steps=len(evidence))


def _shown(evidence: Evidence) -> str:
    """Evidence in words."""
    taken = f"take {', '.join(f'`{step}`' for step in evidence.steps)}" if evidence.steps else ""
    if not evidence.refused:
        return taken
    return f"{taken}, and `{evidence.refused}` is refused" if taken else f"`{evidence.refused}` is refused at the start"
