"""The figures one by one, each measured as a stranger would notice it."""

from __future__ import annotations

import asyncio
import random
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Any

import httpx
import psutil

from a09web.scenarios.address import encode
from a09web.scenarios.scenario import Scenario
from a09web.workbooks import FIRST
from tests.load.classroom.clients import Browser, percentile
from tests.servers import ROOT, Server

from .attacks import link

Figures = dict[str, Any]
STEPS = 40
HALF_SENT = 2000
HEADER_BYTES = 200_000_000


class Stranger:
    """Somebody at another address, in a sandbox of their own."""

    def __init__(self, http: httpx.AsyncClient, site: str) -> None:
        self.browser = Browser(http, site, address="192.0.2.1")
        self.path, self.version = "", 0

    async def come(self) -> None:
        answer = await self.browser.post("/s/", {"bugs": "EarlyRelease"})
        self.browser.cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.path = answer.headers["Location"]

    async def step(self) -> float:
        """Milliseconds of a step, or of the way back."""
        fields: Figures = {"version": self.version, **({"move": 0} if self.version % 2 else {"at": 0, "step": "Tick"})}
        start = time.perf_counter()
        answer = await self.browser.post(self.path, fields, **{"HX-Request": "true"})
        self.version += answer.status_code == 200
        return (time.perf_counter() - start) * 1000

    async def steps(self, count: int = STEPS) -> Figures:
        times = []
        for _ in range(count):
            times.append(await self.step())
            await asyncio.sleep(0.05)
        return {"p50_ms": round(percentile(times, 0.5), 1), "p95_ms": round(percentile(times, 0.95), 1)}


@asynccontextmanager
async def attacked(server: Server, kind: str, seconds: float = 60) -> AsyncIterator[None]:
    """While eight connections do one kind of harm."""
    command = [sys.executable, "-m", "tests.load.hold.attacks", kind, server.url, str(seconds)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            await asyncio.sleep(3)  # it has to begin
            yield
        finally:
            process.kill()


async def hung_up(server: Server, stranger: Stranger, count: int = 40) -> Figures:
    """Dear requests whose client leaves at once; how long a health check takes then."""
    for _ in range(count):
        with socket.create_connection(("127.0.0.1", server.port)) as leaving:
            head = f"GET {link('Gone')}trace.html HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n\r\n"
            leaving.sendall(head.encode())
    times = []
    for _ in range(5):
        start = time.perf_counter()
        await stranger.browser.get("/healthz")
        times.append((time.perf_counter() - start) * 1000)
    return {"requests": count, "healthz_ms": round(max(times), 1), **await stranger.steps()}


async def held_open(server: Server, stranger: Stranger) -> Figures:
    """Connections that send half a head, and a header that is far too large."""
    with ExitStack() as held:
        for _ in range(HALF_SENT):
            half = held.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            half.sendall(b"GET / HTTP/1.1\r\nHost:")
        start = time.perf_counter()
        async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
            status = (await Browser(http, server.url, address="192.0.2.2").get("/")).status_code
        seconds = time.perf_counter() - start
    return {"connections": HALF_SENT, "stranger_seconds": round(seconds, 3), "status": status,
            "header_bytes_taken": await asyncio.to_thread(_header, server.port)}  # fmt: skip


def _header(port: int) -> int:
    sent, piece = 0, b"y" * 65536
    with socket.create_connection(("127.0.0.1", port)) as large, suppress(OSError):
        large.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        while sent < HEADER_BYTES:
            sent += large.send(piece)
    return sent


async def remembered(server: Server, http: httpx.AsyncClient, count: int) -> Figures:
    """Resident memory under requests with random bounds: after each tenth of them, in MB."""
    assert server.process is not None
    process, browser = psutil.Process(server.process.pid), Browser(http, server.url, address="192.0.2.3")
    sizes = [_megabytes(process)]
    for _ in range(10):
        for _ in range(max(1, count // 10)):
            await browser.get(_random_link())
        sizes.append(_megabytes(process))
    return {"requests": count, "megabytes": sizes, "most": max(sizes), "grown_in_last_half": sizes[-1] - sizes[5]}


def _megabytes(process: psutil.Process) -> int:
    return int(process.memory_info().rss // 1_000_000)


def _random_link() -> str:
    due = tuple(sorted(random.randint(1, 6) for _ in range(random.randint(1, 4))))
    bounds = FIRST.bounds(due=due, workers=random.randint(1, 3), max_time=random.randint(6, 8))
    steps = ("Tick",) * random.randint(0, 5)
    page = random.choice(("", "", "", "space/", "compare/", "board.svg", "trace.txt", "ways/NoEarlyRunnable/"))
    return f"/t/{encode(Scenario(bounds=bounds, steps=steps))}/{page}"
