"""Where a learner stands beside the prepared run of Meet: on it, with a next step, or beside it, with a way back."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import cached_property

from a09web.sandbox.moment import Moment
from a09web.sandbox.tree import ROOT, Node
from a09web.workbooks.faces import as_sentence

from .content import Meet


@dataclass(frozen=True)
class Press:
    """A button of the sandbox's form: the name of its field, and the value."""

    field: str
    value: str


@dataclass(frozen=True)
class Place:
    meet: Meet
    moment: Moment

    @cached_property
    def _path(self) -> list[Node]:
        return self.moment.tree.path(self.moment.at)

    @cached_property
    def kept(self) -> int:
        """How many steps of the run were taken before the first that is not its own."""
        for index, (node, step) in enumerate(zip(self._path, self.meet.steps, strict=False)):
            if node.name != step:
                return index
        return min(len(self._path), len(self.meet.steps))

    @property
    def is_on_it(self) -> bool:
        return self.kept == len(self._path)

    @property
    def left(self) -> int:
        return len(self.meet.steps) - self.kept

    @property
    def is_at_end(self) -> bool:
        return self.is_on_it and not self.left

    @property
    def next_step(self) -> str:
        """The name of the next step of the run; empty at its end and beside it."""
        return self.meet.steps[self.kept] if self.is_on_it and self.left else ""

    @property
    def onward(self) -> Press:
        """What takes that step: it was taken before, or it lies ahead from the beginning, or it is new."""
        child = self.moment.tree.child(self.moment.at, self.next_step)
        return Press("move", str(child.number)) if child is not None else Press("step", self.next_step)

    @property
    def back(self) -> Press:
        """What leads back to where the run was left."""
        return Press("move", str(self._path[self.kept - 1].number if self.kept else ROOT))

    @property
    def says(self) -> str:
        """What just happened, in a sentence."""
        if self.is_on_it:
            return self.meet.says[self.kept]
        return as_sentence(self.moment.replay, self.moment.entry)

    @property
    def is_asked(self) -> bool:
        """Whether the run has come to the step that is asked about."""
        return self.kept >= self.meet.asked_after

    @property
    def asked_at(self) -> int:
        """The number of the step after which it is asked, once that was taken."""
        return self._path[self.meet.asked_after - 1].number if self.meet.asked_after else ROOT
