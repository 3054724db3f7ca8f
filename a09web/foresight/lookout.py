"""The lookout: answers questions about the future, each only once, whoever asks.

A small question is answered at once. A large one is queued for a process of its own; whoever asks again is told how far
it is. A question that nobody has asked again for a while is dropped: to stop looking is to stop asking.
"""

from __future__ import annotations

import logging
import multiprocessing
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import cast

from a09web.model.bounds import Bounds
from a09web.model.machine import machine_for
from a09web.model.workbook import Bugs

from .questions import Complete, Question, WhatItWouldTake
from .worker import STOP, work

logger = logging.getLogger(__name__)

# What is explored within a request: so many states times transitions, 6,000 states at the default bounds, in a few
# milliseconds.
WORK_AT_ONCE = 6_000 * 18
ANSWERS_KEPT = 20_000
QUESTIONS_QUEUED = 200
FORGOTTEN_AFTER_SECONDS = 10.0
LISTEN_SECONDS = 0.1
CLOSING_SECONDS = 10


@dataclass
class Pending:
    """A question that is being answered: the states so far, and how many questions are before it."""

    states: int = 0
    before: int = 0
    asked: float = field(default_factory=time.monotonic)

    @property
    def is_forgotten(self) -> bool:
        return time.monotonic() - self.asked > FORGOTTEN_AFTER_SECONDS


class Busy:
    """There are so many large questions that this one is not even queued."""


class Lookout:
    """The answers of one process. Everything here may be called from any thread."""

    def __init__(self, *, limit: int, seconds: float) -> None:
        self.limit, self.seconds = limit, seconds
        self._lock = threading.RLock()
        self._answers: OrderedDict[Question, Complete] = OrderedDict()
        self._pending: OrderedDict[Question, Pending] = OrderedDict()
        self._large: set[tuple[Bounds, Bugs, bool]] = set()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()

    def ask(self, question: Question) -> Complete | Pending | Busy:
        known = self._known(question)
        if known is not None:
            return known
        if _scale(question) not in self._large:
            found = question.answer(limit=WORK_AT_ONCE // len(machine_for(question.bounds).transitions))
            if found.complete:
                self._keep(question, found)
                return found
            self._large.add(_scale(question))
        return self._queue(question)

    @property
    def is_idle(self) -> bool:
        """Whether no question waits and no process runs for one."""
        with self._lock:
            return not self._pending and (self._thread is None or not self._thread.is_alive())

    def close(self) -> None:
        """Ends the thread and its process, and forgets all questions and answers. Whoever asks then is the first."""
        with self._lock:
            thread, self._thread = self._thread, None
            self._closing.set()
            self._closing = threading.Event()
            self._answers.clear()
            self._pending.clear()
            self._large.clear()
        if thread is not None:
            thread.join(CLOSING_SECONDS)

    def _known(self, question: Question) -> Complete | None:
        with self._lock:
            found = self._answers.get(question)
            if found is not None:
                self._answers.move_to_end(question)
            return found

    def _keep(self, question: Question, found: Complete) -> None:
        with self._lock:
            self._answers[question] = found
            while len(self._answers) > ANSWERS_KEPT:
                self._answers.popitem(last=False)

    def _queue(self, question: Question) -> Pending | Busy:
        with self._lock:
            pending = self._pending.get(question)
            if pending is None:
                if len(self._pending) >= QUESTIONS_QUEUED:
                    return Busy()
                pending = self._pending[question] = Pending()
            pending.asked = time.monotonic()
            pending.before = list(self._pending).index(question)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._answer_pending, args=(self._closing,), name="lookout", daemon=True
                )
                self._thread.start()
            return pending

    # The thread that talks to the process

    def _answer_pending(self, closing: threading.Event) -> None:
        context = multiprocessing.get_context("spawn")
        connection, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, self.limit, self.seconds), daemon=True)
        process.start()
        theirs.close()
        question = None
        try:
            while (question := self._next(closing)) is not None:
                self._answer(connection, question, closing)
        except (EOFError, OSError):
            with self._lock:
                if not closing.is_set():
                    logger.warning("The process that explores has ended; another is started with the next question")
                    self._pending.pop(cast(Question, question), None)
        finally:
            connection.close()
            if closing.is_set():  # whatever it is doing is for nobody
                process.terminate()
            process.join(timeout=5)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()

    def _next(self, closing: threading.Event) -> Question | None:
        """The oldest question that somebody still asks; None, which ends the thread, when none came for a while."""
        idle_since = time.monotonic()
        while not closing.is_set():
            with self._lock:
                for question in [q for q, pending in self._pending.items() if pending.is_forgotten]:
                    del self._pending[question]
                if self._pending:
                    return next(iter(self._pending))
                if time.monotonic() - idle_since > FORGOTTEN_AFTER_SECONDS:
                    return None
            closing.wait(LISTEN_SECONDS / 4)
        return None

    def _answer(self, connection: Connection, question: Question, closing: threading.Event) -> None:
        pending = self._pending.get(question)
        if pending is None:  # the lookout was closed
            return
        connection.send(question)
        told_to_stop = False
        while not closing.is_set():
            if connection.poll(LISTEN_SECONDS):
                kind, content = connection.recv()
                if kind == "progress":
                    pending.states = content
                    continue
                with self._lock:
                    if closing.is_set():
                        return
                    self._pending.pop(question, None)
                    if kind == "answer":
                        self._keep(question, content)
                if kind == "failed":
                    logger.error("A question about the future has no answer: %s", content)
                return
            if pending.is_forgotten and not told_to_stop:
                connection.send(STOP)
                told_to_stop = True


def _scale(question: Question) -> tuple[Bounds, Bugs, bool]:
    """Questions that are large together. What it would take is asked under other flags than those that are on."""
    return question.bounds, question.bugs, isinstance(question, WhatItWouldTake)
