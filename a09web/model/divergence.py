"""The same steps on the correct model, up to the first one that is refused or done differently."""

from __future__ import annotations

from dataclasses import dataclass

from .names import is_toggle
from .replay import Entry, Refusal, Replay, advance
from .transitions import ConcreteEffect, ConcreteGuard


@dataclass(frozen=True)
class Divergence:
    """Two replays side by side: `here` with its bugs, `correct` without any.

    `at` is the entry of `here` at which they first differ; None if they never do. The correct model then refuses the
    step because of `guards`, or does it with an effect that `here` leaves out.
    """

    here: Replay
    correct: Replay
    at: Entry | None
    guards: tuple[ConcreteGuard, ...] = ()
    effect: ConcreteEffect | None = None

    @property
    def sentence(self) -> str:
        """Where the two first differ, and by which guard or effect; names of the model stand in backticks."""
        if self.at is None:
            return "The correct model takes the same steps to the same state."
        step = f"step {self.at.index}, `{self.at.step}`"
        if self.effect is not None:
            return f"First difference: {step}. The correct model also does `{self.effect.text}`."
        texts = ", ".join(f"guard {guard.number}, `{guard.text}`" for guard in self.guards)
        fails = "fails" if len(self.guards) == 1 else "fail"
        return f"First difference: {step}. The correct model refuses it: {texts}, {fails}."


def divergence(here: Replay) -> Divergence:
    """Replays the transitions of a trace without bugs. Toggles have no place there and are left out."""
    machine = here.machine
    first = here.entries[0]
    correct = [Entry(0, first.step, first.state, frozenset(), first.broken)]
    for entry in here.entries[1:]:
        if is_toggle(entry.step):
            continue
        transition = machine.transition(entry.step)
        failing = transition.failing(correct[-1].state, frozenset())
        if failing:
            message = " ".join(guard.sentence(correct[-1].state) for guard in failing)
            refusal = Refusal(entry.step, entry.index, message, failing)
            return Divergence(here, Replay(machine, tuple(correct), refusal), entry, failing)
        correct.append(advance(machine, correct[-1], entry.step))
        if correct[-1].state != entry.state:
            skipped = next(effect for effect in transition.effects if effect.declared.skipped_by in entry.bugs)
            return Divergence(here, Replay(machine, tuple(correct)), entry, (), skipped)
    return Divergence(here, Replay(machine, tuple(correct)), None)
