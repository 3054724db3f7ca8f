"""A state in which nothing more happens: is all work done, or what can never be completed, and why not?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from .fields import State
from .goals import ConcreteLiveness, Waiter
from .machine import Machine
from .replay import Replay
from .sentences import Words
from .transitions import ConcreteTransition
from .workbook import Bugs, Fair


@dataclass(frozen=True)
class Waiting:
    """Something that is waited for in vain: the transition that would bring it, and why it is not taken."""

    subject: str
    transition: str
    why: str


@dataclass(frozen=True)
class Standstill:
    """A state that may stay for ever. `done` means that all work is done, and `praise` is said then; `must_stay` that
    nothing is enabled at all, not even what nobody promises."""

    state: State
    done: bool
    must_stay: bool
    waiting: tuple[Waiting, ...]
    praise: str = ""

    @property
    def short(self) -> str:
        if self.done:
            return self.praise
        return "It stays here for ever." if self.must_stay else "It may stay here for ever."

    @property
    def sentence(self) -> str:
        if self.done:
            return self.short
        return f"{self.short} " + " ".join(f"{wait.subject} waits: {wait.why}" for wait in self.waiting)


@dataclass(frozen=True)
class _Here:
    """A state, and what is on and fair there."""

    machine: Machine
    state: State
    bugs: Bugs
    fair: Collection[str]

    @cached_property
    def enabled(self) -> tuple[ConcreteTransition, ...]:
        return self.machine.enabled(self.state, self.bugs)

    def standstill(self, done: bool, waiting: Iterable[Waiting]) -> Standstill:
        return Standstill(self.state, done, not self.enabled, tuple(waiting), self.machine.workbook.done)


def standstill(machine: Machine, state: State, bugs: Bugs, fair: Collection[str] | None = None) -> Standstill | None:
    """What a state in which no fair transition is enabled waits for; None if one is enabled. Without a choice all are
    fair that can be."""
    here = _Here(machine, state, bugs, machine.workbook.fair_actions if fair is None else fair)
    if machine.is_promised(state, bugs, here.fair):
        return None
    work = next((goal for goal in machine.liveness if goal.name == machine.workbook.work), None)
    unmet = work.unmet(state) if work is not None else ()
    return here.standstill(not unmet, (_waiting(here, waiter) for waiter in unmet))


def stuck_for(machine: Machine, state: State, bugs: Bugs, fair: Collection[str], goal: ConcreteLiveness) -> Standstill:
    """The standstill in which a liveness property is broken, with what that property waits for."""
    here = _Here(machine, state, bugs, fair)
    return here.standstill(False, (_waiting(here, waiter) for waiter in goal.unmet(state)))


def broken_at_end(played: Replay, fair: Fair | None = None) -> tuple[str, ...]:
    """The properties that do not hold at the end of a replay, and the goals that are missed if it stays so for ever;
    without `fair` the bugs say what is fair."""
    machine, entry = played.machine, played.last
    chosen = machine.workbook.chosen_fairness(entry.bugs, fair)
    if standstill(machine, entry.state, entry.bugs, chosen) is None:
        return entry.broken
    return entry.broken + tuple(goal.name for goal in machine.liveness if not goal.met(entry.state))


def _waiting(here: _Here, waiter: Waiter) -> Waiting:
    name = waiter.needs(here.state)
    transition = here.machine.transition(name)
    failing = transition.failing(here.state, here.bugs)
    if failing and here.enabled:
        reason = failing[0].sentence(here.state)
        why = f"{name} is not enabled, and nobody promises a step that could enable it. {reason}"
    elif failing:
        why = f"{name} is never enabled again. {failing[0].sentence(here.state)}"
    elif transition.declared.name not in here.fair:
        why = f"{name} is enabled, but nobody promises that it is ever taken: its fairness is off."
    elif (beyond := _beyond(here, transition)) is not None:
        why = f"{name} is enabled, but nobody promises that it is ever taken. {beyond}".rstrip()
    else:
        why = f"{name} is enabled."
    return Waiting(waiter.subject, name, why)


def _beyond(here: _Here, transition: ConcreteTransition) -> str | None:
    """Why a step of a fair action does not count among what is promised; None if it does."""
    for promise in here.machine.promises:
        for number, given in promise.transitions:
            if here.machine.transitions[number] is transition and given is not None and not given.read(here.state):
                return promise.beyond.format_map(Words(transition.scope, given, here.state))
    return None
