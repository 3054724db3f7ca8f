"""The twins in SQL, on a real PostgreSQL: what is right holds, and what looks right fails as the lesson says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from a09web.model.declaration import BUG_NAMES
from a09web.source.twins import schema, twin, twins
from tests.backing import Postgres
from tests.servers import wait_until

Connection = psycopg.Connection[tuple[Any, ...]]

PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")


@pytest.fixture
def url(postgres: Postgres) -> str:
    """A database with the tables of the twins, for one test."""
    made = postgres.empty_database()
    with connect(made) as database:
        run(database, schema())
    return made


@pytest.fixture
def database(url: str) -> Iterator[Connection]:
    with connect(url) as connection:
        yield connection


def connect(url: str) -> Connection:
    return psycopg.connect(url, autocommit=True)


def run(database: Connection, sql: str, **values: object) -> list[tuple[Any, ...]]:
    """Runs each statement by itself, as psql does, and gives the rows of the last, or of RETURNING."""
    rows: list[tuple[Any, ...]] = []
    for statement in statements(sql):
        cursor = database.execute(PARAMETER.sub(r"%(\1)s", statement), values)
        rows = cursor.fetchall() if cursor.description else rows
    return rows


def statements(sql: str) -> list[str]:
    without_comments = re.sub(r"--.*", "", sql)
    return [statement.strip() for statement in without_comments.split(";") if statement.strip()]


def add_future(database: Connection, number: int, due_in: str) -> None:
    run(database, "INSERT INTO future (id, due_at) VALUES (:id, now() + :due_in::interval)", id=number, due_in=due_in)


def add_run(database: Connection, number: int) -> int:
    add_future(database, number, "0 s")
    [(made,)] = run(database, "INSERT INTO run (future_id) VALUES (:future) RETURNING id", future=number)
    return int(made)


def test_every_bug_has_a_twin() -> None:
    assert tuple(each.bug for each in twins()) == BUG_NAMES
    for each in twins():
        assert twin(each.bug) is each
        assert each.right != each.wrong
        assert each.why.endswith(".")
        assert max(map(len, f"{each.right}\n{each.wrong}".splitlines())) <= 70


def test_every_case_names_its_place() -> None:
    cases = [case for each in twins() for case in each.cases]
    assert all(2 <= len(each.cases) <= 3 for each in twins())
    assert all(case.url.startswith("https://") for case in cases)
    assert all(case.sentence.endswith(".") and case.title.rpartition("#")[2] in case.url for case in cases)
    assert len({case.url for case in cases}) == len({case.title for case in cases}) == len(cases)


def test_an_unknown_bug_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no bug 'Heisenbug'"):
        twin("Heisenbug")


def test_early_release(database: Connection) -> None:
    pair = twin("EarlyRelease")
    add_future(database, 1, "1 hour")
    add_future(database, 2, "-1 s")
    assert run(database, pair.right, future=1) == []
    assert run(database, pair.right, future=2) == [(2,)]
    assert run(database, pair.wrong, future=1) == [(1,)]


@pytest.mark.parametrize(("side", "runs"), [("right", 1), ("wrong", 2)])
def test_duplicate_materialization_after_a_crash(database: Connection, side: str, runs: int) -> None:
    """The scanner dies at the end of the first statement, before what it has not committed is."""
    sql = getattr(twin("DuplicateMaterialization"), side)
    add_future(database, 1, "-1 s")
    first, *rest = statements(sql)
    with database.transaction(force_rollback=not rest):
        run(database, first)
    run(database, sql)
    run(database, sql)
    assert run(database, "SELECT count(*) FROM run") == [(runs,)]
    assert run(database, "SELECT status FROM future") == [("MATERIALIZED",)]


def test_duplicate_materialization_by_two_scanners(url: str, database: Connection) -> None:
    pair = twin("DuplicateMaterialization")
    add_future(database, 1, "-1 s")
    with connect(url) as other, other.transaction():
        assert len(run(other, pair.right)) == 1
        assert run(database, pair.right) == []
    assert run(database, "SELECT count(*) FROM run") == [(1,)]


@pytest.mark.parametrize(("side", "accepted"), [("right", 0), ("wrong", 1)])
def test_stale_completion(database: Connection, side: str, accepted: int) -> None:
    """One worker claimed the run, its lease ran out, another claimed it, and the first comes back."""
    made = add_run(database, 1)
    run(database, "UPDATE run SET status = 'CLAIMED', attempt = 2, claimed_by = 'w2'")
    sql = getattr(twin("StaleCompletion"), side)
    run(database, sql, run=made, result="late", attempt=1)
    assert run(database, "SELECT count(*) FROM run WHERE result = 'late'") == [(accepted,)]
    run(database, sql, run=made, result="awaited", attempt=2)
    assert run(database, "SELECT count(*) FROM run WHERE result = 'awaited'") == [(1 - accepted,)]


def test_duplicate_claim_is_skipped(url: str, database: Connection) -> None:
    pair = twin("DuplicateClaim")
    first, second = add_run(database, 1), add_run(database, 2)
    with connect(url) as other, other.transaction():
        assert run(other, pair.right, worker="w1") == [(first, 1)]
        assert run(database, pair.right, worker="w2") == [(second, 1)]
        assert run(database, pair.right, worker="w3") == []


def test_duplicate_claim_by_what_looks_like_one_step(url: str, database: Connection) -> None:
    pair = twin("DuplicateClaim")
    first = add_run(database, 1)
    add_run(database, 2)
    with connect(url) as slow, connect(url) as waiting, ThreadPoolExecutor(1) as pool:
        with slow.transaction():
            assert run(slow, pair.wrong, worker="w1") == [(first, 1)]
            claimed = pool.submit(run, waiting, pair.wrong, worker="w2")
            locks = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            wait_until(lambda: run(database, locks) != [(0,)], "the second worker waits for the row")
        assert claimed.result(timeout=60) == [(first, 2)]


@pytest.mark.parametrize(("side", "written"), [("right", 10), ("wrong", 0)])
def test_checkpoint_advance(url: str, database: Connection, side: str, written: int) -> None:
    """The scanner dies before its last statement, and goes on from the checkpoint that it finds."""
    sql = getattr(twin("CheckpointAdvance"), side)
    run(database, "INSERT INTO source SELECT n, 'text' FROM generate_series(1, 10) n")
    run(database, "INSERT INTO checkpoint VALUES ('scanner', 0)")
    *all_but_last, _ = statements(sql)
    with connect(url) as dying:
        run(dying, ";".join(all_but_last), **{"from": 0, "to": 10})
    [(found,)] = run(database, "SELECT upto FROM checkpoint")
    run(database, sql, **{"from": found, "to": 10})
    assert run(database, "SELECT count(*) FROM output") == [(written,)]
    assert run(database, "SELECT upto FROM checkpoint") == [(10,)]


def test_missing_materialization(database: Connection) -> None:
    """The scanner was away for five minutes."""
    pair = twin("MissingMaterialization")
    add_future(database, 1, "-5 min")
    add_future(database, 2, "-1 s")
    add_future(database, 3, "1 hour")
    assert run(database, pair.right) == [(1,), (2,)]
    assert run(database, pair.wrong) == [(2,)]
