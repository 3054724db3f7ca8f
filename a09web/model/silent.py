"""Which bugs some bounds cannot show: those that break there nothing that they are known for."""

from __future__ import annotations

from functools import cache

from .bounds import Bounds
from .declared import Bug
from .explore import explore
from .kept import kept
from .machine import machine_for

LIMIT = 100_000


@kept(1024)
def silent_bugs(bounds: Bounds) -> frozenset[str]:
    """The bugs that never break the property that they are known for, at these bounds."""
    alone = tuple(bounds.workbook.alone(bounds))
    return frozenset(bug.name for bug in bounds.workbook.bugs if not any(_breaks(one, bug) for one in alone))


@cache
def _breaks(bounds: Bounds, bug: Bug) -> bool:
    """Whether it breaks it, or there are so many states that nobody knows: a page waits for the answer."""
    found = explore(machine_for(bounds), frozenset({bug.name}), aim=bug.caught_by, limit=LIMIT)
    return not found.complete
