"""The face of each workbook: `FACE` of the module `face` in its folder, or one that follows from its declaration."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from a09web.model.fields import State
from a09web.model.machine import Machine
from a09web.model.replay import Entry, Replay
from a09web.model.workbook import Workbook

from .face import Board, Face


@lru_cache
def face_of(workbook: Workbook[Any]) -> Face:
    name = f"{sys.modules[workbook.bounds.__module__].__package__}.face"
    own: type[Face] = import_module(name).FACE if find_spec(name) is not None else Face
    return own(workbook)


def as_sentence(played: Replay, entry: Entry) -> str:
    """What an entry of a trace did, as a sentence for somebody who does not know the model."""
    return face_of(played.machine.workbook).as_sentence(played, entry)


def draw(replay: Replay) -> Board:
    """The board of the state at the end of a replay."""
    return draw_state(replay.machine, replay.last.state)


def draw_state(machine: Machine, state: State) -> Board:
    """The board of a state."""
    return face_of(machine.workbook).draw(machine, state)
