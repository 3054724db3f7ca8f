"""A scenario as a picture that leaves the app: SVG, and PNG made of it. Lengths are pixels of the SVG."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

import font_source_sans_pro
import resvg_py
from django.template import engines

from a09web.sandbox.board import Attempt, Board, draw
from a09web.sandbox.moment import Moment
from a09web.sandbox.trace import Lane, TraceEntry
from a09web.scenarios.scenario import Scenario

from .inks import SANS, chart_rules, inks
from .summary import Summary
from .unstored import moment_of

PREVIEW_WIDTH, PREVIEW_HEIGHT = 1200, 630
PREVIEW_ROWS = 6
LONG_TRACE = 20
MARGIN, ROW, HEAD = 24, 26, 96
# What a letter of a line of text takes at 16 px; only to know where the line has to end.
LETTER, CAPITAL, WIDEST, IDEOGRAPH = 7.6, 10.5, 15.0, 17.0
# What a line about a worker has room for in the picture of a board.
WORKER_LETTERS = 100

FONTS = [
    font_source_sans_pro.SourceSansPro,
    font_source_sans_pro.SourceSansProSemibold,
    font_source_sans_pro.SourceSansProBold,
]


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
    def board(self) -> Board:
        return draw(self.moment.replay)

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
    def last_entries(self) -> tuple[TraceEntry, ...]:
        """Those that a preview has room for: the last up to where the scenario stands."""
        upto = self.scenario.cursor + 1
        return self.entries[max(0, upto - PREVIEW_ROWS) : upto]

    @cached_property
    def worker_lines(self) -> tuple[WorkerLine, ...]:
        return worker_lines(self.board)

    @property
    def board_height(self) -> int:
        return HEAD + self.board.height + ROW * len(self.worker_lines) + 2 * MARGIN

    @property
    def trace_height(self) -> int:
        return HEAD + ROW * (len(self.entries) + 1) + MARGIN


def svg(scenario: Scenario, kind: str) -> str:
    """The picture of a kind: `board`, `trace` or `preview`."""
    backend: Any = engines["jinja2"]
    picture = Picture(scenario)
    return str(
        backend.env.get_template(f"links/{kind}.svg").render(
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
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=text,
            zoom=zoom,
            skip_system_fonts=True,
            font_files=FONTS,
            font_family="Source Sans Pro",
            sans_serif_family="Source Sans Pro",
            monospace_family="Source Sans Pro",
        )
    )


def worker_lines(board: Board) -> tuple[WorkerLine, ...]:
    """For each worker all attempts that it holds, however many lines they take: none is cut off."""
    return tuple(
        WorkerLine("" if number else worker.name, line)
        for worker in board.workers
        for number, line in enumerate(_filled([_told(attempt) for attempt in worker.attempts], WORKER_LETTERS))
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


def fit(text: str, width: float, size: float = 16) -> str:
    """The text, cut so that it is not wider than that at a size of type."""
    ends = [end * size / 16 for end in accumulate(map(_width, text))]
    if not ends or ends[-1] <= width:
        return text
    return text[: bisect_right(ends, width - LETTER * size / 16)].rstrip() + "…"


def _width(letter: str) -> float:
    """At 16 px, rather too much than too little for a letter that is wider than most."""
    if east_asian_width(letter) in ("W", "F"):
        return IDEOGRAPH
    if letter in "WM@%mw" or "\u0250" <= letter < "\u2000":  # other scripts, or boxes in their place
        return WIDEST
    return CAPITAL if letter.isupper() else LETTER
