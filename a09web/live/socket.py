"""One socket that watches one room. It only receives: what people do comes by HTTP."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from .hub import Outbox, hub

# A browser does not come back by itself after a close code of 4xxx.
NO_SUCH_ROOM = 4404


async def room_socket(scope: Any, receive: Any, send: Any) -> None:
    """An ASGI application. The address names the room: `/ws/<kind>/<name>/`."""
    names = scope["url_route"]["kwargs"]
    room = f"{names['kind']}.{names['name']}"
    await receive()
    await send({"type": "websocket.accept"})
    outbox = await hub.join(room)
    if outbox is None:
        await send({"type": "websocket.close", "code": NO_SUCH_ROOM})
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
        while True:
            await send({"type": "websocket.send", "text": await outbox.take()})
