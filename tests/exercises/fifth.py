"""A fifth kind of exercise, all of it: this module, and `templates/exercises/kinds/count.html` beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from a09web.exercises.exercise import Exercise
from a09web.exercises.kinds.kind import Field, Kind
from a09web.exercises.levels import EASY
from a09web.exercises.reader import Reader
from a09web.exercises.sent import Sent
from a09web.exercises.verdict import Verdict
from a09web.wording import counted


@dataclass(frozen=True)
class Numbers:
    """The largest number that is offered."""

    most: int

    @property
    def offered(self) -> tuple[str, ...]:
        return tuple(map(str, range(self.most + 1)))


class Count(Kind):
    """How many properties are broken where the steps end?"""

    slug, title = "count", "Count"
    asks = "Say how many properties are broken."
    offered = "Count: how many are broken"
    fields = ("most",)
    answer = (Field("number", lambda exercise: exercise.own.offered, "Please choose a number."),)
    left = (1.0, 0.5)
    free = ("none",)
    headings = {"none": "No number"}

    def read(self, reader: Reader) -> Numbers:
        return Numbers(int(reader.one_of("most", ("3", "5")) or 0))

    def values(self, own: Numbers) -> dict[str, Any]:
        return {"most": str(own.most)}

    def typed(self, sent: Sent) -> dict[str, Any]:
        return {"most": sent.text("most")}

    def problems(self, exercise: Exercise) -> dict[str, str]:
        if self._right(exercise) in exercise.own.offered:
            return {}
        return {"most": "More are broken than that."}

    def grade(self, exercise: Exercise, given: Mapping[str, Any]) -> Verdict:
        if not given["number"]:
            return Verdict(0, "none", ("You chose no number.",))
        if given["number"] != self._right(exercise):
            return Verdict(0, "wrong", (f"It is not {given['number']}.",))
        return self.solution(exercise)

    def solution(self, exercise: Exercise) -> Verdict:
        return Verdict(1, "right", (f"{counted(int(self._right(exercise)), 'property is', 'properties are')} broken.",))

    def about(self, exercise: Exercise) -> str:
        return f"up to {exercise.own.most}"

    def level(self, exercise: Exercise) -> str:
        return EASY

    def effort(self, exercise: Exercise, level: str) -> str:
        return "a number"

    def _right(self, exercise: Exercise) -> str:
        return str(len(exercise.begun.last.broken))


COUNT = Count()
