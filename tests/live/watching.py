"""Sockets of a real client that watch the rooms of a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.servers import Server

SECONDS_TO_HEAR = 30


@contextmanager
def watching(server: Server, path: str, *, origin: str | None = None, cookie: str = "") -> Iterator[ClientConnection]:
    """A socket in the room of what is at `path`, such as a sandbox. Hears the present version first."""
    named = Origin(server.url if origin is None else origin)
    address, headers = f"{server.socket_url}/ws{path}", {"Cookie": cookie} if cookie else {}
    with connect(
        address, origin=named, proxy=None, compression=None, max_size=None, additional_headers=headers
    ) as socket:
        yield socket


def heard(socket: ClientConnection) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(socket.recv(timeout=SECONDS_TO_HEAR))
    return frame


def heard_of(socket: ClientConnection, version: int) -> dict[str, Any]:
    """The first frame that names the version. No frame before it may name a later one."""
    while (frame := heard(socket))["version"] != version:
        assert frame["version"] < version, frame
    return frame


def shown(socket: ClientConnection, version: int) -> dict[str, Any]:
    """The first frame that shows the version; a heartbeat, which may name it before, shows nothing."""
    while "html" not in (frame := heard_of(socket, version)):
        pass
    return frame
