"""How a log of a real queue tells of the model: six events."""

from __future__ import annotations

from a09web.model.logged import LoggedEvent, Vocabulary

from .declaration import CHECKPOINT, EPOCH, NOW
from .samples import SAMPLES
from .sorts import EPOCHS, WORKERS

LOGGED = Vocabulary(
    member="run",
    worker=("worker", WORKERS),
    attempt=("epoch", EPOCHS),
    begins="scheduled",
    begun="work is defined, to run later",
    given=("due", "DueAt"),
    time=NOW,
    clock="Tick",
    times=frozenset({"now", "checkpoint", "DueAt"}),
    events=(
        LoggedEvent(
            "materialized",
            "Materialize",
            says="it was put into the queue; its first attempt begins",
            told="run {r} was materialized",
        ),
        LoggedEvent("claimed", "Claim", says="a worker took it", told="run {r} was claimed by {w}", attempt=EPOCH),
        LoggedEvent(
            "expired",
            "Expire",
            says="its lease ran out, or it was put back; the next attempt begins",
            told="the lease of run {r} ran out",
        ),
        LoggedEvent(
            "completed",
            "Complete",
            says="a result was accepted",
            told="run {r} was completed by {w} under epoch {e}",
        ),
        LoggedEvent(
            "checkpoint",
            "AdvanceCheckpoint",
            says="the scanner is done with everything that was due up to then",
            told="the checkpoint was moved to {upto}",
            through=CHECKPOINT,
            upto="upto",
        ),
    ),
    done="completed",
    counted=(
        "Attempts count from 1: `materialized` begins the first, each `expired` the next. A worker or an epoch that is "
        "missing is taken to be any."
    ),
    samples=SAMPLES,
)
