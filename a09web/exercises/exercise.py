"""What an exercise is, whoever wrote it, and what of it the explorer has to find out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from a09web.model.bounds import Bounds
from a09web.model.explore import Exploration, explore
from a09web.model.fields import State
from a09web.model.kept import kept
from a09web.model.machine import Machine, machine_for
from a09web.model.replay import Replay
from a09web.model.workbook import Bugs, Workbook
from a09web.scenarios.scenario import Scenario
from a09web.workbooks import FIRST

if TYPE_CHECKING:
    from .kinds.kind import Kind

MOST_STATES = 250_000
"""So many are explored in a fraction of a second: a whole class hands in at once, and each answer is judged."""

STARTER = "starter"
CORRECT = "the correct model"


@dataclass(frozen=True)
class Change:
    """How a variant differs from its exercise: other numbers of the members, with their limits, by the keys of their
    parameters, and then another name for each member."""

    numbers: tuple[tuple[str, int | tuple[int, ...]], ...]
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Exercise:
    """A question about a scenario of a workbook, graded by replaying and exploring: no answer is stored with it.

    `key` names it among all exercises: `name`, with the slug of its workbook before it unless that is the first.

    `scenario` has the bounds, the bugs, and the steps that were taken before the exercise begins. `own` is what its
    kind asks for besides, in a shape of that kind. `source` is `starter`, or the id of a teacher's row. `prepared` are
    its variants, if they were found before.
    """

    key: str
    kind: Kind
    title: str
    story: str
    scenario: Scenario
    own: Any = None
    hints: tuple[str, ...] = ()
    source: str = STARTER
    prepared: tuple[Change, ...] = field(default=(), compare=False, repr=False)

    @property
    def bounds(self) -> Bounds:
        return self.scenario.bounds

    @property
    def workbook(self) -> Workbook[Any]:
        return self.bounds.workbook

    @property
    def name(self) -> str:
        """What stands in the address of one of a starter set."""
        return self.key.rpartition("/")[2]

    @property
    def bugs(self) -> Bugs:
        return self.scenario.bugs

    @property
    def start(self) -> tuple[str, ...]:
        """The steps that were taken before the exercise begins."""
        return self.scenario.steps

    @property
    def machine(self) -> Machine:
        return machine_for(self.bounds)

    @cached_property
    def begun(self) -> Replay:
        """The replay up to where the exercise begins."""
        return self.scenario.replay()

    @property
    def state(self) -> State:
        return self.begun.last.state

    @cached_property
    def question(self) -> str:
        """A digest of what is asked, without title, story and hints: while it stays, every answer stays what it was."""
        return self._digest(self.workbook.in_order(self.bugs))

    @cached_property
    def mark(self) -> str:
        """The same for a page, where bugs that are hidden must not even be in a digest."""
        return self._digest([] if self.kind.hides_bugs else self.workbook.in_order(self.bugs))

    def _digest(self, bugs: list[str]) -> str:
        bounds = tuple(self.bounds.given.values())
        asked = (self.kind.slug, bounds, bugs, self.start, *self.kind.asked(self), *self._of_which)
        return blake2b(json.dumps(asked).encode(), digest_size=8).hexdigest()

    @property
    def _of_which(self) -> tuple[str, ...]:
        """The workbook, unless it is the first: works keep digests that are older than all others."""
        return () if self.workbook is FIRST else (self.workbook.slug,)


@kept(16)
def explored_from(bounds: Bounds, bugs: Bugs, start: State) -> Exploration:
    """Everything that can follow. An exercise with more states than `MOST_STATES` cannot be set."""
    return explore(machine_for(bounds), bugs, start=start, limit=MOST_STATES)


def called(workbook: Workbook[Any], bugs: Bugs) -> str:
    """A hypothesis in words."""
    return " and ".join(workbook.in_order(bugs)) or CORRECT


def named(workbook: Workbook[Any], bugs: Bugs) -> str:
    """A hypothesis as a form holds it: names with commas; `none` for the correct model."""
    return ",".join(workbook.in_order(bugs)) or "none"
