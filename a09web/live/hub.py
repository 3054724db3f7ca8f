"""The hub: one in each process. It subscribes once for each room and hands a frame to its own sockets."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings

from .painting import Easel, Painter

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10
SENDING_SECONDS = 5
NUDGE = '{"yours": true}'
LONGEST_NAME = 80  # the channel layers allow a little more
PROCESSES = "processes"
"""The group that each process is in, whichever rooms are watched there."""

# The present versions of some rooms of a kind, by name; rooms that do not exist are left out.
Versions = Callable[[Iterable[str]], dict[str, int]]

# Whether somebody may watch the room of that name, by the cookies of the request; and who it is, to be dismissed by.
Guard = Callable[[str, Mapping[str, str]], str | None]


@dataclass(frozen=True)
class Kind:
    """What is known of all rooms of a kind. Without a guard everybody may watch."""

    versions: Versions
    painter: Painter | None = None
    guard: Guard | None = None


class Outbox:
    """What one socket has still to be sent: the newest frame only, so that a slow reader skips to the present."""

    def __init__(self, who: str = "") -> None:
        self._frame: str | None = None
        self._filled = asyncio.Event()
        self._is_nudged = False
        self._is_closed = False
        self.who = who

    def put(self, frame: str) -> None:
        self._frame = frame
        self._filled.set()

    def close(self) -> None:
        """Nothing more is sent, whatever was put or will be; who takes is told so by the empty frame."""
        self._is_closed = True
        self._filled.set()

    def nudge(self) -> None:
        """Says before the next frame that something changed which is for this one alone."""
        self._is_nudged = True
        self._filled.set()

    async def take(self) -> str:
        await self._filled.wait()
        if self._is_closed:
            return ""
        if self._is_nudged:
            self._is_nudged = False
            if self._frame is None:
                self._filled.clear()
            return NUDGE
        self._filled.clear()
        frame, self._frame = self._frame, None
        return frame or ""


@dataclass
class Room:
    """A room that somebody in this process watches."""

    version: int
    outboxes: set[Outbox] = field(default_factory=set)
    easel: Easel | None = None


class Hub:
    """The rooms of one process. All methods but `publish` and `is_watched` belong to the event loop."""

    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.kinds: dict[str, Kind] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._starting: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._channel = ""
        # So many were dismissed: who asks to watch while somebody is may be the one.
        self.dismissals = 0
        self._opening: dict[str, asyncio.Future[bool]] = {}
        # Rooms whose version is being read: they hear what is published meanwhile.
        self._arriving: dict[str, Room] = {}
        self._painting: set[asyncio.Future[None]] = set()

    def register(
        self, kind: str, versions: Versions, painter: Painter | None = None, guard: Guard | None = None
    ) -> None:
        """Names the functions that tell the versions of all rooms of a kind, paint one, and guard it."""
        self.kinds[kind] = Kind(versions, painter, guard)

    # Joining and leaving

    async def admitted(self, room: str, cookies: Mapping[str, str]) -> str | None:
        """Who it is that asks to watch, empty where that does not matter; None if it may not."""
        name, kind = room.partition(".")[2], self._kind(room)
        if kind is None or kind.guard is None:
            return ""
        return await database_sync_to_async(kind.guard)(name, cookies)

    async def join(self, room: str, who: str = "") -> Outbox | None:
        """An outbox that holds the room's version at once and its frames from now on; None if there is no such room."""
        if len(room) > LONGEST_NAME:
            return None
        await self._start()
        while room not in self.rooms:
            if not await self._opened(room):
                return None
        outbox = Outbox(who)
        outbox.put(frame(self.rooms[room].version))
        self.rooms[room].outboxes.add(outbox)
        return outbox

    async def leave(self, room: str, outbox: Outbox) -> None:
        watched = self.rooms.get(room)
        if watched is None:
            return
        watched.outboxes.discard(outbox)
        if not watched.outboxes:
            del self.rooms[room]
            await self._layer.group_discard(_group(room), self._channel)

    async def _opened(self, room: str) -> bool:
        """Many sockets may come back at once: the first asks the database, the others wait for its answer."""
        opening = self._opening.get(room)
        if opening is None:
            opening = self._opening[room] = asyncio.ensure_future(self._open(room))
            opening.add_done_callback(lambda _: self._opening.pop(room, None))
        return await asyncio.shield(opening)

    async def _open(self, room: str) -> bool:
        await self._layer.group_add(_group(room), self._channel)
        arriving = self._arriving[room] = Room(version=-1, easel=self._easel(room))
        try:
            version = (await self._versions([room])).get(room)
            if version is not None and arriving.easel is not None:
                await database_sync_to_async(arriving.easel.paint)()
        finally:
            del self._arriving[room]
        if version is None:
            await self._layer.group_discard(_group(room), self._channel)
            return False
        # The first picture may show what was committed after the version was read, and no other will show it again.
        shown = arriving.easel.picture if arriving.easel is not None else None
        arriving.version = max(version, arriving.version, shown.version if shown is not None else version)
        self.rooms.setdefault(room, arriving)
        return True

    # Publishing, from the thread of a request

    def publish(self, room: str, version: int, render: Callable[[], str]) -> None:
        """Sends a version and its HTML to everybody who watches the room. Call it after the commit.

        Without Redis there is one process, and nothing is rendered when nobody watches.
        """
        if not settings.REDIS_URL and not self.is_watched(room):
            return
        self._send(room, {"type": "room.frame", "room": room, "version": version, "html": render()})

    def changed(self, room: str) -> None:
        """Says that a painted room changed. Call it after the commit. It is painted by every process that has watchers
        of it, at once or soon."""
        if settings.REDIS_URL:
            self._send(room, {"type": "room.changed", "room": room})
        elif self.is_watched(room):
            self._repaint(room)

    def dismiss(self, room: str, who: str) -> None:
        """Ends the sockets of somebody who may not watch any more. What is published after it does not reach them."""
        if settings.REDIS_URL:
            self._send(room, {"type": "room.dismissed", "room": room, "who": who}, wait=True)
        else:
            self._soon(self._dismiss, room, who)

    def dismiss_everywhere(self, who: str) -> None:
        """Ends the sockets of somebody in all rooms."""
        if settings.REDIS_URL:
            self._send("", {"type": "room.dismissed", "room": "", "who": who}, wait=True)
        else:
            self._soon(self._dismiss, "", who)

    def nudge(self, room: str, who: str, least: int = 1) -> None:
        """Tells the sockets of somebody, if there are so many, to fetch what is theirs."""
        if settings.REDIS_URL or self.is_watched(room):
            self._send(room, {"type": "room.nudged", "room": room, "who": who, "least": least})

    def _send(self, room: str, message: dict[str, Any], *, wait: bool = False) -> None:
        sending = self._layer.group_send(_group(room), message)
        if self._loop is not None and self._loop.is_running():
            sent = asyncio.run_coroutine_threadsafe(_sent(sending), self._loop)
            if wait:
                sent.result(SENDING_SECONDS)
        else:
            async_to_sync(_sent)(sending)

    def _repaint(self, room: str) -> None:
        """From any thread that may use the database. A picture that fails is no reason for the change to fail."""
        try:
            self._repaint_now(room)
        except Exception:
            logger.exception("A room could not be painted")

    def _repaint_now(self, room: str) -> None:
        watched = self.rooms.get(room) or self._arriving.get(room)
        if watched is None or watched.easel is None or self._loop is None:
            return
        rest = watched.easel.rest()
        if rest == 0:
            self._paint(room, watched.easel)
        elif rest is not None:
            self._soon(self._loop.call_later, rest, self._end_rest, room, watched.easel)

    def _end_rest(self, room: str, easel: Easel) -> None:
        easel.end_rest()
        painting = asyncio.ensure_future(_painted(database_sync_to_async(self._paint)(room, easel)))
        self._painting.add(painting)
        painting.add_done_callback(self._painting.discard)

    def _paint(self, room: str, easel: Easel) -> None:
        painted = easel.paint()
        if painted is not None:
            version, base, html = painted
            self._soon(self._deliver, room, version, html or None, base)

    def _soon(self, call: Callable[..., Any], *values: Any) -> None:
        """Has the loop call something, from any thread. It is called with no context of that thread: asgiref would
        take what is done later for a part of what the thread does now, and refuse it the thread of the database."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(call, *values, context=Context())

    def is_watched(self, room: str) -> bool:
        return room in self.rooms or room in self._arriving

    # The two tasks of a process

    async def _start(self) -> None:
        """Many may come at once: the first begins, the others wait for it. If it fails, the next one tries anew."""
        loop = asyncio.get_running_loop()
        starting = self._starting
        if starting is None or starting.get_loop() is not loop or (starting.done() and _failed(starting)):
            starting = self._starting = loop.create_task(self._begin(loop))
        await asyncio.shield(starting)

    async def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._channel = await self._layer.new_channel()
        await self._layer.group_add(PROCESSES, self._channel)
        self._loop = loop
        self._tasks = [loop.create_task(self._listen()), loop.create_task(self._beat())]

    async def _listen(self) -> None:
        while True:
            try:
                message = await self._layer.receive(self._channel)
            except Exception:
                logger.exception("The channel layer did not answer; trying again in a second")
                await asyncio.sleep(1)
                continue
            await self._heard(message)

    async def _heard(self, message: dict[str, Any]) -> None:
        room = message["room"]
        if message["type"] == "room.frame":
            self._deliver(room, message["version"], message["html"], message["version"] - 1)
        elif message["type"] == "room.changed":
            await _painted(database_sync_to_async(self._repaint)(room))
        elif message["type"] == "room.dismissed":
            self._dismiss(room, message["who"])
        else:
            theirs = self._outboxes(room, message["who"])
            if len(theirs) >= message["least"]:
                for outbox in theirs:
                    outbox.nudge()

    def _dismiss(self, room: str, who: str) -> None:
        self.dismissals += 1
        for each in [room] if room else self.rooms:
            for outbox in self._outboxes(each, who):
                outbox.close()

    def _outboxes(self, room: str, who: str) -> list[Outbox]:
        watched = self.rooms.get(room)
        return [] if watched is None else [outbox for outbox in watched.outboxes if outbox.who == who]

    async def _beat(self) -> None:
        """Tells every socket its room's version, read anew, so that a lost frame is noticed."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            try:
                versions = await self._versions(self.rooms)
            except Exception:
                logger.exception("The rooms' versions could not be read; trying again at the next beat")
                continue
            for room, version in versions.items():
                self._deliver(room, version, None)

    def _deliver(self, room: str, version: int, html: str | None, base: int | None = None) -> None:
        watched = self.rooms.get(room) or self._arriving.get(room)
        if watched is None or version < watched.version:
            return
        watched.version = version
        text = frame(version, html, base)
        for outbox in watched.outboxes:
            outbox.put(text)

    async def _versions(self, rooms: Iterable[str]) -> dict[str, int]:
        by_kind: dict[str, list[str]] = {}
        for room in rooms:
            kind, _, name = room.partition(".")
            by_kind.setdefault(kind, []).append(name)
        found: dict[str, int] = {}
        for kind, names in by_kind.items():
            if kind in self.kinds:
                versions = await database_sync_to_async(self.kinds[kind].versions)(names)
                found.update({f"{kind}.{name}": version for name, version in versions.items()})
        return found

    def _kind(self, room: str) -> Kind | None:
        return self.kinds.get(room.partition(".")[0])

    def _easel(self, room: str) -> Easel | None:
        kind = self._kind(room)
        return None if kind is None or kind.painter is None else Easel(room.partition(".")[2], kind.painter)

    @property
    def _layer(self) -> Any:
        return get_channel_layer()


def frame(version: int, html: str | None = None, base: int | None = None) -> str:
    """A frame as JSON: `{"version": 7, "base": 6, "html": "…"}`, to be put into a page of version 6; a heartbeat has
    only its version."""
    return json.dumps({"version": version} if html is None else {"version": version, "base": base, "html": html})


def _group(room: str) -> str:
    return f"room.{room}" if room else PROCESSES


def _failed(task: asyncio.Task[None]) -> bool:
    return task.cancelled() or task.exception() is not None


async def _sent(sending: Any) -> None:
    """The change is committed, so that a frame that cannot be sent is no reason to fail: the heartbeat tells of it."""
    try:
        await sending
    except Exception:
        logger.exception("A frame could not be sent")


async def _painted(painting: Any) -> None:
    """What could not be painted is made up for by the next heartbeat."""
    try:
        await painting
    except Exception:
        logger.exception("A room could not be painted")


hub = Hub()
