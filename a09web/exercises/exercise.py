"""What an exercise is, whoever wrote it, and what of it the explorer has to find out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, cast

from a09web.model.explore import Exploration, explore
from a09web.model.fields import State
from a09web.model.kept import kept
from a09web.model.machine import Machine, machine_for
from a09web.model.replay import Replay
from a09web.model.workbook import Bugs
from a09web.scenarios.scenario import Scenario
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

if TYPE_CHECKING:
    from .kinds.kind import Kind

MOST_STATES = 250_000
"""So many are explored in a fraction of a second: a whole class hands in at once, and each answer is judged."""

STARTER = "starter"
CORRECT = "the correct model"


@dataclass(frozen=True)
class Change:
    """How a variant differs from its exercise: other times, and then another name for each run and worker."""

    due: tuple[int, ...]
    max_time: int
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Exercise:
    """A question about a scenario, graded by replaying and exploring: no answer is stored with it.

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
        return cast(Bounds, self.scenario.bounds)

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
        return self._digest(A09.in_order(self.bugs))

    @cached_property
    def mark(self) -> str:
        """The same for a page, where bugs that are hidden must not even be in a digest."""
        return self._digest([] if self.kind.hides_bugs else A09.in_order(self.bugs))

    def _digest(self, bugs: list[str]) -> str:
        bounds = (self.bounds.due, self.bounds.workers, self.bounds.max_time, self.bounds.max_epoch)
        asked = (self.kind.slug, bounds, bugs, self.start, *self.kind.asked(self))
        return blake2b(json.dumps(asked).encode(), digest_size=8).hexdigest()


@kept(16)
def explored_from(bounds: Bounds, bugs: Bugs, start: State) -> Exploration:
    """Everything that can follow. An exercise with more states than `MOST_STATES` cannot be set."""
    return explore(machine_for(bounds), bugs, start=start, limit=MOST_STATES)


def called(bugs: Bugs) -> str:
    """A hypothesis in words."""
    return " and ".join(A09.in_order(bugs)) or CORRECT


def named(bugs: Bugs) -> str:
    """A hypothesis as a form holds it: names with commas; `none` for the correct model."""
    return ",".join(A09.in_order(bugs)) or "none"
