"""Repairs of the six bugs: right ones, and tempting ones. `model/verdicts.py` computes which are which."""

from __future__ import annotations

from a09web.model.effects import Insert
from a09web.model.quantified import for_all
from a09web.model.repairs import Part, Repair, again, asks
from a09web.model.subsets import UpTo, Within
from a09web.model.terms import Never

from .declaration import (
    ANSWER,
    APPLY,
    COMPLETE,
    FORGET,
    a,
    answers,
    attempt,
    completed,
    effects,
    fence,
    held,
    max_attempt,
    r,
    remembered,
    requests,
    v,
    w,
)

ANSWERED = again(COMPLETE, "AckBeforeEffect", "the attempt has its answer")
HAPPENED = again(ANSWER, "EarlyAnswer", "the effect has happened")
WITH_KEY = again(APPLY, "EffectWithoutKey", "applying remembers the key")
KEY_OF_RUN = again(APPLY, "KeyPerAttempt", "no other attempt at the run is remembered")
COMPLETED_FIRST = again(FORGET, "KeyForgotten", "the run is completed")
ABOVE_FENCE = again(APPLY, "StaleEffect", "the attempt is above the fence")

ASKS_RECEIVER = asks(
    "Complete",
    effects > 0,
    "The receiver says that the effect of {r} has happened.",
    "The receiver says that the effect of {r} has not happened.",
    "the receiver says, when asked, that the effect has happened",
)
NOT_ON_THE_BOOKS = asks(
    "Apply",
    effects.equals(0),
    "The effect of {r} is not on the books.",
    "The effect of {r} is on the books already.",
    "the effect is not on the books",
)
IS_CURRENT = "Attempt {a} is the current one.", "Attempt {a} is not the current one: {r} is at attempt {attempt[r]}."
CURRENT_ATTEMPT = asks("Apply", a.equals(attempt), *IS_CURRENT, "the attempt is the current one")
NOTHING_ON_THE_WAY = asks(
    "Forget",
    Within(requests, answers),
    "Every request of {r} was answered.",
    "Not every request of {r} was answered.",
    "every request of the run was answered",
)

REPAIRS = (
    Repair("answered", "AckBeforeEffect", (ANSWERED,)),
    Repair(
        "sent-is-done",
        "AckBeforeEffect",
        (
            asks(
                "Complete",
                requests.has(a),
                "The request of attempt {a} was sent.",
                "Attempt {a} has sent nothing.",
                "the attempt has sent its request",
            ),
        ),
    ),
    Repair("ask-the-receiver", "AckBeforeEffect", (ASKS_RECEIVER,)),
    Repair(
        "any-answer",
        "AckBeforeEffect",
        (
            asks(
                "Complete",
                answers.is_not_empty(),
                "Some attempt at {r} was answered.",
                "No attempt at {r} was answered.",
                "some attempt at the run was answered",
            ),
        ),
    ),
    Repair(
        "every-attempt-answered",
        "AckBeforeEffect",
        (
            asks(
                "Complete",
                Within(UpTo(a), answers),
                "Every attempt at {r} so far was answered.",
                "Not every attempt at {r} so far was answered.",
                "every attempt at the run so far was answered",
            ),
        ),
    ),
    Repair(
        "work-on",
        "AckBeforeEffect",
        (Part("Complete", effect=Insert(held, (w, r, a)), gloss="completing leaves the attempt with its worker"),),
    ),
    Repair("answered-and-asked", "AckBeforeEffect", (ANSWERED, ASKS_RECEIVER)),
    Repair("effect-has-happened", "EarlyAnswer", (HAPPENED,)),
    Repair(
        "key-is-remembered",
        "EarlyAnswer",
        (
            asks(
                "Answer",
                remembered.is_not_empty(),
                "The receiver remembers {r}, from attempt {remembered[r]}.",
                "The receiver remembers nothing of {r}.",
                "the receiver remembers the run",
            ),
        ),
    ),
    Repair("worker-checks", "EarlyAnswer", (ASKS_RECEIVER,)),
    Repair(
        "own-request-only",
        "EarlyAnswer",
        (
            asks(
                "Answer",
                remembered.has(a),
                "This very request, of attempt {a}, was applied.",
                "This very request, of attempt {a}, was not applied.",
                "this very request was applied",
            ),
        ),
    ),
    Repair(
        "happened-and-open",
        "EarlyAnswer",
        (
            HAPPENED,
            asks(
                "Answer",
                completed.equals(0),
                "{r} is not completed, so that somebody may want to know.",
                "{r} is completed, so that nobody need know.",
                "the run is not completed",
            ),
        ),
    ),
    Repair("key-with-effect", "EffectWithoutKey", (WITH_KEY,)),
    Repair(
        "key-with-answer",
        "EffectWithoutKey",
        (Part("Answer", effect=Insert(remembered, (a,)), gloss="answering remembers the key"),),
    ),
    Repair(
        "key-first",
        "EffectWithoutKey",
        (Part("Send", effect=Insert(remembered, (a,)), gloss="sending remembers the key, before the effect"),),
    ),
    Repair("books-instead-of-keys", "EffectWithoutKey", (NOT_ON_THE_BOOKS,)),
    Repair("key-and-books", "EffectWithoutKey", (WITH_KEY, NOT_ON_THE_BOOKS)),
    Repair("key-of-the-run", "KeyPerAttempt", (KEY_OF_RUN,)),
    Repair("not-on-the-books", "KeyPerAttempt", (NOT_ON_THE_BOOKS,)),
    Repair("current-attempt-only", "KeyPerAttempt", (CURRENT_ATTEMPT,)),
    Repair(
        "look-then-send",
        "KeyPerAttempt",
        (
            asks(
                "Send",
                effects.equals(0),
                "The effect of {r} has not happened, so that there is something to ask for.",
                "The effect of {r} has happened, so that there is nothing to ask for.",
                "the effect has not happened yet",
            ),
        ),
    ),
    Repair(
        "first-attempt-only",
        "KeyPerAttempt",
        (
            asks(
                "Apply",
                a.equals(1),
                "It is the first attempt.",
                "It is attempt {a}, not the first.",
                "it is the first attempt",
            ),
        ),
    ),
    Repair(
        "never-take-over",
        "KeyPerAttempt",
        (
            asks(
                "Expire",
                Never(),
                "A lease runs out.",
                "A lease never runs out: whoever has {r} keeps it.",
                "never",
                note="It fixes the bug here only because fairness promises that a silent worker comes back.",
            ),
        ),
    ),
    Repair("key-and-current-attempt", "KeyPerAttempt", (KEY_OF_RUN, CURRENT_ATTEMPT)),
    Repair("completed-first", "KeyForgotten", (COMPLETED_FIRST,)),
    Repair(
        "answered-first",
        "KeyForgotten",
        (
            asks(
                "Forget",
                answers.is_not_empty(),
                "An attempt at {r} was answered.",
                "No attempt at {r} was answered.",
                "some attempt at the run was answered",
            ),
        ),
    ),
    Repair("nothing-on-the-way", "KeyForgotten", (NOTHING_ON_THE_WAY,)),
    Repair(
        "no-retry-left",
        "KeyForgotten",
        (
            asks(
                "Forget",
                attempt.equals(max_attempt),
                "{r} is at its last attempt.",
                "{r} is at attempt {attempt[r]} of {MaxAttempt}, so that another may come.",
                "the run is at its last attempt",
            ),
        ),
    ),
    Repair(
        "keep-for-ever",
        "KeyForgotten",
        (asks("Forget", Never(), "A key may be forgotten.", "A key is never forgotten.", "never"),),
    ),
    Repair(
        "nobody-works-on-it",
        "KeyForgotten",
        (
            asks(
                "Forget",
                for_all(v, for_all(a, ~held.has(v, r, a))),
                "Nobody works on {r} any more.",
                "An attempt at {r} is still worked on, by {witnesses}.",
                "nobody works on the run any more",
            ),
        ),
    ),
    Repair(
        "completed-by-the-current-attempt",
        "KeyForgotten",
        (
            COMPLETED_FIRST,
            asks(
                "Forget",
                completed.equals(attempt),
                "{r} was completed by its current attempt.",
                "{r} is at attempt {attempt[r]}, which did not complete it.",
                "the run was completed by its current attempt",
            ),
        ),
    ),
    Repair("above-the-fence", "StaleEffect", (ABOVE_FENCE,)),
    Repair(
        "no-fence-yet",
        "StaleEffect",
        (
            asks(
                "Apply",
                fence.equals(0),
                "The receiver has no fence for {r}.",
                "The receiver has a fence for {r}, at {fence[r]}: all is over.",
                "the receiver has no fence for the run",
            ),
        ),
    ),
    Repair(
        "ask-the-sender",
        "StaleEffect",
        (
            asks(
                "Apply",
                completed.equals(0),
                "The sender says that {r} is not completed.",
                "The sender says that {r} is completed.",
                "the sender says, when asked, that the run is not completed",
                note="It fixes the bug here only because one step of the model reads both sides at once: over a wire "
                "the sender’s word is old when it arrives.",
            ),
        ),
    ),
    Repair(
        "at-the-fence",
        "StaleEffect",
        (
            asks(
                "Apply",
                a >= fence,
                "Attempt {a} is not below the fence, which stands at {fence[r]}.",
                "Attempt {a} is below the fence, which stands at {fence[r]}.",
                "the attempt is at the fence or above it",
            ),
        ),
    ),
    Repair("current-attempt-takes-effect", "StaleEffect", (CURRENT_ATTEMPT,)),
    Repair(
        "look-at-the-fence-then-send",
        "StaleEffect",
        (
            asks(
                "Send",
                a > fence,
                "Attempt {a} is above the fence, which stands at {fence[r]}.",
                "Attempt {a} is not above the fence, which stands at {fence[r]}.",
                "the attempt is above the fence",
            ),
        ),
    ),
    Repair(
        "current-attempt-sends",
        "StaleEffect",
        (asks("Send", a.equals(attempt), *IS_CURRENT, "the attempt is the current one"),),
    ),
    Repair("forget-when-nothing-is-on-the-way", "StaleEffect", (NOTHING_ON_THE_WAY,)),
    Repair(
        "fence-and-not-the-first",
        "StaleEffect",
        (
            ABOVE_FENCE,
            asks(
                "Apply",
                a > 1,
                "It is attempt {a}, not the first.",
                "It is the first attempt.",
                "it is not the first attempt",
            ),
        ),
    ),
    Repair("fence-and-current-attempt", "StaleEffect", (ABOVE_FENCE, CURRENT_ATTEMPT)),
)
