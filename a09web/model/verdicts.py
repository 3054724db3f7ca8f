"""What a repair is worth: every state of the repaired model is explored, with the bug on, over all properties.

What the correct model misses as well is nobody's fault, so it counts against no repair.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from .bounds import Bounds
from .explore import Exploration, explore
from .fields import State
from .machine import machine_for
from .repairs import Part, Repair
from .stuck import Standstill, stuck_for
from .workbook import Bugs, Fair, Workbook

Kind = Literal["fixes", "too weak", "too strong", "needless"]
FIXES: Kind = "fixes"
TOO_WEAK: Kind = "too weak"
TOO_STRONG: Kind = "too strong"
NEEDLESS: Kind = "needless"
KINDS = (FIXES, TOO_WEAK, TOO_STRONG, NEEDLESS)


@dataclass(frozen=True)
class Failure:
    """A property that the repaired model still breaks: a shortest way there, and the state.

    `stuck` says, for a liveness property, what is waited for in that state for ever.
    """

    prop: str
    trace: tuple[str, ...]
    state: State
    stuck: Standstill | None = None


@dataclass(frozen=True)
class Verdict:
    """The verdict on a repair.

    `failures` begins with the safety properties, and each kind with the fewest steps. `states` are the reachable
    states of the repaired model and `correct_states` those of the correct one; `droppable` are the parts without
    which it fixes the bug as well.
    """

    kind: Kind
    failures: tuple[Failure, ...]
    states: int
    correct_states: int
    droppable: tuple[Part, ...] = ()

    @property
    def forbids_good(self) -> bool:
        return self.states < self.correct_states


@lru_cache(maxsize=256)
def judge(repair: Repair, bounds: Bounds) -> Verdict:
    """Explores the repaired model. Its fairness is that of the bug, and what the repair restores."""
    found, correct = _explored(repair, bounds), correct_model(bounds)
    broken = {prop: steps for prop, steps in found.steps.items() if prop not in correct.misses}
    failures = tuple(_failure(found, prop) for prop in _in_order(bounds.workbook, broken))
    if broken.keys() & set(bounds.workbook.property_names):
        return Verdict(TOO_WEAK, failures, found.distinct, correct.states)
    if broken:
        return Verdict(TOO_STRONG, failures, found.distinct, correct.states)
    rest = {part: _explored(repair.without(part), bounds).steps.keys() for part in repair.parts}
    droppable = tuple(part for part, steps in rest.items() if steps <= correct.misses)
    is_needless = droppable or found.distinct < correct.states
    return Verdict(NEEDLESS if is_needless else FIXES, (), found.distinct, correct.states, droppable)


@dataclass(frozen=True)
class Correct:
    """The correct model: how many states it has, and the properties and goals that it breaks itself."""

    states: int
    misses: frozenset[str]


@lru_cache(maxsize=256)
def correct_model(bounds: Bounds) -> Correct:
    none = frozenset[str]()
    found = explore(machine_for(bounds), none, fair=bounds.workbook.default_fairness(none))
    return Correct(found.distinct, frozenset(found.steps))


def bugs_of(repair: Repair) -> Bugs:
    return frozenset({repair.bug})


def fairness_with(workbook: Workbook[Any], repair: Repair) -> Fair:
    return workbook.default_fairness(bugs_of(repair)) | repair.fair


def _explored(repair: Repair, bounds: Bounds) -> Exploration:
    return explore(machine_for(bounds, repair), bugs_of(repair), fair=fairness_with(bounds.workbook, repair))


def _in_order(workbook: Workbook[Any], broken: dict[str, int]) -> list[str]:
    names, live = [*workbook.property_names, *workbook.liveness_names], workbook.liveness_names
    return sorted(broken, key=lambda prop: (prop in live, broken[prop], names.index(prop)))


def _failure(found: Exploration, prop: str) -> Failure:
    state, trace = found.nearest(prop), found.shortest(prop)
    assert state is not None
    assert trace is not None
    goal = next((goal for goal in found.machine.liveness if goal.name == prop), None)
    if goal is None:
        return Failure(prop, trace, state)
    return Failure(prop, trace, state, stuck_for(found.machine, state, found.bugs, found.fair or (), goal))
