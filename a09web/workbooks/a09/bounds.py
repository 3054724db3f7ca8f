"""The bounds of A09: how many runs and workers there are, when runs are due, where the counters stop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from a09web.model import bounds as model
from a09web.model.bounds import Parameter, parameter

from .sorts import EPOCHS, RUNS, WORKERS

MAX_RUNS = 4
MAX_WORKERS = 3
MAX_MAX_TIME = 8
MAX_MAX_EPOCH = 3


@dataclass(frozen=True)
class Bounds(model.Bounds):
    """`due[i]` is `DueAt` of run `r(i+1)`; the defaults are the workbook's.

    Raises `InvalidInput` when a parameter is outside what the app offers (1 to 4 runs, 1 to 3 workers,
    `MaxTime` 1 to 8, `MaxEpoch` 1 to 3, each due time from 1 to `MaxTime`).
    """

    due: tuple[int, ...] = parameter(
        (1, 2),
        Parameter(
            "The number of runs",
            "max_time",
            "DueAt",
            each=RUNS,
            members=MAX_RUNS,
            one="A due time",
            beyond="{member} is due at {value}, but a due time must be from 1 to {limit}, which is {most}.",
            about="the due time of each run",
            has="due",
            label="Due times",
            meaning="When each run is due. The usual two are enough for every bug.",
            unsaid="when runs are due",
            stated="{member} is due at {value}",
            listing="{member} at {value}",
        ),
    )
    workers: int = parameter(
        2,
        Parameter(
            "The number of workers",
            MAX_WORKERS,
            size_of=WORKERS,
            label="Workers",
            meaning="Who takes runs. Only where there are two can one take over from the other.",
        ),
    )
    max_time: int = parameter(
        3,
        Parameter(
            "MaxTime",
            MAX_MAX_TIME,
            "MaxTime",
            about="where the clock stops",
            meaning="The later it stops, the more can happen, and the longer it takes to look at it all.",
        ),
    )
    max_epoch: int = parameter(
        2,
        Parameter(
            "MaxEpoch",
            MAX_MAX_EPOCH,
            "MaxEpoch",
            size_of=EPOCHS,
            about="attempts at each run",
            meaning="How many attempts a run may have. With one, no lease can run out and no result can be late.",
        ),
    )

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """The names of the runs: `r1`, `r2`, …"""
        return self.names(RUNS)

    @cached_property
    def worker_names(self) -> tuple[str, ...]:
        """The names of the workers: `w1`, `w2`, …"""
        return self.names(WORKERS)
