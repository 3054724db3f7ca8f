"""Each bug's twin in PostgreSQL: SQL that is right, SQL that only looks right, and cases where it happened.

A `:name` in the SQL is a parameter, as in psql. Without BEGIN each statement is a transaction of its own. The cases
say what the reports say; who was affected and why may be told more fully there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from a09web.specs.modules import known
from a09web.workbooks.a09 import A09

_SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Case:
    """Something that happened to a real system: what it is called there, what was reported, and where."""

    title: str
    sentence: str
    url: str


@dataclass(frozen=True)
class Twin:
    """A bug of the model as it looks in PostgreSQL."""

    bug: str
    right: str
    wrong: str
    why: str
    cases: tuple[Case, ...]


def twin(bug: str) -> Twin:
    """The twin of a bug. Raises ValueError for an unknown one."""
    known("bug", [bug], A09.bug_names)
    return twins()[A09.bug_names.index(bug)]


@cache
def twins() -> tuple[Twin, ...]:
    """All six, in the order of the workbook."""
    return tuple(Twin(bug, _read(f"{bug}.right"), _read(f"{bug}.wrong"), WHY[bug], CASES[bug]) for bug in A09.bug_names)


@cache
def schema() -> str:
    """The tables that the SQL is about."""
    return _read("schema")


def _read(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8").rstrip()


WHY = {
    "EarlyRelease": "A timer only says when to look: whether the run is due is decided by its row and the database's "
    "clock, in the statement that acts.",
    "DuplicateMaterialization": "Two statements are two transactions. After a crash between them, or for a second "
    "scanner there, the run exists and its entry is still due. What comes due in between is marked and never made.",
    "StaleCompletion": "After the lease ran out the run is claimed again, perhaps by the same worker, and it is "
    "CLAIMED as before: only the number of the attempt tells the late result from the awaited one.",
    "DuplicateClaim": "Two workers can find the same run. On read committed, the one that waits for the row then only "
    "checks again that its id is the same.",
    "CheckpointAdvance": "Between the two the checkpoint covers what is not written, and after a crash there nobody "
    "looks there again.",
    "MissingMaterialization": "What nobody could see within a minute of its due time, because no scanner ran or it was "
    "not committed yet, is in no window, and nothing fails.",
}

CASES = {
    "EarlyRelease": (
        Case(
            "robfig/cron #94",
            "A timer popped a few seconds early, the next time was computed from the early clock, and the job ran "
            "twice.",
            "https://github.com/robfig/cron/issues/94",
        ),
        Case(
            "Medusa #16280",
            "The delay of a monthly job does not fit Node's 32-bit timer, which then waits 1 ms: the reporter saw the "
            "job run hundreds of times in about 12 minutes.",
            "https://github.com/medusajs/medusa/issues/16280",
        ),
        Case(
            "Spring Framework #29735",
            "Cron methods were seen to start a fraction of a second early; a maintainer suspects that the wall clock "
            "moved between computing the delay and waking up.",
            "https://github.com/spring-projects/spring-framework/issues/29735",
        ),
    ),
    "DuplicateMaterialization": (
        Case(
            "Airflow #57618",
            "With two schedulers, the UPDATE that moves a task instance on matched by id only, so the second could "
            "move it on again and queue a duplicate attempt.",
            "https://github.com/apache/airflow/issues/57618",
        ),
        Case(
            "GoodJob #423",
            "A unique index on the cron job and its time was added, and its violation now simply means that another "
            "process did it.",
            "https://github.com/bensheldon/good_job/pull/423",
        ),
        Case(
            "term-llm #1038",
            "A proposed change to a small project says that the run and the schedule were written separately: a crash "
            "between the two left a queued run and a job that was still due.",
            "https://github.com/SamSaffron/term-llm/pull/1038",
        ),
    ),
    "StaleCompletion": (
        Case(
            "River #1302",
            "The rescuer read stuck jobs and later updated them by id only, so a job that completed in between could "
            "be moved back to be retried.",
            "https://github.com/riverqueue/river/issues/1302",
        ),
        Case(
            "Apache Amoro #4261",
            "When a task is scheduled to the same thread again, its token, thread and status all match again, so a "
            "late completion of the old attempt would pass.",
            "https://github.com/apache/amoro/pull/4261",
        ),
        Case(
            "Temporal #11097",
            "A reset can set the attempt back to 1, so the token of an old first attempt matched again; a stamp that "
            "only goes up was added to it.",
            "https://github.com/temporalio/temporal/pull/11097",
        ),
    ),
    "DuplicateClaim": (
        Case(
            "Nextcloud #61052",
            "Workers selected the next task without a lock and processed it, so that several could run the same one.",
            "https://github.com/nextcloud/server/issues/61052",
        ),
        Case(
            "Quartz #107",
            "Two nodes select the same trigger; one fires it and sets it back to waiting before the other's update, "
            "which then succeeds and fires it again.",
            "https://github.com/quartz-scheduler/quartz/issues/107",
        ),
        Case(
            "Airflow #64737",
            "Two schedulers read the same deadline's row and fired its callback twice; SKIP LOCKED was the fix.",
            "https://github.com/apache/airflow/pull/64737",
        ),
    ),
    "CheckpointAdvance": (
        Case(
            "Altinity ClickHouse sink #1299",
            "Rows were still queued in memory when Kafka was told to commit their offsets, and a crash skips them.",
            "https://github.com/Altinity/clickhouse-sink-connector/issues/1299",
        ),
        Case(
            "Snowplow enrich #652",
            "The checkpoint was taken from the last record delivered, not from the last one safely written.",
            "https://github.com/snowplow/enrich/issues/652",
        ),
        Case(
            "Fluent Bit #11265",
            "The offset in a file goes forward when the file is read; data that is still buffered at the exit is "
            "never read again.",
            "https://github.com/fluent/fluent-bit/issues/11265",
        ),
    ),
    "MissingMaterialization": (
        Case(
            "Kubernetes #42649",
            "A cluster that was stopped overnight had missed more than 100 starts, and the CronJob controller of that "
            "time then refused to start anything.",
            "https://github.com/kubernetes/kubernetes/issues/42649",
        ),
        Case(
            "pg-boss #557",
            "With a fixed window to look back, an occurrence is sent by nobody if no instance comes by in time.",
            "https://github.com/timgit/pg-boss/issues/557",
        ),
        Case(
            "YugabyteDB #24365",
            "After pg_cron moved to a new leader, that one started from the current time, and jobs of up to two "
            "minutes were skipped.",
            "https://github.com/yugabyte/yugabyte-db/issues/24365",
        ),
    ),
}
