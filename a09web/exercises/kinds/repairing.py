"""Repair: which guards to put beside a bug, judged by exploring every state of the repaired model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from random import Random
from typing import Any

from a09web.exercises.exercise import Exercise, explored_from
from a09web.exercises.levels import HARD
from a09web.exercises.reasons import lost, made_possible, why
from a09web.exercises.verdict import Picture, Verdict
from a09web.model.bounds import Bounds
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.repairs import Part, Repair
from a09web.model.verdicts import FIXES, NEEDLESS, TOO_STRONG, TOO_WEAK, Failure, correct_model, judge
from a09web.model.verdicts import Kind as Judgement
from a09web.model.verdicts import Verdict as Judged
from a09web.model.workbook import Workbook
from a09web.wording import counted

from .kind import Field, Kind

MOST_REPAIRED = 30_000
"""Fewer than elsewhere: a preview judges dozens of repaired models."""

WORTH: dict[Judgement, float] = {FIXES: 1.0, NEEDLESS: 0.7, TOO_STRONG: 0.3, TOO_WEAK: 0.0}
HEADS: dict[Judgement, str] = {
    FIXES: "It fixes the bug: nothing breaks, nothing waits for ever, and nothing good is forbidden.",
    NEEDLESS: "It fixes the bug, but needlessly.",
    TOO_STRONG: "It is too strong: nothing breaks, but something that should happen never does.",
    TOO_WEAK: "It is too weak: with it, a property still breaks.",
}
NOTHING = "Please choose at least one thing to add."


def _names_in(exercise: Exercise) -> list[str]:
    return [choice.name for choice in choices(exercise.workbook, bug_of(exercise))]


class RepairKind(Kind):
    """An answer is what is added to the model, as names of parts. Nobody names a run there, so that neighbours see the
    parts in another order, and no times are moved."""

    slug, title = "repair", "Repair"
    asks = "Choose what to add, so that the bug does no harm."
    offered = "Repair: choose the guards"
    answer = (Field("parts", _names_in, NOTHING, is_list=True),)
    needs_all_states = True
    left = (1.0, 0.8, 0.6, 0.4)
    solved = (FIXES, NEEDLESS)
    headings = {
        FIXES: "It fixes the bug",
        NEEDLESS: "It fixes the bug, but needlessly",
        TOO_STRONG: "Too strong",
        TOO_WEAK: "Too weak",
    }

    def problems(self, exercise: Exercise) -> dict[str, str]:
        if len(exercise.bugs) != 1:
            return {"bugs": "A repair is of one bug: choose exactly one."}
        if exercise.start:
            return {"steps": "A repair is of the whole model, so no steps come before it."}
        bug = bug_of(exercise)
        if explored_from(exercise.bounds, exercise.bugs, exercise.state).distinct > MOST_REPAIRED:
            return {
                "bounds": f"More than {MOST_REPAIRED:,} states can follow, too many to explore them for every repair. "
                f"Choose {exercise.workbook.smaller}."
            }
        if not does_harm(bug, exercise.bounds):
            return {"bugs": f"{bug} does no harm at these bounds, so there is nothing to repair. Choose larger ones."}
        if not first_fix(bug, exercise.bounds):
            return {"bugs": f"Nothing that is on offer against {bug} fixes it at these bounds. Choose larger ones."}
        return {}

    def grade(self, exercise: Exercise, given: Mapping[str, Any]) -> Verdict:
        return grade_repair(exercise, given["parts"])

    def solution(self, exercise: Exercise) -> Verdict:
        """The first smallest choice that fixes the bug."""
        parts = first_fix(bug_of(exercise), exercise.bounds)
        if not parts:
            return Verdict(0, "unsolvable", ("No choice of one or two parts fixes this bug at these bounds.",))
        texts = " and ".join(f"`{choice.part.text}` at {choice.part.transition}" for choice in parts)
        return Verdict(1, "fixes", (f"Add {texts}.",))

    def about(self, exercise: Exercise) -> str:
        return " and ".join(sorted(exercise.bugs))

    def level(self, exercise: Exercise) -> str:
        return HARD

    def effort(self, exercise: Exercise, level: str) -> str:
        return "every state counts"

    def parts(self, exercise: Exercise, seed: int) -> list[Choice]:
        """What can be chosen, for each solver in another order."""
        offered = list(choices(exercise.workbook, bug_of(exercise)))
        Random(seed).shuffle(offered)
        return offered


REPAIR = RepairKind()


@dataclass(frozen=True)
class Choice:
    """A part that can be chosen, under the name that a form holds."""

    name: str
    part: Part

    @property
    def gloss(self) -> str:
        return self.part.gloss


@lru_cache(maxsize=16)
def choices(workbook: Workbook[Any], bug: str) -> tuple[Choice, ...]:
    """Everything that a repair of this bug could be made of, in an order that tells nothing."""
    parts = {(part.transition, part.text): part for repair in workbook.repairs_of(bug) for part in repair.parts}
    ordered = [parts[key] for key in sorted(parts)]
    return tuple(Choice(f"part{number}", part) for number, part in enumerate(ordered, start=1))


def bug_of(exercise: Exercise) -> str:
    """The one bug that is to be repaired."""
    (bug,) = exercise.bugs
    return bug


def composed(exercise: Exercise, names: tuple[str, ...]) -> Repair:
    """The parts with these names as one repair. Raises ValueError for a name that was not offered, or none."""
    bug = bug_of(exercise)
    offered = {choice.name: choice.part for choice in choices(exercise.workbook, bug)}
    if not names or not set(names) <= set(offered):
        raise ValueError(NOTHING)
    return Repair("composed", bug, tuple(part for name, part in offered.items() if name in names))


@lru_cache(maxsize=256)
def first_fix(bug: str, bounds: Bounds) -> tuple[Choice, ...]:
    """The first smallest choice of one or two parts that fixes a bug, and not needlessly; none if there is none."""
    offered = choices(bounds.workbook, bug)
    for chosen in chain(combinations(offered, 1), combinations(offered, 2)):
        repair = Repair("composed", bug, tuple(choice.part for choice in chosen))
        if judge(repair, bounds).kind == FIXES:
            return chosen
    return ()


def does_harm(bug: str, bounds: Bounds) -> bool:
    """Whether a property breaks with a bug that does not without it, be it that something is missed for ever."""
    bugs = frozenset({bug})
    found = explore(machine_for(bounds), bugs, fair=bounds.workbook.default_fairness(bugs))
    return bool(found.first.keys() - correct_model(bounds).misses)


def grade_repair(exercise: Exercise, names: tuple[str, ...]) -> Verdict:
    """Raises ValueError for a name that was not offered, or if nothing was chosen."""
    repair = composed(exercise, names)
    judged = judge(repair, exercise.bounds)
    sentences = [HEADS[judged.kind], f"{judged.states:,} state{' was' if judged.states == 1 else 's were'} explored."]
    if judged.kind in (FIXES, NEEDLESS):
        sentences += [part.note for part in repair.parts if part.note]
    for part in judged.droppable:
        sentences.append(f"Without `{part.text}` at {part.transition} it fixes the bug as well.")
    if judged.kind == NEEDLESS and judged.forbids_good:
        fewer = judged.correct_states - judged.states
        sentences.append(
            f"It forbids good runs: {counted(fewer, 'state')} of the correct model can no longer be reached."
        )
    failures = _told(judged)
    sentences += [_sentence(exercise, repair, failure) for failure in failures]
    pictures = tuple(_picture(exercise, repair, failure) for failure in failures)
    return Verdict(WORTH[judged.kind], judged.kind, tuple(sentences), pictures)


def _told(judged: Judged) -> list[Failure]:
    """The nearest safety property that breaks; where none does, the nearest goal that is missed."""
    safety = [failure for failure in judged.failures if failure.stuck is None]
    return (safety or list(judged.failures))[:1]


def _sentence(exercise: Exercise, repair: Repair, failure: Failure) -> str:
    after = f"after {counted(len(failure.trace))}" if failure.trace else "at the start"
    if failure.stuck is not None:
        return f"{failure.prop} is missed for ever {after}. {failure.stuck.sentence}"
    machine, bug = machine_for(exercise.bounds, repair), bug_of(exercise)
    used = made_possible(machine, bug, exercise.bugs, failure.trace) or f"{lost(machine, bug)}."
    return (
        f"{failure.prop} breaks {after}: {why(machine, failure.prop, failure.state)}. {used} "
        "What you added does not make up for that."
    )


def _picture(exercise: Exercise, repair: Repair, failure: Failure) -> Picture:
    ending = "is missed for ever" if failure.prop in exercise.workbook.liveness_names else "is broken"
    return Picture(f"Where {failure.prop} {ending}", exercise.bounds, failure.trace, failure.state, repair)
