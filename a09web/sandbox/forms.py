"""The form for a new sandbox. What the bounds may be is for the model to say."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from a09web.model.bounds import Bounds
from a09web.model.machine import Bugs
from a09web.model.names import parse_bounds, parse_bugs


@dataclass(frozen=True)
class NewSandbox:
    """What somebody typed, as text, so that nothing is lost when it is refused."""

    due: str = "1,2"
    workers: str = "2"
    max_time: str = "3"
    max_epoch: str = "2"
    bugs: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: QueryDict) -> NewSandbox:
        start = cls()
        return cls(
            due=data.get("due", start.due),
            workers=data.get("workers", start.workers),
            max_time=data.get("max_time", start.max_time),
            max_epoch=data.get("max_epoch", start.max_epoch),
            bugs=tuple(data.getlist("bugs")),
        )

    def parsed(self) -> tuple[Bounds, Bugs]:
        """Raises `InvalidInput` with one sentence."""
        bounds = parse_bounds(self.due, self.workers, self.max_time, self.max_epoch)
        return bounds, parse_bugs(",".join(self.bugs))
