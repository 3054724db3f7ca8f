"""The forms for a new sandbox and for its settings. What the bounds may be is for the model to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import QueryDict

from a09web.invalid_input import InvalidInput
from a09web.model.bounds import Bounds, Parameter
from a09web.model.names import parse_bounds, parse_bugs, parse_fair, parse_steps
from a09web.model.replay import replay
from a09web.model.workbook import Bugs, Fair, Workbook
from a09web.wording import counted
from a09web.workbooks import FIRST

from .models import Sandbox, fairness_to_store


@dataclass(frozen=True)
class Field:
    """The field of one parameter. It is a choice of the numbers from 1 to `most`, or a text with a number for each
    member, of which the `hint` gives an example. `meaning` says what comes of the number."""

    key: str
    label: str
    typed: str
    most: int = 0
    hint: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class NewSandbox:
    """What somebody typed, as text, so that nothing is lost when it is refused. `numbers` are those of the bounds by
    their keys."""

    workbook: Workbook[Any] = FIRST
    numbers: Mapping[str, str] = field(default_factory=dict)
    bugs: tuple[str, ...] = ()
    steps: str = ""

    @classmethod
    def of(cls, data: QueryDict, workbook: Workbook[Any] = FIRST) -> NewSandbox:
        return cls(workbook, typed_in(data, workbook), tuple(data.getlist("bugs")), data.get("steps", ""))

    @property
    def fields(self) -> list[Field]:
        return list(fields_of(self.workbook, self.numbers))

    def wrong_bounds(self) -> str:
        """What is wrong with the bounds, or nothing."""
        try:
            parse_bounds(self.workbook, self.numbers)
        except InvalidInput as wrong:
            return str(wrong)
        return ""

    def parsed(self) -> tuple[Bounds, Bugs, tuple[str, ...]]:
        """The bounds, the flags at the start, and steps to lie ahead. Raises `InvalidInput` with one sentence."""
        bounds = parse_bounds(self.workbook, self.numbers)
        bugs, steps = parse_bugs(self.workbook, ",".join(self.bugs)), parse_steps(self.steps)
        if len(steps) > settings.STEPS_PER_SANDBOX:
            raise InvalidInput(f"A sandbox may have {counted(settings.STEPS_PER_SANDBOX)} at most, not {len(steps)}.")
        refusal = replay(bounds, bugs, steps).refusal
        if refusal is not None:
            raise InvalidInput(f"Step {refusal.index}: {refusal.message}")
        return bounds, bugs, steps


@dataclass(frozen=True)
class Settings:
    """The settings of a sandbox as somebody typed them. `fair` are the actions that are ticked."""

    workbook: Workbook[Any]
    title: str
    numbers: Mapping[str, str]
    fair: tuple[str, ...]

    @classmethod
    def of_sandbox(cls, sandbox: Sandbox, fair: Fair) -> Settings:
        return cls(sandbox.declared, sandbox.title, sandbox.bounds.texts, tuple(fair))

    @classmethod
    def of(cls, data: QueryDict, workbook: Workbook[Any]) -> Settings:
        numbers = {key: data.get(key, "") for key, _ in workbook.bounds.parameters()}
        return cls(workbook, data.get("title", ""), numbers, tuple(data.getlist("fair")))

    @property
    def fields(self) -> list[Field]:
        return list(fields_of(self.workbook, self.numbers))

    @property
    def bounds(self) -> Bounds:
        """Raises `InvalidInput` with one sentence."""
        bounds: Bounds = parse_bounds(self.workbook, self.numbers)
        return bounds

    def chosen_fairness(self, bugs: Bugs) -> str | None:
        """What was chosen; None if it is what the bugs leave fair. Raises `InvalidInput` for an unknown action."""
        return fairness_to_store(self.workbook, bugs, parse_fair(self.workbook, ",".join(self.fair)))


def typed_in(data: Mapping[str, str], workbook: Workbook[Any]) -> dict[str, str]:
    """The numbers of the bounds as they were typed, by their keys. What was not sent has its default."""
    return {key: data[key] for key, _ in workbook.bounds.parameters() if key in data}


def fields_of(workbook: Workbook[Any], typed: Mapping[str, str]) -> Iterator[Field]:
    """The fields of the bounds, in the order in which they are declared."""
    usual = workbook.bounds().texts
    for key, declared in workbook.bounds.parameters():
        yield _field(key, declared, typed.get(key, usual[key]), usual[key])


def _field(key: str, declared: Parameter, typed: str, usual: str) -> Field:
    label = declared.label or declared.said
    if declared.each is not None:
        noun = declared.each.noun
        hint = f"one for each {noun}, 1 to {declared.members} {noun}s, such as {usual}"
        return Field(key, label, typed, hint=hint, meaning=declared.meaning)
    label = f"{label}, {declared.about}" if declared.about else label
    return Field(key, label, typed, most=int(declared.most), meaning=declared.meaning)
