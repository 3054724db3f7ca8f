"""The trace as the timetable of the page, for a picture: from left to right the steps, in as many rows as it takes.
Lengths are pixels of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from a09web.sandbox.trace import TraceEntry
from a09web.workbooks.face import Lane, LaneCell

from .lettering import wrapped

NAMES, STUB, COLUMN, WIDEST_COLUMN = 76, 16, 124, 200
PITCH, DENSE_PITCH, MANY_LANES = 24, 20, 7
LINE, SIZE, BETWEEN = 17, 13, 26
# Two pieces of a lane lie over each other by so much, or one would see where they meet.
SEAM = 0.6
DOWN, UP = "down", "up"


@dataclass(frozen=True)
class Label:
    """A line of what stands below a station: how it is set, and where."""

    kind: str
    text: str
    y: int


@dataclass(frozen=True)
class Rail:
    """A lane from one station to the next."""

    cell: LaneCell
    x: float
    y: int
    width: float


@dataclass(frozen=True)
class Stop:
    """A step: its station stands at `x` of its row, and its column begins `STUB` before that."""

    entry: TraceEntry
    x: float
    rails: tuple[Rail, ...]
    labels: tuple[Label, ...]

    @property
    def stations(self) -> tuple[Rail, ...]:
        return tuple(rail for rail in self.rails if rail.cell.station)

    @property
    def span(self) -> tuple[int, int] | None:
        """From where to where its stations are joined."""
        ends = {rail.cell.join: rail.y for rail in self.rails if rail.cell.join}
        return (ends[DOWN], ends[UP]) if ends else None


@dataclass(frozen=True)
class Row:
    """So many steps beside each other; `before` are the lanes as they come from the row above."""

    top: int
    before: tuple[Rail, ...]
    stops: tuple[Stop, ...]
    height: int


class Rails:
    """Entries of a trace as a timetable of a width; `previous` is the one before the first."""

    def __init__(
        self, entries: Sequence[TraceEntry], lanes: Sequence[Lane], width: float, previous: TraceEntry | None = None
    ) -> None:
        self.entries, self.lanes, self.width, self.previous = entries, lanes, width, previous
        self.pitch = DENSE_PITCH if len(lanes) > MANY_LANES else PITCH
        self.per_row = most_in(width)
        self.column = min(WIDEST_COLUMN, (width - NAMES) / min(self.per_row, max(1, len(entries))))

    @property
    def steps_before(self) -> int:
        """How many steps were taken before the first that is shown."""
        return max(0, self.entries[0].index - 1)

    @property
    def foot(self) -> int:
        """Where the lanes of a row end."""
        return self.pitch * len(self.lanes)

    def y_of(self, place: int) -> int:
        return self.pitch * place + self.pitch // 2

    @cached_property
    def names(self) -> tuple[tuple[Lane, int], ...]:
        return tuple((lane, self.y_of(place)) for place, lane in enumerate(self.lanes))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        parts = [self.entries[start : start + self.per_row] for start in range(0, len(self.entries), self.per_row)]
        stops = [self._stops(part) for part in parts]
        heights = [self.foot + LINE * max(len(stop.labels) for stop in row) + 8 for row in stops]
        tops = accumulate((height + BETWEEN for height in heights), initial=0)
        before = [self.previous, *(part[-1] for part in parts)]
        return tuple(
            Row(top, self._before(last), row, height)
            for top, last, row, height in zip(tops, before, stops, heights, strict=False)
        )

    @property
    def height(self) -> int:
        return self.rows[-1].top + self.rows[-1].height

    def _before(self, last: TraceEntry | None) -> tuple[Rail, ...]:
        return () if last is None else self._rails(last, NAMES, STUB)

    def _stops(self, entries: Sequence[TraceEntry]) -> tuple[Stop, ...]:
        return tuple(
            self._stop(entry, NAMES + STUB + self.column * place, entry is entries[-1])
            for place, entry in enumerate(entries)
        )

    def _stop(self, entry: TraceEntry, x: float, is_last: bool) -> Stop:
        rails = self._rails(entry, x, self.column - (STUB if is_last else 0))
        return Stop(entry, x, rails, tuple(self._labels(entry)))

    def _rails(self, entry: TraceEntry, x: float, width: float) -> tuple[Rail, ...]:
        return tuple(Rail(cell, x, self.y_of(place), width + SEAM) for place, cell in enumerate(entry.lanes))

    def _labels(self, entry: TraceEntry) -> list[Label]:
        said = [("name", f"{entry.index} {entry.name}"), ("words", entry.words)]
        said += [("broke", f"breaks {name}") for name in entry.broke]
        said += [("culprit", f"culprit of {name}") for name in entry.culprit_of if name not in entry.broke]
        said += [("healed", f"heals {name}") for name in entry.healed]
        lines = [(kind, line) for kind, text in said for line in wrapped(text, self.column - 12, SIZE)]
        return [Label(kind, line, self.foot + LINE * (place + 1)) for place, (kind, line) in enumerate(lines)]


def most_in(width: float) -> int:
    """How many steps stand beside each other in that width."""
    return int((width - NAMES) // COLUMN)
