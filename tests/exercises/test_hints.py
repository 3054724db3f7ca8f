"""Hints stay true: each last hint is played in every variant, in the names and times of that variant."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from a09web.exercises.content import starters
from a09web.exercises.exercise import Exercise
from a09web.exercises.kinds.breaking import BREAK, grade_break
from a09web.exercises.kinds.diagnosing import DIAGNOSE
from a09web.exercises.kinds.kind import Kind
from a09web.exercises.kinds.predicting import PREDICT, next_of
from a09web.exercises.kinds.repairing import REPAIR, bug_of, choices, grade_repair
from a09web.exercises.variants import variants
from a09web.model.machine import NotEnabled
from a09web.workbooks.a09 import A09

from .working import bounds_of


def of_kind(kind: Kind) -> list[Exercise]:
    return [exercise for exercise in starters() if exercise.kind is kind]


def key_of(exercise: Exercise) -> str:
    return exercise.key


def run_in(text: str) -> str:
    """The run that a text names."""
    return str(re.findall(r"\br\d\b", text)[0])


def workers_in(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\bw\d\b", text)))


def due(exercise: Exercise, run: str) -> int:
    return bounds_of(exercise).due[int(run[1:]) - 1]


def ticks(exercise: Exercise, run: str) -> list[str]:
    """Until that run is due."""
    return ["Tick"] * due(exercise, run)


def attempt(worker: str, run: str, epoch: int) -> list[str]:
    return [f"Claim({worker},{run})", f"Complete({worker},{run},{epoch})"]


def steps_in(text: str) -> list[str]:
    return re.findall(r"`(\w+\([\w,]+\))`", text)


def twice(exercise: Exercise, hint: str) -> list[str]:
    run = run_in(hint)
    made = f"Materialize({run})"
    return [*ticks(exercise, run), made, *attempt("w1", run, 1), made, *attempt("w1", run, 2)]


def stale(exercise: Exercise, hint: str) -> list[str]:
    run, (worker,) = run_in(hint), workers_in(hint)
    way = [f"Materialize({run})", f"Claim({worker},{run})", f"Expire({run})", f"Complete({worker},{run},1)"]
    return [*ticks(exercise, run), *way]


def passed_over(exercise: Exercise, hint: str) -> list[str]:
    run = run_in(hint)
    return [*ticks(exercise, run), *["AdvanceCheckpoint"] * due(exercise, run), "Tick"]


def clean(exercise: Exercise, _: str) -> list[str]:
    """The run that is due first, made before it is due."""
    first = min(bounds_of(exercise).runs, key=lambda run: due(exercise, run))
    way = [f"Materialize({first})", f"Claim(w1,{first})", f"Expire({first})", f"Complete(w1,{first},1)"]
    return [*way, *ticks(exercise, first)]


PLAYED: dict[str, Callable[[Exercise, str], list[str]]] = {
    "the-impatient-timer": lambda _, hint: steps_in(hint)[:1],
    "one-entry-two-runs": twice,
    "still-on-the-list": lambda exercise, hint: [*ticks(exercise, run_in(hint)), *steps_in(hint)],
    "back-from-the-dead": stale,
    "two-hands-on-one-job": lambda _, hint: steps_in(hint),
    "the-bookmark": passed_over,
    "the-silent-scanner": lambda exercise, hint: [*ticks(exercise, run_in(hint)), "Tick"],
    "a-clean-fault": clean,
}


@pytest.mark.parametrize("exercise", of_kind(BREAK), ids=key_of)
def test_the_last_hint_of_break_earns_full_marks_in_every_variant(exercise: Exercise) -> None:
    for each in variants(exercise):
        verdict = grade_break(each, (*each.start, *PLAYED[each.key](each, each.hints[-1])))
        assert verdict.score == 1, (each.bounds, each.hints[-1], verdict.sentences)


def test_a_run_may_be_made_before_or_after_it_is_due_if_it_is_due_in_the_end() -> None:
    """The last hint of `a-clean-fault` says so."""
    for each in variants(next(exercise for exercise in starters() if exercise.key == "a-clean-fault")):
        way = clean(each, "")
        late = sorted(way, key=lambda step: step != "Tick")
        assert late != way
        assert grade_break(each, tuple(late)).score == 1


@pytest.mark.parametrize("exercise", of_kind(PREDICT), ids=key_of)
def test_what_predict_tells_of_a_run_is_true_in_every_variant(exercise: Exercise) -> None:
    """Whether it is due, late, passed over or made, before the step and after it."""

    def facts(each: Exercise) -> list[tuple[bool, ...]]:
        run = run_in(" ".join([each.story, *each.hints, each.own.asked, "r1"]))
        number, found = int(run[1:]) - 1, []
        for state in (each.state, next_of(each).state):
            told = each.machine.variables(state)
            now, checkpoint, time = told["now"], told["checkpoint"], due(each, run)
            found.append((time <= now, time < now, time <= checkpoint, checkpoint == now, bool(told["copies"][run])))
        return [*found, (number < len(bounds_of(each).due),)]

    for each in variants(exercise):
        assert facts(each) == facts(exercise), (each.bounds, each.start)


def probes(exercise: Exercise) -> list[list[str]]:
    """What the last hint of Diagnose says to try, each from the start."""
    first = min(bounds_of(exercise).runs, key=lambda run: due(exercise, run))
    time = due(exercise, first)
    made = ["Tick"] * time + [f"Materialize({first})"]
    return [
        [f"Materialize({first})"],
        ["Tick"] * (time + 1),
        ["Tick"] * time + ["AdvanceCheckpoint"] * time,
        [*made, f"Claim(w1,{first})", f"Claim(w2,{first})"],
        [*made, f"Claim(w1,{first})", f"Expire({first})", f"Complete(w1,{first},1)"],
        made,
    ]


@pytest.mark.parametrize("exercise", of_kind(DIAGNOSE), ids=key_of)
def test_the_last_hint_of_diagnose_finds_the_bug_in_every_variant(exercise: Exercise) -> None:
    for each in variants(exercise):
        found = set()
        for bug in A09.bug_names:
            ends = [_end(each, bug, probe) for probe in probes(each)]
            found.add(tuple(ends))
        assert len(found) == len(A09.bug_names)


def _end(exercise: Exercise, bug: str, steps: list[str]) -> object:
    state = exercise.state
    for step in steps:
        try:
            state = exercise.machine.step(state, {bug}, step)
        except NotEnabled:
            return step
    return state


SAID = {
    "the-early-report": {"DueAt[r] <= now"},
    "the-second-copy": {"scheduled' = scheduled \\ {r}"},
    "the-unwelcome-result": {"e = epoch[r]"},
    "the-crowded-run": {"claimers[r] = {}"},
    "the-hasty-bookmark": {"\\A r \\in Runs : DueAt[r] <= checkpoint + 1 => copies[r] > 0"},
    "the-sleeping-scanner": {"~ \\E r \\in Runs : DueAt[r] <= now /\\ Materializable(r)", "WF_vars(Materialize)"},
}
WHERE = {"the-early-report": "Materialize", "the-second-copy": "Materialize"}


@pytest.mark.parametrize("exercise", of_kind(REPAIR), ids=key_of)
def test_the_last_hint_of_repair_fixes_the_bug_in_every_variant(exercise: Exercise) -> None:
    offered = choices(A09, bug_of(exercise))
    named = tuple(
        choice.name
        for choice in offered
        if choice.part.text in SAID[exercise.key]
        and choice.part.transition == WHERE.get(exercise.key, choice.part.transition)
    )
    for each in variants(exercise):
        assert grade_repair(each, named).kind == "fixes"
