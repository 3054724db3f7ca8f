"""The form for a new sandbox. What the bounds may be is for the model to say."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict

from a09web.model.bounds import Bounds, InvalidInput
from a09web.model.machine import Bugs
from a09web.model.names import parse_bounds, parse_bugs, parse_steps
from a09web.model.replay import replay


@dataclass(frozen=True)
class NewSandbox:
    """What somebody typed, as text, so that nothing is lost when it is refused."""

    due: str = "1,2"
    workers: str = "2"
    max_time: str = "3"
    max_epoch: str = "2"
    bugs: tuple[str, ...] = ()
    steps: str = ""

    @classmethod
    def of(cls, data: QueryDict) -> NewSandbox:
        start = cls()
        return cls(
            due=data.get("due", start.due),
            workers=data.get("workers", start.workers),
            max_time=data.get("max_time", start.max_time),
            max_epoch=data.get("max_epoch", start.max_epoch),
            bugs=tuple(data.getlist("bugs")),
            steps=data.get("steps", ""),
        )

    def parsed(self) -> tuple[Bounds, Bugs, tuple[str, ...]]:
        """The bounds, the flags at the start, and steps to lie ahead. Raises `InvalidInput` with one sentence."""
        bounds = parse_bounds(self.due, self.workers, self.max_time, self.max_epoch)
        bugs, steps = parse_bugs(",".join(self.bugs)), parse_steps(self.steps)
        if len(steps) > settings.STEPS_PER_SANDBOX:
            raise InvalidInput(f"A sandbox may have {settings.STEPS_PER_SANDBOX} steps at most, not {len(steps)}.")
        refusal = replay(bounds, bugs, steps).refusal
        if refusal is not None:
            raise InvalidInput(f"Step {refusal.index}: {refusal.message}")
        return bounds, bugs, steps
