"""Which small model shows whether a bug can be shown: with one attempt there is no retry that could be taken for
somebody else's.

Runs do not touch one another, so one is enough. One worker can hold every attempt at it, current or not, and do with
each whatever several could; and a third attempt breaks nothing that two could not. A test explores more to see that.
"""

from __future__ import annotations

from collections.abc import Iterable

from .bounds import Bounds


def alone(bounds: Bounds) -> Iterable[Bounds]:
    """The bounds of one run, no larger than they have to be."""
    return (Bounds(runs=1, workers=1, max_attempt=min(bounds.max_attempt, 2)),)
