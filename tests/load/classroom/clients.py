"""Many browsers in one process: requests with cookies, and sockets whose receipt times are kept."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

TOKEN = "0123456789abcdef0123456789abcdef"
"""What a browser's CSRF cookie and its forms hold."""


class Clients:
    """An HTTP client for each person, with connections of its own, as browsers have them.

    One for all would spend more time in looking through its connections than the server in answering.
    """

    def __init__(self) -> None:
        self._context = ssl.create_default_context()
        self._made: dict[str, httpx.AsyncClient] = {}

    def of(self, person: str) -> httpx.AsyncClient:
        if person not in self._made:
            limits = httpx.Limits(keepalive_expiry=2)
            self._made[person] = httpx.AsyncClient(timeout=60, trust_env=False, limits=limits, verify=self._context)
        return self._made[person]

    async def __aenter__(self) -> Clients:
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._made.values():
            await client.aclose()


@dataclass
class Browser:
    """Requests as one person's browser sends them, behind a proxy that speaks TLS."""

    http: httpx.AsyncClient
    site: str
    cookie: str = ""
    address: str = ""

    @property
    def headers(self) -> dict[str, str]:
        cookies = "; ".join(filter(None, [f"csrftoken={TOKEN}", self.cookie]))
        origin = self.site.replace("http:", "https:")
        forwarded = {"X-Forwarded-Proto": "https"} | ({"X-Forwarded-For": self.address} if self.address else {})
        return {"Cookie": cookies, "Origin": origin, "Referer": origin + "/", **forwarded}

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(self.site + path, headers=self.headers | headers)

    async def post(self, path: str, fields: dict[str, Any], **headers: str) -> httpx.Response:
        data = {"csrfmiddlewaretoken": TOKEN, **fields}
        return await self.http.post(self.site + path, data=data, headers=self.headers | headers)


@dataclass
class Watcher:
    """One socket: when each frame came, and what it was. Frames are parsed afterwards."""

    connection: ClientConnection
    got: list[tuple[float, str]] = field(default_factory=list)
    task: asyncio.Task[None] | None = None

    async def listen(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self.connection:
                self.got.append((time.perf_counter(), str(text)))

    def frames(self) -> list[dict[str, Any]]:
        return [json.loads(text) for _, text in self.got]

    @property
    def version(self) -> int:
        """The newest version that it was told."""
        return int(_version(self.got[-1][1])) if self.got else -1

    def came(self, version: int) -> float | None:
        """When it first heard of that version or a later one."""
        return next((at for at, text in self.got if _version(text) >= version), None)


def _version(text: str) -> int:
    found = re.match(r'\{"version": (\d+)', text)
    return int(found[1]) if found else -1


async def connected(address: str, cookie: str = "", origin: str = "", **how: Any) -> ClientConnection:
    """A socket as a browser opens it; it never pings."""
    return await connect(
        address,
        additional_headers={"Cookie": cookie} if cookie else {},
        origin=Origin(origin) if origin else None,
        compression=None,
        max_size=None,
        open_timeout=60,
        ping_interval=None,
        **how,
    )


async def watch(address: str, cookie: str = "", origin: str = "") -> Watcher:
    watcher = Watcher(await connected(address, cookie, origin))
    watcher.task = asyncio.create_task(watcher.listen())
    return watcher


@asynccontextmanager
async def watching(address: str, cookies: list[str], origin: str = "") -> AsyncIterator[list[Watcher]]:
    """A socket for each cookie, opened a hundred at a time."""
    async with AsyncExitStack() as stack:
        watchers: list[Watcher] = []
        for start in range(0, len(cookies), 100):
            opening = (watch(address, cookie, origin) for cookie in cookies[start : start + 100])
            watchers += await asyncio.gather(*opening)
        for watcher in watchers:
            stack.push_async_callback(watcher.connection.close)
        yield watchers
        for watcher in watchers:
            watcher.connection.transport.abort()


async def until(told: Any, seconds: float = 30) -> bool:
    """Whether something comes true in time."""
    end = time.perf_counter() + seconds
    while not told():
        if time.perf_counter() > end:
            return False
        await asyncio.sleep(0.005)
    return True


def percentile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")
