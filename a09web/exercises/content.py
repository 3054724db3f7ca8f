"""The starter set of each workbook, as it is written in its folder, and an exercise found by its key."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from a09web.model.workbook import Workbook
from a09web.workbooks import FIRST, WORKBOOKS
from a09web.workbooks.folders import folder_of

from .exercise import Exercise
from .kinds import KINDS
from .reader import BadExercise
from .reading import read_file


def content_of(workbook: Workbook[Any]) -> Path:
    """Where its exercises are written, if there are any."""
    return folder_of(workbook) / "exercises"


def starters(workbook: Workbook[Any] = FIRST) -> tuple[Exercise, ...]:
    """The starter set, kind by kind; empty where none is written. Raises `BadExercise`."""
    return tuple(by_key(workbook).values())


@cache
def _by_key(workbook: Workbook[Any]) -> dict[str, Exercise]:
    return {exercise.key: exercise for exercise in read_starters(content_of(workbook), workbook)}


def by_key(workbook: Workbook[Any] = FIRST) -> dict[str, Exercise]:
    return _by_key(workbook)


def read_starters(folder: Path, workbook: Workbook[Any] = FIRST) -> tuple[Exercise, ...]:
    """Those of each kind that has a file."""
    files = [folder / f"{slug}.yaml" for slug in KINDS]
    before = "" if workbook is FIRST else f"{workbook.slug}/"
    found = [exercise for file in files if file.exists() for exercise in read_file(file, workbook, before)]
    keys = [exercise.key for exercise in found]
    for key in keys:
        if keys.count(key) > 1:
            raise BadExercise({"key": "Two exercises have this key."}, key)
    return tuple(found)


def starter_with(key: str) -> Exercise | None:
    """The one that a work names, of whichever workbook; None if there is none."""
    slug, _, _ = key.rpartition("/")
    workbook = WORKBOOKS.get(slug or FIRST.slug)
    return by_key(workbook).get(key) if workbook is not None else None
