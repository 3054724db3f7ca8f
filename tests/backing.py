"""What the app leans on, for the tests: Redis and PostgreSQL, each on a free loopback port with data of its own.

A test that kills its Redis starts one of its own; all others of a worker share one, by the fixtures `redis` and
`postgres`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

import pytest

from .servers import SECONDS_TO_STOP, accepts, free_port, manage, prepared_var_dir, wait_until


def program(name: str, package: str, *folders: Path) -> str:
    """The path of a program. Without it the test is skipped, but in CI or as root it fails: root can install it."""
    found = shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")]))
    if found is None:
        sentence = f"{name} is missing; on Debian it is in the package {package}."
        if os.environ.get("CI") == "true" or os.geteuid() == 0:
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


@dataclass
class Redis:
    """A Redis that keeps nothing."""

    directory: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [program("redis-server", "redis-server"), "--bind", "127.0.0.1", "--port", str(self.port)]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.directory)]
        with (self.directory / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        wait_until(lambda: accepts(self.port), "Redis answers")

    def empty(self) -> None:
        import redis

        with redis.Redis.from_url(self.url) as asking:
            asking.flushall()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def running_redis() -> Iterator[Redis]:
    with tempfile.TemporaryDirectory(prefix="a09-redis-") as directory:
        redis = Redis(Path(directory))
        try:
            redis.start()
            yield redis
        finally:
            redis.kill()


@dataclass
class Postgres:
    """A PostgreSQL cluster on a loopback port, with a database for each that is asked for."""

    port: int
    _numbers: Iterator[int] = field(default_factory=count)

    def database(self) -> str:
        """Makes a database with the tables of the app and returns its URL. It is a copy of one that was migrated."""
        return self._make(f'TEMPLATE "{self._migrated}"')

    def empty_database(self) -> str:
        """Makes a database without tables and returns its URL."""
        return self._make()

    def url(self, name: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    @cached_property
    def _migrated(self) -> str:
        url = self._make()
        manage("migrate", "--verbosity", "0", var_dir=prepared_var_dir(), env={"DATABASE_URL": url})
        return url.rpartition("/")[2]

    def _make(self, how: str = "") -> str:
        import psycopg

        name = f"database{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" {how}')
        return self.url(name)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A cluster of its own. PostgreSQL refuses to run as root, so that root lends it to the user `postgres`."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    initdb, postgres = (program(name, "postgresql", *folders) for name in ("initdb", "postgres"))
    directory, port = Path(tempfile.mkdtemp(prefix="a09-postgres-")), free_port()
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(directory, user)
    data = str(directory / "data")
    try:
        command = [initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync"]
        made = subprocess.run(
            command, cwd=directory, user=user, group=user, capture_output=True, text=True, check=False, timeout=120
        )
        assert made.returncode == 0, made.stderr
        options = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=60")
        command = [postgres, "-D", data, "-p", str(port), *(word for option in options for word in ("-c", option))]
        with (directory / "postgres.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=directory, user=user, group=user, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            wait_until(lambda: _accepts_queries(port), "PostgreSQL answers")
            yield Postgres(port)
        finally:
            process.terminate()  # the children end with it
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _accepts_queries(port: int) -> bool:
    import psycopg

    with suppress(psycopg.OperationalError):
        psycopg.connect(Postgres(port).url("postgres")).close()
        return True
    return False
