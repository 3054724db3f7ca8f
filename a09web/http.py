"""Requests are read whole before a worker thread is given to them, so that a slow sender holds up nobody; and whoever
leaves before the answer is no error."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

SECONDS_TO_SEND = 20
LARGE_AT_ONCE = 4
TOO_MANY_LARGE = "Others are sending large files at the moment. Nothing was read. Please try again in a few seconds."
REFUSED = b"x-a09-refused"
"""The header by which a page for what was refused is asked for. What a client sends as such is dropped."""
OF_THE_BODY, JSON = (b"content-length", b"transfer-encoding"), b"application/json"


class Gone(Exception):
    """The client left in the middle of its request. Nothing of it may be done: half of `move=12` is `move=1`."""


class WholeRequest:
    """ASGI middleware. Passes a request on once its body is there; refuses bodies over `limit` bytes with 413 (`large`
    has other limits, by the address) and those that take longer than `SECONDS_TO_SEND` with 408. Of those over `limit`
    it holds `LARGE_AT_ONCE` at a time, and refuses one more with 503. Programs that sent JSON are told so in JSON
    (RFC 9457), and people by a page: the request goes on without its body, with the status in the header `REFUSED`."""

    def __init__(self, app: App, *, limit: int, large: Mapping[str, int] = {}) -> None:
        self.app, self.limit, self.large = app, limit, large
        self._held = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope.get("path") not in self.large or not _may_be_over(scope, self.limit):
            await self._serve(scope, receive, send, self.limit)
        elif self._held == LARGE_AT_ONCE:
            await self._refuse(scope, receive, send, 503, TOO_MANY_LARGE)
        else:
            self._held += 1
            try:
                await self._serve(scope, receive, send, self.large[scope["path"]])
            finally:
                self._held -= 1

    async def _serve(self, scope: Message, receive: Receive, send: Send, limit: int) -> None:
        try:
            async with asyncio.timeout(SECONDS_TO_SEND):
                body = await self._body(receive, limit)
        except TimeoutError:
            await self._refuse(scope, receive, send, 408, "The request took too long to arrive. Please try again.")
            return
        except Gone:
            return
        if body is None:
            sentence = f"The request is too large: at most {limit} bytes are read."
            await self._refuse(scope, receive, send, 413, sentence)
            return
        # Django trusts this header for the size of the body; one that came in chunks has none.
        headers = [(name, value) for name, value in scope["headers"] if name not in OF_THE_BODY and name != REFUSED]
        if body:
            headers.append((b"content-length", str(len(body)).encode()))
        # A raw query may hold any byte; what is not ASCII travels percent-encoded from here on.
        scope = {
            **scope,
            "headers": headers,
            "query_string": quote(scope["query_string"], safe="%&=+~,;:@/?!$'()*[].-_").encode(),
        }
        await self.app(scope, first(body, receive), send)

    async def _refuse(self, scope: Message, receive: Receive, send: Send, status: int, sentence: str) -> None:
        said = dict(scope["headers"])
        if b"text/html" not in said.get(b"accept", b"") or said.get(b"content-type", b"").startswith(JSON):
            await say_plainly(scope, send, status, sentence)
            return
        kept = [pair for pair in scope["headers"] if pair[0] not in (*OF_THE_BODY, b"content-type", REFUSED)]

        async def and_close(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        headers = [*kept, (REFUSED, str(status).encode())]
        await self.app({**scope, "headers": headers, "query_string": b""}, first(b"", receive), and_close)

    async def _body(self, receive: Receive, limit: int) -> bytes | None:
        body = bytearray()
        while len(body) <= limit:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            body += message.get("body", b"")
            if not message.get("more_body", False):
                return bytes(body) if len(body) <= limit else None
        return None


def _may_be_over(scope: Message, limit: int) -> bool:
    """Whether a body has more bytes than the limit, or does not say how many."""
    length = dict(scope["headers"]).get(b"content-length", b"")
    return not length.isdigit() or int(length) > limit


def first(body: bytes, receive: Receive) -> Receive:
    """The whole body as the first message, and then whatever comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received


HANDLE_IS_CLOSED = "the handler is closed"
"""How uvloop says that it has given a connection up, before it tells uvicorn so."""


class MayLeave:
    """ASGI middleware. What is sent to a peer that has just left goes nowhere; uvicorn would log it as a failure."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            try:
                await send(message)
            except RuntimeError as error:
                if HANDLE_IS_CLOSED not in str(error):
                    raise
                with contextlib.suppress(RuntimeError):
                    while (await receive())["type"] != "http.disconnect":
                        pass

        await self.app(scope, receive, sent)


async def say_plainly(scope: Message, send: Send, status: int, sentence: str, retry_after: int = 0) -> None:
    """Answers with a sentence, for programs as a problem. `retry_after` is the seconds after which to try again."""
    kind, body = "text/plain; charset=utf-8", sentence
    if dict(scope["headers"]).get(b"content-type", b"").startswith(JSON) or scope.get("path", "").startswith("/api/"):
        title = HTTPStatus(status).phrase
        kind, body = (
            "application/problem+json",
            json.dumps({"type": "about:blank", "title": title, "status": status, "detail": sentence}),
        )
    headers = [(b"content-type", kind.encode()), (b"connection", b"close")]
    if retry_after:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
