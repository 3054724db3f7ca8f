"""Where the workbooks meet: one story in each of them, up to a step that is tried last."""

from __future__ import annotations

from functools import cache, cached_property

from pydantic import model_validator

from a09web.model.replay import Replay
from a09web.sandbox.timetable import Timetable, drawn
from a09web.scenarios.address import encode
from a09web.workbooks.face import Board
from a09web.workbooks.faces import as_sentence, draw

from .scenes import Linked, check_broken
from .written import Written, read

WIDE, WIDE_ROW = 640, 38
NARROW, NARROW_ROW = 344, 34


class Act(Linked):
    """A scenario that ends before the step that is `tried`. Either that is refused, or it is taken and breaks what is
    said. `lanes` are the lines that its timetable has."""

    name: str
    title: str
    question: str
    tried: str
    refused: bool = False
    breaks: tuple[str, ...] = ()
    ends: str
    says: str
    lanes: tuple[str, ...]

    @cached_property
    def whole(self) -> Replay:
        """With the step that is tried."""
        return self.scenario.followed_by(self.tried).replay()

    @property
    def to_try(self) -> str:
        """The link that one goes on from: to the step that is tried, or to why it is refused."""
        return encode(self.scenario.followed_by(self.tried)) if self.refused else self.link

    @property
    def shown(self) -> Replay:
        """As far as it goes."""
        return self.played if self.refused else self.whole

    @cached_property
    def guards(self) -> tuple[str, ...]:
        """Why the last step was refused, guard by guard."""
        refusal = self.whole.refusal
        return () if refusal is None else tuple(guard.sentence(self.played.last.state) for guard in refusal.failing)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        return tuple(as_sentence(self.shown, entry) for entry in self.shown.entries[1:])

    @cached_property
    def wide(self) -> Timetable:
        return drawn(self.shown, width=WIDE, row=WIDE_ROW, lanes=self.lanes, labels=False)

    @cached_property
    def narrow(self) -> Timetable:
        return drawn(self.shown, width=NARROW, row=NARROW_ROW, lanes=self.lanes, labels=False)

    @cached_property
    def board(self) -> Board:
        return draw(self.shown)

    @model_validator(mode="after")
    def ends_as_it_says(self) -> Act:
        if (self.whole.refusal is not None) != self.refused:
            raise ValueError(f"“{self.tried}” is {'taken' if self.refused else 'refused'}.")
        check_broken(self.shown, self.scenario, self.breaks)
        return self


class Meeting(Written):
    title: str
    lead: str
    acts: tuple[Act, ...]


@cache
def meeting() -> Meeting:
    """Raises `BadContent`."""
    return read("meet.yaml", Meeting)
