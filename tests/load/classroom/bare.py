"""The measure: a bare `websockets` server that sends what it is told to everybody at once. `python -m … PORT`."""

from __future__ import annotations

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main(port: int) -> None:
    watchers: set[ServerConnection] = set()

    async def handle(connection: ServerConnection) -> None:
        assert connection.request is not None
        if connection.request.path == "/tell":
            async for message in connection:
                broadcast(watchers, message)
            return
        watchers.add(connection)
        try:
            await connection.wait_closed()
        finally:
            watchers.discard(connection)

    async with serve(handle, "127.0.0.1", port, compression=None, backlog=2048, max_size=None):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
