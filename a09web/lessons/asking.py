"""Questions about one step: can it be taken at a moment of the correct model, and if not, which guard refuses it?

Which answer is right, and what each guard says of the moment, is computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from a09web.model.replay import Replay
from a09web.model.transitions import ConcreteGuard

QUESTIONS = {
    "Tick": ("Is there time left in this model?", "Is all the work made that is due?"),
    "Materialize": (
        "Is {r} still in the schedule?",
        "Is {r} due after the checkpoint?",
        "May {r} have another attempt in this model?",
        "Was {r} made fewer than two times?",
        "Has the time of {r} come?",
    ),
    "AdvanceCheckpoint": (
        "Is the checkpoint behind the clock?",
        "Is everything made that the next checkpoint would cover?",
    ),
    "Claim": (
        "Is {r} made?",
        "Is {r} still without a result?",
        "Is {w} not an owner of {r} yet?",
        "Does nobody own {r}?",
    ),
    "Complete": (
        "Does {w} hold attempt {e} of {r}?",
        "Is {r} still without a result?",
        "Is attempt {e} the current one?",
    ),
    "Expire": ("Does somebody own {r}?", "May {r} have another attempt in this model?"),
}
"""What each guard of a transition asks, in words that need no model."""

PASSES = "none"


@dataclass(frozen=True)
class Ask:
    """A question about a transition at the end of `played`. Where it `may_pass`, that no guard refuses it is among the
    answers."""

    name: str
    story: str
    played: Replay
    transition: str
    question: str
    feedback: str
    may_pass: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        return self.story, self.question, self.feedback

    @property
    def guards(self) -> tuple[ConcreteGuard, ...]:
        return self.played.machine.transition(self.transition).guards

    @property
    def refusing(self) -> tuple[ConcreteGuard, ...]:
        return tuple(guard for guard in self.guards if not guard.holds(self.played.last.state))


@dataclass(frozen=True)
class GuardChoice:
    """An answer: the number of a guard or `none`, what it asks, and its formula."""

    value: str
    says: str
    formula: str


@dataclass(frozen=True)
class GuardAnswer:
    """An answer that was given, whether it is right, and why in sentences."""

    choice: str
    is_right: bool
    why: str


def guard_choices(ask: Ask) -> tuple[GuardChoice, ...]:
    return tuple(_choices(ask))


def _choices(ask: Ask) -> Iterator[GuardChoice]:
    declared = ask.played.machine.transition(ask.transition).declared
    for question, guard in zip(QUESTIONS[declared.name], ask.guards, strict=True):
        yield GuardChoice(str(guard.number), question.format_map(guard.scope.shown), guard.text)
    if ask.may_pass:
        yield GuardChoice(PASSES, "Nothing refuses it: it can happen.", "")


def judge_guard(ask: Ask, choice: str) -> GuardAnswer:
    """Raises ValueError for an answer that was not offered."""
    if choice not in [each.value for each in guard_choices(ask)]:
        raise ValueError("Please choose one of the answers.")
    if choice == PASSES:
        refused = f"`{ask.transition}` is refused here: one of its checks does not hold."
        return GuardAnswer(choice, not ask.refusing, refused if ask.refusing else "Every check lets it pass.")
    guard = ask.guards[int(choice) - 1]
    refuses = not guard.holds(ask.played.last.state)
    verdict = "This check refuses it." if refuses else "This check lets it pass."
    return GuardAnswer(choice, refuses, f"{verdict} {guard.sentence(ask.played.last.state)}")
