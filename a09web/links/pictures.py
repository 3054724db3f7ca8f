"""A scenario as a picture that leaves the app: SVG, and PNG made of it. Lengths are pixels of the SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from a09web.kit.templates import template
from a09web.sandbox.moment import Moment
from a09web.sandbox.trace import TraceEntry
from a09web.scenarios.scenario import Scenario
from a09web.workbooks.face import Board, Lane
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
MARGIN, HEAD = 24, 104


@dataclass(frozen=True)
class Picture:
    """What the templates draw from."""

    scenario: Scenario

    @cached_property
    def moment(self) -> Moment:
        return moment_of(self.scenario)

    @cached_property
    def board(self) -> Board:
        """The state as the face of its workbook draws it."""
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

    @property
    def board_height(self) -> int:
        return HEAD + self.board.tall_height + 2 * MARGIN

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
