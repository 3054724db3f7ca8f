"""An answer as it is stored, and the one function that grades it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.model.kept import kept

from .exercise import Exercise
from .kinds.kind import Field
from .verdict import Verdict

MOST_STEPS = 200


def graded(exercise: Exercise, answer: Mapping[str, Any]) -> Verdict:
    """The verdict on an answer, hints and earlier ones aside. The answer holds what its kind asks for. Raises
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
    return tuple((field.name, _given(exercise, field, answer)) for field in exercise.kind.answer)


def _given(exercise: Exercise, field: Field, answer: Mapping[str, Any]) -> str | tuple[str, ...]:
    """What an answer holds in a field. Raises `InvalidInput`."""
    value = answer.get(field.name, [] if field.is_list else "")
    given: str | tuple[str, ...] = _names(field, value) if field.is_list else _text(field, value)
    names = given if isinstance(given, tuple) else filter(None, (given,))
    if not set(names) <= set(field.knows(exercise)):
        raise InvalidInput(field.unknown.format(noun=exercise.workbook.noun))
    return given


def _names(field: Field, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise InvalidInput(f"“{field.name}” must be a list of names.")
    if len(value) > MOST_STEPS:
        raise InvalidInput(f"“{field.name}” is too long: {MOST_STEPS} steps are the most.")
    return tuple(value)


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidInput(f"“{field.name}” must be a short text.")
    return value


@kept(8192)
def _graded(exercise: Exercise, answer: tuple[tuple[str, Any], ...]) -> Verdict:
    return exercise.kind.grade(exercise, dict(answer))
