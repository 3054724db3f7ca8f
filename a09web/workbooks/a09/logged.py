"""How a log of a real queue tells of the model: six events, with what each of them is."""

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
    given=("due", "DueAt"),
    time=NOW,
    clock="Tick",
    times=frozenset({"now", "checkpoint", "DueAt"}),
    events=(
        LoggedEvent(
            "materialized", "Materialize", "run {r} was materialized", "it was put into the queue: `at`, `run`"
        ),
        LoggedEvent(
            "claimed",
            "Claim",
            "run {r} was claimed by {w}",
            "a worker took it: `at`, `run`; `worker`, `epoch` if known",
            attempt=EPOCH,
        ),
        LoggedEvent(
            "expired",
            "Expire",
            "the lease of run {r} ran out",
            "its lease ran out, and the next attempt begins: `at`, `run`",
        ),
        LoggedEvent(
            "completed",
            "Complete",
            "run {r} was completed by {w} under epoch {e}",
            "a result was accepted: `at`, `run`; `worker`, `epoch` if known",
        ),
        LoggedEvent(
            "checkpoint",
            "AdvanceCheckpoint",
            "the checkpoint was moved to {upto}",
            "the scanner is done with everything due up to then: `at`, `upto`",
            through=CHECKPOINT,
            upto="upto",
        ),
    ),
    done="completed",
    beginning="work is defined, to run later: `at`, `run`, `due`",
    counted=(
        "Attempts count from 1: `materialized` begins the first, each `expired` the next. A worker or an epoch that is "
        "missing is taken to be any."
    ),
    samples=SAMPLES,
)
