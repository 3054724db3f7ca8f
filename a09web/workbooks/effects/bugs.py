"""The six bugs: five remove a guard, one skips an effect."""

from __future__ import annotations

from a09web.model.declared import Bug

BUGS = (
    Bug(
        "AckBeforeEffect",
        "Complete",
        "A worker records the completion without waiting for an answer.",
        "CompletedIsApplied",
        "A completion reports the past.",
        "The job says done, and the card was never charged",
    ),
    Bug(
        "EarlyAnswer",
        "Answer",
        "The receiver answers before the effect has happened.",
        "AnsweredIsApplied",
        "An answer must be as durable as the effect.",
        "They said yes, and forgot",
    ),
    Bug(
        "EffectWithoutKey",
        "Apply",
        "The receiver does what it is asked for and does not write down the key with it.",
        "AppliedIsRemembered",
        "The key goes into the effect's own transaction.",
        "One request came twice, and so did the charge",
    ),
    Bug(
        "KeyPerAttempt",
        "Apply",
        "Each attempt sends a key of its own, so that the receiver does not recognise a retry.",
        "OneAttemptApplied",
        "The key names the work, not the try.",
        "The card is charged twice although the job completed once",
    ),
    Bug(
        "KeyForgotten",
        "Forget",
        "The receiver forgets a key although the run is not completed.",
        "RememberedUntilCompleted",
        "A key must outlive the last retry.",
        "Charged again the next day, by a retry nobody thought of",
    ),
    Bug(
        "StaleEffect",
        "Apply",
        "The receiver does not ask whether a request is from before its fence.",
        "NothingAppliedBehindFence",
        "The fence must stand where the effect happens.",
        "The order was closed, and then the card was charged again",
    ),
)
