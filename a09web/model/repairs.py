"""Repairs of the six bugs: what somebody would put in the place of what a bug removed, or beside it.

A repair is a list of parts. Each adds one guard or one effect to a transition, or makes an action fair again. The
bug itself stays on. Some repairs are right and some are tempting; `verdicts` computes which.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from .declaration import (
    ADVANCE_CHECKPOINT,
    CLAIM,
    COMPLETE,
    MATERIALIZE,
    TICK,
    Guard,
    Transition,
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
from .effects import Effect, Remove
from .expressions import Expr, Param, exists, for_all
from .fields import WORKERS
from .terms import Cardinality


@dataclass(frozen=True)
class Part:
    """What a repair adds to one transition: a guard, an effect, or (neither) its fairness."""

    transition: str
    guard: Guard | None = None
    effect: Effect | None = None

    @property
    def is_fairness(self) -> bool:
        return self.guard is None and self.effect is None

    @property
    def text(self) -> str:
        """As TLA+; fairness without its parameters, as the action is named among the fair ones."""
        if self.guard is not None:
            return str(self.guard.test)
        return f"WF_vars({self.transition})" if self.effect is None else str(self.effect)


@dataclass(frozen=True)
class Repair:
    """An alternative to what a bug removed. Names are unique among the repairs of all bugs."""

    name: str
    bug: str
    parts: tuple[Part, ...]

    @cached_property
    def fair(self) -> frozenset[str]:
        """The actions that it makes fair again."""
        return frozenset(part.transition for part in self.parts if part.is_fairness)

    def without(self, part: Part) -> Repair:
        """The same with one part left out."""
        return replace(self, parts=tuple(other for other in self.parts if other is not part))

    def repaired(self, transition: Transition) -> Transition:
        """The transition with what this repair adds to it, in the end of its guards and effects."""
        parts = [part for part in self.parts if part.transition == transition.name]
        guards = tuple(part.guard for part in parts if part.guard is not None)
        effects = tuple(part.effect for part in parts if part.effect is not None)
        return replace(transition, guards=(*transition.guards, *guards), effects=(*transition.effects, *effects))


def _again(transition: Transition, bug: str) -> Part:
    """The guard or the effect that the bug removes, put there once more, where the bug does not reach it."""
    for guard in transition.guards:
        if guard.removed_by == bug:
            return Part(transition.name, guard=replace(guard, removed_by=None))
    effect = next(effect for effect in transition.effects if effect.skipped_by == bug)
    return Part(transition.name, effect=replace(effect, skipped_by=None))


def _asks(transition: str, test: Expr, holds: str, fails: str) -> Part:
    """A guard more, with its two sentences."""
    return Part(transition, guard=Guard(test, holds, fails))


v = Param("v", WORKERS)

DUE = _again(MATERIALIZE, "EarlyRelease")
TAKE_OFF = _again(MATERIALIZE, "DuplicateMaterialization")
FENCE = _again(COMPLETE, "StaleCompletion")
UNCLAIMED = _again(CLAIM, "DuplicateClaim")
COVERED = _again(ADVANCE_CHECKPOINT, "CheckpointAdvance")
URGENCY = _again(TICK, "MissingMaterialization")
FAIRNESS = Part("Materialize")

EXACT_MATCH = _asks(
    "Materialize",
    due_at.equals(now),
    "{r} is due at {DueAt[r]}, exactly now.",
    "{r} is due at {DueAt[r]}, and it is {now} now: that is not the same.",
)
IDEMPOTENCE_KEY = _asks("Materialize", copies.equals(0), "{r} was never materialized.", "{r} was materialized before.")
MINE = _asks("Complete", claimers.has(w), "{w} is an owner of {r}.", "{w} is not an owner of {r}.")
DUE_AT_CLAIM = replace(DUE, transition="Claim")

REPAIRS = (
    Repair("due-check", "EarlyRelease", (DUE,)),
    Repair(
        "close-enough",
        "EarlyRelease",
        (
            _asks(
                "Materialize",
                due_at <= now + 1,
                "{r} is due at {DueAt[r]}, and it is {now} now: close enough.",
                "{r} is due at {DueAt[r]}, and it is {now} now: too early even with some slack.",
            ),
        ),
    ),
    Repair("check-at-claim", "EarlyRelease", (DUE_AT_CLAIM,)),
    Repair(
        "strictly-past",
        "EarlyRelease",
        (
            _asks(
                "Materialize",
                due_at < now,
                "The due time {DueAt[r]} of {r} has passed: it is {now} now.",
                "The due time {DueAt[r]} of {r} has not passed: it is {now} now.",
            ),
        ),
    ),
    Repair("exact-match", "EarlyRelease", (EXACT_MATCH,)),
    Repair(
        "due-check-and-unclaimed",
        "EarlyRelease",
        (DUE, _asks("Materialize", claimers.is_empty(), "Nobody owns {r}.", "{r} is owned by {claimers[r]}.")),
    ),
    Repair("take-off-schedule", "DuplicateMaterialization", (TAKE_OFF,)),
    Repair("idempotence-key", "DuplicateMaterialization", (IDEMPOTENCE_KEY,)),
    Repair(
        "complete-once",
        "DuplicateMaterialization",
        (_asks("Complete", completions.equals(0), "{r} was never completed.", "{r} was completed before."),),
    ),
    Repair("complete-takes-off", "DuplicateMaterialization", (Part("Complete", effect=Remove(scheduled, (r,))),)),
    Repair(
        "take-off-behind-checkpoint",
        "DuplicateMaterialization",
        (
            TAKE_OFF,
            _asks(
                "Materialize",
                checkpoint.equals(now),
                "The checkpoint has caught up with the clock at {now}.",
                "The checkpoint at {checkpoint} has not caught up with the clock at {now}.",
            ),
        ),
    ),
    Repair("take-off-and-idempotence-key", "DuplicateMaterialization", (TAKE_OFF, IDEMPOTENCE_KEY)),
    Repair("fence", "StaleCompletion", (FENCE,)),
    Repair(
        "status-check",
        "StaleCompletion",
        (_asks("Complete", claimers.is_not_empty(), "{r} is owned by {claimers[r]}.", "Nobody owns {r}."),),
    ),
    Repair("worker-check", "StaleCompletion", (MINE,)),
    Repair(
        "first-attempt-only",
        "StaleCompletion",
        (FENCE, _asks("Complete", e.equals(1), "It is the first attempt.", "It is attempt {e}, not the first.")),
    ),
    Repair("fence-and-worker-check", "StaleCompletion", (FENCE, MINE)),
    Repair("unclaimed", "DuplicateClaim", (UNCLAIMED,)),
    Repair(
        "not-by-me",
        "DuplicateClaim",
        (
            _asks(
                "Claim",
                for_all(e, ~held.has(w, r, e)),
                "{w} holds no attempt of {r}.",
                "{w} holds an attempt of {r} already.",
            ),
        ),
    ),
    Repair(
        "sole-claimer-completes",
        "DuplicateClaim",
        (
            _asks(
                "Complete",
                Cardinality(claimers) <= 1,
                "{r} has one owner at most.",
                "{r} is owned by {claimers[r]}, and only a sole owner may complete it.",
            ),
        ),
    ),
    Repair(
        "nobody-holds",
        "DuplicateClaim",
        (
            _asks(
                "Claim",
                for_all(v, for_all(e, ~held.has(v, r, e))),
                "Nobody holds an attempt of {r}.",
                "An attempt of {r} is still held, by {witnesses}.",
            ),
        ),
    ),
    Repair("unclaimed-and-due", "DuplicateClaim", (UNCLAIMED, DUE_AT_CLAIM)),
    Repair("covered-is-materialized", "CheckpointAdvance", (COVERED,)),
    Repair(
        "off-by-one",
        "CheckpointAdvance",
        (
            _asks(
                "AdvanceCheckpoint",
                for_all(r, (due_at <= checkpoint).implies(copies > 0)),
                "Everything that the present checkpoint covers is materialized.",
                "The present checkpoint covers {witnesses}, never materialized.",
            ),
        ),
    ),
    Repair(
        "some-materialized",
        "CheckpointAdvance",
        (
            _asks(
                "AdvanceCheckpoint",
                exists(r, copies > 0),
                "Something is materialized: {witnesses}.",
                "Nothing is materialized yet.",
            ),
        ),
    ),
    Repair(
        "time-waits-for-due-runs",
        "CheckpointAdvance",
        (
            _asks(
                "Tick",
                for_all(r, (due_at <= now).implies(copies > 0)),
                "Every run that is due is materialized.",
                "Due and never materialized: {witnesses}. Time waits.",
            ),
        ),
    ),
    Repair(
        "always-lag",
        "CheckpointAdvance",
        (
            _asks(
                "AdvanceCheckpoint",
                checkpoint + 2 <= now,
                "The checkpoint at {checkpoint} is two or more behind the clock at {now}.",
                "The checkpoint at {checkpoint} is less than two behind the clock at {now}.",
            ),
        ),
    ),
    Repair(
        "covered-is-completed",
        "CheckpointAdvance",
        (
            _asks(
                "AdvanceCheckpoint",
                for_all(r, (due_at <= checkpoint + 1).implies(completed_epoch > 0)),
                "Everything that the next checkpoint covers is completed.",
                "The next checkpoint would cover {witnesses}, which is not completed.",
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
            _asks(
                "Tick",
                for_all(r, ~scheduled.has(r)),
                "The schedule is empty.",
                "Still in the schedule: {witnesses}. Time waits.",
            ),
        ),
    ),
    Repair("urgency-and-idempotence-key", "MissingMaterialization", (URGENCY, FAIRNESS, IDEMPOTENCE_KEY)),
)

REPAIR_NAMES = tuple(repair.name for repair in REPAIRS)


def repair_named(name: str) -> Repair:
    """Raises KeyError for an unknown name."""
    return {repair.name: repair for repair in REPAIRS}[name]


def repairs_of(bug: str) -> tuple[Repair, ...]:
    return tuple(repair for repair in REPAIRS if repair.bug == bug)
