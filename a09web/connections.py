"""How long a connection may take and how many there may be from one address, for uvicorn: it limits neither.

A head is at most `MOST_OF_HEAD` bytes and comes within `SECONDS_FOR_HEAD` of the connection or of the answer before it,
whatever trickles in meanwhile. (An idle connection uvicorn closes by itself, and a body has a time of its own in
`http.py`.)
"""

from __future__ import annotations

import asyncio
from collections import Counter
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.utils import get_remote_addr
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

MOST_OF_HEAD = 64 * 1024
SECONDS_FOR_HEAD = 10

_connected: Counter[str] = Counter()
"""How many connections there are from an address, those of sockets included."""


class TooLargeHead(Exception):
    """Ends the parsing of a head."""


def is_trusted_proxy(address: str) -> bool:
    """Whether all who come from the address come through one of our proxies."""
    return any(ip_address(address) in ip_network(each, strict=False) for each in settings.TRUSTED_PROXIES)


class Counted:
    """A connection that is counted by its address while it lasts."""

    _address = ""

    def _count(self, transport: Any) -> bool:
        """Whether the address may have one more."""
        remote = get_remote_addr(transport)
        self._address = remote[0] if remote else ""
        _connected[self._address] += 1
        return _connected[self._address] <= settings.CONNECTIONS_PER_ADDRESS or is_trusted_proxy(self._address)

    def _discount(self) -> None:
        _connected[self._address] -= 1
        if _connected[self._address] <= 0:
            del _connected[self._address]


class BoundedHttp(Counted, HttpToolsProtocol):
    """HTTP with heads that have bounds."""

    _deadline: asyncio.TimerHandle | None = None
    _fed = 0
    _parsed = 0
    _is_too_large = False

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if not self._count(transport):
            transport.abort()
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._has_head()
        self._discount()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._fed += len(data) if self._deadline is not None else 0
        super().data_received(data)
        if self._deadline is not None and self._fed > MOST_OF_HEAD and not self.transport.is_closing():
            self._refuse(431, f"The head of a request has at most {MOST_OF_HEAD // 1024} KB.")

    def on_url(self, url: bytes) -> None:
        self._parsed += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._parsed += len(name) + len(value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if self._parsed > MOST_OF_HEAD:
            self._is_too_large = True
            raise TooLargeHead
        self._has_head()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.timeout_keep_alive_task is not None:
            self._await_head()

    def handle_websocket_upgrade(self) -> None:
        self._discount()  # from here on it is another protocol's
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        if self._is_too_large:
            self._refuse(431, f"The head of a request has at most {MOST_OF_HEAD // 1024} KB.")
        else:
            super().send_400_response(msg)

    def _await_head(self) -> None:
        self._has_head()
        self._deadline = self.loop.call_later(SECONDS_FOR_HEAD, self._too_slow)

    def _has_head(self) -> None:
        self._fed = self._parsed = 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._refuse(408, f"The head of a request has to arrive within {SECONDS_FOR_HEAD} seconds. Please try again.")

    def _refuse(self, status: int, sentence: str) -> None:
        """Says why, and ends the connection. Nothing of the request is done."""
        self._has_head()
        if self.transport.is_closing():
            return
        head = b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\ncontent-length: %d\r\n\r\n"
        body = sentence.encode()
        self.transport.write(STATUS_LINE[status] + head % len(body) + body)
        self.transport.close()


class CountedSocket(Counted, WebSocketsSansIOProtocol):
    """A socket that is counted with the other connections."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._count(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._discount()
        super().connection_lost(exc)
