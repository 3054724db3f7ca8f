"""Heads of requests have bounds, and so has an address: nobody keeps others out by holding connections."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from a09web import connections
from a09web.connections import MOST_OF_HEAD, BoundedHttp, CountedSocket

from .servers import Server
from .test_http import everything, exchanged, head, status, wire


class Wire(asyncio.Transport):
    """The peer's end, as the event loop presents it."""

    def __init__(self, address: str = "192.0.2.1") -> None:
        super().__init__({"peername": (address, 1), "sockname": ("127.0.0.1", 80)})
        self.written = b""
        self.is_closed = False
        self.protocol: Any = None

    def set_protocol(self, protocol: Any) -> None:
        self.protocol = protocol

    def write(self, data: Any) -> None:
        self.written += data

    def close(self) -> None:
        self.is_closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.is_closed


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"done"})


def connected(address: str = "192.0.2.1") -> tuple[BoundedHttp, Wire]:
    config = Config(application, http=BoundedHttp, ws=CountedSocket, lifespan="off")
    config.load()
    protocol, transport = BoundedHttp(config, ServerState(), {}), Wire(address)
    protocol.connection_made(transport)
    return protocol, transport


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    connections._connected.clear()
    yield
    connections._connected.clear()


async def test_a_head_that_does_not_come_ends_the_connection_with_a_sentence() -> None:
    protocol, transport = connected()
    protocol.data_received(b"GET / HTTP/1.1\r\nHost: a\r\n")
    protocol.data_received(b"X: y\r\n")
    deadline = protocol._deadline
    assert deadline is not None, "every byte that trickles in buys more time"
    protocol._too_slow()
    assert transport.is_closed
    assert status(transport.written) == 408
    assert b"has to arrive within 10 seconds" in transport.written


async def test_a_head_that_came_has_no_deadline_and_after_the_answer_the_next_one_has() -> None:
    protocol, transport = connected()
    protocol.data_received(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert protocol._deadline is None
    await asyncio.gather(*protocol.tasks)
    assert transport.written.endswith(b"done")
    assert protocol._deadline is not None
    protocol.data_received(b"\r\n")  # with it uvicorn's own wait for the next request is over
    assert protocol._deadline is not None
    protocol.connection_lost(None)
    assert protocol._deadline is None
    assert connections._connected == {}


@pytest.mark.parametrize("cut", [1000, 5000, MOST_OF_HEAD * 2])
async def test_a_head_is_at_most_64_kb_however_it_comes(cut: int) -> None:
    protocol, transport = connected()
    sent = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * MOST_OF_HEAD + b"\r\n\r\n"
    for start in range(0, len(sent), cut):
        if not transport.is_closed:
            protocol.data_received(sent[start : start + cut])
    assert transport.is_closed
    assert status(transport.written) == 431
    assert b"has at most 64 KB" in transport.written
    assert protocol.tasks == set()


async def test_a_large_body_is_no_large_head() -> None:
    protocol, transport = connected()
    body = b"x" * MOST_OF_HEAD
    protocol.data_received(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    await asyncio.gather(*protocol.tasks)
    assert status(transport.written) == 200


async def test_an_address_has_so_many_connections_and_another_has_its_own(settings: Any) -> None:
    settings.CONNECTIONS_PER_ADDRESS = 2
    settings.TRUSTED_PROXIES = ["203.0.113.0/24"]
    (one, _), (_, two), (third, three), (_, other) = connected(), connected(), connected(), connected("192.0.2.2")
    assert [two.is_closed, three.is_closed, other.is_closed] == [False, True, False]
    third.connection_lost(None)
    one.connection_lost(None)
    assert not connected()[1].is_closed
    assert [transport.is_closed for _, transport in (connected("203.0.113.7") for _ in range(5))] == [False] * 5


async def test_a_socket_counts_as_the_connection_that_it_was() -> None:
    protocol, transport = connected()
    lines = ["GET /ws/ HTTP/1.1", "Host: a", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    protocol.data_received("\r\n".join([*lines, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""]).encode())
    assert protocol._deadline is None
    assert connections._connected == {"192.0.2.1": 1}
    assert isinstance(transport.protocol, CountedSocket)
    await asyncio.gather(*transport.protocol.tasks)
    transport.protocol.connection_lost(None)
    assert connections._connected == {}


# On the wire


def test_a_header_of_200_mb_is_refused_before_it_is_read(server: Server) -> None:
    sent, piece = 0, b"y" * 65536
    with wire(server) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        try:
            while sent < 200_000_000:
                connection.sendall(piece)
                sent += len(piece)
        except OSError:
            pass
    assert sent < 20_000_000, "what lies in the buffers of the system is all that was taken"
    assert status(exchanged(server, head("GET /healthz HTTP/1.1", server=server))) == 200


def test_whoever_sends_no_more_than_half_a_head_keeps_nobody_out(server: Server) -> None:
    held = [wire(server) for _ in range(300)]
    connections_ = [each.__enter__() for each in held]
    try:
        for connection in connections_:
            connection.sendall(b"GET / HTTP/1.1\r\nHost:")
        assert server.get("/healthz").status_code == 200
    finally:
        for each in held:
            each.__exit__(None, None, None)


def test_what_is_too_large_is_said(server: Server) -> None:
    with wire(server) as connection:
        connection.sendall(head("GET / HTTP/1.1", f"Panels: {'x' * 70_000}", server=server))
        assert re.match(rb"HTTP/1\.1 431 ", everything(connection))
