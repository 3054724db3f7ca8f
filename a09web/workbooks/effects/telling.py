"""A step in words: in short below its station, and as a sentence of the story. The effect is told as a charge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from a09web.model.fields import State
from a09web.model.machine import Machine
from a09web.workbooks.face import arguments_of

BROKEN = {
    "CompletedIsApplied": "It is recorded as done, and not charged.",
    "AnsweredIsApplied": "The receiver said yes, and did nothing.",
    "AppliedIsRemembered": "The card was charged, and no key kept.",
    "OneAttemptApplied": "Two attempts have charged the card.",
    "RememberedUntilCompleted": "The key is forgotten, and the job is open.",
    "NothingAppliedBehindFence": "A request from behind the fence counts.",
    "AppliedAtMostOnce": "The card was charged twice.",
}
"""What is wrong where a safety property is broken, in words that need no model."""

MISSED = {
    "EventuallyDone": ("A run is never both charged and done.", "A run may never be both charged and done."),
    "EventuallyForgotten": ("The receiver never gets rid of a key.", "The receiver may never get rid of a key."),
}


def in_words(name: str, *, must_stay: bool = False) -> str:
    """What is wrong where a property is broken; of a goal, what never happens, or may never happen."""
    return BROKEN[name] if name in BROKEN else MISSED[name][0 if must_stay else 1]


@dataclass(frozen=True)
class _Told:
    """A step with the arguments that it has, and the state that it leads to."""

    action: str
    worker: str
    run: str
    attempt: int
    now: dict[str, Any]

    def of(self, variable: str) -> Any:
        """What a variable is for the run."""
        return self.now[variable][self.run]

    @property
    def is_late(self) -> bool:
        return self.attempt < int(self.of("attempt"))

    @property
    def again(self) -> bool:
        """Whether the effect happened before."""
        return int(self.of("effects")) > 1


def _read(machine: Machine, step: str, after: State) -> _Told:
    action, arguments, now = step.partition("(")[0], arguments_of(step), machine.variables(after)
    worker = next((name for name in arguments if name.startswith("w")), "")
    run = next(name for name in arguments if name.startswith("r"))
    attempt = next((int(name) for name in arguments if name.isdigit()), now["attempt"][run])
    return _Told(action, worker, run, attempt, now)


def would_do(machine: Machine, step: str, after: State) -> str:
    """What a transition would do, in a few words, without what that would break; `after` is the state it leads to."""
    told = _read(machine, step, after)
    return {
        "Claim": f"{told.worker} starts attempt {told.attempt}",
        "Expire": "the lease runs out; nobody is told",
        "Send": f"request {told.attempt} goes out",
        "Apply": f"request {told.attempt} arrives, and charges{' again' if told.again else ''}",
        "Answer": f"attempt {told.attempt} is told “done”",
        "Complete": f"{told.worker} records that {told.run} is done",
        "Forget": f"the key goes, and a fence at {told.of('fence')} comes",
    }[told.action]


def did(machine: Machine, step: str, after: State) -> str:
    """What a transition did, in two or three words."""
    told = _read(machine, step, after)
    return {
        "Claim": f"{told.worker} works",
        "Expire": "lease is over",
        "Send": "sent, too late" if told.is_late else "sent",
        "Apply": "charged again" if told.again else "charged",
        "Answer": "told “done”",
        "Complete": "recorded",
        "Forget": f"fence at {told.of('fence')}",
    }[told.action]


def as_sentence(machine: Machine, step: str, after: State) -> str:
    """What a transition did, as a sentence for somebody who does not know the model."""
    told = _read(machine, step, after)
    worker, run, attempt = told.worker, told.run, told.attempt
    if told.action == "Claim":
        return f"{worker} takes {run} and works on it. That is attempt {attempt}."
    if told.action == "Expire":
        return f"Nothing is heard, and the lease on {run} has run out. Whoever works on it is not told."
    if told.action == "Send":
        late = f", though {run} is at attempt {told.of('attempt')} by now" if told.is_late else ""
        return f"{worker} sends the request of attempt {attempt}{late}."
    if told.action == "Apply":
        return f"The request of attempt {attempt} arrives, and the card is charged{' once more' if told.again else ''}."
    if told.action == "Answer":
        return f"The receiver tells attempt {attempt} that it is done."
    if told.action == "Complete":
        heard = "has its answer" if attempt in told.of("answers") else "has no answer"
        return f"{worker} {heard}, and records that {run} is done."
    return f"The receiver forgets the key of {run}. From now on it refuses attempts up to {told.of('fence')}."
