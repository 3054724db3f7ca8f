"""A database as an older version of the app left it, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.servers import manage, prepared_var_dir


@dataclass(frozen=True)
class Database:
    """`env` says where it is, if it is not the file of the app."""

    var_dir: Path
    env: dict[str, str]

    @classmethod
    def of_kind(cls, kind: str, var_dir: Path, request: pytest.FixtureRequest) -> Database:
        """`sqlite` or `postgres`, with the tables of today, and nothing in them."""
        if kind == "sqlite":
            (file,) = prepared_var_dir().glob("*.sqlite3")
            shutil.copy(file, var_dir)
            return cls(var_dir, {})
        return cls(var_dir, {"DATABASE_URL": request.getfixturevalue("postgres").database()})

    def migrate(self, *to: str) -> None:
        """To a migration of an app, or to the newest of all."""
        manage("migrate", *to, "--verbosity", "0", var_dir=self.var_dir, env=self.env)

    def execute(self, statements: Iterable[str]) -> None:
        if self.env:
            with psycopg.connect(self.env["DATABASE_URL"]) as connection:
                for statement in statements:
                    connection.execute(statement.encode())
            return
        (file,) = self.var_dir.glob("*.sqlite3")
        stored = sqlite3.connect(file)
        with stored:
            for statement in statements:
                stored.execute(statement)
        stored.close()

    def shows(self, program: str) -> list[str]:
        """What a program prints that runs in the app."""
        told = manage("shell", "--verbosity", "0", "-c", program, var_dir=self.var_dir, env=self.env)
        return told.splitlines()
