"""The scenarios that pages across the workbooks open, each proved: its link replays, and breaks what it says."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

from pydantic import model_validator

from a09web.model.replay import Replay
from a09web.model.stuck import broken_at_end
from a09web.model.workbook import Workbook
from a09web.scenarios.address import BadAddress, Opened, decode
from a09web.scenarios.scenario import Scenario

from .written import Written, read


class Linked(Written):
    """What has the text of a link, which is replayed when it is read."""

    link: str

    @cached_property
    def opened(self) -> Opened:
        return decode(self.link)

    @property
    def scenario(self) -> Scenario:
        return self.opened.scenario

    @property
    def workbook(self) -> Workbook[Any]:
        return self.scenario.bounds.workbook

    @cached_property
    def played(self) -> Replay:
        return self.scenario.replay()

    @model_validator(mode="after")
    def replays(self) -> Linked:
        try:
            refusal = self.opened.refusal
        except BadAddress as wrong:
            raise ValueError(str(wrong)) from None
        if refusal is not None:
            raise ValueError(f"step {refusal.index} is refused. {refusal.message}")
        return self


class Scene(Linked):
    """A scenario with a name, and all that is broken where it ends: properties, and goals that are missed for ever."""

    title: str
    breaks: tuple[str, ...]

    @model_validator(mode="after")
    def breaks_what_it_says(self) -> Scene:
        check_broken(self.played, self.scenario, self.breaks)
        return self


def check_broken(played: Replay, scenario: Scenario, said: tuple[str, ...]) -> None:
    """Raises ValueError if something else is broken at the end of a replay than was said."""
    if sorted(found := broken_at_end(played, scenario.fair)) != sorted(said):
        raise ValueError(f"at the end {', '.join(found) or 'nothing'} is broken, not {', '.join(said) or 'nothing'}.")


@cache
def scenes() -> dict[str, Scene]:
    """Each by its name. Raises `BadContent`."""
    return read("scenes.yaml", dict[str, Scene])
