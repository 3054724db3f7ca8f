"""The teacher's console: the sandbox to drive, and beside it what the class does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from a09web.exercises.results import Distribution, distribution
from a09web.kit.htmx import is_htmx
from a09web.kit.outcome import Outcome
from a09web.kit.panels import Panel
from a09web.links.unstored import scenario_of
from a09web.model.machine import machine_for
from a09web.sandbox.models import Sandbox
from a09web.sandbox.moment import Moment
from a09web.sandbox.panels import render_panels
from a09web.sandbox.reveal import GUIDED
from a09web.sandbox.stage import SandboxStage
from a09web.sandbox.tree import Tree
from a09web.scenarios.address import encode

from .models import Classroom, Question
from .rooms import tell
from .screens import Seen, made_once, rendered

TEACH_AGAIN, EXPLAIN = 30, 80
"""Percent of right answers: below the first teach again, above the second explain briefly."""


@dataclass(frozen=True)
class Taught(Seen):
    """A class as its teacher sees it."""

    @property
    def question(self) -> Question | None:
        return self.classroom.question

    @property
    def next_number(self) -> int:
        last = self.classroom.questions.order_by("-number").values_list("number", flat=True).first()
        return (last or 0) + 1

    @property
    def percent_right(self) -> int | None:
        """Of the answers in the latest round; None without one, or where no answer is right."""
        asked = self.asked
        if asked is None or not asked.right or not self.answered:
            return None
        return round(100 * sum(self.tallies[-1].get(choice, 0) for choice in asked.right) / self.answered)

    @property
    def advice(self) -> str:
        """What to do next, by the part of the class that is right."""
        percent = self.percent_right
        if percent is None:
            return ""
        if len(self.tallies) > 1 and percent <= EXPLAIN:
            return f"{percent} % are right after two rounds: explain, then ask it in another form."
        if percent < TEACH_AGAIN:
            return f"{percent} % are right: explain the idea again before you ask once more."
        if percent <= EXPLAIN:
            return f"{percent} % are right: let neighbours discuss, then vote again."
        return f"{percent} % are right: explain briefly and go on."

    @property
    def looks_elsewhere(self) -> bool:
        """Whether the class sees a question about another moment than that on the teacher's board."""
        if self.classroom.example or self.classroom.ended:
            return False
        shown, _ = Seen(self.classroom)._shown()
        if shown is None:
            return False
        sandbox = self.classroom.sandbox
        here = scenario_of(Moment(sandbox, Tree.of(sandbox), sandbox.cursor, may_step=False))
        return encode(shown.followed_by()) != encode(here.followed_by())

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that can be asked about."""
        return tuple(each.name for each in machine_for(self.classroom.sandbox.bounds).transitions)

    @cached_property
    def distribution(self) -> Distribution | None:
        return distribution(self.works) if self.exercise is not None and self.works else None


def console_panels(classroom: Classroom) -> dict[str, Panel]:
    """The parts of the console that change, the sandbox's among them."""
    return made_once(("console", classroom.public_id, classroom.console_version), lambda: _console_panels(classroom))


def _console_panels(classroom: Classroom) -> dict[str, Panel]:
    sandbox = classroom.sandbox
    moment = Moment(
        sandbox,
        Tree.of(sandbox),
        sandbox.cursor,
        not classroom.ended,
        GUIDED,
        page=_address(classroom),
        room_version=classroom.console_version,
    )
    return class_parts(classroom) | render_panels(moment)


def class_parts(classroom: Classroom) -> dict[str, Panel]:
    """What the console shows of the class. Numbers change while controls are pressed, so they are other parts."""
    seen = Taught(classroom)
    names = ("bar", "timing", "about-steps", "people", "switches", "join", "board-ways")
    panels = [Panel(name, rendered(name.replace("-", "_"), seen=seen)) for name in names]
    panels.append(progress_panel(seen))
    if seen.asked is None:
        return {panel.name: panel for panel in [Panel("voting", ""), *panels]}
    numbers = [Panel(name, rendered(name.replace("-", "_"), seen=seen)) for name in ("votes", "vote-bars")]
    shape = f"{seen.question and seen.question.pk} {seen.is_revealed} {classroom.histogram} {bool(classroom.ended)}"
    inside = {panel.name: panel for panel in numbers}
    voting = Panel("voting", rendered("voting", seen=seen, numbers=inside), f"{shape} {seen.next_number}")
    return {panel.name: panel for panel in [voting, *numbers, *panels]}


def progress_panel(seen: Taught) -> Panel:
    return Panel("progress", rendered("progress", seen=seen))


def _address(classroom: Classroom) -> str:
    return reverse("console", args=[classroom.public_id])


class ConsoleStage(SandboxStage):
    """The sandbox of a class, driven by its teacher."""

    template = "classroom/console.html"
    policy = GUIDED

    def __init__(self, request: HttpRequest, classroom: Classroom, form: QueryDict | None = None) -> None:
        """`form` is what was asked for just now."""
        super().__init__(request, classroom.sandbox, classroom.sandbox_owner)
        self.classroom = classroom
        self.form = {} if form is None else form

    @property
    def address(self) -> str:
        return _address(self.classroom)

    def present(self, outcome: Outcome) -> HttpResponse:
        """The page as it stands, with what came of a request."""
        response = self.page(self._moment(Tree.of(self.shown), self.shown.cursor), outcome)
        if is_htmx(self.request) and self.form.get("do") == "notes" and outcome.status == 200:
            response.write(rendered("notes_version", classroom=self.classroom, swap=True))
        return response

    def publish(self, tree: Tree, before: Sandbox) -> None:
        self.classroom.sandbox = self.shown
        tell(self.classroom)

    def _moment(self, tree: Tree, at: int) -> Moment:
        self.classroom.sandbox = self.shown
        may_step = not self.classroom.ended
        version = self.classroom.console_version
        return Moment(self.shown, tree, at, may_step, self.policy, self.address, room_version=version)

    def panels(self, moment: Moment) -> dict[str, Panel]:
        return class_parts(self.classroom) | super().panels(moment)

    def context(self, moment: Moment) -> dict[str, Any]:
        kept = self.classroom.notes
        notes = self.form.get("notes", kept) if self.form.get("do") == "notes" else kept
        return {"classroom": self.classroom, "seen": Taught(self.classroom), "notes": notes}
