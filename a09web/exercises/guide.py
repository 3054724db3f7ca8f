"""What stands beside an exercise: the task, the hints that were taken, what came of the last answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.model.machine import machine_for
from a09web.sandbox.board import Board, draw, draw_state
from a09web.sandbox.moment import Moment
from a09web.wording import counted
from a09web.workbooks.a09 import A09

from .answers import graded
from .breaking import told_from_here
from .exercise import BREAK, DIAGNOSE, PREDICT, Exercise, called, named
from .models import Attempt, Work
from .path import following, solved_by
from .predicting import CHOICES, NONE, REFUSED
from .repairing import Choice, bug_of, choices
from .services import is_full, is_of, wrong_answers
from .verdict import Picture, Verdict, cap_after, hint_count, left_after, price, shown_by_hints

TITLES = {"break": "Break", "predict": "Predict", "diagnose": "Diagnose", "repair": "Repair"}
ASKS = {
    "break": "Build a schedule that breaks a property.",
    "predict": "Say what the next step breaks, if anything.",
    "diagnose": "Find out which bug a scheduler has, and prove it.",
    "repair": "Choose what to add, so that the bug does no harm.",
}


def bugs_told(exercise: Exercise) -> str:
    """The bugs of an exercise that does not hide them."""
    if exercise.kind == DIAGNOSE:
        return ""
    return called(exercise.bugs) if exercise.bugs else "no bug"


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
    def kind(self) -> str:
        return self.exercise.kind

    @property
    def title(self) -> str:
        return TITLES[self.exercise.kind]

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
        return following(self.work.exercise, solved_by(self.work.solver)) if self.work is not None else None

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
            return ("How far is it?", "Show me the next step")[shown - 1]
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

    @property
    def draft(self) -> dict[str, Any]:
        return self.work.draft if self.work is not None else {}

    @property
    def bugs(self) -> str:
        """The bugs that are on, in words. Diagnose does not tell."""
        return bugs_told(self.exercise)

    @property
    def bug_count(self) -> int:
        return 0 if self.exercise.kind == DIAGNOSE else len(A09.in_order(self.exercise.bugs))

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

    @property
    def target_meaning(self) -> str:
        return next(prop.meaning for prop in A09.properties if prop.name == self.exercise.target)

    @cached_property
    def broken(self) -> tuple[str, ...]:
        """The properties that are broken at the present step."""
        replayed = self.here.branch.entries
        return replayed[min(len(self.present), len(replayed) - 1)].broken if self.here.is_present else ()

    @property
    def is_broken(self) -> bool:
        target = self.exercise.target
        return target in self.broken and (not self.exercise.only or self.broken == (target,))

    @property
    def hypotheses(self) -> list[tuple[str, str]]:
        return [(named(bugs), called(bugs)) for bugs in self.exercise.hypotheses]

    @property
    def suspect(self) -> str:
        """The bug that was chosen last, handed in or not."""
        return str(self.draft.get("bug", ""))

    @property
    def steps(self) -> tuple[str, ...]:
        """Every transition by name."""
        return tuple(self.exercise.machine.by_name)

    @property
    def shown_hints(self) -> tuple[str, ...]:
        shown = shown_by_hints(self.exercise, self.hint_number)
        return told_from_here(self.exercise, self.present)[:shown] if shown else ()

    @property
    def is_full(self) -> bool:
        return self.work is not None and self.work.sandbox is not None and is_full(self.work.sandbox)

    @property
    def refused(self) -> str:
        return self.work.refused if self.work is not None else ""


@dataclass(frozen=True)
class AskGuide(WorkGuide):
    """The guide of Predict and Repair, which are forms."""

    @property
    def now(self) -> Board:
        return draw(self.exercise.begun)

    @property
    def broken(self) -> tuple[str, ...]:
        return self.exercise.begun.last.broken

    @property
    def options(self) -> list[tuple[str, str]]:
        """What can be answered to Predict, with a meaning."""
        meanings = {prop.name: prop.meaning for prop in A09.properties}
        rest = {
            NONE: "It is taken, and breaks nothing that holds now.",
            REFUSED: "It is refused: it cannot be taken here.",
        }
        return [(name, meanings.get(name) or rest[name]) for name in CHOICES]

    @property
    def parts(self) -> list[Choice]:
        """What can be chosen for a repair, for each solver in another order."""
        offered = list(choices(bug_of(self.exercise)))
        Random(self.seed).shuffle(offered)
        return offered

    @property
    def chosen(self) -> Any:
        """What the form shows as chosen: what was chosen last, handed in or not."""
        return self.draft.get("choice" if self.exercise.kind == PREDICT else "parts", "")


def guide_for(exercise: Exercise, work: Work | None, address: str, **about: Any) -> WorkGuide:
    made = PlayGuide if exercise.kind in (BREAK, DIAGNOSE) else AskGuide
    return made(exercise, work, address, **about)
