"""The six bugs as cards, with the fewest steps to a break, found by exploring."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from a09web.model.declared import Bug
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

LINES = {
    "EarlyRelease": "It ran before its time",
    "DuplicateMaterialization": "Made once, and made again",
    "StaleCompletion": "A dead worker’s result wins",
    "DuplicateClaim": "Two workers, one job",
    "CheckpointAdvance": "The bookmark ran ahead",
    "MissingMaterialization": "Nothing failed, and it never ran",
}
"""What each bug does, in words that need no model."""


@dataclass(frozen=True)
class BreakCard:
    """A bug, what it does in plain words, and the fewest steps that break its invariant."""

    bug: Bug
    line: str
    steps: tuple[str, ...]


@cache
def break_cards() -> tuple[BreakCard, ...]:
    return tuple(_card(bug) for bug in A09.bugs)


def _card(bug: Bug) -> BreakCard:
    steps = explore(machine_for(Bounds()), frozenset([bug.name])).shortest(bug.caught_by) or ()
    return BreakCard(bug, LINES[bug.name], steps)
