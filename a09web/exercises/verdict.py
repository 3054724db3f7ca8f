"""The verdict on an answer, and how much credit is left for it after hints and wrong answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from a09web.model.bounds import Bounds
from a09web.model.fields import State
from a09web.model.repairs import Repair
from a09web.model.replay import replay
from a09web.wording import counted

from .exercise import Exercise

if TYPE_CHECKING:
    from .kinds.kind import Kind

CAPS = (1.0, 0.9, 0.75, 0.5)
"""The most that an answer can be worth after so many hints; the last holds for all further ones."""


@dataclass(frozen=True)
class Picture:
    """A way through a model, the state at its end, and what there is to see in it."""

    caption: str
    bounds: Bounds
    steps: tuple[str, ...]
    state: State
    repair: Repair | None = None


@dataclass(frozen=True)
class Verdict:
    """`score` is from 0 to 1; `kind` is a short name for tables; `sentences` are for the solver. `steps` counts the
    transitions of a schedule that was handed in."""

    score: float
    kind: str
    sentences: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    steps: int = 0

    @property
    def is_right(self) -> bool:
        return self.score > 0


def pictured(exercise: Exercise, steps: tuple[str, ...], caption: str) -> Picture:
    """The end of a schedule that can be replayed."""
    return Picture(caption, exercise.bounds, steps, replay(exercise.bounds, exercise.bugs, steps).last.state)


def hint_count(exercise: Exercise) -> int:
    """How many hints there are: those that are written, and those that the explorer gives."""
    return len(exercise.hints) + len(exercise.kind.shown_hints)


def shown_by_hints(exercise: Exercise, hints: int) -> int:
    """How many of the explorer's hints are among so many."""
    return min(max(hints - len(exercise.hints), 0), len(exercise.kind.shown_hints))


def cap_after(exercise: Exercise, hints: int) -> float:
    """The most that an answer can be worth after so many hints."""
    shown = shown_by_hints(exercise, hints)
    return exercise.kind.shown_hints[shown - 1].cap if shown else CAPS[min(hints, len(CAPS) - 1)]


def left_after(kind: Kind, wrong: int) -> float:
    """What is left of an answer's worth after so many wrong ones."""
    return kind.left[min(wrong, len(kind.left) - 1)]


def credit(exercise: Exercise, verdict: Verdict, *, hints: int, wrong: int) -> float:
    """What an answer counts, after so many hints and wrong answers before it."""
    return round(min(verdict.score * left_after(exercise.kind, wrong), cap_after(exercise, hints)), 2)


def price(exercise: Exercise, *, hints: int, wrong: int) -> str:
    """What the solver is told before the next answer; empty while everything can still be had."""
    most = min(cap_after(exercise, hints), left_after(exercise.kind, wrong))
    if most == 1:
        return ""
    reasons = []
    if hints:
        reasons.append(counted(hints, "hint"))
    if wrong and len(exercise.kind.left) > 1:
        reasons.append(counted(wrong, "wrong answer"))
    return f"After {' and '.join(reasons)} the next answer counts at most {round(most * 100)} of 100."
