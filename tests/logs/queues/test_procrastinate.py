"""What procrastinate itself does on a real PostgreSQL, and what is found in what it leaves."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from a09web.logs.check import Checked, asked, check_log
from a09web.workbooks.a09 import A09
from tests.backing import Postgres
from tests.servers import wait_until

from . import procrastinate_worker
from .procrastinate_worker import HEARTBEAT, made

ROWS = "SELECT row_to_json(event) FROM procrastinate_events AS event ORDER BY id"
STALLED = 5 * HEARTBEAT
"""Seconds without a heartbeat."""


class Queue:
    """A database with procrastinate's tables, and its workers."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.app: App = made(url)
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.call(lambda app: app.schema_manager.apply_schema_async())

    def call(self, asked: Callable[[App], Any]) -> Any:
        async def open_and_ask() -> Any:
            async with self.app.open_async():
                return await asked(self.app)

        return asyncio.run(open_and_ask())

    def defer(self, **when: Any) -> int:
        return int(self.call(lambda app: app.configure_task("wait", **when).defer_async(folder=str(self.folder))))

    def start(self, name: str) -> None:
        command = [sys.executable, str(procrastinate_worker.__file__), name, str(self.folder)]
        self.workers[name] = subprocess.Popen(command, env={**os.environ, "PGURL": self.url})

    def send(self, name: str, what: signal.Signals) -> None:
        self.workers[name].send_signal(what)

    def lets_end(self, name: str) -> None:
        (self.folder / f"{name}.go").touch()

    def said(self, name: str, action: str) -> bool:
        log = self.folder / f"{name}.jsonl"
        return log.exists() and f'"action": "{action}"' in log.read_text(encoding="utf-8")

    def waits_until_said(self, name: str, action: str) -> None:
        wait_until(lambda: self.said(name, action), f"{name} says {action}")

    def waits_until_stalled(self) -> None:
        wait_until(lambda: bool(self.call(stalled)), "a job is stalled")

    def put_stalled_back(self) -> None:
        """What the task in procrastinate's documentation does now and then: each stalled job is retried."""

        async def retry(app: App) -> None:
            for job in await stalled(app):
                await app.job_manager.retry_job(job)

        self.waits_until_stalled()
        self.call(retry)

    def rows(self) -> list[str]:
        with psycopg.connect(self.url) as connection:
            return [json.dumps(row) for (row,) in connection.execute(ROWS)]

    def lines(self) -> list[str]:
        """All that it left: the rows of events, and what its workers logged."""
        logs = [log.read_text(encoding="utf-8").splitlines() for log in sorted(self.folder.glob("*.jsonl"))]
        return [*self.rows(), *(line for log in logs for line in log)]

    def end(self) -> None:
        for worker in self.workers.values():
            worker.kill()
            worker.wait()


async def stalled(app: App) -> list[Job]:
    return list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED))


async def fetched(app: App) -> Job | None:
    """A job for a new worker."""
    return await app.job_manager.fetch_job(queues=None, worker_id=await app.job_manager.register_worker())


@pytest.fixture
def queue(postgres: Postgres, tmp_path: Path) -> Iterator[Queue]:
    queue = Queue(postgres.empty_database(), tmp_path)
    yield queue
    queue.end()


def answer(lines: list[str]) -> Checked:
    return check_log(lines, asked(A09, source="procrastinate"))


def test_the_job_of_a_killed_worker_is_done_by_another_and_no_promise_is_broken(queue: Queue) -> None:
    due = datetime.now(UTC) + timedelta(seconds=0.5)
    queue.defer(schedule_at=due)
    queue.defer(schedule_at=datetime.now(UTC) + timedelta(days=1))
    queue.start("first")
    queue.waits_until_said("first", "start_job")
    queue.send("first", signal.SIGKILL)
    queue.waits_until_stalled()
    assert queue.call(fetched) is None  # nobody has put it back
    queue.put_stalled_back()
    queue.start("second")
    queue.lets_end("second")
    queue.waits_until_said("second", "finish_task")
    found = answer(queue.lines())
    assert found.summary == "2 runs, 7 events: no broken promise."
    assert found.sentences == ()


def test_the_late_result_of_a_stalled_worker_is_accepted(queue: Queue) -> None:
    """The worker is stopped, as a machine that sleeps is, until its heartbeat is missed; the job is put back and
    fetched by another; then the first goes on and reports."""
    job = queue.defer()
    queue.start("first")
    queue.waits_until_said("first", "start_job")
    queue.send("first", signal.SIGSTOP)
    queue.put_stalled_back()
    queue.start("second")
    queue.waits_until_said("second", "start_job")
    queue.lets_end("first")
    queue.send("first", signal.SIGCONT)
    queue.waits_until_said("first", "finish_task")
    queue.lets_end("second")
    queue.waits_until_said("second", "job_success")
    (finding,) = answer(queue.lines()).checker.findings
    assert (finding.bugs, finding.prop) == (("StaleCompletion",), "CompletedUsesCurrentEpoch")
    assert f"Run {job} was completed by first/1 under epoch 1 at " in finding.sentence
    assert f"The attempt is stale: its epoch is 1, but {job} is at epoch 2 now." in finding.sentence
    assert finding.scenario is not None

    alone = answer(queue.rows())
    assert alone.is_clean
    assert "name neither worker nor attempt" in alone.sentences[-1]


def test_a_result_for_a_job_that_was_put_back_is_accepted_and_logged_as_cancelled(queue: Queue) -> None:
    """Here nobody has fetched it again. The calls are those of a worker, in its order, and so is what it logs."""
    job_id = queue.defer()

    async def fetch_put_back_and_finish(app: App) -> None:
        job = await fetched(app)
        assert job is not None
        await app.job_manager.retry_job(job)
        await app.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=False)

    queue.call(fetch_put_back_and_finish)
    rows = queue.rows()
    types = [json.loads(row)["type"] for row in rows]
    assert types == ["deferred", "started", "scheduled", "deferred_for_retry", "cancelled"]
    worker, job = {"name": "worker", "worker_id": 1}, {"id": job_id, "attempts": 0}
    said = [{"action": "start_job", "worker": worker, "job": job}]
    said += [{"action": "finish_task", "worker": worker, "job": job, "status": "succeeded"}]
    (finding,) = answer([*rows, *map(json.dumps, said)]).checker.findings
    assert finding.bugs == ("StaleCompletion",)


def test_with_delete_jobs_a_late_result_deletes_the_job_that_another_works_on_and_its_log(queue: Queue) -> None:
    queue.defer()

    async def fetch_twice_and_finish(app: App) -> None:
        first = await fetched(app)
        assert first is not None
        await app.job_manager.retry_job(first)
        second = await fetched(app)
        assert second is not None
        await app.job_manager.finish_job(first, Status.SUCCEEDED, delete_job=True)
        with pytest.raises(ConnectorException):
            await app.job_manager.finish_job(second, Status.SUCCEEDED, delete_job=True)

    queue.call(fetch_twice_and_finish)
    assert queue.rows() == []


def test_of_many_that_ask_at_once_one_gets_the_job_and_its_second_result_is_refused(queue: Queue) -> None:
    queue.defer(schedule_at=datetime.now(UTC) + timedelta(days=1))
    queue.defer()

    async def fetch_and_finish_twice(app: App) -> None:
        (job,) = [job for job in await asyncio.gather(*(fetched(app) for _ in range(8))) if job is not None]
        await app.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=False)
        with pytest.raises(ConnectorException):
            await app.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=False)

    queue.call(fetch_and_finish_twice)
    assert answer(queue.rows()).summary == "2 runs, 5 events: no broken promise."


def test_a_periodic_job_is_made_once_for_each_time(queue: Queue) -> None:
    async def defer(app: App) -> int | None:
        job = app.configure_task("wait", task_kwargs={"timestamp": 1}).job
        return await app.job_manager.defer_periodic_job(job, periodic_id="", defer_timestamp=1)

    assert [queue.call(defer) for _ in range(2)] == [1, None]
    assert [json.loads(row)["type"] for row in queue.rows()] == ["deferred"]
