"""The six bugs as cards, each with the picture of its shortest break, found by exploring."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from a09web.model.bounds import Bounds
from a09web.model.declaration import BUGS, Bug
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.replay import replay

from .board import Board, draw


@dataclass(frozen=True)
class BreakCard:
    """A bug, the fewest steps that break its invariant, and the board after them."""

    bug: Bug
    steps: tuple[str, ...]
    board: Board


@cache
def break_cards() -> tuple[BreakCard, ...]:
    return tuple(_card(bug) for bug in BUGS)


def _card(bug: Bug) -> BreakCard:
    bounds, bugs = Bounds(), frozenset([bug.name])
    steps = explore(machine_for(bounds), bugs).shortest(bug.caught_by) or ()
    return BreakCard(bug, steps, draw(replay(bounds, bugs, steps)))
