"""One run of the model once more, without bounds, straight from its description: the checker is tested against it.

It shares nothing with the checker. A state is a plain tuple of values, and what was not logged is tried out: every
worker that is named anywhere and two that are not, every epoch, every number of unlogged events up to more attempts
than any log here can need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations
from typing import Any, NamedTuple

BUGS = (
    "EarlyRelease",
    "DuplicateMaterialization",
    "StaleCompletion",
    "DuplicateClaim",
    "CheckpointAdvance",
    "MissingMaterialization",
)
Bugs = frozenset[str]
NONE: Bugs = frozenset()


class Run(NamedTuple):
    """Times are whole numbers."""

    due: int
    now: int
    checkpoint: int = 0
    scheduled: bool = True
    copies: int = 0
    epoch: int = 0
    claimers: frozenset[str] = frozenset()
    held: frozenset[tuple[str, int]] = frozenset()
    completed: int = 0


def sets() -> Iterator[Bugs]:
    """All bug sets, the smallest first."""
    return map(frozenset, chain.from_iterable(combinations(BUGS, size) for size in range(len(BUGS) + 1)))


def passed(run: Run, at: int, bugs: Bugs) -> Run | None:
    """The run at a later time; None if time has to wait for it."""
    for now in range(run.now, at):
        waits = run.due <= now and run.scheduled and run.due > run.checkpoint
        if waits and "MissingMaterialization" not in bugs:
            return None
    return run._replace(now=max(run.now, at))


def steps(run: Run, event: dict[str, Any], bugs: Bugs, names: Iterable[str]) -> Iterator[Run]:
    """What a run may be after an event."""
    name = event["event"]
    if name == "materialized":
        if run.scheduled and run.due > run.checkpoint and (run.due <= run.now or "EarlyRelease" in bugs):
            after = run._replace(copies=run.copies + 1, epoch=run.epoch + 1, claimers=frozenset(), completed=0)
            yield after._replace(scheduled=False)
            if "DuplicateMaterialization" in bugs:
                yield after
    elif name == "claimed":
        for worker in names if event.get("worker") is None else [event["worker"]]:
            free = not run.claimers or ("DuplicateClaim" in bugs and worker not in run.claimers)
            if run.copies and not run.completed and free and event.get("epoch") in (None, run.epoch):
                held = run.held | {(worker, run.epoch)}
                yield run._replace(claimers=run.claimers | {worker}, held=held)
    elif name == "expired":
        if run.claimers:
            yield run._replace(claimers=frozenset(), epoch=run.epoch + 1)
    elif name == "completed":
        for worker, epoch in run.held:
            agrees = event.get("worker") in (None, worker) and event.get("epoch") in (None, epoch)
            if agrees and not run.completed and (epoch == run.epoch or "StaleCompletion" in bugs):
                held = run.held - {(worker, epoch)}
                yield run._replace(completed=epoch, claimers=frozenset(), held=held)
    elif name == "nothing":
        yield run
    else:
        upto = event["upto"]
        if upto <= run.checkpoint:
            yield run
        elif upto <= run.now and (run.due > upto or run.copies or "CheckpointAdvance" in bugs):
            yield run._replace(checkpoint=upto)


MORE = 3
"""Unlogged events may begin so many attempts more than the log names or has events for."""


def possible(events: list[dict[str, Any]], bugs: Bugs, unlogged: frozenset[str] = NONE) -> int:
    """Of the events of one run, the first of which is `scheduled`, how many can happen under these bugs."""
    names = sorted({event["worker"] for event in events if event.get("worker")}) + ["somebody", "somebody else"]
    runs = {Run(events[0]["due"], events[0]["at"])}
    named = max(event.get("epoch") or 0 for event in events)
    for number, event in enumerate(events[1:], 1):
        furthest = max(named, min(run.epoch for run in runs)) + MORE
        arrived = whatever(runs, bugs, unlogged, names, furthest)
        for now in range(min(run.now for run in runs), event["at"] + 1):
            moved = {passed(run, now, bugs) for run in arrived}
            arrived = whatever({run for run in moved if run is not None}, bugs, unlogged, names, furthest)
        runs = {after for run in arrived for after in steps(run, event, bugs, names)}
        if not runs:
            return number
    return len(events)


def whatever(runs: set[Run], bugs: Bugs, unlogged: frozenset[str], names: list[str], furthest: int) -> set[Run]:
    """Runs, and what they are after any number of unlogged events."""
    found, new = set(runs), set(runs)
    while new:
        new = {
            after
            for run in new
            for missing in unlogged
            for after in steps(run, {"event": missing}, bugs, names)
            if after.epoch <= furthest
        } - found
        found |= new
    return found


def smallest(events: list[dict[str, Any]], unlogged: frozenset[str] = NONE) -> list[Bugs]:
    """The smallest bug sets under which all the events can happen."""
    found: list[Bugs] = []
    for bugs in sets():
        if found and len(bugs) > len(found[0]):
            break
        if possible(events, bugs, unlogged) == len(events):
            found.append(bugs)
    return found
