"""The board: the state as a picture. This module decides what is drawn where; the templates draw it.

The time chart is measured in the units of its own viewBox: one row for each run below an axis from 0 to MaxTime.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from a09web.model.fields import State
from a09web.model.machine import Machine
from a09web.model.replay import Replay
from a09web.workbooks import face
from a09web.workbooks.workers import Attempt, WorkerRow

from .picture import ABOVE, FEW_LETTERS, ROW, WorkerLine, worker_lines
from .sorts import EPOCHS
from .status import CLAIMED, COMPLETED, PENDING, RUNNABLE, status_of, why_stale

LEFT, RIGHT, WIDTH = 34, 22, 360
AXIS_HEIGHT, ROW_HEIGHT, FOOT_HEIGHT = 30, 46, 24


@dataclass(frozen=True)
class Span:
    """A stretch of time in a run's row that something is wrong with: early, or overdue."""

    x: int
    width: int
    kind: str
    label: str


@dataclass(frozen=True)
class RunRow:
    """One run: its row in the time chart and its tokens in the places."""

    name: str
    due: int
    due_x: int
    y: int
    status: str
    scheduled: bool
    copies: int
    epoch: int
    claimers: tuple[str, ...]
    completed_epoch: int
    completions: int
    span: Span | None
    skipped: bool
    broken: tuple[str, ...]
    sentence: str

    @property
    def completed_before(self) -> str:
        """Of a run that is not completed any more, since it was materialized again."""
        return _completed_before(self.status, self.completions)


@dataclass(frozen=True)
class Board(face.Board):
    now: int
    checkpoint: int
    max_time: int
    ticks: tuple[tuple[int, int], ...]
    now_x: int
    checkpoint_x: int
    height: int
    runs: tuple[RunRow, ...]
    workers: tuple[WorkerRow, ...]
    template: str = "workbooks/a09/board.html"
    picture: str = "workbooks/a09/picture.svg"

    @property
    def rows_by_name(self) -> dict[str, object]:
        return {**{run.name: run for run in self.runs}, **{worker.name: worker for worker in self.workers}}

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def left(self) -> int:
        return LEFT

    @property
    def axis_y(self) -> int:
        return AXIS_HEIGHT

    @property
    def foot_y(self) -> int:
        return self.height - FOOT_HEIGHT

    @property
    def sentences(self) -> tuple[str, ...]:
        """The picture in words."""
        clock = f"The time is {self.now}; the clock stops at {self.max_time}. The checkpoint is at {self.checkpoint}."
        return (clock, *(run.sentence for run in self.runs), *_workers_in_words(self.workers))

    @property
    def tall_height(self) -> int:
        return self.height + ROW * len(self.lines)

    @property
    def flat_height(self) -> int:
        return max(self.height, ROW * len(self.short_lines) + ABOVE)

    @property
    def lines(self) -> tuple[WorkerLine, ...]:
        """About the workers, below the rest of a picture."""
        return worker_lines(self.workers)

    @property
    def short_lines(self) -> tuple[WorkerLine, ...]:
        """The same beside the rest."""
        return worker_lines(self.workers, FEW_LETTERS)


def draw(replay: Replay) -> Board:
    """The board of the state at the end of a replay."""
    return draw_state(replay.machine, replay.last.state)


def draw_state(machine: Machine, state: State) -> Board:
    variables = machine.variables(state)
    broken = machine.broken(state)
    witnesses = {p.name: p.witnesses(state) for p in machine.properties if p.name in broken}
    rows = tuple(
        _run_row(index, run, machine.bounds.due[index], machine.bounds.max_time, variables, witnesses)
        for index, run in enumerate(machine.bounds.runs)
    )
    max_time = machine.bounds.max_time
    return Board(
        now=variables["now"],
        checkpoint=variables["checkpoint"],
        max_time=max_time,
        ticks=tuple((time, _x(time, max_time)) for time in range(max_time + 1)),
        now_x=_x(variables["now"], max_time),
        checkpoint_x=_x(variables["checkpoint"], max_time),
        height=AXIS_HEIGHT + ROW_HEIGHT * len(rows) + FOOT_HEIGHT,
        runs=rows,
        workers=tuple(_worker_row(worker, variables) for worker in machine.bounds.worker_names),
    )


def _x(time: int, max_time: int) -> int:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * time / max_time)


def _run_row(
    index: int, run: str, due: int, max_time: int, variables: dict[str, Any], witnesses: dict[str, tuple[str, ...]]
) -> RunRow:
    copies, scheduled, now = variables["copies"][run], run in variables["scheduled"], variables["now"]
    status = status_of(run, variables)
    return RunRow(
        name=run,
        due=due,
        due_x=_x(due, max_time),
        y=AXIS_HEIGHT + ROW_HEIGHT * index,
        status=status,
        scheduled=scheduled,
        copies=copies,
        epoch=variables["epoch"][run],
        claimers=tuple(variables["claimers"][run]),
        completed_epoch=variables["completedEpoch"][run],
        completions=variables["completions"][run],
        span=_span(due, now, max_time, early=copies > 0 and due > now, overdue=scheduled and now > due),
        skipped=due <= variables["checkpoint"] and copies == 0,
        broken=tuple(prop for prop, runs in witnesses.items() if run in runs),
        sentence=_run_in_words(run, due, status, variables),
    )


def _span(due: int, now: int, max_time: int, *, early: bool, overdue: bool) -> Span | None:
    if not early and not overdue:
        return None
    start, end = sorted((_x(due, max_time), _x(now, max_time)))
    kind = "early" if early else "overdue"
    return Span(x=start, width=end - start, kind=kind, label=f"{kind} by {abs(due - now)}")


def _worker_row(worker: str, variables: dict[str, Any]) -> WorkerRow:
    attempts = [(run, epoch) for holder, run, epoch in variables["held"] if holder == worker]
    return WorkerRow(
        worker, tuple(Attempt(run, EPOCHS.noun, n, why_stale(worker, run, n, variables)) for run, n in attempts)
    )


def _run_in_words(run: str, due: int, status: str, variables: dict[str, Any]) -> str:
    where = {
        PENDING: "is not materialized",
        RUNNABLE: "is runnable",
        CLAIMED: f"is claimed by {' and '.join(variables['claimers'][run])}",
        COMPLETED: f"was completed under epoch {variables['completedEpoch'][run]}",
    }[status]
    completions = variables["completions"][run]
    again = "for the second time" if status == COMPLETED and completions > 1 else _completed_before(status, completions)
    before = f", {again}" if again else ""
    entry = "is in the schedule" if run in variables["scheduled"] else "has left the schedule"
    epoch = f"; it is at epoch {variables['epoch'][run]}" if variables["copies"][run] else ""
    copies = ", materialized twice" if variables["copies"][run] > 1 else ""
    return f"{run}, due at {due}, {entry} and {where}{before}{epoch}{copies}."


def _completed_before(status: str, completions: int) -> str:
    times = "once" if completions == 1 else "twice"
    return f"completed {times} before" if status != COMPLETED and completions else ""


def _workers_in_words(workers: tuple[WorkerRow, ...]) -> list[str]:
    sentences = []
    for worker in workers:
        held = [
            f"{attempt.run} under {attempt.noun} {attempt.number}" + (" as a zombie" if attempt.zombie else "")
            for attempt in worker.attempts
        ]
        sentences.append(f"{worker.name} works on {' and '.join(held)}." if held else f"{worker.name} is idle.")
    return sentences
