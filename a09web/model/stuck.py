"""A state in which nothing more happens: is all work done, or what can never be completed, and why not?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .declaration import FAIR_ACTIONS
from .fields import State
from .machine import Bugs, ConcreteLiveness, ConcreteTransition, Machine


@dataclass(frozen=True)
class Waiting:
    """Something that is waited for in vain: the transition that would bring it, and why it is not taken."""

    subject: str
    transition: str
    why: str


@dataclass(frozen=True)
class Standstill:
    """A state that may stay for ever. `done` means that every run was completed; `must_stay` that nothing is enabled
    at all, not even what nobody promises."""

    state: State
    done: bool
    must_stay: bool
    waiting: tuple[Waiting, ...]

    @property
    def short(self) -> str:
        if self.done:
            return "All work is done: every run was completed."
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

    @cached_property
    def variables(self) -> dict[str, Any]:
        return self.machine.variables(self.state)

    @property
    def uncompleted(self) -> list[str]:
        return [run for run, count in self.variables["completions"].items() if count == 0]

    def standstill(self, done: bool, waiting: Iterable[Waiting]) -> Standstill:
        return Standstill(self.state, done, not self.enabled, tuple(waiting))


def standstill(machine: Machine, state: State, bugs: Bugs, fair: Collection[str] = FAIR_ACTIONS) -> Standstill | None:
    """What a state in which no fair transition is enabled waits for; None if one is enabled."""
    here = _Here(machine, state, bugs, fair)
    if any(transition.declared.name in fair for transition in here.enabled):
        return None
    return here.standstill(not here.uncompleted, (_for_run(here, run) for run in here.uncompleted))


def stuck_for(machine: Machine, state: State, bugs: Bugs, fair: Collection[str], goal: ConcreteLiveness) -> Standstill:
    """The standstill in which a liveness property is broken, with what that property waits for."""
    here = _Here(machine, state, bugs, fair)
    if goal.name == "CheckpointCatchesUp":
        return here.standstill(False, [_for_checkpoint(here)])
    now, copies = here.variables["now"], here.variables["copies"]
    due_at = zip(machine.bounds.runs, machine.bounds.due, strict=True)
    unmet = {
        "EventuallyMaterialized": [run for run, due in due_at if due <= now and not copies[run]],
        "EventuallyCompleted": here.uncompleted,
    }[goal.name]
    return here.standstill(False, (_for_run(here, run) for run in unmet))


def _for_run(here: _Here, run: str) -> Waiting:
    variables = here.variables
    if variables["copies"][run] == 0:
        return _waiting(here, f"Materialize({run})", run)
    if variables["claimers"][run]:
        worker, epoch = variables["claimers"][run][0], variables["epoch"][run]
        return _waiting(here, f"Complete({worker},{run},{epoch})", run)
    return _waiting(here, f"Claim(w1,{run})", run)


def _for_checkpoint(here: _Here) -> Waiting:
    has_caught_up = here.variables["checkpoint"] == here.variables["now"]
    return _waiting(here, "Tick" if has_caught_up else "AdvanceCheckpoint", "The checkpoint")


def _waiting(here: _Here, name: str, subject: str) -> Waiting:
    transition = here.machine.transition(name)
    failing = transition.failing(here.state, here.bugs)
    if failing and here.enabled:
        reason = failing[0].sentence(here.state)
        why = f"{name} is not enabled, and nobody promises a step that could enable it. {reason}"
    elif failing:
        why = f"{name} is never enabled again. {failing[0].sentence(here.state)}"
    elif transition.declared.name not in here.fair:
        why = f"{name} is enabled, but nobody promises that it is ever taken: its fairness is off."
    else:
        why = f"{name} is enabled."
    return Waiting(subject, name, why)
