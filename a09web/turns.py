"""Requests wait in one queue for each client, and are served in turn.

Whoever asks forty times at once waits for themselves alone: between any two of their requests everybody else has a
turn. A call that was cancelled while it waited never begins.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any

CLIENT, TURN = "a09.client", "a09.turn"
"""What a scope holds: who asks, and the future of the call once it waits."""


class Full(Exception):
    """So many wait already that one more would wait for too long."""


@dataclass(eq=False)
class Turn:
    """A call that waits, and whose it is."""

    client: str
    call: Callable[[], Any]
    future: Future[Any] = field(default_factory=Future)

    def take(self) -> None:
        """Makes the call, and lets go of it: its request, with all that hangs on it, would wait for the collector."""
        call, self.call = self.call, _nothing
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            self.future.set_result(call())
        except BaseException as problem:  # noqa: BLE001 – whoever waits for it is told
            self.future.set_exception(problem)


def _nothing() -> None:
    """What is left of a call that was made."""


class Turns(Executor):
    """Threads for the calls of a WSGI application, one at a time for each client.

    At most `most` calls wait, and at most `most_of_one` of a client that is known; those who are only an address may be
    a whole campus, and share what all have.
    """

    def __init__(self, name: str, *, workers: int, most: int, most_of_one: int) -> None:
        self.name, self.workers, self.most, self.most_of_one = name, workers, most, most_of_one
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, deque[Turn]] = OrderedDict()
        self._served: set[str] = set()
        self._count = 0
        self._threads: list[threading.Thread] = []

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The first argument is the WSGI environment. Raises `Full`."""
        scope = args[0]["asgi.scope"]
        turn = Turn(scope[CLIENT].key, lambda: call(*args, **kwargs))
        with self._changed:
            waiting = self._waiting.get(turn.client, ())
            if self._count >= self.most or (scope[CLIENT].is_known and len(waiting) >= self.most_of_one):
                raise Full
            self._waiting.setdefault(turn.client, deque()).append(turn)
            self._count += 1
            if len(self._threads) < self.workers:
                self._start()
            self._changed.notify()
        turn.future.add_done_callback(lambda _: self._forget(turn))
        scope[TURN] = turn.future
        return turn.future

    def _start(self) -> None:
        thread = threading.Thread(target=self._work, name=f"{self.name}-{len(self._threads)}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while True:
            with self._changed:
                while (turn := self._next()) is None:
                    self._changed.wait()
                self._served.add(turn.client)
            turn.take()
            with self._changed:
                self._served.discard(turn.client)
                self._changed.notify()

    def _next(self) -> Turn | None:
        """The oldest call of the client that waits for longest since its last turn."""
        client = next((client for client in self._waiting if client not in self._served), None)
        if client is None:
            return None
        turn = self._waiting[client].popleft()
        self._waiting.move_to_end(client)
        self._left(client)
        return turn

    def _forget(self, turn: Turn) -> None:
        """A call that was cancelled while it waited leaves its place."""
        with self._changed:
            if turn in self._waiting.get(turn.client, ()):
                self._waiting[turn.client].remove(turn)
                self._left(turn.client)

    def _left(self, client: str) -> None:
        self._count -= 1
        if not self._waiting[client]:
            del self._waiting[client]
