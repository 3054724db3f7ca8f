"""A slow line to a server: what browsers ask by HTTP takes longer, while sockets are as quick as ever.

So answers come after the frames that tell of the same step, as on a bad network. Run the browser tests with
A09_LATENCY_MS=300 to see whether one of them, or a page, counts on the order.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK_BYTES = 64 * 1024


@contextmanager
def slow_line(port: int, milliseconds: int) -> Iterator[str]:
    """The address of a line to the server at that port of this machine; the server may come and go."""
    line = _Line(port, milliseconds / 1000)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(line.open(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(line.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Line:
    def __init__(self, port: int, seconds: float) -> None:
        self.port, self.seconds = port, seconds
        self.carried: set[asyncio.Task[None]] = set()
        self.ends: set[asyncio.StreamWriter] = set()

    async def open(self) -> str:
        self.entry = await asyncio.start_server(self.carry, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self.entry.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        self.entry.close()
        for end in self.ends:
            end.close()
        await asyncio.gather(*self.carried)

    def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self.connect(reader, writer))
        self.carried.add(task)
        task.add_done_callback(self.carried.discard)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            writer.close()
            return
        ends = {writer, to_server}
        self.ends |= ends
        await asyncio.gather(self.ask(reader, to_server), self.answer(from_server, writer))
        self.ends -= ends

    async def ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            chunk = await reader.read(CHUNK_BYTES)
            is_socket = b"upgrade: websocket" in chunk.lower()
            while chunk:
                await asyncio.sleep(0 if is_socket else self.seconds)
                writer.write(chunk)
                await writer.drain()
                chunk = await reader.read(CHUNK_BYTES)
        writer.close()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK_BYTES):
                writer.write(chunk)
                await writer.drain()
        writer.close()
