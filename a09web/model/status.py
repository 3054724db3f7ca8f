"""A run's shown status: derived from the state, never stored."""

from __future__ import annotations

from typing import Any

STATUSES = (PENDING, RUNNABLE, CLAIMED, COMPLETED) = ("pending", "runnable", "claimed", "completed")


def status_of(run: str, variables: dict[str, Any]) -> str:
    """The status of a run in a state that is given as its nine variables."""
    if variables["completedEpoch"][run] > 0:
        return COMPLETED
    if variables["claimers"][run]:
        return CLAIMED
    return RUNNABLE if variables["copies"][run] > 0 else PENDING
