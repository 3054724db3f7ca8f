"""The parts of a lesson that have a sandbox beside the guide: the same stage as `/s/<id>/`, and a guide that reacts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines

from a09web.glossary.marking import glossed
from a09web.sandbox.how import is_presented
from a09web.sandbox.lookup import Outcome
from a09web.sandbox.moment import Moment
from a09web.sandbox.panels import Panel
from a09web.sandbox.reveal import BREAK, GUIDED
from a09web.sandbox.stage import SandboxStage

from . import progress as services
from .content import Lesson
from .guide import PlayGuide
from .models import Progress

PLAYED = ("meet", "break", "why")
GUIDE = "guide"


class LessonStage(SandboxStage):
    template = "lessons/play.html"

    def __init__(self, request: HttpRequest, lesson: Lesson, part: str, progress: Progress) -> None:
        made = services.meet_sandbox if part == "meet" else services.break_sandbox
        super().__init__(request, made(progress, lesson))
        self.lesson, self.part, self.progress = lesson, part, progress
        self.policy = BREAK if part == "break" else GUIDED

    @property
    def address(self) -> str:
        return f"/lessons/{self.lesson.slug}/{self.part}/"

    def respond(self) -> HttpResponse:
        if self.request.method == "POST" and "hint" in self.request.POST:
            services.take_hint(self.progress, self.lesson)
            return HttpResponseRedirect(self.request.get_full_path() + "#hints")
        return super().respond()

    def page(self, moment: Moment, outcome: Outcome) -> HttpResponse:
        self._note(self._guide(moment))
        return super().page(moment, outcome)

    def panels(self, moment: Moment) -> dict[str, Panel]:
        template: Any = engines["jinja2"]
        html = template.env.get_template("lessons/_guide.html").render(guide=self._guide(moment))
        return {GUIDE: Panel(GUIDE, glossed(html)), **super().panels(moment)}

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
        if self.part == "why" and guide.is_broken_by_the_bug:
            services.see(self.progress, "why")
