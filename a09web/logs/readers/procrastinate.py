"""What procrastinate leaves: the rows of `procrastinate_events`, which say neither who nor at which attempt, and the
lines of its workers, which do.

Nothing has to put a job into the queue when it is due: the row is both, and whoever fetches asks for the time. So a job
is taken as materialized when it is due, or when it is started, if that is earlier. Rows are ordered by `id`, since
what is `scheduled` has the time at which it is due as its `at`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from a09web.invalid_input import InvalidInput
from a09web.logs.times import parse_time

from .foreign import Foreign, Given, Note, Numbered

RETRIED = "retried"
RESULTS = frozenset({"succeeded", "failed", "aborted"})
STARTS, ENDS = "start_job", "finish_task"
"""What the lines of a worker say that matter here: a job begins, and its result was accepted."""


class Row(NamedTuple):
    """A row of `procrastinate_events`."""

    id: int
    line: int
    type: str
    at: str

    @property
    def time(self) -> int:
        return parse_time(self.at)[0]


class Attempt(NamedTuple):
    """Who, and which attempt of a job: `attempts` is what the job counted when it was fetched, from 0."""

    worker: str
    attempts: int


@dataclass
class Job:
    """What is known of a job, from its rows and from the lines of workers. A result is accepted once."""

    rows: list[Row] = field(default_factory=list)
    started: dict[int, str] = field(default_factory=dict)
    finished: Attempt | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled before anybody started it: there is nothing to promise."""
        types = {row.type for row in self.rows}
        return "cancelled" in types and "started" not in types


def procrastinate_events(lines: Iterable[Numbered], note: Note) -> Iterator[Numbered]:
    """The events of all jobs, one job after another, for no job can tell of another."""
    jobs: dict[str, Job] = {}
    for number, given in lines:
        try:
            _take(jobs, number, given)
        except InvalidInput as wrong:
            note(number, str(wrong))
    end = max((row.time for job in jobs.values() for row in job.rows if row.type != "scheduled"), default=0)
    for name, job in jobs.items():
        if job.rows and not job.is_cancelled:
            yield from Life(name, job).events(end)


def _take(jobs: dict[str, Job], number: int, given: Given) -> None:
    if "job_id" not in given and "type" not in given:
        _take_of_worker(jobs, given)
        return
    for key in ("job_id", "type", "at"):
        if given.get(key) in (None, ""):
            raise InvalidInput(f"has no “{key}”")
    row = Row(_number(given.get("id", number), "id"), number, str(given["type"]), str(given["at"]))
    parse_time(row.at)
    jobs.setdefault(str(given["job_id"]), Job()).rows.append(row)


def _take_of_worker(jobs: dict[str, Job], given: Given) -> None:
    """A line of a worker: who started a job, or whose result was accepted. Most say neither."""
    action = given.get("action")
    if action not in (STARTS, ENDS):
        return
    found, worker = given.get("job"), given.get("worker")
    if not isinstance(found, dict) or not isinstance(worker, dict):
        raise InvalidInput("has no “job” and “worker”, which the log of a worker has as objects")
    attempt = Attempt(_worker(worker), _number(found.get("attempts"), "attempts"))
    job = jobs.setdefault(str(found.get("id")), Job())
    if action == STARTS:
        job.started[attempt.attempts] = attempt.worker
    elif _status(given.get("status")) in RESULTS:
        job.finished = attempt


def _worker(worker: Given) -> str:
    """A name alone is that of all workers that nobody has named."""
    name, number = worker.get("name"), worker.get("worker_id")
    return str(name) if number is None else f"{name}/{number}"


def _status(value: Any) -> str:
    """`succeeded`, also where a formatter has written `Status.SUCCEEDED`."""
    return str(value).rpartition(".")[2].lower()


def _number(value: Any, key: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise InvalidInput(f"has “{str(value)[:40]}” as its “{key}”, which must be a whole number") from None


class Life:
    """A job told as the events of a run. `attempts` is what procrastinate counts, and `epoch` what the model does."""

    def __init__(self, name: str, job: Job) -> None:
        self.name, self.job = name, job
        self.rows = sorted(job.rows)
        self.attempts, self.epoch = 0, 1
        self.epochs: dict[int, int] = {}
        self.scheduled: Row | None = None
        self.ready: Row | None = None

    def events(self, end: int) -> Iterator[Numbered]:
        """Its events in their order, of which the last may be that it was ready by the end of the log."""
        for place, row in enumerate(self.rows):
            yield from self._of(row, {later.type for later in self.rows[place:]})
        if self.ready is not None and self.ready.time <= end:
            yield self._event("materialized", self.ready)

    def _of(self, row: Row, later: set[str]) -> Iterator[Numbered]:
        if row.type == "scheduled":
            self.scheduled = row
        elif row.type == "deferred":
            yield self._deferred(row)
        elif row.type == "started":
            yield from self._started(row)
        elif row.type == "deferred_for_retry":
            yield self._put_back(row)
        elif row.type == RETRIED:
            self.attempts += 1
        elif row.type in RESULTS:
            yield self._put_back(row) if RETRIED in later else self._completed(row)
        elif row.type == "cancelled" and self.job.finished is not None:
            yield self._completed(row)  # it was put back, and a result came all the same

    def _deferred(self, row: Row) -> Numbered:
        due = row if self.scheduled is None else row._replace(at=self.scheduled.at)
        self.ready = max(row, due, key=lambda each: each.time)
        return self._event("scheduled", row, due=due.at)

    def _started(self, row: Row) -> Iterator[Numbered]:
        if self.ready is not None:
            yield self._event("materialized", min(self.ready, row, key=lambda each: each.time))
            self.ready = None
        self.epochs[self.attempts] = self.epoch
        yield self._event("claimed", row, **self._who(self.job.started.get(self.attempts), self.attempts))

    def _put_back(self, row: Row) -> Numbered:
        self.attempts += 1
        self.epoch += 1
        return self._event("expired", row)

    def _completed(self, row: Row) -> Numbered:
        finished = self.job.finished
        return self._event("completed", row, **({} if finished is None else self._who(*finished)))

    def _who(self, worker: str | None, attempts: int) -> Given:
        """A worker with its attempt; nothing if no line of a worker tells of it."""
        return {} if worker is None else {"worker": worker, "epoch": self.epochs.get(attempts)}

    def _event(self, name: str, row: Row, **others: Any) -> Numbered:
        return row.line, {"at": row.at, "event": name, "run": self.name, **others}


PROCRASTINATE = Foreign(
    "procrastinate",
    columns=frozenset({"job_id", "type", "at"}),
    shape="Each line is a row of procrastinate_events with “id”, “job_id”, “type” and “at”, or a line of a worker’s "
    "log with “action”, “job” and “worker”.",
    unsaid="The rows of procrastinate_events name neither worker nor attempt, so a late result looks like one in "
    "time; with the workers’ own lines at level DEBUG, start_job and finish_task, it can be told.",
    naming=frozenset({"claimed", "completed"}),
    events=procrastinate_events,
)
