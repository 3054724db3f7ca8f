"""The six bugs as cards, with the fewest steps to a break, found by exploring."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from a09web.model.declared import Bug
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds


@dataclass(frozen=True)
class BreakCard:
    """A bug, and the fewest steps that break its invariant."""

    bug: Bug
    steps: tuple[str, ...]


@cache
def break_cards() -> tuple[BreakCard, ...]:
    return tuple(_card(bug) for bug in A09.bugs)


def _card(bug: Bug) -> BreakCard:
    steps = explore(machine_for(Bounds()), frozenset([bug.name])).shortest(bug.caught_by) or ()
    return BreakCard(bug, steps)
