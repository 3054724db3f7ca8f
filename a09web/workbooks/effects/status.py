"""What is shown of a state and follows from it: who works on a run, and whether an attempt is a zombie's."""

from __future__ import annotations

from typing import Any

STATUSES = (COMPLETED, WORKED_ON, OPEN) = ("completed", "worked on", "open")
CHARGED = ("not charged", "charged once", "charged twice")
"""How often the effect happened, in words."""


def holder_of(run: str, variables: dict[str, Any]) -> str:
    """Who works on the current attempt of a run, in a state that is given as its variables; empty if nobody does."""
    current = variables["attempt"][run]
    return next((worker for worker, held, attempt in variables["held"] if (held, attempt) == (run, current)), "")


def status_of(run: str, variables: dict[str, Any]) -> str:
    if variables["completed"][run] > 0:
        return COMPLETED
    return WORKED_ON if holder_of(run, variables) else OPEN


def why_stale(run: str, attempt: int, variables: dict[str, Any]) -> str:
    """Why nobody waits for an attempt any more that a worker is executing; empty if somebody does."""
    current = variables["attempt"][run]
    return f"{run} is at attempt {current}" if attempt < current else ""


def zombies(variables: dict[str, Any]) -> list[str]:
    """A sentence for each attempt that nobody waits for any more."""
    return [
        f"{worker} works on attempt {attempt} of {run} as a zombie: {why}."
        for worker, run, attempt in variables["held"]
        if (why := why_stale(run, attempt, variables))
    ]
