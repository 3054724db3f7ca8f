"""Rooms whose frames are painted from the database: once for everybody, and at most a few times a second.

Whoever changes something says only that it changed. The first change of a quiet room is painted at once; what comes
within `REST_SECONDS` waits for the next picture, which shows it all. So a burst of changes costs a few frames.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

REST_SECONDS = 0.25

Hashes = Mapping[str, str]


@dataclass(frozen=True)
class Picture:
    """What a room shows at a version. `html(hashes)` is what a page has to put in place that shows other hashes."""

    version: int
    hashes: Hashes
    html: Callable[[Hashes], str]


# The present picture of a room of a kind, by name; None if it does not exist any more.
Painter = Callable[[str], Picture | None]


@dataclass
class Easel:
    """The latest picture of one room in this process, and when it was painted."""

    name: str
    painter: Painter
    picture: Picture | None = None
    painted_at: float = float("-inf")
    is_waiting: bool = False
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _painting: threading.Lock = field(default_factory=threading.Lock)

    def rest(self) -> float | None:
        """Called for each change: the seconds after which to paint; None if it is going to be painted anyway."""
        with self._turn:
            if self.is_waiting:
                return None
            wait = self.painted_at + REST_SECONDS - time.monotonic()
            if wait <= 0:
                self.painted_at = time.monotonic()
                return 0.0
            self.is_waiting = True
            return wait

    def end_rest(self) -> None:
        """What changes from now on is not in the picture that is painted next."""
        with self._turn:
            self.is_waiting = False
            self.painted_at = time.monotonic()

    def paint(self) -> tuple[int, int | None, str] | None:
        """A new picture: its version, the version that it differs from and the difference; the latter are None and
        empty for the first. None if nothing changed, or if the room is gone."""
        with self._painting:
            picture, before = self.painter(self.name), self.picture
            if picture is None or (before is not None and picture.version <= before.version):
                return None
            self.picture = picture
            if before is None:
                return picture.version, None, ""
            return picture.version, before.version, picture.html(before.hashes)
