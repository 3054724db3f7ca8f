"""Which bugs some bounds cannot show: with one worker nobody can claim twice, with one epoch nothing gets stale.

Every property speaks of one run at a time, and other runs only add conditions to Tick and AdvanceCheckpoint: leave
their steps out of a trace that breaks a property of one run, and what remains breaks it in a model of that run
alone. So it is enough to look at the models of one run.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from .bounds import Bounds
from .declaration import BUGS, Bug
from .explore import explore
from .machine import machine_for


@lru_cache(maxsize=1024)
def silent_bugs(bounds: Bounds) -> frozenset[str]:
    """The bugs that never break the property that they are known for, at these bounds."""
    alone = {replace(bounds, due=(due,)) for due in bounds.due}
    return frozenset(bug.name for bug in BUGS if not any(_shows(one, bug) for one in alone))


@lru_cache(maxsize=1024)
def _shows(bounds: Bounds, bug: Bug) -> bool:
    found = explore(machine_for(bounds), frozenset({bug.name}))
    return bug.caught_by in found.steps
