"""Which bugs some bounds cannot show: with one worker nobody can claim twice, with one epoch nothing gets stale.

Every property speaks of one run at a time, and other runs only add conditions to Tick and AdvanceCheckpoint: leave
their steps out of a trace that breaks a property of one run, and what remains breaks it in a model of that run
alone. So it is enough to look at the models of one run. There only the time that is left after the due time counts,
since all may wait until just before it. And a third worker, a third epoch, or more time than one unit after the due
time break nothing that could not be broken before; a test explores them to see that.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache

from .bounds import Bounds
from .declaration import BUGS, Bug
from .explore import explore
from .machine import machine_for


@lru_cache(maxsize=1024)
def silent_bugs(bounds: Bounds) -> frozenset[str]:
    """The bugs that never break the property that they are known for, at these bounds."""
    alone = {_least(bounds, due) for due in bounds.due}
    return frozenset(bug.name for bug in BUGS if not any(_breaks(one, bug) for one in alone))


def _least(bounds: Bounds, due: int) -> Bounds:
    """The bounds of one run, no larger than they have to be."""
    return replace(
        bounds,
        due=(1,),
        workers=min(bounds.workers, 2),
        max_epoch=min(bounds.max_epoch, 2),
        max_time=min(bounds.max_time - due + 1, 2),
    )


@cache
def _breaks(bounds: Bounds, bug: Bug) -> bool:
    found = explore(machine_for(bounds), frozenset({bug.name}))
    return bug.caught_by in found.steps
