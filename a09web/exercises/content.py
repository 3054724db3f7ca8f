"""The starter set, as it is written in `content/`, and an exercise found by its key."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .exercise import KINDS, Exercise
from .reading import BadExercise, read_file

CONTENT = Path(__file__).parent / "content"


@cache
def starters() -> tuple[Exercise, ...]:
    """The starter set, kind by kind. Raises `BadExercise`."""
    return read_starters(CONTENT)


def read_starters(folder: Path) -> tuple[Exercise, ...]:
    found = [exercise for kind in KINDS for exercise in read_file(folder / f"{kind}.yaml")]
    keys = [exercise.key for exercise in found]
    for key in keys:
        if keys.count(key) > 1:
            raise BadExercise({"key": "Two exercises have this key."}, key)
    return tuple(found)


@cache
def by_key() -> dict[str, Exercise]:
    return {exercise.key: exercise for exercise in starters()}
