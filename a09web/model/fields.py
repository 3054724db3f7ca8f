"""The state of a model as a flat row of small numbers, one field for each place of each variable.

A set of workers or of epochs is a bit mask; `held` has one mask of epochs for each worker and run (bit e-1 is
epoch e). The fields of a run stand together, so that a run's local state is one stretch of bits once packed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol

from .bounds import MAX_COPIES, Bounds

RUNS = "Runs"
WORKERS = "Workers"
EPOCHS = "1..MaxEpoch"

State = tuple[int, ...]


class Fields(Protocol):
    """A state, or a layer of states: the value of each field by its number."""

    def __getitem__(self, place: int, /) -> Any: ...


Place = tuple[str | int, ...]

VARIABLES = (
    "now",
    "scheduled",
    "copies",
    "epoch",
    "claimers",
    "held",
    "completedEpoch",
    "completions",
    "checkpoint",
)


@dataclass(frozen=True)
class FieldMap:
    """Where each place of the state stands in a row of fields, and how many bits it needs.

    A place is a variable with the positions that it is indexed by: `("now",)`, `("copies", run)`,
    `("held", worker, run)`; runs and workers are counted from 0.
    """

    bounds: Bounds

    @cached_property
    def widths(self) -> dict[Place, int]:
        """The places in the order of their fields, each with its width in bits."""
        time, epoch = self.bounds.max_time.bit_length(), self.bounds.max_epoch.bit_length()
        copies = MAX_COPIES.bit_length()
        widths: dict[Place, int] = {("now",): time, ("checkpoint",): time}
        for run in range(len(self.bounds.due)):
            widths[("scheduled", run)] = 1
            widths[("copies", run)] = copies
            widths[("epoch", run)] = epoch
            widths[("claimers", run)] = self.bounds.workers
            for worker in range(self.bounds.workers):
                widths[("held", worker, run)] = self.bounds.max_epoch
            widths[("completedEpoch", run)] = epoch
            widths[("completions", run)] = copies
        return widths

    @cached_property
    def index(self) -> dict[Place, int]:
        return {place: number for number, place in enumerate(self.widths)}

    @cached_property
    def initial(self) -> State:
        """The state of `Init`: every run scheduled, everything else zero or empty."""
        return tuple(1 if place[0] == "scheduled" else 0 for place in self.widths)

    def variables(self, state: State) -> dict[str, Any]:
        """The nine variables by name: numbers, functions from run to value, sorted lists for sets. Look only."""
        return _variables(self, state)

    def _variables(self, state: State) -> dict[str, Any]:
        runs, workers = self.bounds.runs, self.bounds.worker_names

        def per_run(name: str) -> dict[str, int]:
            return {run: state[self.index[name, r]] for r, run in enumerate(runs)}

        return {
            "now": state[self.index[("now",)]],
            "scheduled": [run for run, there in per_run("scheduled").items() if there],
            "copies": per_run("copies"),
            "epoch": per_run("epoch"),
            "claimers": {run: members(mask, workers) for run, mask in per_run("claimers").items()},
            "held": self._held(state),
            "completedEpoch": per_run("completedEpoch"),
            "completions": per_run("completions"),
            "checkpoint": state[self.index[("checkpoint",)]],
        }

    def _held(self, state: Fields) -> list[list[Any]]:
        return [
            [worker, run, epoch]
            for w, worker in enumerate(self.bounds.worker_names)
            for r, run in enumerate(self.bounds.runs)
            for epoch in range(1, self.bounds.max_epoch + 1)
            if state[self.index["held", w, r]] >> (epoch - 1) & 1
        ]

    def show_held(self, state: Fields, of: str) -> str:
        """The attempts at one run: what others hold would only fill the line."""
        held = show_set(f"<<{worker}, {run}, {epoch}>>" for worker, run, epoch in self._held(state) if run == of)
        return held if len(self.bounds.runs) == 1 else f"{held}, the attempts at {of}"

    def show_scheduled(self, state: Fields) -> str:
        return show_set(run for r, run in enumerate(self.bounds.runs) if state[self.index["scheduled", r]])


def members(mask: int, names: Sequence[str]) -> list[str]:
    """The names whose bit is set in a mask."""
    return [name for bit, name in enumerate(names) if mask >> bit & 1]


def show_set(names: Any) -> str:
    return "{" + ", ".join(names) + "}"


@lru_cache(maxsize=8192)
def _variables(fields: FieldMap, state: State) -> dict[str, Any]:
    return fields._variables(state)
