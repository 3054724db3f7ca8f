"""Sessions of a real PostgreSQL that interleave: each has a thread of its own, so that its statement may wait.

That a statement waits is asked of the server (`pg_blocking_pids`). Nothing here depends on how long anything takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.errors import SerializationFailure, UniqueViolation

from tests.servers import wait_until

Rows = list[tuple[Any, ...]]
Connection = psycopg.Connection[tuple[Any, ...]]

READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE = LEVELS = ("read committed", "repeatable read", "serializable")
BLOCKERS = "SELECT unnest(pg_blocking_pids(:pid))"
PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")

REFUSED: Rows = [("40001",)]  # what the database says: could not serialize access; the transaction is undone
NOT_UNIQUE: Rows = [("23505",)]


def statements(sql: str) -> list[str]:
    """The statements of a file, without comments."""
    without_comments = re.sub(r"--.*", "", sql)
    return [statement.strip() for statement in without_comments.split(";") if statement.strip()]


def run(connection: Connection, sql: str, **values: object) -> Rows:
    """Runs each statement by itself, as psql does, and gives what the last one returned, or how many rows it changed
    as `[(count,)]` if it returns nothing."""
    rows: Rows = []
    for statement in statements(sql):
        cursor = connection.execute(PARAMETER.sub(r"%(\1)s", statement), values)
        rows = cursor.fetchall() if cursor.description else [(cursor.rowcount,)]
    return rows


@dataclass
class Sent:
    """Statements on their way. They may be done, or wait for somebody."""

    session: Session
    answer: Future[Rows]

    def waits_for(self, other: Session) -> Sent:
        wait_until(lambda: other.pid in self._still_sent()._blockers(), "the statement waits for the other session")
        return self

    def waits(self) -> Sent:
        wait_until(lambda: bool(self._still_sent()._blockers()), "the statement waits")
        return self

    def waits_or_is_done(self) -> Sent:
        wait_until(lambda: self.answer.done() or bool(self._blockers()), "the statement waits or is done")
        return self

    def result(self) -> Rows:
        return self.answer.result(timeout=60)

    def _still_sent(self) -> Sent:
        assert not self.answer.done(), f"it did not wait: {self.answer.result()}"
        return self

    def _blockers(self) -> list[int]:
        return [pid for (pid,) in run(self.session.watching, BLOCKERS, pid=self.session.pid)]


class Session:
    """A connection with a thread of its own. Without BEGIN each statement is a transaction of its own."""

    def __init__(self, connection: Connection, watching: Connection) -> None:
        self.connection, self.watching = connection, watching
        self.pid = connection.info.backend_pid
        self.thread = ThreadPoolExecutor(1)

    def send(self, sql: str, **values: object) -> Sent:
        return Sent(self, self.thread.submit(self._answer, sql, values))

    def run(self, sql: str, **values: object) -> Rows:
        return self.send(sql, **values).result()

    def begin(self) -> None:
        """Begins a transaction that has read something, so that its snapshot, if it keeps one, is taken."""
        self.run("BEGIN; SELECT count(*) FROM future")

    def commit(self) -> Rows:
        return self.run("COMMIT")

    def crash(self) -> None:
        """The backend dies. What it had not committed is undone before anybody looks."""
        run(self.watching, "SELECT pg_terminate_backend(:pid, 60000)", pid=self.pid)
        self.connection.close()

    def close(self) -> None:
        self.thread.shutdown()
        self.connection.close()

    def _answer(self, sql: str, values: dict[str, object]) -> Rows:
        try:
            return run(self.connection, sql, **values)
        except (SerializationFailure, UniqueViolation) as refused:
            self.connection.rollback()
            return [(refused.sqlstate,)]


@dataclass
class Scene:
    """The tables of the twins, in a schema of their own, and whoever works on them on one isolation level."""

    url: str
    schema: str
    level: str
    watching: Connection
    sessions: list[Session]

    def session(self) -> Session:
        isolation = self.level.replace(" ", "\\ ")
        options = f"-c search_path={self.schema} -c default_transaction_isolation={isolation}"
        connection = psycopg.connect(self.url, autocommit=True, options=options)
        self.sessions.append(Session(connection, self.watching))
        return self.sessions[-1]

    def look(self, sql: str, **values: object) -> Rows:
        """What is committed now."""
        return run(self.watching, sql, **values)

    def add_entry(self, number: int, due_in: str = "-1 s") -> None:
        self.look("INSERT INTO future VALUES (:number, now() + :due_in::interval)", number=number, due_in=due_in)

    def comes_due(self, number: int) -> None:
        """Time passes for one entry: to the SQL it is the same whether the clock moves or the due time."""
        self.look("UPDATE future SET due_at = now() WHERE id = :number", number=number)

    def add_run(self, number: int) -> int:
        self.add_entry(number)
        [(made,)] = self.look("INSERT INTO run (future_id) VALUES (:number) RETURNING id", number=number)
        return int(made)

    def on(self, read_committed: Any, above: Any) -> Any:
        """What is expected on this level: one thing on read committed, another above it."""
        return read_committed if self.level == READ_COMMITTED else above


@contextmanager
def scene(url: str, name: str, level: str, tables: str) -> Iterator[Scene]:
    with psycopg.connect(url, autocommit=True, options=f"-c search_path={name}") as watching:
        run(watching, f"CREATE SCHEMA {name}")
        run(watching, tables)
        made = Scene(url, name, level, watching, [])
        try:
            yield made
        finally:
            pids = [session.pid for session in made.sessions if not session.connection.closed]
            made.look("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ANY(:pids)", pids=pids)
            for session in made.sessions:  # none of them waits for another any more
                session.close()
