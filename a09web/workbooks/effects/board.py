"""The board: our database, the wire, and the receiver. This module decides what is drawn; the template draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from a09web.model.fields import State
from a09web.model.machine import Machine
from a09web.wording import listed
from a09web.workbooks import face
from a09web.workbooks.workers import Attempt, WorkerRow

from .sorts import ATTEMPTS
from .status import CHARGED, COMPLETED, OPEN, WORKED_ON, holder_of, status_of, why_stale

FAULTS = {
    "CompletedIsApplied": "done, not charged",
    "AnsweredIsApplied": "a yes, no charge",
    "AppliedIsRemembered": "no key kept",
    "OneAttemptApplied": "two attempts, two keys",
    "RememberedUntilCompleted": "fenced, still open",
    "NothingAppliedBehindFence": "behind the fence",
    "AppliedAtMostOnce": "charged twice",
}
"""What is wrong where a property is broken, in so few words that they stand beside it."""


@dataclass(frozen=True)
class Envelope:
    """A request on the wire: whether it was answered, and whether the receiver's fence refuses it."""

    attempt: int
    answered: bool
    refused: bool


@dataclass(frozen=True)
class Tag:
    """A key that the receiver remembers, by the attempt that it came with."""

    attempt: int
    behind: bool


@dataclass(frozen=True)
class RunRow:
    """One run in the three places. `broken` are the properties that it breaks."""

    name: str
    status: str
    attempt: int
    holder: str
    completed: int
    envelopes: tuple[Envelope, ...]
    effects: int
    tags: tuple[Tag, ...]
    fence: int
    broken: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def charged(self) -> str:
        return CHARGED[self.effects]

    def fault(self, prop: str) -> str:
        """What is wrong, if the run breaks the property."""
        return FAULTS[prop] if prop in self.broken else ""


@dataclass(frozen=True)
class Board(face.Board):
    runs: tuple[RunRow, ...]
    workers: tuple[WorkerRow, ...]
    template: str = "workbooks/effects/board.html"
    picture: str = face.TOLD

    @property
    def rows_by_name(self) -> dict[str, object]:
        return {**{run.name: run for run in self.runs}, **{worker.name: worker for worker in self.workers}}

    @property
    def sentences(self) -> tuple[str, ...]:
        """The picture in words."""
        return (*map(_worker_in_words, self.workers), *(told for run in self.runs for told in run.sentences))


def draw_state(machine: Machine, state: State) -> Board:
    variables = machine.variables(state)
    broken = machine.broken(state)
    witnesses = {prop.name: prop.witnesses(state) for prop in machine.properties if prop.name in broken}
    return Board(
        runs=tuple(_run_row(run, variables, witnesses) for run in variables["attempt"]),
        workers=tuple(_worker_row(worker, variables) for worker in machine.bounds.worker_names),
    )


def _run_row(run: str, variables: dict[str, Any], witnesses: dict[str, tuple[str, ...]]) -> RunRow:
    of = {name: value[run] for name, value in variables.items() if name != "held"}
    return RunRow(
        name=run,
        status=status_of(run, variables),
        attempt=of["attempt"],
        holder=holder_of(run, variables),
        completed=of["completed"],
        envelopes=tuple(Envelope(a, a in of["answers"], a <= of["fence"]) for a in of["requests"]),
        effects=of["effects"],
        tags=tuple(Tag(a, a <= of["fence"]) for a in of["remembered"]),
        fence=of["fence"],
        broken=tuple(prop for prop, runs in witnesses.items() if run in runs),
        sentences=tuple(_in_words(run, variables, of)),
    )


def _worker_row(worker: str, variables: dict[str, Any]) -> WorkerRow:
    held = [(run, attempt) for holder, run, attempt in variables["held"] if holder == worker]
    return WorkerRow(worker, tuple(Attempt(run, ATTEMPTS.noun, n, why_stale(run, n, variables)) for run, n in held))


def _worker_in_words(worker: WorkerRow) -> str:
    held = [
        f"{attempt.noun} {attempt.number} of {attempt.run}" + (" as a zombie" if attempt.zombie else "")
        for attempt in worker.attempts
    ]
    return f"{worker.name} works on {listed(held)}." if held else f"{worker.name} is idle."


def _in_words(run: str, variables: dict[str, Any], of: dict[str, Any]) -> list[str]:
    where = {
        OPEN: "is open",
        WORKED_ON: f"is worked on by {holder_of(run, variables)}",
        COMPLETED: f"was completed under attempt {of['completed']}",
    }[status_of(run, variables)]
    sent = f"{run} has sent {_attempts('request', of['requests'])}" if of["requests"] else f"{run} has sent no request"
    were = "were" if len(of["answers"]) > 1 else "was"
    answered = f", and {_attempts('attempt', of['answers'])} {were} told that it is done" if of["answers"] else ""
    fence = f"refuses attempts up to {of['fence']}" if of["fence"] else "has no fence"
    key = f"remembers {_attempts('attempt', of['remembered'])}" if of["remembered"] else "remembers nothing"
    return [
        f"{run} is at attempt {of['attempt']} and {where}.",
        f"{sent}{answered}.",
        f"For {run} the receiver has {CHARGED[of['effects']]}, {key} and {fence}.",
    ]


def _attempts(what: str, numbers: list[int]) -> str:
    return f"{what}{'s' if len(numbers) > 1 else ''} {listed([str(number) for number in numbers])}"
