"""The A09 model, declared once: six transitions, six bugs, seven safety properties.

Stepping, explaining, exploring, the TLA+ on the page and the tests all read what stands here. It is meant to be
read beside `spec/A09.tla`; a test compares the two, guard by guard.
"""

from __future__ import annotations

from a09web.model.declared import Actor, Bug, Fairness, Guard, Help, Liveness, Look, Property, Transition
from a09web.model.effects import Insert, Remove, assign
from a09web.model.expressions import And, Definition, Param
from a09web.model.quantified import exists, for_all
from a09web.model.terms import Cardinality, Choose, Constant, EmptySet, Most, Nth, Read, SetTerm
from a09web.model.variables import Natural, SetOf

from .sorts import EPOCHS, RUNS, WORKERS

MAX_COPIES = 2

CLOCK, SCANNER, LEASE, WORKER = Actor("clock"), Actor("scanner"), Actor("lease"), Actor("worker", WORKERS)
ACTORS = (CLOCK, SCANNER, WORKER, LEASE)

NOW = Natural("now", most="max_time")
SCHEDULED = SetOf("scheduled", of=(RUNS,), is_full=True)
COPIES = Natural("copies", RUNS, most=MAX_COPIES)
EPOCH = Natural("epoch", RUNS, most="max_epoch")
CLAIMERS = SetOf("claimers", RUNS, of=(WORKERS,))
HELD = SetOf("held", of=(WORKERS, RUNS, EPOCHS), noun="attempts")
COMPLETED_EPOCH = Natural("completedEpoch", RUNS, most="max_epoch")
COMPLETIONS = Natural("completions", RUNS, most=MAX_COPIES)
CHECKPOINT = Natural("checkpoint", most="max_time")

VARIABLES = (NOW, SCHEDULED, COPIES, EPOCH, CLAIMERS, HELD, COMPLETED_EPOCH, COMPLETIONS, CHECKPOINT)

r, w, e = Param("r", RUNS), Param("w", WORKERS), Param("e", EPOCHS)
now, checkpoint = Read(NOW), Read(CHECKPOINT)
scheduled, held = SetTerm(SCHEDULED), SetTerm(HELD)
copies, epoch, claimers = Read(COPIES, r), Read(EPOCH, r), SetTerm(CLAIMERS, r)
completed_epoch, completions = Read(COMPLETED_EPOCH, r), Read(COMPLETIONS, r)
due_at = Constant("DueAt", r)
max_time, max_epoch = Constant("MaxTime"), Constant("MaxEpoch")

EPOCH_BOUND = Guard(
    epoch < max_epoch,
    "{r} has attempts left: it is at epoch {epoch[r]} of at most {MaxEpoch}.",
    "{r} is at epoch {epoch[r]}, the last one this model allows.",
    bound=True,
    question="May {r} have another attempt in this model?",
)

MATERIALIZE = Transition(
    "Materialize",
    SCANNER,
    (r,),
    "The scanner turns a schedule entry into a durable run that workers can claim.",
    guards=(
        Guard(
            scheduled.has(r),
            "{r} is still in the schedule.",
            "{r} is no longer in the schedule: it was materialized.",
            question="Is {r} still in the schedule?",
        ),
        Guard(
            due_at > checkpoint,
            "{r} is due at {DueAt[r]}, after the checkpoint at {checkpoint}, so the scanner will still meet it.",
            "{r} is due at {DueAt[r]}, and the checkpoint at {checkpoint} says that time is done: "
            "the scanner never looks back.",
            otherwise=(
                (
                    ~scheduled.has(r) & (due_at > checkpoint),
                    "{r} is due at {DueAt[r]}, after the checkpoint at {checkpoint}.",
                ),
            ),
            question="Is {r} due after the checkpoint?",
        ),
        EPOCH_BOUND,
        Guard(
            copies < Most(MAX_COPIES),
            "{r} was materialized {copies[r]} of at most 2 times.",
            "{r} was materialized twice already, which is where this model stops counting.",
            bound=True,
            question="Was {r} made fewer than two times?",
        ),
        Guard(
            due_at <= now,
            "{r} is due: its time is {DueAt[r]} and it is {now} now.",
            "{r} is not due yet: its time is {DueAt[r]} and it is {now} now.",
            removed_by="EarlyRelease",
            question="Has the time of {r} come?",
        ),
    ),
    effects=(
        Remove(scheduled, (r,), skipped_by="DuplicateMaterialization", does="take {r} off the schedule"),
        assign(copies, copies + 1),
        assign(epoch, epoch + 1),
        assign(claimers, EmptySet()),
        assign(completed_epoch, 0),
    ),
)

MATERIALIZABLE = Definition("Materializable", r, And(tuple(guard.test for guard in MATERIALIZE.guards[:4])))

TICK = Transition(
    "Tick",
    CLOCK,
    (),
    "Time moves on by one.",
    guards=(
        Guard(
            now < max_time,
            "It is {now} now, and the clock runs to {MaxTime}.",
            "It is {now}, where this model's clock stops.",
            bound=True,
            question="Is there time left in this model?",
        ),
        Guard(
            ~exists(r, (due_at <= now) & MATERIALIZABLE),
            "The scanner has no due work, so time need not wait for it.",
            "The scanner has due work, {witnesses}: time waits until it is materialized.",
            removed_by="MissingMaterialization",
            question="Is all the work made that is due?",
        ),
    ),
    effects=(assign(now, now + 1),),
)

ADVANCE_CHECKPOINT = Transition(
    "AdvanceCheckpoint",
    SCANNER,
    (),
    "The scanner records that everything due up to a later time is materialized.",
    guards=(
        Guard(
            checkpoint < now,
            "The checkpoint at {checkpoint} is behind the clock at {now}.",
            "The checkpoint at {checkpoint} has caught up with the clock at {now}.",
            question="Is the checkpoint behind the clock?",
        ),
        Guard(
            for_all(r, (due_at <= checkpoint + 1).implies(copies > 0)),
            "Everything that the next checkpoint covers is materialized.",
            "The next checkpoint would cover {witnesses}, never materialized.",
            removed_by="CheckpointAdvance",
            question="Is everything made that the next checkpoint would cover?",
        ),
    ),
    effects=(assign(checkpoint, checkpoint + 1),),
)

NOT_COMPLETED = Guard(
    completed_epoch.equals(0),
    "{r} is not completed.",
    "{r} is completed already, under epoch {completedEpoch[r]}.",
    question="Is {r} still without a result?",
)

CLAIM = Transition(
    "Claim",
    WORKER,
    (w, r),
    "A worker takes a run and starts an attempt under the run's current epoch.",
    guards=(
        Guard(
            copies > 0,
            "{r} is materialized.",
            "{r} is not materialized, so there is nothing to claim.",
            question="Is {r} made?",
        ),
        NOT_COMPLETED,
        Guard(
            ~claimers.has(w),
            "{w} does not own {r}.",
            "{w} owns {r} already.",
            question="Is {w} not an owner of {r} yet?",
        ),
        Guard(
            claimers.is_empty(),
            "Nobody owns {r}.",
            "{r} is owned by {claimers[r]}, and a claim must be exclusive.",
            removed_by="DuplicateClaim",
            question="Does nobody own {r}?",
        ),
    ),
    effects=(Insert(claimers, (w,)), Insert(held, (w, r, epoch))),
)

COMPLETE = Transition(
    "Complete",
    WORKER,
    (w, r, e),
    "A worker reports the result of an attempt that it holds.",
    guards=(
        Guard(
            held.has(w, r, e),
            "{w} holds an attempt of {r} under epoch {e}.",
            "{w} holds no attempt of {r} under epoch {e}.",
            question="Does {w} hold attempt {e} of {r}?",
        ),
        NOT_COMPLETED,
        Guard(
            e.equals(epoch),
            "The attempt is current: its epoch is {e}, and so is the run's.",
            "The attempt is stale: its epoch is {e}, but {r} is at epoch {epoch[r]} now.",
            removed_by="StaleCompletion",
            question="Is attempt {e} the current one?",
            otherwise=(
                (
                    ~held.has(w, r, e) & (e > epoch),
                    "There is no attempt under epoch {e} yet: {r} is at epoch {epoch[r]}.",
                ),
                (
                    ~held.has(w, r, e) & e.differs(epoch),
                    "An attempt under epoch {e} would be stale: {r} is at epoch {epoch[r]} now.",
                ),
                (~held.has(w, r, e), "An attempt under epoch {e} would be current: {r} is at that epoch."),
            ),
        ),
    ),
    effects=(
        assign(completed_epoch, e),
        assign(completions, completions + 1),
        assign(claimers, EmptySet()),
        Remove(held, (w, r, e)),
    ),
    key="finish",
)

EXPIRE = Transition(
    "Expire",
    LEASE,
    (r,),
    "The lease of a silent worker runs out. The worker does not know, and goes on as a zombie.",
    guards=(
        Guard(
            claimers.is_not_empty(),
            "{r} is owned by {claimers[r]}.",
            "Nobody owns {r}, so no lease can expire.",
            question="Does somebody own {r}?",
        ),
        EPOCH_BOUND,
    ),
    effects=(assign(claimers, EmptySet()), assign(epoch, epoch + 1)),
)

TRANSITIONS = (TICK, MATERIALIZE, ADVANCE_CHECKPOINT, CLAIM, COMPLETE, EXPIRE)

PROPERTIES = (
    Property(
        "NoEarlyRunnable",
        for_all(r, (copies > 0).implies(due_at <= now)),
        "No run may be runnable before it is due.",
    ),
    Property(
        "MaterializedRunRemovedFromSchedule",
        for_all(r, (copies > 0).implies(~scheduled.has(r))),
        "A run that is materialized must have left the schedule.",
    ),
    Property(
        "CompletedUsesCurrentEpoch",
        for_all(r, (completed_epoch > 0).implies(completed_epoch.equals(epoch))),
        "A completion may count only if it comes from the current attempt.",
    ),
    Property(
        "AtMostOneClaimer",
        for_all(r, Cardinality(claimers) <= 1),
        "A run may have one owner at most.",
    ),
    Property(
        "CheckpointAfterDurableMaterialization",
        for_all(r, (due_at <= checkpoint).implies(copies > 0)),
        "What the checkpoint covers must be materialized.",
    ),
    Property(
        "NoOverdueScheduled",
        for_all(r, now <= due_at, within=scheduled),
        "Nothing in the schedule may be overdue.",
    ),
    Property(
        "CompletedAtMostOnce",
        for_all(r, completions <= 1),
        "No run may be completed twice.",
        is_consequence=True,
    ),
)

# What brings a run on, the first that applies.
HELPS = (
    Help("Materialize", (r,), when=copies.equals(0)),
    Help("Complete", (Choose(w, claimers.has(w)), r, epoch), when=claimers.is_not_empty()),
    Help("Claim", (Nth(WORKERS, 0), r)),
)

LIVENESS = (
    Liveness(
        "EventuallyMaterialized",
        copies > 0,
        "Every run that is due is materialized in the end.",
        each=r,
        given=now >= due_at,
        helps=HELPS,
    ),
    Liveness(
        "EventuallyCompleted",
        completions > 0,
        "Every run is completed in the end.",
        each=r,
        helps=HELPS,
    ),
    Liveness(
        "CheckpointCatchesUp",
        checkpoint.equals(max_time),
        "The checkpoint reaches the end of time.",
        subject="The checkpoint",
        helps=(Help("Tick", when=checkpoint.equals(now)), Help("AdvanceCheckpoint")),
    ),
)

# Expire is never fair: nobody promises that a worker falls silent.
FAIRNESS = (
    Fairness("Tick"),
    Fairness("AdvanceCheckpoint"),
    # Under MissingMaterialization nobody promises that the scanner runs.
    Fairness("Materialize", (r,), lost_under=frozenset({"MissingMaterialization"})),
    Fairness("Claim", (r,)),
    Fairness("Complete", (r,)),
)

# The clock, the checkpoint, epochs, and the attempts ever claimed, of which each is held or was completed.
MEASURE = ((1, now), (1, checkpoint), (1, epoch), (1, Cardinality(held)), (2, completions))

LOOK = Look(
    numbers=(now,),
    each=r,
    statuses=(
        ("completed", completed_epoch > 0),
        ("claimed", claimers.is_not_empty()),
        ("runnable", copies > 0),
        ("pending", None),
    ),
)

BUGS = (
    Bug(
        "EarlyRelease",
        "Materialize",
        "The scanner trusts the timer and does not check that the run is due.",
        "NoEarlyRunnable",
        "Due release is not just a timer.",
        "It ran before its time",
    ),
    Bug(
        "DuplicateMaterialization",
        "Materialize",
        "The scanner creates the run and forgets to take its entry off the schedule.",
        "MaterializedRunRemovedFromSchedule",
        "Materialization must mutate truth or progress.",
        "Made once, and made again",
    ),
    Bug(
        "StaleCompletion",
        "Complete",
        "A result is accepted without asking which attempt it comes from.",
        "CompletedUsesCurrentEpoch",
        "Completion must be fenced by attempt epoch.",
        "A dead worker’s result wins",
    ),
    Bug(
        "DuplicateClaim",
        "Claim",
        "A worker claims a run without checking that nobody else owns it.",
        "AtMostOneClaimer",
        "Claim must remain exclusive.",
        "Two workers, one job",
    ),
    Bug(
        "CheckpointAdvance",
        "AdvanceCheckpoint",
        "The scanner saves its progress before the output is durable.",
        "CheckpointAfterDurableMaterialization",
        "Checkpoint must lag durable output, not lead it.",
        "The bookmark ran ahead",
    ),
    Bug(
        "MissingMaterialization",
        "Tick",
        "Time passes a due time although the scanner has not done its work.",
        "NoOverdueScheduled",
        "Missing materialization is a liveness-shaped bug.",
        "Nothing failed, and it never ran",
    ),
)
