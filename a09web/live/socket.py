"""One socket that watches one room. It only receives: what people do comes by HTTP."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from django.http.cookie import parse_cookie

from .hub import Outbox, hub

# A browser does not come back by itself after a close code of 4xxx.
NO_SUCH_ROOM = 4404
NOT_FOR_YOU = 4403


async def room_socket(scope: Any, receive: Any, send: Any) -> None:
    """An ASGI application. The address names the room: `/ws/<kind>/<name>/`."""
    names = scope["url_route"]["kwargs"]
    room = f"{names['kind']}.{names['name']}"
    await receive()
    await send({"type": "websocket.accept"})
    before, cookies = hub.dismissals, cookies_of(scope)
    who = await hub.admitted(room, cookies)
    outbox = await hub.join(room, who) if who is not None else None
    if outbox is not None and hub.dismissals != before and await hub.admitted(room, cookies) != who:
        await hub.leave(room, outbox)
        outbox = who = None
    if outbox is None:
        await send({"type": "websocket.close", "code": NO_SUCH_ROOM if who is not None else NOT_FOR_YOU})
        return
    sender = asyncio.create_task(_send_all(outbox, send))
    try:
        while (await receive())["type"] != "websocket.disconnect":
            pass
    finally:
        sender.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sender
        await hub.leave(room, outbox)


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """An address that is no room's."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": NO_SUCH_ROOM})


async def _send_all(outbox: Outbox, send: Any) -> None:
    with contextlib.suppress(OSError, RuntimeError):  # the peer is gone; its disconnect follows
        while text := await outbox.take():
            await send({"type": "websocket.send", "text": text})
        await send({"type": "websocket.close", "code": NOT_FOR_YOU})


def cookies_of(scope: Any) -> dict[str, str]:
    """Without those that hold the character NUL, which PostgreSQL cannot look for."""
    cookies = parse_cookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
    return {name: value for name, value in cookies.items() if "\0" not in value}
