"""The kinds of exercises, by slug, in the order in which they are told."""

from __future__ import annotations

from .breaking import BREAK
from .diagnosing import DIAGNOSE
from .kind import Kind
from .predicting import PREDICT
from .repairing import REPAIR

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        BREAK,
        PREDICT,
        DIAGNOSE,
        REPAIR,
    )
}


def solved_verdicts() -> set[str]:
    """The verdicts on a whole solution, of whatever kind; one may have the answer behind a colon."""
    return {verdict for kind in KINDS.values() for verdict in kind.solved}
