"""A step in words: in short below its station, and as a sentence of the story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from a09web.model.names import is_toggle
from a09web.model.replay import INIT, Entry, Replay


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


def _told(played: Replay, entry: Entry) -> _Told:
    action, _, rest = entry.step.rstrip(")").partition("(")
    arguments = [argument for argument in rest.split(",") if argument]
    worker = next((name for name in arguments if name in played.machine.bounds.worker_names), "")
    run = next((name for name in arguments if name in played.machine.bounds.runs), "")
    attempt = next((int(argument) for argument in arguments if argument.isdigit()), 0)
    return _Told(action, worker, run, attempt, played.machine.variables(entry.state))


def in_short(played: Replay, entry: Entry) -> str:
    """What a step did, in two or three words."""
    if entry.step == INIT:
        return "the start"
    if is_toggle(entry.step):
        return "switched on" if entry.step[0] == "+" else "switched off"
    told = _told(played, entry)
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


def as_sentence(played: Replay, entry: Entry) -> str:
    """What a step did, as a sentence for somebody who does not know the model."""
    if is_toggle(entry.step):
        return f"{entry.step[1:]} is switched {'on' if entry.step[0] == '+' else 'off'}."
    told = _told(played, entry)
    if told.action == "Tick":
        bounds = played.machine.bounds
        due = [run for run, time in zip(bounds.runs, bounds.due, strict=True) if time == told.now["now"]]
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


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
