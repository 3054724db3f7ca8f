"""The parts of a lesson that have a sandbox beside the guide: the same stage as `/s/<id>/`, and a guide that reacts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from a09web.glossary.marking import glossed
from a09web.invalid_input import InvalidInput
from a09web.kit.numbers import number_in
from a09web.kit.outcome import Outcome
from a09web.kit.panels import Panel
from a09web.kit.templates import template
from a09web.kit.viewing import is_presented
from a09web.sandbox.addresses import workbook_url
from a09web.sandbox.moment import Moment
from a09web.sandbox.reveal import BREAK, GUIDED, POINT
from a09web.sandbox.stage import SandboxStage
from a09web.sandbox.tree import ROOT, Tree

from . import progress as services
from .content import Lesson
from .guide import PlayGuide
from .models import Progress

PLAYED = ("meet", "break", "why")
GUIDE, MORE = "guide", "guide-more"
"""What goes along with each step, and what is read before and after."""


class LessonStage(SandboxStage):
    template = "lessons/play.html"

    def __init__(self, request: HttpRequest, lesson: Lesson, part: str, progress: Progress) -> None:
        made = services.meet_sandbox if part == "meet" else services.break_sandbox
        super().__init__(request, made(progress, lesson))
        self.lesson, self.part, self.progress = lesson, part, progress
        self.policy = BREAK if part == "break" else GUIDED

    @property
    def address(self) -> str:
        return workbook_url("part", self.lesson.workbook, self.lesson.slug, self.part)

    def respond(self) -> HttpResponse:
        if self.request.method == "POST" and "hint" in self.request.POST:
            services.take_hint(self.progress, self.lesson)
            return HttpResponseRedirect(self.request.get_full_path() + "#hints")
        if self.request.method == "POST" and "ask" in self.request.POST:
            return self._answered()
        return super().respond()

    def _answered(self) -> HttpResponse:
        """Keeps the answer to the question that this part asks beside its sandbox."""
        post, tree = self.request.POST, Tree.of(self.shown)
        try:
            if self.part == "why":
                at = number_in(post, "culprit") if "culprit" in post else ROOT
                if at == ROOT or at not in tree:
                    raise InvalidInput("Please choose one of the steps.")
                services.point_at(self.progress, at)
            else:
                services.name_guard(self.progress, self.lesson, post.get("guard", ""))
        except InvalidInput as wrong:
            return self.page(self._moment(tree, self.shown.cursor), Outcome.of(wrong))
        return HttpResponseRedirect(self.request.get_full_path() + "#answer")

    def _moment(self, tree: Tree, at: int) -> Moment:
        """While Why asks who is to blame, the page does not tell."""
        moment = super()._moment(tree, at)
        return replace(moment, policy=POINT) if self._guide(moment).asks_for_culprit else moment

    def page(self, moment: Moment, outcome: Outcome) -> HttpResponse:
        self._note(self._guide(moment))
        return super().page(moment, outcome)

    def panels(self, moment: Moment) -> dict[str, Panel]:
        guide = self._guide(moment)
        told = {
            name: Panel(name, glossed(_template(name).render(guide=guide), self.lesson.workbook))
            for name in (GUIDE, MORE)
        }
        return {**told, **super().panels(moment)}

    def context(self, moment: Moment) -> dict[str, Any]:
        return {"guide": self._guide(moment)}

    def _guide(self, moment: Moment) -> PlayGuide:
        present = is_presented(self.request)
        return PlayGuide(self.lesson, self.part, self.progress, present, moment=moment)

    def _note(self, guide: PlayGuide) -> None:
        """Keeps what was reached: the end of the correct run, a break, the explanation of one."""
        if self.part == "meet" and guide.is_finished:
            services.see(self.progress, "meet")
        if self.part == "break" and guide.is_broken_by_the_bug:
            services.note_break(self.progress, guide.broken_in)
        if self.part == "why" and guide.is_broken_by_the_bug and not guide.asks_for_culprit:
            services.see(self.progress, "why")


def _template(name: str) -> Any:
    return template(f"lessons/_{name.replace('-', '_')}.html")
