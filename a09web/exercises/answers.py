"""An answer as it is stored, and the one function that grades it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.wording import counted

from .breaking import grade_break, pictured, shortest
from .diagnosing import grade_diagnose, proof
from .evidence import Evidence
from .exercise import BREAK, DIAGNOSE, PREDICT, Exercise, called, named
from .predicting import CHOICES, grade_predict, right_answers
from .repairing import NOTHING, bug_of, choices, first_fix, grade_repair
from .verdict import Verdict

Answer = dict[str, Any]
MOST_STEPS = 200


def graded(exercise: Exercise, answer: Mapping[str, Any]) -> Verdict:
    """The verdict on an answer, hints and earlier ones aside. The answer holds what its kind asks for:

    Break `steps`; Predict `choice`; Diagnose `bug`, `steps` and perhaps `refused`; Repair `parts`. Raises
    `InvalidInput` for one that is incomplete or was not offered.
    """
    try:
        return _graded(exercise, canonical(exercise, answer))
    except InvalidInput:
        raise
    except ValueError as wrong:
        raise InvalidInput(str(wrong)) from None


def canonical(exercise: Exercise, answer: Mapping[str, Any]) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    """An answer with nothing in it but what its kind asks for, and but names that the exercise knows; hashable.

    So no text of a solver's own is ever stored. Raises `InvalidInput`.
    """
    fields: dict[str, str | tuple[str, ...]] = {}
    for name in FIELDS[exercise.kind]:
        value = answer.get(name, [] if name in LISTS else "")
        if name in LISTS:
            if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
                raise InvalidInput(f"“{name}” must be a list of names.")
            if len(value) > MOST_STEPS:
                raise InvalidInput(f"“{name}” is too long: {MOST_STEPS} steps are the most.")
            given = fields[name] = tuple(value)
        else:
            if not isinstance(value, str):
                raise InvalidInput(f"“{name}” must be a short text.")
            fields[name] = value
            given = (value,) if value else ()
        if not set(given) <= set(_known(exercise, name)):
            raise InvalidInput(UNKNOWN[name])
    return tuple(fields.items())


def _known(exercise: Exercise, name: str) -> Iterable[str]:
    """The names that a field of an answer may hold."""
    if name == "choice":
        return CHOICES
    if name == "bug":
        return exercise.offered
    if name == "parts":
        return (choice.name for choice in choices(bug_of(exercise)))
    return exercise.machine.by_name


UNKNOWN = {
    "steps": "There is a step in it that this exercise does not have.",
    "refused": "There is no such step in this exercise.",
    "choice": "Please choose one of the answers.",
    "bug": "Please choose what is wrong with this scheduler.",
    "parts": NOTHING,
}
FIELDS = {
    BREAK: ("steps",),
    PREDICT: ("choice",),
    DIAGNOSE: ("bug", "steps", "refused"),
    "repair": ("parts",),
}
LISTS = ("steps", "parts")


@lru_cache(maxsize=8192)
def _graded(exercise: Exercise, answer: tuple[tuple[str, Any], ...]) -> Verdict:
    given = dict(answer)
    if exercise.kind == BREAK:
        return grade_break(exercise, given["steps"])
    if exercise.kind == PREDICT:
        return grade_predict(exercise, given["choice"])
    if exercise.kind == DIAGNOSE:
        chosen = {named(each): each for each in exercise.hypotheses}.get(given["bug"])
        return grade_diagnose(exercise, chosen, Evidence(given["steps"], given["refused"]))
    return grade_repair(exercise, given["parts"])


def solution(exercise: Exercise) -> Verdict:
    """A best answer, for the teacher's eyes: what it is in sentences, and what it looks like."""
    if exercise.kind == BREAK:
        way = shortest(exercise)
        if way is None:
            return Verdict(0, "unsolvable", (f"{exercise.target} cannot be broken{_alone(exercise)} from here.",))
        steps = (*exercise.start, *way)
        alone = _alone(exercise)
        sentence = f"{exercise.target} breaks{alone} after {counted(len(way))} at the earliest."
        return Verdict(1, "broken", (sentence,), (pictured(exercise, steps, "A shortest way"),), len(way))
    if exercise.kind == PREDICT:
        return grade_predict(exercise, right_answers(exercise)[0])
    if exercise.kind == DIAGNOSE:
        return _proved(exercise)
    return _repaired(exercise)


def _alone(exercise: Exercise) -> str:
    return " alone" if exercise.only else ""


def _proved(exercise: Exercise) -> Verdict:
    found = proof(exercise)
    if found is None:
        return Verdict(0, "unsolvable", ("No one schedule tells this bug from all the others.",))
    judged = grade_diagnose(exercise, exercise.bugs, found)
    ending = f", and then `{found.refused}` is refused" if found.refused else ""
    first = f"It is {called(exercise.bugs)}. Shortest evidence has {counted(len(found.steps))}{ending}."
    picture = pictured(exercise, found.steps, "Shortest evidence")
    return Verdict(1, "proved", (first, *judged.sentences[2:]), (picture,), len(found))


def _repaired(exercise: Exercise) -> Verdict:
    """The first smallest choice that fixes the bug."""
    parts = first_fix(bug_of(exercise), exercise.bounds)
    if not parts:
        return Verdict(0, "unsolvable", ("No choice of one or two parts fixes this bug at these bounds.",))
    texts = " and ".join(f"`{choice.part.text}` at {choice.part.transition}" for choice in parts)
    return Verdict(1, "fixes", (f"Add {texts}.",))
