"""A step in words: in short below its station, and as a sentence of the story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from a09web.model.fields import State
from a09web.model.machine import Machine
from a09web.workbooks.a09.bounds import Bounds

BROKEN = {
    "NoEarlyRunnable": "A run can be worked on before it is due.",
    "MaterializedRunRemovedFromSchedule": "A run was made, and the schedule still has it.",
    "CompletedUsesCurrentEpoch": "A result from an old attempt counts.",
    "AtMostOneClaimer": "More than one worker has the same run.",
    "CheckpointAfterDurableMaterialization": "The checkpoint has passed a run that nobody made.",
    "NoOverdueScheduled": "A run is overdue, and still on the schedule.",
    "CompletedAtMostOnce": "A run was completed more than once.",
}
"""What is wrong where a safety property is broken, in words that need no model."""

MISSED = {
    "EventuallyMaterialized": "A run that is due {} made.",
    "EventuallyCompleted": "A run {} completed.",
    "CheckpointCatchesUp": "The checkpoint {} brought to the end.",
}


def in_words(name: str, *, must_stay: bool = False) -> str:
    """What is wrong where a property is broken; of a goal, what never happens, or may never happen."""
    return BROKEN[name] if name in BROKEN else MISSED[name].format("is never" if must_stay else "may never be")


@dataclass(frozen=True)
class _Told:
    """A step with the arguments that it has, and the state that it leads to."""

    action: str
    worker: str
    run: str
    attempt: int
    now: dict[str, Any]

    @property
    def is_late(self) -> bool:
        """Whether a result comes from an attempt that is over."""
        return self.action == "Complete" and bool(self.now["epoch"][self.run] != self.attempt)


def _read(machine: Machine, step: str, after: State) -> _Told:
    action, _, rest = step.rstrip(")").partition("(")
    arguments = [argument for argument in rest.split(",") if argument]
    worker = next((name for name in arguments if name in machine.bounds.worker_names), "")
    run = next((name for name in arguments if name in machine.bounds.runs), "")
    attempt = next((int(argument) for argument in arguments if argument.isdigit()), 0)
    return _Told(action, worker, run, attempt, machine.variables(after))


def would_do(machine: Machine, step: str, after: State) -> str:
    """What a transition would do, in a few words, without what that would break; `after` is the state it leads to."""
    told = _read(machine, step, after)
    if told.action == "Tick":
        due = _due(machine.bounds, told.now["now"])
        return f"it becomes {told.now['now']}" + (f"; {' and '.join(due)} {_is(due)} due then" if due else "")
    if told.action == "Materialize":
        return f"{told.run} {'becomes runnable' if told.now['copies'][told.run] == 1 else 'is made once more'}"
    if told.action == "AdvanceCheckpoint":
        return f"the checkpoint becomes {told.now['checkpoint']}"
    if told.action == "Claim":
        return f"{told.worker} starts attempt {told.now['epoch'][told.run]}"
    if told.action == "Expire":
        return "the lease runs out; nobody is told"
    return f"{told.worker} reports attempt {told.attempt}"


def did(machine: Machine, step: str, after: State) -> str:
    """What a transition did, in two or three words."""
    told = _read(machine, step, after)
    if told.action == "Tick":
        return f"it is {told.now['now']}"
    if told.action == "Materialize":
        return "runnable" if told.now["copies"][told.run] == 1 else "made again"
    if told.action == "AdvanceCheckpoint":
        return f"up to {told.now['checkpoint']}"
    if told.action == "Claim":
        return f"{told.worker} works"
    if told.action == "Expire":
        return "lease is over"
    return "too late" if told.is_late else "done"


def as_sentence(machine: Machine, step: str, after: State) -> str:
    """What a transition did, as a sentence for somebody who does not know the model."""
    told = _read(machine, step, after)
    if told.action == "Tick":
        due = _due(machine.bounds, told.now["now"])
        return f"It is {told.now['now']}" + (f", and {' and '.join(due)} {_is(due)} due." if due else ".")
    if told.action == "Materialize":
        again = " once more" if told.now["copies"][told.run] > 1 else ""
        return f"The scanner makes {told.run}{again}: a worker may take it."
    if told.action == "AdvanceCheckpoint":
        return f"The scanner notes that everything up to {told.now['checkpoint']} is made."
    if told.action == "Claim":
        return f"{told.worker} takes {told.run} and works on it. That is attempt {told.now['epoch'][told.run]}."
    if told.action == "Expire":
        return f"Nothing is heard, and the lease on {told.run} has run out. Whoever works on it is not told."
    if told.is_late:
        return f"{told.worker} reports after all. The result is from attempt {told.attempt}, and it counts."
    return f"{told.worker} reports, and {told.run} is done."


def _due(bounds: Bounds, now: int) -> list[str]:
    return [run for run, time in zip(bounds.runs, bounds.due, strict=True) if time == now]


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
