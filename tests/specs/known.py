"""What the single bugs break at the default bounds: the known answers of the model, written down by hand."""

OWN = {
    "EarlyRelease": ("NoEarlyRunnable", ("Materialize",)),
    "DuplicateMaterialization": ("MaterializedRunRemovedFromSchedule", ("Tick", "Materialize")),
    "StaleCompletion": ("CompletedUsesCurrentEpoch", ("Tick", "Materialize", "Claim", "Expire", "Complete")),
    "DuplicateClaim": ("AtMostOneClaimer", ("Tick", "Materialize", "Claim", "Claim")),
    "CheckpointAdvance": ("CheckpointAfterDurableMaterialization", ("Tick", "AdvanceCheckpoint")),
    "MissingMaterialization": ("NoOverdueScheduled", ("Tick", "Tick")),
}
"""Each bug's own invariant, and the one shortest way to break it."""

ALSO_BROKEN = {
    ("DuplicateMaterialization", "NoOverdueScheduled"): 4,
    ("DuplicateMaterialization", "CompletedAtMostOnce"): 7,
    ("CheckpointAdvance", "NoOverdueScheduled"): 3,
}
"""The other invariants that a bug breaks, after how many steps."""

STUCK = {
    ("CheckpointAdvance", "EventuallyMaterialized"): 6,
    ("CheckpointAdvance", "EventuallyCompleted"): 6,
    ("MissingMaterialization", "EventuallyMaterialized"): 3,
    ("MissingMaterialization", "EventuallyCompleted"): 3,
    ("MissingMaterialization", "CheckpointCatchesUp"): 3,
}
"""The liveness properties that a bug breaks, and after how many steps at the earliest."""
