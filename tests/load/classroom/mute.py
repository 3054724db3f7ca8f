"""A peer that is connected and does not read, and what Linux tells of its connection."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection

from .clients import connected

SMALLEST_BUFFER = 4096
"""Bytes. So little fits into it that the server cannot send its second frame."""
ESTABLISHED = "01"


@dataclass
class Mute:
    """The connection, and the port of the peer's own end."""

    connection: ClientConnection
    port: int

    @classmethod
    async def at(cls, address: str, cookie: str, origin: str) -> Mute:
        handle, server = socket.socket(), urlsplit(address)
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST_BUFFER)
        handle.setblocking(False)
        await asyncio.get_running_loop().sock_connect(handle, (server.hostname, server.port))
        connection = await connected(address, cookie, origin, sock=handle)
        connection.transport.pause_reading()
        return cls(connection, handle.getsockname()[1])

    @property
    def unsent(self) -> int:
        """The bytes that the server has written and could not deliver."""
        return sum(int(line[4].split(":")[0], 16) for line in self._server_ends())

    @property
    def is_dropped(self) -> bool:
        """Whether the server has ended the connection. The peer cannot hear that before it reads on."""
        return not any(line[3] == ESTABLISHED for line in self._server_ends())

    def abort(self) -> None:
        self.connection.transport.abort()

    def _server_ends(self) -> list[list[str]]:
        """The server's end in the kernel's table, in words: 2 is the other end, 3 the state, 4 the queues."""
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        return [words for words in map(str.split, lines) if words[2].endswith(f":{self.port:04X}")]
