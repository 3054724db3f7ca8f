"""A scenario as a picture that leaves the app: SVG, and PNG made of it. Lengths are pixels of the SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from a09web.kit.templates import template
from a09web.sandbox.moment import Moment
from a09web.sandbox.trace import TraceEntry
from a09web.scenarios.scenario import Scenario
from a09web.workbooks.a09.board import Attempt, Board
from a09web.workbooks.face import Lane
from a09web.workbooks.faces import draw

from .drawing import drawing
from .inks import SANS, chart_rules, inks
from .lettering import fit
from .rails import Rails, most_in
from .summary import Summary
from .unstored import moment_of

PREVIEW_WIDTH, PREVIEW_HEIGHT = 1200, 630
# How wide and high the timetable of a preview is, and how large at most.
PREVIEW_TIMETABLE, PREVIEW_RAILS, PREVIEW_SCALE = 1104, 250, 1.3
TRACE_WIDTH = 1072
LONG_TRACE = 20
MARGIN, ROW, HEAD = 24, 26, 104
# What a line about a worker has room for below a board, and beside that of a preview.
WORKER_LETTERS, FEW_LETTERS = 100, 38


@dataclass(frozen=True)
class WorkerLine:
    """What a worker holds; if that is more than a line, its further lines name no worker."""

    worker: str
    text: str


@dataclass(frozen=True)
class Picture:
    """What the templates draw from."""

    scenario: Scenario

    @cached_property
    def moment(self) -> Moment:
        return moment_of(self.scenario)

    @cached_property
    def board(self) -> Any:
        """The state as the face of its workbook draws it."""
        return draw(self.moment.replay)

    @property
    def has_chart(self) -> bool:
        """Whether there is more of the board than sentences."""
        return self.moment.face.has_chart

    @cached_property
    def summary(self) -> Summary:
        return Summary(self.moment)

    @property
    def entries(self) -> tuple[TraceEntry, ...]:
        return self.moment.trace.entries

    @property
    def lanes(self) -> tuple[Lane, ...]:
        return self.moment.trace.lanes

    @property
    def told(self) -> str:
        """The whole trace in words."""
        steps = "; ".join(f"{entry.index} {entry.name}, {entry.words}" for entry in self.entries)
        return f"{self.board.sentence} The trace: {steps}."

    @cached_property
    def rails(self) -> Rails:
        """The whole trace as a timetable."""
        return Rails(self.entries, self.lanes, TRACE_WIDTH)

    @cached_property
    def last_rails(self) -> Rails:
        """The last steps up to where the scenario stands, as many as a preview has room for."""
        shown = self.entries[: self.scenario.cursor + 1]
        large = _last(shown, self.lanes, PREVIEW_TIMETABLE / PREVIEW_SCALE)
        scale = min(PREVIEW_SCALE, PREVIEW_RAILS / large.height)
        return _last(shown, self.lanes, PREVIEW_TIMETABLE / scale)

    @cached_property
    def worker_lines(self) -> tuple[WorkerLine, ...]:
        return worker_lines(self.board) if self.has_chart else ()

    @cached_property
    def short_worker_lines(self) -> tuple[WorkerLine, ...]:
        return worker_lines(self.board, FEW_LETTERS) if self.has_chart else ()

    @property
    def state_height(self) -> int:
        """That of the chart, or of the sentences."""
        return int(self.board.height) if self.has_chart else ROW * len(self.board.sentences)

    @property
    def board_height(self) -> int:
        return HEAD + self.state_height + ROW * len(self.worker_lines) + 2 * MARGIN

    @property
    def trace_height(self) -> int:
        return HEAD + self.rails.height + MARGIN


def _last(entries: Sequence[TraceEntry], lanes: Sequence[Lane], width: float) -> Rails:
    first = max(0, len(entries) - most_in(width))
    return Rails(entries[first:], lanes, width, entries[first - 1] if first else None)


def svg(scenario: Scenario, kind: str) -> str:
    """The picture of a kind: `board`, `trace` or `preview`."""
    picture = Picture(scenario)
    return str(
        template(f"links/{kind}.svg").render(
            picture=picture,
            board=picture.board,
            moment=picture.moment,
            summary=picture.summary,
            inks=inks(),
            rules=chart_rules(),
            sans=SANS,
            fit=fit,
        )
    )


def png(scenario: Scenario, kind: str) -> bytes:
    """The picture in pixels, twice as many as the SVG has. A preview has as many, the size that chats expect, and so
    has a long trace, which would take long to draw."""
    is_long = kind == "trace" and len(scenario.steps) > LONG_TRACE
    return _rendered(svg(scenario, kind), 1 if kind == "preview" or is_long else 2)


@lru_cache(maxsize=128)
def _rendered(text: str, zoom: int) -> bytes:
    return drawing.png(text, zoom)


def worker_lines(board: Board, letters: int = WORKER_LETTERS) -> tuple[WorkerLine, ...]:
    """For each worker all attempts that it holds, however many lines they take: none is cut off."""
    return tuple(
        WorkerLine("" if number else worker.name, line)
        for worker in board.workers
        for number, line in enumerate(_filled([_told(attempt) for attempt in worker.attempts], letters))
    )


def _told(attempt: Attempt) -> str:
    zombie = f" (zombie: {attempt.zombie})" if attempt.zombie else ""
    return f"{attempt.run} epoch {attempt.epoch}{zombie}"


def _filled(texts: list[str], most: int) -> list[str]:
    """The texts in as few lines of at most so many letters as it takes."""
    lines: list[str] = []
    for text in texts:
        joined = f"{lines[-1]}, {text}" if lines else text
        lines = [*lines[:-1], joined] if len(joined) <= most else [*lines, text]
    return lines or [""]
