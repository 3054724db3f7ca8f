"""The known answers of the workbook, written down by hand."""

from __future__ import annotations

from a09web.workbooks.effects.bounds import Bounds

APPLIED_ONCE = ("Claim(w1,r1)", "Send(w1,r1,1)", "Apply(r1,1)")
FORGOTTEN = (*APPLIED_ONCE, "Forget(r1)")
CHARGED_BY_A_RETRY = ("Expire(r1)", "Claim(w2,r1)", "Send(w2,r1,2)", "Apply(r1,2)")

OWN = {
    "AckBeforeEffect": ("CompletedIsApplied", ("Claim(w1,r1)", "Complete(w1,r1,1)")),
    "EarlyAnswer": ("AnsweredIsApplied", ("Claim(w1,r1)", "Send(w1,r1,1)", "Answer(r1,1)")),
    "EffectWithoutKey": ("AppliedIsRemembered", APPLIED_ONCE),
    "KeyPerAttempt": ("OneAttemptApplied", (*APPLIED_ONCE, *CHARGED_BY_A_RETRY)),
    "KeyForgotten": ("RememberedUntilCompleted", FORGOTTEN),
    "StaleEffect": (
        "NothingAppliedBehindFence",
        (*APPLIED_ONCE, "Answer(r1,1)", "Complete(w1,r1,1)", "Forget(r1)", "Apply(r1,1)"),
    ),
}
"""Each bug's own invariant, and one shortest way to break it."""

ALSO = {
    ("EarlyAnswer", "CompletedIsApplied"): (*OWN["EarlyAnswer"][1], "Complete(w1,r1,1)"),
    ("EffectWithoutKey", "AppliedAtMostOnce"): (*APPLIED_ONCE, "Apply(r1,1)"),
    ("KeyPerAttempt", "AppliedAtMostOnce"): OWN["KeyPerAttempt"][1],
    ("KeyForgotten", "AppliedAtMostOnce"): (*FORGOTTEN, *CHARGED_BY_A_RETRY),
    ("StaleEffect", "AppliedAtMostOnce"): OWN["StaleEffect"][1],
}
"""The other invariants that a bug breaks, with a shortest way."""

STUCK = {
    ("AckBeforeEffect", "EventuallyDone"): 2,
    ("EarlyAnswer", "EventuallyDone"): 4,
    ("KeyForgotten", "EventuallyForgotten"): 10,
    ("StaleEffect", "EventuallyForgotten"): 7,
}
"""The liveness properties that a bug breaks, and after how many steps at the earliest."""

FIGURES = {
    Bounds(): "779/1838/15; 1047/2856/15; 1018/2945/15; 751/2434/15; 1203/3494/16; 1967/5414/16; 874/2043/16",
    Bounds(max_attempt=2): "99/170/11; 135/280/11; 130/277/11; 119/270/11; 123/242/12; 191/390/12; 110/187/12",
    Bounds(runs=2, workers=1, max_attempt=2): (
        "1225/3781/21; 3025/11001/21; 2116/8097/21; 1681/6807/21; 1849/6537/23; 3969/14617/23; 1681/5167/23"
    ),
    Bounds(workers=3): (
        "2283/5540/15; 2857/8148/15; 2983/8892/15; 2199/7391/15; 3555/10622/16; 5913/16796/16; 2488/5988/16"
    ),
}
"""Distinct states, generated states and depth: of the correct model, then of each bug alone."""

SETS_THAT_BREAK = {
    "CompletedIsApplied": 48,
    "AnsweredIsApplied": 32,
    "AppliedIsRemembered": 32,
    "OneAttemptApplied": 16,
    "RememberedUntilCompleted": 16,
    "NothingAppliedBehindFence": 16,
    "AppliedAtMostOnce": 60,
    "EventuallyDone": 48,
    "EventuallyForgotten": 24,
}
"""How many of all sets of bugs break each property."""

ZOMBIE = (
    "Claim(w1,r1)", "Send(w1,r1,1)", "Expire(r1)", "Claim(w2,r1)", "Send(w2,r1,2)", "Apply(r1,2)", "Answer(r1,2)",
    "Complete(w2,r1,2)", "Forget(r1)", "Apply(r1,1)",
)  # fmt: skip
"""StaleEffect's story with a zombie."""

RETRY = (
    *APPLIED_ONCE, "Expire(r1)", "Claim(w2,r1)", "Send(w2,r1,2)", "Answer(r1,2)", "Complete(w2,r1,2)",
)  # fmt: skip
"""In the correct model the retry after a lost answer is recognised."""
