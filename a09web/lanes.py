"""Where a request waits for its turn. What is dear, what programs ask and what a health check asks have workers
of their own, so that a step or a vote waits for none of them."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from a2wsgi import WSGIMiddleware
from django.http.cookie import parse_cookie
from django.urls import Resolver404, resolve

from .http import App, Message, Receive, Send, first, say_plainly
from .kit.client import Client, client_with
from .kit.dear import is_dear
from .turns import CLIENT, TURN, Full, Turns

PAGES, DEAR, PROGRAMS, HEALTH = "pages", "dear", "programs", "health"
HEALTHZ = "/healthz"
RETRY_SECONDS = 5
BUSY = "Very many ask at the moment, so that this would have waited for too long. Nothing was done. Please try again."


class Lanes:
    """An ASGI application of a WSGI application. It gets whole requests; whoever hangs up before their turn is passed
    over, and where too many wait, one more is refused with 503."""

    def __init__(self, pages: Any) -> None:
        self.lanes = {
            PAGES: _lane(pages, Turns(PAGES, workers=1, most=2000, most_of_one=64)),
            DEAR: _lane(pages, Turns(DEAR, workers=1, most=64, most_of_one=8)),
            PROGRAMS: _lane(pages, Turns(PROGRAMS, workers=1, most=256, most_of_one=32)),
            HEALTH: _lane(pages, Turns(HEALTH, workers=1, most=16, most_of_one=16)),
        }

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        scope[CLIENT] = client_in(scope)
        body = (await receive())["body"]
        serving = asyncio.ensure_future(self.lanes[lane_of(scope)](scope, first(body, receive), send))
        leaving = asyncio.ensure_future(_end(receive))
        try:
            await asyncio.wait({serving, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not serving.done() and scope[TURN].cancel():
                with contextlib.suppress(asyncio.CancelledError):
                    await serving
                return
            await serving
        except Full:
            await say_plainly(scope, send, 503, BUSY, retry_after=RETRY_SECONDS)
        finally:
            leaving.cancel()


def _lane(pages: Any, turns: Turns) -> App:
    """As a2wsgi serves it, but by these workers."""
    lane: Any = WSGIMiddleware(pages, workers=turns.workers)
    lane.executor = turns
    served: App = lane
    return served


def lane_of(scope: Message) -> str:
    path = scope["path"]
    if path == HEALTHZ:
        return HEALTH
    if path.startswith("/api/"):
        return PROGRAMS
    with contextlib.suppress(Resolver404):
        return DEAR if is_dear(resolve(path).func, scope["method"]) else PAGES
    return PAGES


def client_in(scope: Message) -> Client:
    said = dict(scope["headers"])
    cookies = parse_cookie(said.get(b"cookie", b"").decode("latin-1"))
    address = scope["client"][0] if scope.get("client") else ""
    return client_with(address, cookies, said.get(b"authorization", b"").decode("latin-1"))


async def _end(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
