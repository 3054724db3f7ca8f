"""The process that answers large questions, one after another, so that nobody's step waits for them."""

from __future__ import annotations

import os
import time
from multiprocessing.connection import Connection
from typing import Any

from .questions import Question

PROGRESS_SECONDS = 0.2
NICENESS = 10

STOP = "stop"


def work(connection: Connection, limit: int, seconds: float) -> None:
    """Receives questions; sends `("progress", states)` now and then, and in the end `("answer", …)`,
    `("stopped", None)` or `("failed", reason)`.

    Ends when the other side is gone.
    """
    os.nice(NICENESS)
    try:
        while True:
            question = connection.recv()
            if question != STOP:  # a stop that came after the answer
                connection.send(_answered(connection, question, limit, seconds))
    except (EOFError, OSError, KeyboardInterrupt):
        return


def _answered(connection: Connection, question: Question, limit: int, seconds: float) -> tuple[str, Any]:
    deadline = time.monotonic() + seconds
    told, stopped = time.monotonic(), False

    def keep_going(states: int) -> bool:
        nonlocal told, stopped
        if connection.poll():
            stopped = connection.recv() == STOP
        if time.monotonic() - told > PROGRESS_SECONDS:
            connection.send(("progress", states))
            told = time.monotonic()
        return not stopped and time.monotonic() < deadline

    try:
        found = question.answer(limit=limit, keep_going=keep_going)
    except Exception as problem:
        return "failed", repr(problem)
    return ("stopped", None) if stopped else ("answer", found)
