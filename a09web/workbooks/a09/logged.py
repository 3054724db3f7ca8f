"""How a log of a real queue tells of the model: six events, with what each of them is."""

from __future__ import annotations

from a09web.model.logged import LoggedEvent, Vocabulary

from .declaration import CHECKPOINT, EPOCH, NOW
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
        LoggedEvent("materialized", "Materialize", "run {r} was materialized"),
        LoggedEvent("claimed", "Claim", "run {r} was claimed by {w}", attempt=EPOCH),
        LoggedEvent("expired", "Expire", "the lease of run {r} ran out"),
        LoggedEvent("completed", "Complete", "run {r} was completed by {w} under epoch {e}"),
        LoggedEvent(
            "checkpoint", "AdvanceCheckpoint", "the checkpoint was moved to {upto}", through=CHECKPOINT, upto="upto"
        ),
    ),
    done="completed",
)
