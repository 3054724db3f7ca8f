"""The bounds of the workbook: how many runs and workers there are, and how many attempts a run may take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from a09web.model import bounds as model
from a09web.model.bounds import Parameter, parameter

from .sorts import ATTEMPTS, RUNS, WORKERS

MAX_RUNS = 2
MAX_WORKERS = 3
MAX_MAX_ATTEMPT = 4


@dataclass(frozen=True)
class Bounds(model.Bounds):
    """Runs do not touch one another, so that one shows everything.

    Raises `InvalidInput` when a parameter is outside what the app offers (1 or 2 runs, 1 to 3 workers, `MaxAttempt`
    1 to 4).
    """

    runs: int = parameter(
        1,
        Parameter(
            "The number of runs",
            MAX_RUNS,
            size_of=RUNS,
            label="Runs",
            meaning="How many jobs there are. They do not touch one another, so that one shows everything.",
        ),
    )
    workers: int = parameter(
        2,
        Parameter(
            "The number of workers",
            MAX_WORKERS,
            size_of=WORKERS,
            label="Workers",
            meaning="Who takes jobs. With two, one takes over from the other, as it happens outside.",
        ),
    )
    max_attempt: int = parameter(
        3,
        Parameter(
            "MaxAttempt",
            MAX_MAX_ATTEMPT,
            "MaxAttempt",
            size_of=ATTEMPTS,
            about="attempts at each run",
            meaning="How often a job may be tried. With one attempt nobody takes over, and no retry needs a key.",
        ),
    )

    @cached_property
    def worker_names(self) -> tuple[str, ...]:
        """The names of the workers: `w1`, `w2`, …"""
        return self.names(WORKERS)
