"""The story of a workbook in which all goes well, for whoever has never seen the model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from a09web.model.replay import replay
from a09web.model.workbook import Workbook
from a09web.workbooks.face import Board
from a09web.workbooks.faces import as_sentence, draw


@dataclass(frozen=True)
class Example:
    """What happens, one sentence for each step, and the board in the end."""

    sentences: tuple[str, ...]
    board: Board


@lru_cache
def example_of(workbook: Workbook[Any]) -> Example | None:
    """None for a workbook that tells none."""
    if not workbook.example:
        return None
    played = replay(workbook.bounds(), frozenset(), workbook.example)
    return Example(tuple(as_sentence(played, entry) for entry in played.entries[1:]), draw(played))
