"""An exercise read from a mapping: a file of the starter set, or what a teacher's row holds. What is wrong is said by
field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from a09web.model.names import is_toggle
from a09web.model.workbook import Workbook
from a09web.scenarios.scenario import MAX_STEPS, TITLE_LENGTH, Scenario

from .exercise import MOST_STATES, STARTER, Change, Exercise, explored_from
from .kinds import KINDS
from .reader import BadExercise, Reader

# Ten times as fast as the one in Python.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

STORY_LENGTH = 1200
HINT_LENGTH = 300
MOST_HINTS = 3

COMMON = ("kind", "title", "story", "bounds", "bugs", "steps", "hints")
"""The keys that every kind has."""


def read_exercise(
    values: Mapping[str, Any],
    *,
    workbook: Workbook[Any],
    key: str,
    source: str = STARTER,
    prepared: tuple[Change, ...] = (),
) -> Exercise:
    """The exercise of a workbook that a mapping holds, checked by the explorer: it can be solved. Raises `BadExercise`.

    One with variants that were prepared was checked when they were found.
    """
    reader = Reader(values, workbook)
    kind = KINDS.get(reader.one_of("kind", tuple(KINDS)))
    for name in set(values) - {*COMMON, *(kind.fields if kind else ())}:
        reader.wrong(str(name), "This is not known here.")
    steps = reader.texts("steps", MAX_STEPS, TITLE_LENGTH)
    bugs = reader.bugs("bugs", ",".join(reader.texts("bugs", len(workbook.bug_names), TITLE_LENGTH)))
    title, story = reader.text("title", TITLE_LENGTH), reader.text("story", STORY_LENGTH)
    scenario = Scenario(bounds=reader.bounds(), bugs=bugs, steps=steps, cursor=len(steps))
    own = kind.read(reader) if kind else None
    hints = reader.texts("hints", MOST_HINTS, HINT_LENGTH)
    if reader.problems or kind is None:
        raise BadExercise(reader.problems, key)
    found = Exercise(key, kind, title, story, scenario, own, hints, source, prepared)
    if not prepared and (problems := problems_of(found)):
        raise BadExercise(problems, key)
    return found


def values_of(exercise: Exercise) -> dict[str, Any]:
    """The mapping that `read_exercise` reads, as JSON can hold it."""
    values: dict[str, Any] = {
        "kind": exercise.kind.slug,
        "title": exercise.title,
        "story": exercise.story,
        "bounds": exercise.bounds.given,
        "bugs": exercise.workbook.in_order(exercise.bugs),
        "steps": list(exercise.start),
        "hints": list(exercise.hints),
    }
    return values | exercise.kind.values(exercise.own)


def problems_of(exercise: Exercise) -> dict[str, str]:
    """What makes an exercise that is well written impossible to set, by field. Explores."""
    refusal = exercise.begun.refusal
    if any(is_toggle(step) for step in exercise.start):
        return {"steps": "The steps before the exercise must not switch bugs; switch them on at the start."}
    if refusal is not None:
        return {"steps": f"The steps before the exercise end at step {refusal.index}: {refusal.message}"}
    if exercise.kind.needs_all_states and not _can_be_explored(exercise):
        return {
            "bounds": f"More than {MOST_STATES:,} states can follow, too many to judge answers at once. "
            f"Choose {exercise.workbook.smaller}."
        }
    return exercise.kind.problems(exercise)


def _can_be_explored(exercise: Exercise) -> bool:
    return explored_from(exercise.bounds, exercise.bugs, exercise.state).complete


def read_file(path: Path, workbook: Workbook[Any], before: str = "") -> tuple[Exercise, ...]:
    """The exercises of a YAML file: a mapping from names to exercises. `before` stands before each in its key. Raises
    `BadExercise`."""
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    except yaml.YAMLError as wrong:
        raise BadExercise({"file": f"This is not YAML. {wrong}"}, path.name) from None
    if not isinstance(values, dict) or not all(isinstance(each, dict) for each in values.values()):
        raise BadExercise({"file": "Here must be names with exercises."}, path.name)
    return tuple(read_exercise(each, workbook=workbook, key=f"{before}{name}") for name, each in values.items())
