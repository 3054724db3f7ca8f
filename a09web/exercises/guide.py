"""What stands beside an exercise: the task, the hints that were taken, what came of the last answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.model.machine import machine_for
from a09web.model.workbook import Workbook
from a09web.sandbox.moment import Moment
from a09web.wording import counted
from a09web.workbooks.face import Board
from a09web.workbooks.faces import draw, draw_state

from .answers import graded
from .exercise import Exercise, called
from .kinds.kind import Kind
from .models import Attempt, Work
from .path import following, solved_by
from .services import is_full, is_of, wrong_answers
from .verdict import Picture, Verdict, cap_after, hint_count, left_after, price, shown_by_hints


def bugs_told(exercise: Exercise) -> str:
    """The bugs of an exercise that does not hide them."""
    if exercise.kind.hides_bugs:
        return ""
    return called(exercise.workbook, exercise.bugs) if exercise.bugs else "no bug"


WORTH_MUCH = 0.5
"""An answer that is worth less is only part of a right one."""


def percent(score: float) -> int:
    return round(score * 100)


@dataclass(frozen=True)
class Shown:
    """A picture of a verdict, with its board drawn."""

    picture: Picture
    board: Board


@dataclass(frozen=True)
class WorkGuide:
    """An exercise (the solver's variant) with what the solver did so far. `closed` says why nothing can be handed in,
    if so; `frame` is what the page around it brings along, `seed` the solver's own number."""

    exercise: Exercise
    work: Work | None
    address: str
    closed: str = ""
    frame: dict[str, Any] = field(default_factory=dict)
    moment: Moment | None = None
    seed: int = 0

    @property
    def kind(self) -> Kind:
        return self.exercise.kind

    @property
    def workbook(self) -> Workbook[Any]:
        return self.exercise.workbook

    @property
    def title(self) -> str:
        return self.kind.title

    @cached_property
    def attempts(self) -> list[Attempt]:
        return list(self.work.attempts.all()) if self.work is not None else []

    @property
    def next_number(self) -> int:
        return len(self.attempts) + 1

    @property
    def latest(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @cached_property
    def verdict(self) -> Verdict | None:
        """The verdict on the last answer, made anew; None if there is none, or if the exercise was changed since."""
        if self.latest is None or self.latest.question != self.exercise.question:
            return None
        try:
            return graded(self.exercise, self.latest.answer)
        except InvalidInput:
            return None

    @property
    def outcome(self) -> str:
        """Whether the last answer was `right`, only `part` of it, or `wrong`."""
        verdict = self.verdict
        if verdict is None or not verdict.score:
            return "wrong"
        return "right" if verdict.score >= WORTH_MUCH and verdict.kind not in self.kind.partly else "part"

    @property
    def pictures(self) -> list[Shown]:
        pictures = self.verdict.pictures if self.verdict is not None else ()
        return [Shown(each, draw_state(machine_for(each.bounds, each.repair), each.state)) for each in pictures]

    @property
    def best(self) -> int:
        return percent(self.work.best) if self.work is not None else 0

    @property
    def most(self) -> int:
        """What the next answer can count at most."""
        return self._most_after(self.work.hints if self.work is not None else 0)

    def _most_after(self, hints: int) -> int:
        return percent(min(cap_after(self.exercise, hints), left_after(self.exercise.kind, self.wrong)))

    @property
    def is_done(self) -> bool:
        """Whether no further answer could count more."""
        return bool(self.attempts) and self.best >= self.most

    @cached_property
    def following(self) -> Exercise | None:
        """The next on the path that the solver has not solved."""
        workbook = self.exercise.workbook
        if self.work is None:
            return None
        return following(workbook, self.work.exercise, solved_by(workbook, self.work.solver))

    @property
    def wrong(self) -> int:
        return wrong_answers(self.attempts, self.exercise)

    @property
    def price(self) -> str:
        return price(self.exercise, hints=self.work.hints if self.work is not None else 0, wrong=self.wrong)

    @property
    def hints_seen(self) -> int:
        """How many hints a page that is made now takes into account."""
        return self.work.hints if self.work is not None else 0

    @property
    def hint_number(self) -> int:
        """How many hints were taken."""
        return min(self.work.hints, hint_count(self.exercise)) if self.work is not None else 0

    @property
    def hints_taken(self) -> tuple[str, ...]:
        return self.exercise.hints[: self.hint_number]

    @property
    def next_hint(self) -> int:
        """The number of the next hint; 0 if there is none."""
        return self.hint_number + 1 if self.hint_number < hint_count(self.exercise) else 0

    @property
    def hint_offer(self) -> str:
        """What the next hint is called."""
        shown = shown_by_hints(self.exercise, self.next_hint)
        if shown:
            return self.kind.shown_hints[shown - 1].offer
        return "A stronger hint" if self.hint_number else "Give me a hint"

    @property
    def shown_hints(self) -> tuple[str, ...]:
        """What the explorer tells of where the solver stands, as far as it was asked."""
        return ()

    @property
    def after_hint(self) -> int:
        """What can be had at most once the next hint is taken."""
        return self._most_after(self.next_hint)

    @cached_property
    def is_of_another_question(self) -> bool:
        """Whether the solver's sandbox is of the exercise as it was before it was changed."""
        sandbox = self.work.sandbox if self.work is not None else None
        return sandbox is not None and not is_of(sandbox, self.exercise)

    def chosen(self, name: str) -> Any:
        """What was chosen last in a field of the answer, handed in or not; empty if nothing was."""
        return self.work.draft.get(name, "") if self.work is not None else ""

    @property
    def bugs(self) -> str:
        """The bugs that are on, in words; empty where they are hidden."""
        return bugs_told(self.exercise)

    @property
    def bug_count(self) -> int:
        return 0 if self.kind.hides_bugs else len(self.exercise.bugs)

    @property
    def begins_after(self) -> str:
        return counted(len(self.exercise.start))


@dataclass(frozen=True)
class PlayGuide(WorkGuide):
    """The guide beside a sandbox: it also knows where that stands."""

    @property
    def here(self) -> Moment:
        assert self.moment is not None
        return self.moment

    @property
    def present(self) -> tuple[str, ...]:
        """The schedule up to the present step, which is what is handed in."""
        tree = self.here.tree
        return tuple(node.name for node in tree.path(self.here.sandbox.cursor))

    @property
    def taken(self) -> int:
        return max(len(self.present) - len(self.exercise.start), 0)

    @cached_property
    def broken(self) -> tuple[str, ...]:
        """The properties that are broken at the present step."""
        replayed = self.here.branch.entries
        return replayed[min(len(self.present), len(replayed) - 1)].broken if self.here.is_present else ()

    @property
    def steps(self) -> tuple[str, ...]:
        """Every transition by name."""
        return tuple(self.exercise.machine.by_name)

    @property
    def shown_hints(self) -> tuple[str, ...]:
        shown = shown_by_hints(self.exercise, self.hint_number)
        return self.kind.told_from_here(self.exercise, self.present)[:shown] if shown else ()

    @property
    def is_full(self) -> bool:
        return self.work is not None and self.work.sandbox is not None and is_full(self.work.sandbox)

    @property
    def refused(self) -> str:
        return self.work.refused if self.work is not None else ""


@dataclass(frozen=True)
class AskGuide(WorkGuide):
    """The guide of an exercise that is a form."""

    @property
    def now(self) -> Board:
        return draw(self.exercise.begun)

    @property
    def broken(self) -> tuple[str, ...]:
        return self.exercise.begun.last.broken


def guide_for(exercise: Exercise, work: Work | None, address: str, **about: Any) -> WorkGuide:
    made = PlayGuide if exercise.kind.is_played else AskGuide
    return made(exercise, work, address, **about)
