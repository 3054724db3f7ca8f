"""The page of one exercise for one solver, wherever it stands: by itself at `/exercises/`, or inside a class."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from a09web.invalid_input import InvalidInput
from a09web.kit.htmx import is_htmx
from a09web.kit.numbers import number_in
from a09web.kit.outcome import Outcome
from a09web.kit.refusals import Refused, Stale
from a09web.sandbox.services import check_version
from a09web.sandbox.tree import Tree

from .exercise import Exercise
from .guide import PlayGuide, WorkGuide, guide_for
from .kinds.kind import STEPS
from .models import Attempt, Work
from .services import (
    Standing,
    begin,
    begin_anew,
    hand_in,
    is_of,
    is_set,
    note_refusal,
    sandbox_for,
    save_draft,
    take_hint,
    variant_for,
    work_of,
)
from .stage import ExerciseStage
from .variants import seed_of

# The fields that say what a form is for; anything else is a step in the sandbox.
ACTIONS = ("hand_in", "draft", "hint", "start", "anew")
# Where the focus goes when htmx has put the answer to a form in its place, by the id of the form.
FOCUS = {"work": "answer", "hint": "hints"}

NOT_STARTED = "This exercise is not started here, so nothing was done. Please start it."
CHANGED = "This exercise was changed since that page was made, so nothing was stored. Please look at it as it is now."

Frame = dict[str, Any]


def work_page(
    request: HttpRequest,
    exercise: Exercise,
    solver: str,
    address: str,
    frame: Frame | None = None,
    *,
    may_begin: Callable[[], None] | None = None,
    on_attempt: Callable[[Work, Attempt], None] | None = None,
) -> HttpResponse:
    """Answers GET and POST of an exercise for a solver, an opaque name of at most 64 characters, at an address.
    The name of a solver in a class has a dot in it, that of a browser by itself has none.

    `exercise` is the one that was set; the solver sees a variant of it. `frame` may hold `template`, put on top of the
    page; `closed`, a sentence that says why nothing can be handed in; and whatever that template needs, as `frame`.
    `may_begin` is called before a work is made and may raise `Refused`; `on_attempt` after a new answer is committed.
    """
    frame = frame or {}
    asked = _Asked(request, exercise, solver, address, frame, may_begin, on_attempt)
    return asked.respond()


class _Asked:
    """A request for the page of an exercise."""

    def __init__(
        self,
        request: HttpRequest,
        exercise: Exercise,
        solver: str,
        address: str,
        frame: Frame,
        may_begin: Callable[[], None] | None,
        on_attempt: Callable[[Work, Attempt], None] | None,
    ) -> None:
        self.request, self.original, self.solver, self.address = request, exercise, solver, address
        self.frame, self.may_begin, self.on_attempt = frame, may_begin, on_attempt
        self.work = work_of(solver, exercise)
        self.exercise = variant_for(solver, exercise, self.work)

    @property
    def closed(self) -> str:
        return str(self.frame.get("closed", ""))

    @property
    def is_played(self) -> bool:
        return self.exercise.kind.is_played

    def respond(self) -> HttpResponse:
        post = self.request.POST
        action = next((name for name in ACTIONS if name in post), "") if self.request.method == "POST" else ""
        if not action:
            return self._shown(Outcome())
        try:
            if self.closed:
                raise Refused(self.closed)
            fragment = getattr(self, f"_{action}")()
        except (InvalidInput, Refused) as refused:
            return self._shown(Outcome.of(refused))
        if action == "draft" and is_htmx(self.request):
            return HttpResponse(status=204)
        return HttpResponseRedirect(self.address + fragment)

    def _begun(self) -> Work:
        """The work on what is asked now, made if there is none yet."""
        if self.work is None and self.may_begin is not None:
            self.may_begin()
        if self.work is None or not is_set(self.work, self.original):
            self.work = begin(solver=self.solver, exercise=self.original)
        return self.work

    def _start(self) -> str:
        work = self._begun()
        if self.is_played:
            sandbox_for(work=work, exercise=self.original)
        return ""

    def _anew(self) -> str:
        begin_anew(work=self._begun(), exercise=self.original)
        return ""

    def _hint(self) -> str:
        take_hint(work=self._begun(), exercise=self.exercise, number=number_in(self.request.POST, "hint"))
        return "#hints"

    def _draft(self) -> str:
        self._check_question()
        self._keep(self._begun(), self._form())
        return "#work"

    def _keep(self, work: Work, answer: dict[str, Any]) -> None:
        """As a draft, which the page shows again."""
        save_draft(work=work, exercise=self.exercise, answer=answer)
        if "refused" in answer:
            note_refusal(work=work, step=str(answer["refused"]))

    def _hand_in(self) -> str:
        self._check_question()
        number = number_in(self.request.POST, "attempt")
        work, chosen = self._begun(), self._form()
        seen = Standing(number, number_in(self.request.POST, "hints", work.hints))
        try:
            answer = chosen | ({STEPS: self._steps(work)} if self.is_played else {})
            attempt, is_new = hand_in(work=work, exercise=self.exercise, key=str(number), answer=answer, seen=seen)
        except Stale:
            with suppress(InvalidInput):  # of what is asked no more
                self._keep(work, chosen)
            raise
        if is_new and self.on_attempt is not None:
            self.on_attempt(work, attempt)
        return "#answer"

    def _check_question(self) -> None:
        """Raises `Stale` if the page asked something else than the exercise does now."""
        if self.request.POST.get("question", self.exercise.mark) != self.exercise.mark:
            raise Stale(CHANGED)

    def _form(self) -> dict[str, Any]:
        """What the form holds of an answer; the steps are not in it."""
        post = self.request.POST
        asked = [field for field in self.exercise.kind.answer if field.name != STEPS and field.name in post]
        return {
            field.name: sorted(map(str, post.getlist(field.name))) if field.is_list else str(post[field.name])
            for field in asked
        }

    def _steps(self, work: Work) -> list[str]:
        """The schedule up to the present step of the sandbox, if the page showed that one."""
        sandbox = work.sandbox
        if sandbox is None:
            raise Stale("This exercise was started anew meanwhile, so nothing was stored. Please look and try again.")
        if not is_of(sandbox, self.exercise):
            raise Stale(CHANGED)
        check_version(sandbox, number_in(self.request.POST, "version"))
        return [node.name for node in Tree.of(sandbox).path(sandbox.cursor)]

    def _shown(self, outcome: Outcome) -> HttpResponse:
        seed = self.work.seed if self.work is not None else seed_of(self.solver, self.exercise.key)
        guide = guide_for(self.exercise, self.work, self.address, closed=self.closed, frame=self.frame, seed=seed)
        if not self.is_played:
            return self._rendered(guide, "exercises/ask.html", outcome)
        work = self.work
        if work is None or work.sandbox is None or guide.is_of_another_question:
            if self.request.method == "POST" and not outcome.notice:
                outcome = Outcome(NOT_STARTED if work is None or work.sandbox is None else CHANGED, 409)
            return self._rendered(guide, "exercises/start.html", outcome)
        assert isinstance(guide, PlayGuide)
        stage = ExerciseStage(self.request, guide, work, work.sandbox)
        if not outcome.notice:
            return stage.respond()
        return stage.refuse(outcome)

    def _rendered(self, guide: WorkGuide, template: str, outcome: Outcome) -> HttpResponse:
        focus = FOCUS.get(self.request.headers.get("HX-Trigger", ""), "")
        context = {"guide": guide, "frame": self.frame, "outcome": outcome, "focus": focus}
        response = render(self.request, template, context, status=outcome.status)
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        response["Cache-Control"] = "no-store"
        if outcome.notice:
            response["HX-Reswap"] = "outerHTML show:#notice:top"
        return response
