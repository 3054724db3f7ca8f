"""A trace as a railway timetable: a line for the clock, the scanner, each run and each worker, a step a station that
joins the lines it touches. Lengths are units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from a09web.model.replay import Entry, Replay
from a09web.workbooks.face import Lane
from a09web.workbooks.faces import face_of

from .trace import actor_of

LEFT, TOP, RIGHT, LABELS = 76, 18, 14, 44


@dataclass(frozen=True)
class Track:
    """How a line goes on between two steps. `look` is a run's status, what a worker believes, or `flow`; `actor`
    colours it. `step` is the one that it follows, 0 for the start."""

    step: int
    x: int
    width: int
    y: int
    look: str
    actor: str


@dataclass(frozen=True)
class Station:
    """Where a step touches a line. The line of whoever takes the step has the large one."""

    y: int
    actor: str
    is_large: bool


@dataclass(frozen=True)
class Stop:
    """A step: its column, its stations, and what it did in a few words."""

    step: int
    x: int
    name: str
    words: str
    stations: tuple[Station, ...]
    broke: tuple[str, ...]

    @property
    def span(self) -> tuple[int, int]:
        """The lines that it joins, from the uppermost to the lowest."""
        ys = [station.y for station in self.stations]
        return min(ys, default=0), max(ys, default=0)


@dataclass(frozen=True)
class Believed:
    """Where a worker goes on with an attempt that nobody believes in."""

    step: int
    x: int
    y: int


@dataclass(frozen=True)
class Timetable:
    """What the template draws."""

    width: int
    height: int
    row: int
    column: int
    lines: tuple[tuple[Lane, int], ...]
    tracks: tuple[Track, ...]
    stops: tuple[Stop, ...]
    zombies: tuple[Believed, ...]

    @property
    def foot(self) -> int:
        """Below the last line."""
        return TOP + self.row * (len(self.lines) - 1) + self.row // 2


def drawn(played: Replay, *, width: int, row: int, lanes: Sequence[str] = (), labels: bool = True) -> Timetable:
    """The whole trace, so wide that it fills `width`. `lanes` are the names of those to draw, all if there are none."""
    machine, face = played.machine, face_of(played.machine.workbook)
    chosen = [lane for lane in face.lanes(machine.bounds) if not lanes or lane.name in lanes]
    ys = {lane.name: TOP + row * place for place, lane in enumerate(chosen)}
    column = (width - LEFT - RIGHT) // max(1, len(played.entries))
    xs = [LEFT + column * entry.index for entry in played.entries]
    tracks = [
        Track(
            entry.index,
            x,
            (width - RIGHT if last else x + column) - x,
            ys[lane.name],
            *face.look_of(machine, lane, entry.state),
        )
        for entry, x in zip(played.entries, xs, strict=True)
        for last in [entry.index == len(played.entries) - 1]
        for lane in chosen
    ]
    stops = [
        _stop(played, before, entry, x, chosen, ys)
        for before, entry, x in zip(played.entries, played.entries[1:], xs[1:], strict=False)
    ]
    foot = LABELS if labels else 8
    height = TOP + row * (len(chosen) - 1) + row // 2 + foot
    lines = tuple((lane, ys[lane.name]) for lane in chosen)
    return Timetable(width, height, row, column, lines, tuple(tracks), tuple(stops), tuple(_zombies(tracks)))


def _stop(played: Replay, before: Entry, entry: Entry, x: int, chosen: Sequence[Lane], ys: dict[str, int]) -> Stop:
    actor = actor_of(played.machine, entry.step)
    own = [lane for lane in chosen if lane.name == actor]
    face = face_of(played.machine.workbook)
    touched = [lane for lane in chosen if face.takes_part(lane, entry.step)]
    lanes = {lane.name: lane for lane in [*own, *touched]}
    large = actor if actor in lanes else next(iter(lanes), "")
    stations = tuple(Station(ys[name], face.role(actor), name == large) for name in lanes)
    broke = tuple(prop for prop in entry.broken if prop not in before.broken)
    return Stop(entry.index, x, entry.step, face.in_short(played, entry), stations, broke)


def _zombies(tracks: Sequence[Track]) -> list[Believed]:
    """One for each stretch that is long enough for a name, where it begins."""
    dashed = [track for track in tracks if track.look == "zombie"]
    at = {(track.y, track.step) for track in dashed}
    begins = [track for track in dashed if (track.y, track.step - 1) not in at and (track.y, track.step + 1) in at]
    return [Believed(track.step, track.x, track.y) for track in begins]
