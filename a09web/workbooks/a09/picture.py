"""The board where it leaves the app as a picture: what a worker holds, in lines that fit. Lengths are pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from a09web.workbooks.workers import Attempt, WorkerRow

# How high a line is, and what is above those beside a board.
ROW, ABOVE = 26, 24
# What a line about a worker has room for below a board, and beside it.
LETTERS, FEW_LETTERS = 100, 38


@dataclass(frozen=True)
class WorkerLine:
    """What a worker holds; if that is more than a line, its further lines name no worker."""

    worker: str
    text: str


def worker_lines(workers: Sequence[WorkerRow], letters: int = LETTERS) -> tuple[WorkerLine, ...]:
    """For each worker all attempts that it holds, however many lines they take: none is cut off."""
    return tuple(
        WorkerLine("" if number else worker.name, line)
        for worker in workers
        for number, line in enumerate(_filled([_told(attempt) for attempt in worker.attempts], letters))
    )


def _told(attempt: Attempt) -> str:
    return attempt.name + (f" (zombie: {attempt.zombie})" if attempt.zombie else "")


def _filled(texts: list[str], most: int) -> list[str]:
    """The texts in as few lines of at most so many letters as it takes."""
    lines: list[str] = []
    for text in texts:
        joined = f"{lines[-1]}, {text}" if lines else text
        lines = [*lines[:-1], joined] if len(joined) <= most else [*lines, text]
    return lines or [""]
