"""Questions about the future of a state, and their answers. The same question always has the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from a09web.model.bounds import Bounds
from a09web.model.counterexamples import Group, all_shortest
from a09web.model.explore import Exploration, KeepGoing, explore
from a09web.model.fields import State
from a09web.model.machine import machine_for
from a09web.model.space import Space, space
from a09web.model.stuck import Standstill, stuck_for
from a09web.model.workbook import Bugs, Fair
from a09web.model.would_take import WouldTake, would_take


class Complete(Protocol):
    """An answer, and whether every state that matters was looked at."""

    @property
    def complete(self) -> bool: ...


class Question(Protocol):
    """Anything that exploring can answer. Hashable: whoever asks the same gets the same answer."""

    @property
    def bounds(self) -> Bounds: ...

    @property
    def bugs(self) -> Bugs: ...

    def answer(self, *, limit: int, keep_going: KeepGoing | None = None) -> Complete: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True)
class Ahead:
    """A nearest break of one property: the steps to it, and for a liveness property where it stays for ever."""

    steps: tuple[str, ...]
    standstill: Standstill | None = None


@dataclass(frozen=True)
class Outlook:
    """The nearest break of each property that can break; what is missing cannot break from here.

    `states` were looked at. If `complete` is False there may be more, and nothing is proved about what is missing.
    """

    ahead: dict[str, Ahead]
    states: int
    complete: bool


@dataclass(frozen=True)
class WhatCanBreak:
    """What can break from this state, under these flags and this fairness?"""

    bounds: Bounds
    bugs: Bugs
    state: State
    fair: frozenset[str]

    def answer(self, *, limit: int, keep_going: KeepGoing | None = None) -> Outlook:
        machine = machine_for(self.bounds)
        found = explore(machine, self.bugs, start=self.state, fair=self.fair, limit=limit, keep_going=keep_going)
        return Outlook({name: _ahead(found, name) for name in found.steps}, found.distinct, found.complete)


def _ahead(found: Exploration, name: str) -> Ahead:
    goal = next((goal for goal in found.machine.liveness if goal.name == name), None)
    state = found.nearest(name)
    stuck = None
    if goal is not None and state is not None:
        stuck = stuck_for(found.machine, state, found.bugs, found.fair or (), goal)
    return Ahead(found.shortest(name) or (), stuck)


@dataclass(frozen=True)
class EveryWay:
    """All shortest ways to break a property, in groups; no groups if none of the states breaks it. `count` ways are in
    the groups; there are more if `all_are_here` is False."""

    groups: tuple[Group, ...]
    count: int
    all_are_here: bool
    states: int
    complete: bool


@dataclass(frozen=True)
class WhatBreaksIt:
    """What are all the shortest ways to break this property from this state?"""

    bounds: Bounds
    bugs: Bugs
    state: State
    fair: frozenset[str]
    prop: str

    def answer(self, *, limit: int, keep_going: KeepGoing | None = None) -> EveryWay:
        machine = machine_for(self.bounds)
        found = explore(machine, self.bugs, start=self.state, fair=self.fair, limit=limit, keep_going=keep_going)
        ways = all_shortest(found, self.prop)
        return EveryWay(ways.groups, len(ways.traces), ways.complete, found.distinct, found.complete)


@dataclass(frozen=True)
class WhatItWouldTake:
    """Which bugs, besides those that are on, would let this property break from this state? `chosen` are the fair
    actions if somebody chose them; else the bugs decide."""

    bounds: Bounds
    bugs: Bugs
    state: State
    prop: str
    chosen: Fair | None = None

    def answer(self, *, limit: int, keep_going: KeepGoing | None = None) -> WouldTake:
        machine = machine_for(self.bounds)
        return would_take(
            machine, self.bugs, self.state, self.prop, fair=self.chosen, limit=limit, keep_going=keep_going
        )


@dataclass(frozen=True)
class WhatIsReachable:
    """The graph of all states that can be reached from the start under these flags and this fairness."""

    bounds: Bounds
    bugs: Bugs
    fair: frozenset[str]

    def answer(self, *, limit: int, keep_going: KeepGoing | None = None) -> Space:
        machine = machine_for(self.bounds)
        return space(explore(machine, self.bugs, fair=self.fair, limit=limit, keep_going=keep_going))


@dataclass(frozen=True)
class Way:
    """The steps of a way from the start to a state; None if there is none."""

    steps: tuple[str, ...] | None
    complete: bool


@dataclass(frozen=True)
class WayTo:
    """How can this state be reached from the start, under these flags?"""

    bounds: Bounds
    bugs: Bugs
    state: State

    def answer(self, *, limit: int, keep_going: KeepGoing | None = None) -> Way:
        found = explore(machine_for(self.bounds), self.bugs, limit=limit, keep_going=keep_going)
        depth = found.find(self.state)
        if depth is None:
            return Way(None, found.complete)
        return Way(found.path_to(depth, self.state), complete=True)
