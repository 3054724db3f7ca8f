"""What is shown of a state and follows from it: the status of a run, and whether an attempt is stale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

STATUSES = (PENDING, RUNNABLE, CLAIMED, COMPLETED) = ("pending", "runnable", "claimed", "completed")


def status_of(run: str, variables: dict[str, Any]) -> str:
    """The status of a run in a state that is given as its nine variables."""
    if variables["completedEpoch"][run] > 0:
        return COMPLETED
    if variables["claimers"][run]:
        return CLAIMED
    return RUNNABLE if variables["copies"][run] > 0 else PENDING


def why_stale(worker: str, run: str, epoch: int, variables: dict[str, Any]) -> str:
    """Why the system no longer believes in an attempt that a worker holds; empty if it does."""
    if epoch != variables["epoch"][run]:
        return f"{run} is at epoch {variables['epoch'][run]}"
    if worker not in variables["claimers"][run]:
        return f"{run} was completed"
    return ""


def zombies(variables: dict[str, Any]) -> Iterator[str]:
    """A sentence for each attempt that the system no longer believes in."""
    for worker, run, epoch in variables["held"]:
        if why := why_stale(worker, run, epoch, variables):
            yield f"{worker} works on {run} under epoch {epoch} as a zombie: {why}."
