"""The exercises that have a sandbox: the same stage as `/s/<id>/`, without what would give the answer away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from a09web.glossary.marking import glossed
from a09web.kit.numbers import number_in
from a09web.kit.outcome import Outcome
from a09web.kit.panels import INSIDE, Panel
from a09web.kit.refusals import Refused
from a09web.kit.templates import template
from a09web.model.names import is_toggle
from a09web.sandbox.models import Sandbox
from a09web.sandbox.moment import Moment
from a09web.sandbox.panels import held_by
from a09web.sandbox.services import NoRoom, StepRefused
from a09web.sandbox.stage import SandboxStage
from a09web.sandbox.tree import Tree
from a09web.wording import counted

from .exercise import Exercise
from .guide import PlayGuide
from .models import Work
from .services import actor_of, note_refusal

FULL = "This sandbox has no room for another step. Beside it you can begin with an empty one; your answers stay."
GUIDE = "guide"


class ExerciseStage(SandboxStage):
    """`exercise` is the solver's variant, and `guide` what stands beside the sandbox."""

    template = "exercises/play.html"

    def __init__(self, request: HttpRequest, guide: PlayGuide, work: Work, sandbox: Sandbox) -> None:
        super().__init__(request, sandbox, actor_of(work.solver))
        self.exercise: Exercise = guide.exercise
        self.guide, self.work = guide, work
        policy = self.exercise.kind.policy
        assert policy is not None, "a form has no sandbox"
        self.policy = policy

    @property
    def address(self) -> str:
        return self.guide.address

    @property
    def asked(self) -> QueryDict:
        """The form that was sent. Undo and Reset go back to where the exercise begins, and no further."""
        form = self.request.POST.copy()
        if "move" in form and number_in(form, "move") < self.begins_at:
            form["move"] = str(self.begins_at)
        return form

    @property
    def begins_at(self) -> int:
        """The number of the step after which the exercise begins."""
        return len(self.exercise.start)

    def refuse(self, outcome: Outcome) -> HttpResponse:
        """The page as it is now, with why an answer was not stored."""
        tree = Tree.of(self.shown)
        return self.page(self._moment(tree, self.shown.cursor), outcome)

    def panels(self, moment: Moment) -> dict[str, Panel]:
        guide = self._guide(moment)
        controls = Panel("controls", _template("_controls").render(moment=moment, moves=INSIDE))
        about = held_by(controls, _template("_moves").render(moment=moment, begins_at=self.begins_at))
        return {
            GUIDE: Panel(GUIDE, glossed(_template("_guide").render(guide=guide), self.exercise.workbook)),
            **super().panels(moment),
            **{panel.name: panel for panel in about},
        }

    def context(self, moment: Moment) -> dict[str, Any]:
        address = self.request.build_absolute_uri(self.address)
        return {"guide": self._guide(moment), "frame": self.guide.frame, "address": address}

    def _guide(self, moment: Moment) -> PlayGuide:
        about = self.guide
        return PlayGuide(self.exercise, self.work, about.address, about.closed, about.frame, moment)

    def _write(self, tree: Tree) -> str:
        form = self.asked
        if "fair" in form:  # an answer would tell which actions the bug leaves fair
            raise Refused("In an exercise fairness is as the exercise sets it.")
        if "step" not in form:
            notice = super()._write(tree)
            note_refusal(work=self.work, step="")
            return notice
        step, at = self.said("step"), number_in(form, "at")
        if is_toggle(step):
            raise Refused("In an exercise no bug is switched on or off.")
        if at < self.begins_at:
            raise Refused(f"This exercise begins after {counted(self.begins_at)}. Take your steps from there.")
        try:
            notice = super()._write(tree)
        except NoRoom:
            raise Refused(FULL) from None
        except StepRefused as refused:
            if not refused.failing:
                raise
            note_refusal(work=self.work, step=step)
            # Which guard refused it would tell which guards are there.
            if self.exercise.kind.hides_bugs:
                raise Refused(f"`{step}` was refused.") from None
            raise
        note_refusal(work=self.work, step="")
        return notice


def _template(name: str) -> Any:
    return template(f"exercises/{name}.html")
