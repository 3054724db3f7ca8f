"""“Which of these bugs is mine?”: questions about one's own queue, whose answers lead to an end.

The way that somebody has come is all that a page needs: the names of the answers, one after another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import model_validator

from a09web.model.workbook import Workbook

from .scenes import Scene, scenes
from .written import Written, read

Way = tuple[str, ...]


class NoSuchWay(Exception):
    """There is no such answer where it was given."""


class Answer(Written):
    says: str
    to: str


class Question(Written):
    asks: str
    because: str
    answers: dict[str, Answer]


class End(Written):
    """What it may be: `scene` names a scenario that breaks so, and `look` is what to look for in one's own system. An
    end without a scenario says why no workbook can say it."""

    title: str
    says: str
    look: str
    scene: str | None = None

    @property
    def shown(self) -> Scene | None:
        return scenes()[self.scene] if self.scene else None

    @property
    def workbook(self) -> Workbook[Any] | None:
        return self.shown.workbook if self.shown else None

    @model_validator(mode="after")
    def has_its_scene(self) -> End:
        if self.scene and self.scene not in scenes():
            raise ValueError(f"there is no scene “{self.scene}”.")
        return self


@dataclass(frozen=True)
class Taken:
    """A question that was answered, and the way to it."""

    question: Question
    answer: Answer
    way: Way


@dataclass(frozen=True)
class Place:
    """Where a way leads: a question or an end, what was answered before, and how many questions may be left."""

    way: Way
    taken: tuple[Taken, ...]
    name: str
    question: Question | None
    end: End | None
    left: int

    @property
    def number(self) -> int:
        """That of the question, from 1."""
        return len(self.taken) + 1

    @property
    def most(self) -> int:
        """As many questions as it can become."""
        return len(self.taken) + self.left


class Triage(Written):
    begins: str
    questions: dict[str, Question]
    ends: dict[str, End]

    @model_validator(mode="after")
    def leads_somewhere(self) -> Triage:
        """Every answer leads on, nobody goes in a circle, and nothing lies beside all ways."""
        for name, question in self.questions.items():
            for answer in question.answers.values():
                if (answer.to in self.questions) == (answer.to in self.ends):
                    raise ValueError(f"{name}: “{answer.to}” must be a question or an end.")
        reached = {name for way in self._named(self.begins, ()) for name in way}
        if missed := {*self.questions, *self.ends} - reached:
            raise ValueError(f"no way leads to {', '.join(sorted(missed))}.")
        return self

    def _named(self, name: str, before: Way) -> Iterator[Way]:
        """The names on each way from a question or an end on."""
        if name in before:
            raise ValueError(f"from “{name}” a way leads back to it.")
        if name in self.ends:
            yield (*before, name)
            return
        for answer in self.questions[name].answers.values():
            yield from self._named(answer.to, (*before, name))

    def ways(self, before: Way = ()) -> Iterator[Way]:
        """All ways to an end."""
        question = self.place(before).question
        if question is None:
            yield before
            return
        for answer in question.answers:
            yield from self.ways((*before, answer))

    def place(self, way: Way) -> Place:
        """Raises `NoSuchWay`."""
        name, taken = self.begins, []
        for number, given in enumerate(way):
            if name in self.ends or given not in self.questions[name].answers:
                raise NoSuchWay(f"There is no answer “{given}” here.")
            question = self.questions[name]
            taken.append(Taken(question, question.answers[given], way[:number]))
            name = question.answers[given].to
        left = max(len(each) for each in self._named(name, ())) - 1
        return Place(way, tuple(taken), name, self.questions.get(name), self.ends.get(name), left)


@cache
def triage() -> Triage:
    """Raises `BadContent`."""
    return read("triage.yaml", Triage)
