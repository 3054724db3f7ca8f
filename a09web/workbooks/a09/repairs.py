"""Repairs of the six bugs of A09: right ones, and tempting ones. `model/verdicts.py` computes which are which."""

from __future__ import annotations

from dataclasses import replace

from a09web.model.effects import Remove
from a09web.model.expressions import Param
from a09web.model.quantified import exists, for_all
from a09web.model.repairs import Part, Repair, again, asks
from a09web.model.terms import Cardinality

from .declaration import (
    ADVANCE_CHECKPOINT,
    CLAIM,
    COMPLETE,
    MATERIALIZE,
    TICK,
    checkpoint,
    claimers,
    completed_epoch,
    completions,
    copies,
    due_at,
    e,
    held,
    now,
    r,
    scheduled,
    w,
)
from .sorts import WORKERS

v = Param("v", WORKERS)

DUE = again(MATERIALIZE, "EarlyRelease", "the run is due")
TAKE_OFF = again(MATERIALIZE, "DuplicateMaterialization", "materializing takes the run off the schedule")
FENCE = again(COMPLETE, "StaleCompletion", "the attempt's epoch is the run's epoch")
UNCLAIMED = again(CLAIM, "DuplicateClaim", "nobody owns the run")
COVERED = again(ADVANCE_CHECKPOINT, "CheckpointAdvance", "everything that the next checkpoint covers is materialized")
URGENCY = again(TICK, "MissingMaterialization", "the scanner has no due work left")
FAIRNESS = Part("Materialize", gloss="the scanner is promised to run: what it can do, it does some day")

EXACT_MATCH = asks(
    "Materialize",
    due_at.equals(now),
    "{r} is due at {DueAt[r]}, exactly now.",
    "{r} is due at {DueAt[r]}, and it is {now} now: that is not the same.",
    "the run is due exactly now",
    note="It fixes the bug here only because time waits for the scanner: were the clock free to pass a due time, the "
    "run would never be materialized.",
)
IDEMPOTENCE_KEY = asks(
    "Materialize",
    copies.equals(0),
    "{r} was never materialized.",
    "{r} was materialized before.",
    "the run was never materialized",
)
MINE = asks(
    "Complete",
    claimers.has(w),
    "{w} is an owner of {r}.",
    "{w} is not an owner of {r}.",
    "this worker owns the run",
)
DUE_AT_CLAIM = replace(DUE, transition="Claim")

REPAIRS = (
    Repair("due-check", "EarlyRelease", (DUE,)),
    Repair(
        "close-enough",
        "EarlyRelease",
        (
            asks(
                "Materialize",
                due_at <= now + 1,
                "{r} is due at {DueAt[r]}, and it is {now} now: close enough.",
                "{r} is due at {DueAt[r]}, and it is {now} now: too early even with some slack.",
                "the run is due, or will be one tick from now",
            ),
        ),
    ),
    Repair("check-at-claim", "EarlyRelease", (DUE_AT_CLAIM,)),
    Repair(
        "strictly-past",
        "EarlyRelease",
        (
            asks(
                "Materialize",
                due_at < now,
                "The due time {DueAt[r]} of {r} has passed: it is {now} now.",
                "The due time {DueAt[r]} of {r} has not passed: it is {now} now.",
                "the run's due time has passed",
            ),
        ),
    ),
    Repair("exact-match", "EarlyRelease", (EXACT_MATCH,)),
    Repair(
        "due-check-and-unclaimed",
        "EarlyRelease",
        (
            DUE,
            asks(
                "Materialize",
                claimers.is_empty(),
                "Nobody owns {r}.",
                "{r} is owned by {claimers[r]}.",
                "nobody owns the run",
            ),
        ),
    ),
    Repair("take-off-schedule", "DuplicateMaterialization", (TAKE_OFF,)),
    Repair("idempotence-key", "DuplicateMaterialization", (IDEMPOTENCE_KEY,)),
    Repair(
        "complete-once",
        "DuplicateMaterialization",
        (
            asks(
                "Complete",
                completions.equals(0),
                "{r} was never completed.",
                "{r} was completed before.",
                "the run was never completed",
            ),
        ),
    ),
    Repair(
        "complete-takes-off",
        "DuplicateMaterialization",
        (Part("Complete", effect=Remove(scheduled, (r,)), gloss="completing takes the run off the schedule"),),
    ),
    Repair(
        "take-off-behind-checkpoint",
        "DuplicateMaterialization",
        (
            TAKE_OFF,
            asks(
                "Materialize",
                checkpoint.equals(now),
                "The checkpoint has caught up with the clock at {now}.",
                "The checkpoint at {checkpoint} has not caught up with the clock at {now}.",
                "the checkpoint has caught up with the clock",
            ),
        ),
    ),
    Repair("take-off-and-idempotence-key", "DuplicateMaterialization", (TAKE_OFF, IDEMPOTENCE_KEY)),
    Repair("fence", "StaleCompletion", (FENCE,)),
    Repair(
        "status-check",
        "StaleCompletion",
        (
            asks(
                "Complete",
                claimers.is_not_empty(),
                "{r} is owned by {claimers[r]}.",
                "Nobody owns {r}.",
                "somebody owns the run",
            ),
        ),
    ),
    Repair("worker-check", "StaleCompletion", (MINE,)),
    Repair(
        "first-attempt-only",
        "StaleCompletion",
        (
            FENCE,
            asks(
                "Complete",
                e.equals(1),
                "It is the first attempt.",
                "It is attempt {e}, not the first.",
                "it is the first attempt",
            ),
        ),
    ),
    Repair("fence-and-worker-check", "StaleCompletion", (FENCE, MINE)),
    Repair("unclaimed", "DuplicateClaim", (UNCLAIMED,)),
    Repair(
        "not-by-me",
        "DuplicateClaim",
        (
            asks(
                "Claim",
                for_all(e, ~held.has(w, r, e)),
                "{w} holds no attempt of {r}.",
                "{w} holds an attempt of {r} already.",
                "this worker holds no attempt of the run",
            ),
        ),
    ),
    Repair(
        "sole-claimer-completes",
        "DuplicateClaim",
        (
            asks(
                "Complete",
                Cardinality(claimers) <= 1,
                "{r} has one owner at most.",
                "{r} is owned by {claimers[r]}, and only a sole owner may complete it.",
                "the run has one owner at most",
            ),
        ),
    ),
    Repair(
        "nobody-holds",
        "DuplicateClaim",
        (
            asks(
                "Claim",
                for_all(v, for_all(e, ~held.has(v, r, e))),
                "Nobody holds an attempt of {r}.",
                "An attempt of {r} is still held, by {witnesses}.",
                "no worker holds an attempt of the run, zombies included",
            ),
        ),
    ),
    Repair("unclaimed-and-due", "DuplicateClaim", (UNCLAIMED, DUE_AT_CLAIM)),
    Repair("covered-is-materialized", "CheckpointAdvance", (COVERED,)),
    Repair(
        "off-by-one",
        "CheckpointAdvance",
        (
            asks(
                "AdvanceCheckpoint",
                for_all(r, (due_at <= checkpoint).implies(copies > 0)),
                "Everything that the present checkpoint covers is materialized.",
                "The present checkpoint covers {witnesses}, never materialized.",
                "everything that the present checkpoint covers is materialized",
            ),
        ),
    ),
    Repair(
        "some-materialized",
        "CheckpointAdvance",
        (
            asks(
                "AdvanceCheckpoint",
                exists(r, copies > 0),
                "Something is materialized: {witnesses}.",
                "Nothing is materialized yet.",
                "some run is materialized",
            ),
        ),
    ),
    Repair(
        "time-waits-for-due-runs",
        "CheckpointAdvance",
        (
            asks(
                "Tick",
                for_all(r, (due_at <= now).implies(copies > 0)),
                "Every run that is due is materialized.",
                "Due and never materialized: {witnesses}. Time waits.",
                "every run that is due is materialized",
            ),
        ),
    ),
    Repair(
        "always-lag",
        "CheckpointAdvance",
        (
            asks(
                "AdvanceCheckpoint",
                checkpoint + 2 <= now,
                "The checkpoint at {checkpoint} is two or more behind the clock at {now}.",
                "The checkpoint at {checkpoint} is less than two behind the clock at {now}.",
                "the checkpoint is two or more behind the clock",
            ),
        ),
    ),
    Repair(
        "covered-is-completed",
        "CheckpointAdvance",
        (
            asks(
                "AdvanceCheckpoint",
                for_all(r, (due_at <= checkpoint + 1).implies(completed_epoch > 0)),
                "Everything that the next checkpoint covers is completed.",
                "The next checkpoint would cover {witnesses}, which is not completed.",
                "everything that the next checkpoint covers is completed",
            ),
        ),
    ),
    Repair("urgency-and-fairness", "MissingMaterialization", (URGENCY, FAIRNESS)),
    Repair("fairness-alone", "MissingMaterialization", (FAIRNESS,)),
    Repair("urgency-alone", "MissingMaterialization", (URGENCY,)),
    Repair("fairness-and-exact-match", "MissingMaterialization", (FAIRNESS, EXACT_MATCH)),
    Repair(
        "fairness-and-empty-schedule",
        "MissingMaterialization",
        (
            FAIRNESS,
            asks(
                "Tick",
                for_all(r, ~scheduled.has(r)),
                "The schedule is empty.",
                "Still in the schedule: {witnesses}. Time waits.",
                "the schedule is empty",
            ),
        ),
    ),
    Repair("urgency-and-idempotence-key", "MissingMaterialization", (URGENCY, FAIRNESS, IDEMPOTENCE_KEY)),
)
