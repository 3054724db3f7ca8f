"""A state in which nothing more happens: is all work done, or what can never be completed, and why not?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .declaration import FAIR_ACTIONS
from .fields import State
from .machine import Bugs, ConcreteLiveness, Machine


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


def standstill(machine: Machine, state: State, bugs: Bugs, fair: Collection[str] = FAIR_ACTIONS) -> Standstill | None:
    """What a state in which no fair transition is enabled waits for; None if one is enabled."""
    enabled = machine.enabled(state, bugs)
    if any(transition.declared.name in fair for transition in enabled):
        return None
    variables = machine.variables(state)
    unfinished = [run for run, count in variables["completions"].items() if count == 0]
    waiting = tuple(_for_run(machine, state, bugs, fair, run) for run in unfinished)
    return Standstill(state, not unfinished, not enabled, waiting)


def stuck_for(machine: Machine, state: State, bugs: Bugs, fair: Collection[str], goal: ConcreteLiveness) -> Standstill:
    """The standstill in which a liveness property is broken, with what that property waits for."""
    must_stay = not machine.enabled(state, bugs)
    if goal.name == "CheckpointCatchesUp":
        return Standstill(state, False, must_stay, (_for_checkpoint(machine, state, bugs, fair),))
    variables = machine.variables(state)
    now, copies = variables["now"], variables["copies"]
    due_at = zip(machine.bounds.runs, machine.bounds.due, strict=True)
    unmet = {
        "EventuallyMaterialized": [run for run, due in due_at if due <= now and not copies[run]],
        "EventuallyCompleted": [run for run, count in variables["completions"].items() if count == 0],
    }[goal.name]
    return Standstill(state, False, must_stay, tuple(_for_run(machine, state, bugs, fair, run) for run in unmet))


def _for_run(machine: Machine, state: State, bugs: Bugs, fair: Collection[str], run: str) -> Waiting:
    variables = machine.variables(state)
    if variables["copies"][run] == 0:
        return _waiting(machine, f"Materialize({run})", state, bugs, fair, run)
    if variables["claimers"][run]:
        worker, epoch = variables["claimers"][run][0], variables["epoch"][run]
        return _waiting(machine, f"Complete({worker},{run},{epoch})", state, bugs, fair, run)
    return _waiting(machine, f"Claim(w1,{run})", state, bugs, fair, run)


def _for_checkpoint(machine: Machine, state: State, bugs: Bugs, fair: Collection[str]) -> Waiting:
    variables = machine.variables(state)
    name = "Tick" if variables["checkpoint"] == variables["now"] else "AdvanceCheckpoint"
    return _waiting(machine, name, state, bugs, fair, "The checkpoint")


def _waiting(machine: Machine, name: str, state: State, bugs: Bugs, fair: Collection[str], subject: str) -> Waiting:
    transition, enabled = machine.transition(name), machine.enabled(state, bugs)
    failing = transition.failing(state, bugs)
    if failing and enabled:
        why = f"{name} is not enabled, and nobody promises a step that could enable it. {failing[0].sentence(state)}"
    elif failing:
        why = f"{name} is never enabled again. {failing[0].sentence(state)}"
    elif transition.declared.name not in fair:
        why = f"{name} is enabled, but nobody promises that it is ever taken: its fairness is off."
    else:
        why = f"{name} is enabled."
    return Waiting(subject, name, why)
