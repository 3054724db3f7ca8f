"""A question about the future of a state, and its answer. The same question always has the same answer."""

from __future__ import annotations

from dataclasses import dataclass

from a09web.model.bounds import Bounds
from a09web.model.explore import Exploration, KeepGoing, explore
from a09web.model.fields import State
from a09web.model.machine import Bugs, machine_for
from a09web.model.stuck import Standstill, stuck_for


@dataclass(frozen=True)
class Question:
    """What can break from this state, under these flags and this fairness?"""

    bounds: Bounds
    bugs: Bugs
    state: State
    fair: frozenset[str]


@dataclass(frozen=True)
class Ahead:
    """A nearest break of one property: the steps to it, and for a liveness property where it stays for ever."""

    steps: tuple[str, ...]
    standstill: Standstill | None = None


@dataclass(frozen=True)
class Answer:
    """The nearest break of each property that can break; what is missing cannot break from here.

    `states` were looked at. If `complete` is False there may be more, and nothing is proved about what is missing.
    """

    ahead: dict[str, Ahead]
    states: int
    complete: bool


def answer(question: Question, *, limit: int, keep_going: KeepGoing | None = None) -> Answer:
    found = explore(
        machine_for(question.bounds),
        question.bugs,
        start=question.state,
        fair=question.fair,
        limit=limit,
        keep_going=keep_going,
    )
    return Answer({name: _ahead(found, name) for name in found.steps}, found.distinct, found.complete)


def _ahead(found: Exploration, name: str) -> Ahead:
    goal = next((goal for goal in found.machine.liveness if goal.name == name), None)
    state = found.nearest(name)
    stuck = None
    if goal is not None and state is not None:
        stuck = stuck_for(found.machine, state, found.bugs, found.fair or (), goal)
    return Ahead(found.shortest(name) or (), stuck)
