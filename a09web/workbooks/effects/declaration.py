"""The model, declared once: seven transitions and seven safety properties. `bugs` says what can be taken away.

It is meant to be read beside `spec/Effects.tla`; a test compares the two, guard by guard.
"""

from __future__ import annotations

from a09web.model.declared import Actor, Fairness, Guard, Help, Liveness, Look, Property, Transition
from a09web.model.effects import Insert, Remove, assign
from a09web.model.expressions import Param
from a09web.model.quantified import exists, for_all
from a09web.model.subsets import Just, Within
from a09web.model.terms import Cardinality, Choose, Constant, EmptySet, Nth, Read, SetTerm
from a09web.model.variables import Natural, SetOf

from .sorts import ATTEMPTS, RUNS, WORKERS

MAX_EFFECTS = 2

WORKER, LEASE, RECEIVER = Actor("worker", WORKERS), Actor("lease"), Actor("receiver")
ACTORS = (WORKER, LEASE, RECEIVER)

# Our database, the wire, and the receiver.
ATTEMPT = Natural("attempt", RUNS, most="max_attempt", initial=1)
HELD = SetOf("held", of=(WORKERS, RUNS, ATTEMPTS), noun="attempts")
COMPLETED = Natural("completed", RUNS, most="max_attempt")
REQUESTS = SetOf("requests", RUNS, of=(ATTEMPTS,))
ANSWERS = SetOf("answers", RUNS, of=(ATTEMPTS,))
REMEMBERED = SetOf("remembered", RUNS, of=(ATTEMPTS,))
EFFECTS = Natural("effects", RUNS, most=MAX_EFFECTS)
FENCE = Natural("fence", RUNS, most="max_attempt")

VARIABLES = (ATTEMPT, HELD, REQUESTS, REMEMBERED, EFFECTS, ANSWERS, COMPLETED, FENCE)

r, w, a, v = Param("r", RUNS), Param("w", WORKERS), Param("a", ATTEMPTS), Param("v", WORKERS)
attempt, completed, effects, fence = Read(ATTEMPT, r), Read(COMPLETED, r), Read(EFFECTS, r), Read(FENCE, r)
held, requests = SetTerm(HELD), SetTerm(REQUESTS, r)
answers, remembered = SetTerm(ANSWERS, r), SetTerm(REMEMBERED, r)
max_attempt = Constant("MaxAttempt")

NOT_COMPLETED = Guard(
    completed.equals(0),
    "{r} is not completed.",
    "{r} is completed already, under attempt {completed[r]}.",
    question="Is {r} still not recorded as done?",
)
WORKS_ON_IT = Guard(
    held.has(w, r, a),
    "{w} works on attempt {a} of {r}.",
    "{w} does not work on attempt {a} of {r}.",
    question="Does {w} work on attempt {a} of {r}?",
)
WAS_SENT = Guard(
    requests.has(a),
    "The request of attempt {a} was sent, and may arrive at any time.",
    "No request of attempt {a} was sent.",
    question="Was the request of attempt {a} sent?",
)

CLAIM = Transition(
    "Claim",
    WORKER,
    (w, r),
    "A worker takes a run under its current attempt.",
    guards=(
        NOT_COMPLETED,
        Guard(
            for_all(v, ~held.has(v, r, attempt)),
            "Nobody works on attempt {attempt[r]} of {r}.",
            "{witnesses} works on attempt {attempt[r]} of {r} already.",
            question="Does nobody work on the current attempt of {r}?",
        ),
    ),
    effects=(Insert(held, (w, r, attempt)),),
)

EXPIRE = Transition(
    "Expire",
    LEASE,
    (r,),
    "The lease of a silent worker runs out. Dead or slow, nobody can tell; a slow one goes on as a zombie.",
    guards=(
        Guard(
            exists(v, held.has(v, r, attempt)),
            "{witnesses} works on attempt {attempt[r]} of {r}, and may fall silent.",
            "Nobody works on attempt {attempt[r]} of {r}, so no lease can run out.",
            question="Does somebody work on the current attempt of {r}?",
        ),
        Guard(
            attempt < max_attempt,
            "{r} has attempts left: it is at attempt {attempt[r]} of at most {MaxAttempt}.",
            "{r} is at attempt {attempt[r]}, and this model allows no more.",
            bound=True,
            question="May {r} have another attempt in this model?",
        ),
    ),
    effects=(assign(attempt, attempt + 1),),
)

SEND = Transition(
    "Send",
    WORKER,
    (w, r, a),
    "A worker sends the request of an attempt, whether that is still the current one or not.",
    guards=(
        WORKS_ON_IT,
        Guard(
            ~requests.has(a),
            "The request of attempt {a} was not sent yet.",
            "The request of attempt {a} was sent already; from then on it may arrive any number of times.",
            question="Is the request of attempt {a} not sent yet?",
        ),
    ),
    effects=(Insert(requests, (a,)),),
    key="transmit",
)

APPLY = Transition(
    "Apply",
    RECEIVER,
    (r, a),
    "A request arrives, and the receiver does what it asks for.",
    guards=(
        WAS_SENT,
        Guard(
            effects < MAX_EFFECTS,
            "The effect of {r} happened {effects[r]} of at most 2 times.",
            "The effect of {r} happened twice already, which is where this model stops counting.",
            bound=True,
            question="Did the effect of {r} happen fewer than two times?",
        ),
        Guard(
            ~remembered.has(a),
            "The receiver remembers no request of attempt {a}.",
            "The receiver remembers this very request, of attempt {a}: it has arrived before.",
            question="Is this request, of attempt {a}, new to the receiver?",
        ),
        Guard(
            Within(remembered, Just(a)),
            "The receiver remembers no request of another attempt at {r}.",
            "The receiver remembers the key of {r}, from attempt {remembered[r]}: this is a repeat.",
            removed_by="KeyPerAttempt",
            question="Is the key of {r} new to the receiver, whatever attempt brought it?",
        ),
        Guard(
            a > fence,
            "Attempt {a} is above the fence, which stands at {fence[r]}.",
            "Attempt {a} is not above the fence, which stands at {fence[r]}: the receiver refuses it.",
            removed_by="StaleEffect",
            question="Is attempt {a} above the fence of the receiver?",
            otherwise=((fence.equals(0), "The receiver has no fence for {r}."),),
        ),
    ),
    effects=(
        assign(effects, effects + 1),
        Insert(remembered, (a,), skipped_by="EffectWithoutKey", does="remember the key with the effect of {r}"),
    ),
)

ANSWER = Transition(
    "Answer",
    RECEIVER,
    (r, a),
    "The receiver tells a request that it is done.",
    guards=(
        WAS_SENT,
        Guard(
            ~answers.has(a),
            "Attempt {a} has no answer yet.",
            "Attempt {a} was answered already.",
            question="Is attempt {a} still without an answer?",
        ),
        Guard(
            effects > 0,
            "The effect of {r} has happened, so that the answer is true.",
            "The effect of {r} has not happened, so that there is nothing to confirm.",
            removed_by="EarlyAnswer",
            question="Has the effect of {r} happened?",
        ),
    ),
    effects=(Insert(answers, (a,)),),
    key="yes",
)

COMPLETE = Transition(
    "Complete",
    WORKER,
    (w, r, a),
    "A worker records that the run is done.",
    guards=(
        WORKS_ON_IT,
        NOT_COMPLETED,
        Guard(
            a.equals(attempt),
            "The attempt is current: it is attempt {a}, and so is the run's.",
            "The attempt is stale: it is attempt {a}, but {r} is at attempt {attempt[r]} now.",
            question="Is attempt {a} the current one?",
            otherwise=(
                (
                    ~held.has(w, r, a) & (a > attempt),
                    "There is no attempt {a} yet: {r} is at attempt {attempt[r]}.",
                ),
                (
                    ~held.has(w, r, a) & a.differs(attempt),
                    "Attempt {a} would be stale: {r} is at attempt {attempt[r]} now.",
                ),
                (~held.has(w, r, a), "Attempt {a} would be current: {r} is at that attempt."),
            ),
        ),
        Guard(
            answers.has(a),
            "The receiver has told attempt {a} that it is done.",
            "Attempt {a} has no answer, so nobody here knows whether the effect has happened.",
            removed_by="AckBeforeEffect",
            question="Has attempt {a} been told that it is done?",
        ),
    ),
    effects=(assign(completed, a), Remove(held, (w, r, a))),
    key="finish",
)

FORGET = Transition(
    "Forget",
    RECEIVER,
    (r,),
    "The receiver frees its memory of keys, and keeps one number instead: a fence.",
    guards=(
        Guard(
            remembered.is_not_empty(),
            "The receiver remembers {r}, from attempt {remembered[r]}.",
            "The receiver remembers nothing of {r}.",
            question="Does the receiver remember a key of {r}?",
        ),
        Guard(
            fence.equals(0),
            "The receiver has forgotten nothing of {r} yet.",
            "The receiver forgot {r} once already, and its fence stands at {fence[r]}: this model forgets only once.",
            bound=True,
            question="Has the receiver forgotten nothing of {r} yet?",
        ),
        Guard(
            completed > 0,
            "{r} is completed, so that no attempt will come after this.",
            "{r} is not completed, so that another attempt may still come.",
            removed_by="KeyForgotten",
            question="Is {r} recorded as done?",
        ),
    ),
    effects=(assign(remembered, EmptySet()), assign(fence, attempt)),
    key="wipe",
)

TRANSITIONS = (CLAIM, EXPIRE, SEND, APPLY, ANSWER, COMPLETE, FORGET)

PROPERTIES = (
    Property(
        "CompletedIsApplied",
        for_all(r, (completed > 0).implies(effects > 0)),
        "A run may be completed only if its effect has happened.",
    ),
    Property(
        "AnsweredIsApplied",
        for_all(r, answers.is_not_empty().implies(effects > 0)),
        "The receiver may say that it is done only if it is.",
    ),
    Property(
        "AppliedIsRemembered",
        for_all(r, ((effects > 0) & fence.equals(0)).implies(remembered.is_not_empty())),
        "What has happened must be remembered, until a fence stands in its place.",
    ),
    Property(
        "OneAttemptApplied",
        for_all(r, Cardinality(remembered) <= 1),
        "Only one attempt at a run may take effect.",
    ),
    Property(
        "RememberedUntilCompleted",
        for_all(r, (fence > 0).implies(completed > 0)),
        "A key may be forgotten only when the run is completed.",
    ),
    Property(
        "NothingAppliedBehindFence",
        for_all(r, for_all(a, a > fence, within=remembered)),
        "Nothing at or below the fence may take effect.",
    ),
    Property(
        "AppliedAtMostOnce",
        for_all(r, effects <= 1),
        "No run may have its effect twice.",
        is_consequence=True,
    ),
)

HOLDER = Choose(w, held.has(w, r, attempt))
LIVENESS = (
    Liveness(
        "EventuallyDone",
        (completed > 0) & (effects > 0),
        "Every run is completed in the end, and its effect has happened.",
        each=r,
        # What brings a run on, the first that applies. Of a completed run only its effect is missing.
        helps=(
            Help("Apply", (r, Choose(a, requests.has(a))), when=(completed > 0) & requests.is_not_empty()),
            Help("Send", (Nth(WORKERS, 0), r, attempt), when=completed > 0),
            Help("Claim", (Nth(WORKERS, 0), r), when=for_all(v, ~held.has(v, r, attempt))),
            Help("Send", (HOLDER, r, attempt), when=~requests.has(attempt)),
            Help("Apply", (r, attempt), when=effects.equals(0)),
            Help("Answer", (r, attempt), when=~answers.has(attempt)),
            Help("Complete", (HOLDER, r, attempt)),
        ),
    ),
    Liveness(
        "EventuallyForgotten",
        remembered.is_empty(),
        "The receiver need not remember any run for ever.",
        each=r,
        lasts=True,
        helps=(Help("Forget", (r,)),),
    ),
)

# Whoever has the current attempt goes on, and its request is delivered until it is answered. Nothing is promised of a
# zombie, of its request, or of a request that was answered; and nobody promises that a worker falls silent.
OF_CURRENT, OF_ZOMBIE = a.equals(attempt), "Nobody promises anything of attempt {a}: {r} is at attempt {attempt[r]}."
FAIRNESS = (
    Fairness("Claim", (r,)),
    Fairness("Send", (r,), given=OF_CURRENT, beyond=OF_ZOMBIE),
    Fairness(
        "Apply",
        (r,),
        given=OF_CURRENT & ~answers.has(a),
        beyond="Only the request of the current attempt is repeated, and only until it is answered.",
    ),
    Fairness("Answer", (r,), given=OF_CURRENT, beyond=OF_ZOMBIE),
    Fairness("Complete", (r,), given=OF_CURRENT, beyond=OF_ZOMBIE),
    Fairness("Forget", (r,)),
)

# Of two for a completion one makes good for the attempt that is held no more.
MEASURE = (
    (1, Cardinality(held)),
    (1, attempt),
    (1, Cardinality(requests)),
    (1, effects),
    (1, Cardinality(answers)),
    (2, completed > 0),
    (1, fence > 0),
)

LOOK = Look(
    numbers=(),
    each=r,
    statuses=(
        ("completed", completed > 0),
        ("worked on", exists(v, held.has(v, r, attempt))),
        ("open", None),
    ),
)
