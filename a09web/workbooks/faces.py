"""The face of each workbook: its own, or one that follows from its declaration."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from a09web.model.fields import State
from a09web.model.machine import Machine
from a09web.model.replay import Replay
from a09web.model.workbook import Workbook

from .a09 import A09
from .a09.face import A09Face
from .face import Board, Face

FACES: dict[str, type[Face]] = {A09.slug: A09Face}


@lru_cache
def face_of(workbook: Workbook[Any]) -> Face:
    return FACES.get(workbook.slug, Face)(workbook)


def draw(replay: Replay) -> Board:
    """The board of the state at the end of a replay."""
    return draw_state(replay.machine, replay.last.state)


def draw_state(machine: Machine, state: State) -> Board:
    """The board of a state."""
    return face_of(machine.workbook).draw(machine, state)
