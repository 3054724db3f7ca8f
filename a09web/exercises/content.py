"""The starter set, as it is written in `content/`, and an exercise found by its key."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .exercise import Exercise
from .kinds import KINDS
from .reader import BadExercise
from .reading import read_file

CONTENT = Path(__file__).parent / "content"


@cache
def starters() -> tuple[Exercise, ...]:
    """The starter set, kind by kind. Raises `BadExercise`."""
    return read_starters(CONTENT)


def read_starters(folder: Path) -> tuple[Exercise, ...]:
    """Those of each kind that has a file."""
    files = [folder / f"{slug}.yaml" for slug in KINDS]
    found = [exercise for file in files if file.exists() for exercise in read_file(file)]
    keys = [exercise.key for exercise in found]
    for key in keys:
        if keys.count(key) > 1:
            raise BadExercise({"key": "Two exercises have this key."}, key)
    return tuple(found)


@cache
def by_key() -> dict[str, Exercise]:
    return {exercise.key: exercise for exercise in starters()}
