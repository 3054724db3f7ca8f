"""The bounds of a model: how many runs and workers there are, when runs are due, where the counters stop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

MAX_RUNS = 4
MAX_WORKERS = 3
MAX_MAX_TIME = 8
MAX_MAX_EPOCH = 3
MAX_COPIES = 2


class InvalidInput(ValueError):
    """Input that the model refuses. The message is one sentence that says what is allowed."""


@dataclass(frozen=True)
class Bounds:
    """The parameters of one model. `due[i]` is `DueAt` of run `r(i+1)`; the defaults are the workbook's.

    Raises `InvalidInput` when a parameter is outside what the app offers (1 to 4 runs, 1 to 3 workers,
    `MaxTime` 1 to 8, `MaxEpoch` 1 to 3, each due time from 1 to `MaxTime`).
    """

    due: tuple[int, ...] = (1, 2)
    workers: int = 2
    max_time: int = 3
    max_epoch: int = 2

    def __post_init__(self) -> None:
        _within("MaxTime", self.max_time, MAX_MAX_TIME)
        _within("MaxEpoch", self.max_epoch, MAX_MAX_EPOCH)
        _within("The number of workers", self.workers, MAX_WORKERS)
        _within("The number of runs", len(self.due), MAX_RUNS)
        for run, due in zip(self.runs, self.due, strict=True):
            if not 1 <= due <= self.max_time:
                raise InvalidInput(
                    f"{run} is due at {due}, but a due time must be from 1 to MaxTime, which is {self.max_time}."
                )

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """The names of the runs: `r1`, `r2`, …"""
        return tuple(f"r{i}" for i in range(1, len(self.due) + 1))

    @cached_property
    def worker_names(self) -> tuple[str, ...]:
        """The names of the workers: `w1`, `w2`, …"""
        return tuple(f"w{i}" for i in range(1, self.workers + 1))


def _within(what: str, value: int, highest: int) -> None:
    if not 1 <= value <= highest:
        raise InvalidInput(f"{what} must be from 1 to {highest}, not {value}.")
