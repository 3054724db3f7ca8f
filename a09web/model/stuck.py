"""A state in which nothing more happens: is all work done, or what can never be completed, and why not?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

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
    """A state that stays for ever. `done` means that every run was completed."""

    state: State
    done: bool
    waiting: tuple[Waiting, ...]

    @property
    def short(self) -> str:
        return "All work is done: every run was completed." if self.done else "It stays here for ever."

    @property
    def sentence(self) -> str:
        if self.done:
            return self.short
        return f"{self.short} " + " ".join(f"{wait.subject} waits: {wait.why}" for wait in self.waiting)


def standstill(machine: Machine, state: State, bugs: Bugs, fair: Collection[str] = FAIR_ACTIONS) -> Standstill | None:
    """What a state in which no fair transition is enabled waits for; None if one is enabled."""
    if any(t.declared.name in fair and t.is_enabled(state, bugs) for t in machine.transitions):
        return None
    variables = machine.variables(state)
    unfinished = [run for run, count in variables["completions"].items() if count == 0]
    return Standstill(state, not unfinished, tuple(_for_run(machine, state, bugs, fair, run) for run in unfinished))


def stuck_for(machine: Machine, state: State, bugs: Bugs, fair: Collection[str], goal: ConcreteLiveness) -> Standstill:
    """The standstill in which a liveness property is broken, with what that property waits for."""
    if goal.name == "CheckpointCatchesUp":
        return Standstill(state, False, (_for_checkpoint(machine, state, bugs, fair),))
    variables = machine.variables(state)
    now, copies = variables["now"], variables["copies"]
    due_at = zip(machine.bounds.runs, machine.bounds.due, strict=True)
    unmet = {
        "EventuallyMaterialized": [run for run, due in due_at if due <= now and not copies[run]],
        "EventuallyCompleted": [run for run, count in variables["completions"].items() if count == 0],
    }[goal.name]
    return Standstill(state, False, tuple(_for_run(machine, state, bugs, fair, run) for run in unmet))


def _for_run(machine: Machine, state: State, bugs: Bugs, fair: Collection[str], run: str) -> Waiting:
    variables = machine.variables(state)
    if variables["copies"][run] == 0:
        return _waiting(machine.transition(f"Materialize({run})"), state, bugs, fair, run)
    if variables["claimers"][run]:
        worker, epoch = variables["claimers"][run][0], variables["epoch"][run]
        return _waiting(machine.transition(f"Complete({worker},{run},{epoch})"), state, bugs, fair, run)
    return _waiting(machine.transition(f"Claim(w1,{run})"), state, bugs, fair, run)


def _for_checkpoint(machine: Machine, state: State, bugs: Bugs, fair: Collection[str]) -> Waiting:
    variables = machine.variables(state)
    name = "Tick" if variables["checkpoint"] == variables["now"] else "AdvanceCheckpoint"
    return _waiting(machine.transition(name), state, bugs, fair, "The checkpoint")


def _waiting(transition: ConcreteTransition, state: State, bugs: Bugs, fair: Collection[str], subject: str) -> Waiting:
    failing = transition.failing(state, bugs)
    if failing:
        why = f"{transition.name} is never enabled again. {failing[0].sentence(state)}"
    elif transition.declared.name not in fair:
        why = f"{transition.name} is enabled, but nobody promises that it is ever taken: its fairness is off."
    else:
        why = f"{transition.name} is enabled."
    return Waiting(subject, transition.name, why)
