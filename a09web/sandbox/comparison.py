"""The same steps on the correct model beside this one: two boards at the same step, and where they first differ."""

from __future__ import annotations

from dataclasses import dataclass

from a09web.model.divergence import Divergence, divergence
from a09web.model.names import is_toggle
from a09web.workbooks.face import Board
from a09web.workbooks.faces import draw

from .moment import Moment

SAME, TOGGLE, REFUSED, DIFFERENT, UNREACHED = "same", "toggle", "refused", "different", "unreached"


@dataclass(frozen=True)
class ComparedStep:
    """A step of the trace: its number in the tree, and what the correct model makes of it."""

    number: int
    index: int
    name: str
    fate: str
    is_here: bool


@dataclass(frozen=True)
class Comparison:
    """Two boards at the step that is looked at. `stopped` says that the correct model stands at an earlier one."""

    parted: Divergence
    steps: tuple[ComparedStep, ...]
    here: Board
    correct: Board
    stopped: bool

    @property
    def before(self) -> ComparedStep | None:
        return self._beside(-1)

    @property
    def after(self) -> ComparedStep | None:
        return self._beside(1)

    @property
    def parting(self) -> ComparedStep | None:
        return next((step for step in self.steps if step.fate in (REFUSED, DIFFERENT)), None)

    @property
    def unlike(self) -> tuple[str, ...]:
        """The names of what stands differently on the two boards."""
        return self.here.unlike(self.correct)

    @property
    def said_only_here(self) -> list[str]:
        """What is so on this board, in words, and not on that of the correct model."""
        return _said_only(self.here, self.correct)

    @property
    def said_only_there(self) -> list[str]:
        """What is so on the board of the correct model, and not on this one."""
        return _said_only(self.correct, self.here)

    def _beside(self, way: int) -> ComparedStep | None:
        place = next(index for index, step in enumerate(self.steps) if step.is_here) + way
        return self.steps[place] if 0 <= place < len(self.steps) else None


def _said_only(board: Board, other: Board) -> list[str]:
    return [sentence for sentence in board.sentences if sentence not in other.sentences]


def compare_at(moment: Moment) -> Comparison:
    """The comparison of the whole branch, with the boards of the moment's step."""
    parted = divergence(moment.branch)
    index = moment.entry.index
    fates = [_fate(parted, entry.index, entry.step) for entry in moment.branch.entries]
    taken = sum(fate in (SAME, DIFFERENT) for fate in fates[: index + 1])
    numbers = moment.trace.numbers
    return Comparison(
        parted=parted,
        steps=tuple(
            ComparedStep(numbers[entry.index], entry.index, entry.step, fate, entry.index == index)
            for entry, fate in zip(moment.branch.entries, fates, strict=True)
        ),
        here=draw(moment.replay),
        correct=draw(parted.correct.until(taken - 1)),
        stopped=_has_stopped(parted, index),
    )


def _fate(parted: Divergence, index: int, step: str) -> str:
    if is_toggle(step):
        return TOGGLE
    if parted.at is None or index < parted.at.index:
        return SAME
    if index > parted.at.index:
        return UNREACHED
    return REFUSED if parted.guards else DIFFERENT


def _has_stopped(parted: Divergence, index: int) -> bool:
    """A step that is refused is not taken; one that is done differently is."""
    if parted.at is None or index < parted.at.index:
        return False
    return index > parted.at.index or bool(parted.guards)
