"""The starters of the workbook: the last hint of each is played, in the names of every variant."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from a09web.exercises.content import starters
from a09web.exercises.exercise import Exercise
from a09web.exercises.kinds.breaking import BREAK, grade_break
from a09web.exercises.kinds.diagnosing import DIAGNOSE
from a09web.exercises.kinds.kind import Kind
from a09web.exercises.kinds.repairing import REPAIR, bug_of, choices, grade_repair
from a09web.exercises.variants import variants
from a09web.model.machine import NotEnabled
from a09web.workbooks.effects import EFFECTS


def of_kind(kind: Kind) -> list[Exercise]:
    return [exercise for exercise in starters(EFFECTS) if exercise.kind is kind]


EACH = {kind: pytest.mark.parametrize("exercise", of_kind(kind), ids=lambda each: each.name) for kind in (
    BREAK, DIAGNOSE, REPAIR,
)}  # fmt: skip


def workers_in(exercise: Exercise) -> list[str]:
    """Those whom the last hint names, in their order, and then the others."""
    said = re.findall(r"\bw\d\b", exercise.hints[-1])
    return list(dict.fromkeys([*said, *exercise.bounds.worker_names]))  # type: ignore[attr-defined]


def heard(worker: str, attempt: int) -> list[str]:
    """An attempt that takes effect."""
    return [f"Claim({worker},r1)", f"Send({worker},r1,{attempt})", f"Apply(r1,{attempt})"]


def recorded(worker: str, attempt: int) -> list[str]:
    return [f"Answer(r1,{attempt})", f"Complete({worker},r1,{attempt})"]


def forgotten(w: str, v: str) -> list[str]:
    return [*heard(w, 1), "Forget(r1)", "Expire(r1)", *heard(v, 2)]


PLAYED: dict[str, Callable[[str, str], list[str]]] = {
    "paid-says-the-row": lambda w, v: [f"Claim({w},r1)", f"Complete({w},r1,1)"],
    "a-friendly-answer": lambda w, v: [*heard(w, 1)[:2], "Answer(r1,1)"],
    "the-order-that-was-lost": lambda w, v: [*heard(w, 1)[:2], *recorded(w, 1)],
    "two-lines-on-the-statement": lambda w, v: [*heard(w, 1), "Apply(r1,1)"],
    "a-fresh-key": lambda w, v: [*heard(w, 1), "Expire(r1)", *heard(v, 2)],
    "a-short-memory": forgotten,
    "after-closing": lambda w, v: [f"Complete({w},r1,1)", "Forget(r1)", "Apply(r1,1)"],
    "the-sleeper": lambda w, v: [*heard(w, 2), *recorded(w, 2), "Forget(r1)", "Apply(r1,1)"],
    "the-books-look-fine": lambda w, v: [*forgotten(w, v), *recorded(v, 2)],
}
"""Of the two workers, the one that the hint names first comes first."""


@EACH[BREAK]
def test_the_last_hint_of_break_earns_full_marks_in_every_variant(exercise: Exercise) -> None:
    for each in variants(exercise):
        verdict = grade_break(each, (*each.start, *PLAYED[each.name](*workers_in(each)[:2])))
        assert verdict.score == 1, (each.hints[-1], verdict.sentences)


PROBES: tuple[Callable[[str, str], list[str]], ...] = (
    lambda w, v: [f"Claim({w},r1)", f"Complete({w},r1,1)"],
    lambda w, v: [*heard(w, 1)[:2], "Answer(r1,1)"],
    lambda w, v: heard(w, 1),
    lambda w, v: [*heard(w, 1), "Forget(r1)"],
    lambda w, v: [*heard(w, 1), "Expire(r1)", *heard(v, 2)],
    lambda w, v: [*heard(w, 1), *recorded(w, 1), "Forget(r1)", "Apply(r1,1)"],
)
"""What the last hint of Diagnose says to try, each from the start."""


@EACH[DIAGNOSE]
def test_the_last_hint_of_diagnose_finds_the_bug_in_every_variant(exercise: Exercise) -> None:
    for each in variants(exercise):
        found = {tuple(_end(each, bug, probe(*workers_in(each)[:2])) for probe in PROBES) for bug in EFFECTS.bug_names}
        assert len(found) == len(EFFECTS.bug_names)


def _end(exercise: Exercise, bug: str, steps: list[str]) -> object:
    """The state to which steps lead under a bug, or the step that is refused."""
    state = exercise.state
    for step in steps:
        try:
            state = exercise.machine.step(state, {bug}, step)
        except NotEnabled:
            return step
    return state


SAID = {
    "done-too-soon": ("Complete", "a \\in answers[r]"),
    "the-yes-that-was-none": ("Answer", "effects[r] > 0"),
    "the-missing-note": ("Apply", "remembered' = [remembered EXCEPT ![r] = @ \\cup {a}]"),
    "the-key-of-what": ("Apply", "remembered[r] \\subseteq {a}"),
    "the-thrifty-receiver": ("Forget", "completed[r] > 0"),
    "the-open-gate": ("Apply", "a > fence[r]"),
}
"""For each repair the transition that its last hint speaks of, and what is added there."""


@EACH[REPAIR]
def test_the_last_hint_of_repair_fixes_the_bug(exercise: Exercise) -> None:
    offered = choices(EFFECTS, bug_of(exercise))
    named = tuple(each.name for each in offered if (each.part.transition, each.part.text) == SAID[exercise.name])
    assert grade_repair(exercise, named).kind == "fixes"
