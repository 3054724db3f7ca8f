"""Which small models of A09 show whether a bug can be shown: with one worker nobody can claim twice, with one epoch
nothing gets stale.

Every property speaks of one run at a time, and other runs only add conditions to Tick and AdvanceCheckpoint: leave
their steps out of a trace that breaks a property of one run, and what remains breaks it in a model of that run
alone. So it is enough to look at the models of one run. There only the time that is left after the due time counts,
since all may wait until just before it. And a third worker, a third epoch, or more time than one unit after the due
time break nothing that could not be broken before; a test explores them to see that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .bounds import Bounds


def alone(bounds: Bounds) -> Iterable[Bounds]:
    """For each run the bounds of that run alone, no larger than they have to be."""
    return {_least(bounds, due) for due in bounds.due}


def _least(bounds: Bounds, due: int) -> Bounds:
    return replace(
        bounds,
        due=(1,),
        workers=min(bounds.workers, 2),
        max_epoch=min(bounds.max_epoch, 2),
        max_time=min(bounds.max_time - due + 1, 2),
    )
