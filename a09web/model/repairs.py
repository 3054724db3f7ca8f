"""Repairs of bugs: what somebody would put in the place of what a bug removed, or beside it.

A repair is a list of parts. Each adds one guard or one effect to a transition, or makes an action fair again. The
bug itself stays on. Some repairs are right and some are tempting; `verdicts` computes which.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from .declared import Guard, Transition
from .effects import Effect
from .expressions import Expr


@dataclass(frozen=True)
class Part:
    """What a repair adds to one transition: a guard, an effect, or (neither) its fairness.

    `gloss` says in words what it asks, and `note` what has to be said of one that is right for a reason of its own.
    """

    transition: str
    guard: Guard | None = None
    effect: Effect | None = None
    gloss: str = field(default="", compare=False)
    note: str = field(default="", compare=False)

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
    """An alternative to what a bug removed. Names are unique among the repairs of all bugs of a workbook."""

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
        """The transition with what this repair adds to it, in the end of its guards and effects. An effect takes the
        place of another that changes the same variable, but for the one that the bug skips."""
        parts = [part for part in self.parts if part.transition == transition.name]
        guards = tuple(part.guard for part in parts if part.guard is not None)
        effects = tuple(part.effect for part in parts if part.effect is not None)
        changed = {effect.target.variable for effect in effects}
        kept = (x for x in transition.effects if x.skipped_by == self.bug or x.target.variable not in changed)
        return replace(transition, guards=(*transition.guards, *guards), effects=(*kept, *effects))


def again(transition: Transition, bug: str, gloss: str = "") -> Part:
    """The guard or the effect that the bug removes, put there once more, where the bug does not reach it."""
    for guard in transition.guards:
        if guard.removed_by == bug:
            return Part(transition.name, guard=replace(guard, removed_by=None), gloss=gloss)
    effect = next(effect for effect in transition.effects if effect.skipped_by == bug)
    return Part(transition.name, effect=replace(effect, skipped_by=None), gloss=gloss)


def asks(transition: str, test: Expr, holds: str, fails: str, gloss: str = "", note: str = "") -> Part:
    """A guard more, with its two sentences."""
    return Part(transition, guard=Guard(test, holds, fails), gloss=gloss, note=note)
