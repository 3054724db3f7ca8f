"""The scene in which the promises are measured: a server with classes, and everybody who takes part."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import forking
from tests.servers import ROOT, Server, environment, free_port, running_server

from .clients import Browser, Clients
from .mute import Mute

PRODUCTION = {
    "PRODUCTION": "True",
    "SECRET_KEY": "a secret of fifty letters that is only for this measurement 0123456789",
    "ALLOWED_HOSTS": "127.0.0.1",
    "TRUSTED_PROXIES": "127.0.0.1",
    "SANDBOXES_PER_HOUR_AND_ADDRESS": "100000",
}
"""The settings of a server behind a proxy that speaks TLS; the clients speak as that proxy does."""


@dataclass
class Scene:
    """A server with classes, and how many students take part in each promise."""

    server: Server
    clients: Clients
    teacher: str
    classes: list[dict[str, Any]]
    bare: str
    most: int
    moves: dict[str, int] = field(default_factory=dict)

    @property
    def console(self) -> Browser:
        return self.browser(self.teacher, self.teacher)

    def student(self, number: int, room: int = 0) -> Browser:
        cookie = self.classes[room]["students"][number]
        return self.browser(cookie, cookie)

    def browser(self, person: str, cookie: str = "") -> Browser:
        """The browser of a person; a stranger has no cookie."""
        return Browser(self.clients.of(person), self.server.url, cookie)

    def socket(self, room: int = 0) -> str:
        return f"{self.server.socket_url}/ws/c/{self.classes[room]['id']}/"

    @property
    def origin(self) -> str:
        return self.server.url.replace("http:", "https:")

    async def mute(self) -> Mute:
        """The socket of a student whose phone does not read any more."""
        return await Mute.at(self.socket(), self.cookies(1)[0], self.origin)

    def cookies(self, count: int, room: int = 0) -> list[str]:
        return list(self.classes[room]["students"][:count])

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What is stored, read beside the server."""
        with sqlite3.connect(Path(self.server.var_dir) / "a09.sqlite3", timeout=20) as base:
            return base.execute(query, values).fetchall()

    def version(self, room: int = 0) -> int:
        query = (
            "SELECT c.version + s.version FROM classroom_classroom c JOIN sandbox_sandbox s ON s.id = c.sandbox_id "
            "WHERE c.public_id = ?"
        )
        return int(self.rows(query, self.classes[room]["id"])[0][0])

    async def step(self, room: int = 0) -> float:
        """Moves the sandbox of a class to and fro; when the request was sent."""
        known = self.classes[room]
        version = self.rows("SELECT version FROM sandbox_sandbox WHERE public_id = ?", known["sandbox"])[0][0]
        here = self.moves[known["id"]] = 5 - self.moves.get(known["id"], 3)
        sent = time.perf_counter()
        answer = await self.console.post(f"/teach/{known['id']}/", {"version": version, "move": here})
        assert answer.status_code == 302, (answer.status_code, answer.text[:300])
        return sent

    async def act(self, room: int = 0, **fields: Any) -> int:
        answer = await self.console.post(f"/teach/{self.classes[room]['id']}/do/", fields)
        return int(answer.status_code)


@asynccontextmanager
async def scene(*, most: int, sizes: tuple[int, ...], **env: str) -> AsyncIterator[Scene]:
    """A server with classes of so many students, and settings of its own; `most` of them take part."""
    port, env = free_port(), PRODUCTION | env
    bare = subprocess.Popen(
        [sys.executable, "-m", "tests.load.classroom.bare", str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert bare.stdout is not None
        assert bare.stdout.readline() == "ready\n"
        with running_server(env=env, has_own_python=True) as server:
            around = environment(server.var_dir, env)
            made = forking.run("-m", "tests.load.classroom.prepare", *map(str, sizes), env=around)
            assert made.returncode == 0, made.stderr
            async with Clients() as clients:
                yield Scene(server, clients, most=most, bare=f"ws://127.0.0.1:{port}/watch", **json.loads(made.stdout))
    finally:
        bare.kill()
        bare.communicate()
