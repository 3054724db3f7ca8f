"""Questions about one step: can it be taken at a moment of the correct model, and if not, which guard refuses it?

Which answer is right, and what each guard says of the moment, is computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from a09web.model.replay import Replay
from a09web.model.transitions import ConcreteGuard

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
    """An answer: the number of a guard or `none`, what it asks (its number, if nobody wrote that), and its formula."""

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
    for guard in ask.guards:
        asked = guard.declared.question.format_map(guard.scope.shown) or f"Guard {guard.number}"
        yield GuardChoice(str(guard.number), asked, guard.text)
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
