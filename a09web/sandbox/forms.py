"""The forms for a new sandbox and for its settings. What the bounds may be is for the model to say."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict

from a09web.invalid_input import InvalidInput
from a09web.model.names import parse_bounds, parse_bugs, parse_fair, parse_steps
from a09web.model.replay import replay
from a09web.model.workbook import Bugs, Fair
from a09web.wording import counted
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .models import Sandbox, fairness_to_store


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

    def wrong_bounds(self) -> str:
        """What is wrong with the bounds, or nothing."""
        try:
            parse_bounds(A09, vars(self))
        except InvalidInput as wrong:
            return str(wrong)
        return ""

    def parsed(self) -> tuple[Bounds, Bugs, tuple[str, ...]]:
        """The bounds, the flags at the start, and steps to lie ahead. Raises `InvalidInput` with one sentence."""
        bounds = parse_bounds(A09, vars(self))
        bugs, steps = parse_bugs(A09, ",".join(self.bugs)), parse_steps(self.steps)
        if len(steps) > settings.STEPS_PER_SANDBOX:
            raise InvalidInput(f"A sandbox may have {counted(settings.STEPS_PER_SANDBOX)} at most, not {len(steps)}.")
        refusal = replay(bounds, bugs, steps).refusal
        if refusal is not None:
            raise InvalidInput(f"Step {refusal.index}: {refusal.message}")
        return bounds, bugs, steps


@dataclass(frozen=True)
class Settings:
    """The settings of a sandbox as somebody typed them. `fair` are the actions that are ticked."""

    title: str
    due: str
    workers: str
    max_time: str
    max_epoch: str
    fair: tuple[str, ...]

    @classmethod
    def of_sandbox(cls, sandbox: Sandbox, fair: Fair) -> Settings:
        bounds = sandbox.bounds
        return cls(
            title=sandbox.title,
            due=",".join(map(str, bounds.due)),
            workers=str(bounds.workers),
            max_time=str(bounds.max_time),
            max_epoch=str(bounds.max_epoch),
            fair=tuple(fair),
        )

    @classmethod
    def of(cls, data: QueryDict) -> Settings:
        return cls(
            title=data.get("title", ""),
            due=data.get("due", ""),
            workers=data.get("workers", ""),
            max_time=data.get("max_time", ""),
            max_epoch=data.get("max_epoch", ""),
            fair=tuple(data.getlist("fair")),
        )

    @property
    def bounds(self) -> Bounds:
        """Raises `InvalidInput` with one sentence."""
        return parse_bounds(A09, vars(self))

    def chosen_fairness(self, bugs: Bugs) -> str | None:
        """What was chosen; None if it is what the bugs leave fair. Raises `InvalidInput` for an unknown action."""
        return fairness_to_store(bugs, parse_fair(A09, ",".join(self.fair)))
