"""The pages of a student: follow, answer, a copy of one's own, an exercise, and one's own card."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from a09web.exercises.pages import work_page
from a09web.exercises.services import exercise_with_key
from a09web.invalid_input import InvalidInput
from a09web.kit.htmx import is_htmx, to
from a09web.kit.numbers import number_in
from a09web.kit.outcome import Outcome
from a09web.kit.panels import OnPage, Panel, swaps
from a09web.kit.refusals import Refused
from a09web.kit.viewing import mode_of, switch_mode
from a09web.sandbox.stage import SandboxStage

from .copies import copies_of, copy_from, go_back_to_copy
from .entering import join_page
from .joining import new_resume_code
from .membership import member_of, participant_in, remember_member, screen_of
from .models import Classroom, Participant
from .reaching import for_student, reached, reached_or_404, refused, removed
from .rooms import CLASS, bump, is_taught_by, nudge, tell
from .screens import Seen, class_panels, followed_parts, own_panels, rendered
from .voting import my_vote, vote


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def class_page(request: HttpRequest, code: str) -> HttpResponse:
    """The class as it stands; its door for those who are not in. A POST joins."""
    classroom, participant = reached_or_404(request, code)
    if participant is None:
        return join_page(request, classroom)
    if participant.is_removed:
        return removed(request, classroom, code)
    if request.method == "POST" or (classroom.code and request.path != classroom.get_absolute_url()):
        return to(request, classroom.get_absolute_url())
    return followed(request, classroom, "classroom/class.html", participant)


@require_safe
@never_cache
def screen(request: HttpRequest, code: str) -> HttpResponse:
    """The projector's page, without names: for whoever has the present code, and for the teacher under any. When the
    class has ended, it stays where it was open."""
    classroom = _on_screen_or_404(request, code)
    if classroom.last_code != code:
        return to(request, reverse("screen", args=[classroom.last_code]))
    participant = participant_in(request, classroom)
    if participant is not None and participant.is_removed and not is_taught_by(request, classroom):
        return removed(request, classroom, code)
    response = followed(request, classroom, "classroom/screen.html", None)
    if participant is None:
        remember_member(response, classroom, screen_of(classroom))
    return response


def _on_screen_or_404(request: HttpRequest, code: str) -> Classroom:
    for classroom in reached(code):
        if classroom.code == code or is_taught_by(request, classroom):
            return classroom
        if member_of(classroom.public_id, request.COOKIES) == screen_of(classroom):
            return classroom
    raise Http404


def followed(request: HttpRequest, classroom: Classroom, template: str, me: Participant | None) -> HttpResponse:
    """A page that follows the class. With htmx only what differs is sent, and nothing if nothing does."""
    if "mode" in request.GET:
        return switch_mode(request, request.path)
    seen = Seen(classroom)
    panels, outcome, at = dict(class_panels(classroom)), Outcome(), None
    if "at" in request.GET and seen.thought_about is None:
        at, outcome = _looked_at(request, seen)
    moment = seen.moment(at)
    if at is not None:
        panels |= {"live": Panel("live", rendered("live", moment=moment))} | followed_parts(moment)
    if me is not None:
        panels |= own_panels(seen, me, my_vote(me, classroom))
    if is_htmx(request):
        parts = swaps(panels, OnPage.told(request.headers.get("Panels", "")))
        response = HttpResponse("".join(parts)) if parts else HttpResponse(status=204)
    else:
        context = {"classroom": classroom, "seen": seen, "me": me, "panels": panels, "moment": moment,
                   "mode": mode_of(request), "address": request.build_absolute_uri(classroom.get_absolute_url()),
                   "outcome": outcome}  # fmt: skip
        response = render(request, template, context, status=outcome.status)
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    response["Sandbox-Version"] = str(moment.live_version)
    return response


def _looked_at(request: HttpRequest, seen: Seen) -> tuple[int | None, Outcome]:
    try:
        at = number_in(request.GET, "at")
        if at and all(node.number != at for node in seen.moment().nodes):
            raise InvalidInput(f"There is no step {at} here.")
    except InvalidInput as wrong:
        return None, Outcome(f"{wrong} This is where the class stands.", 404)
    return at, Outcome()


@require_POST
@partial(for_student, with_sandbox=False)
def cast(request: HttpRequest, classroom: Classroom, me: Participant) -> HttpResponse:
    """An answer to what is asked. The receipt is sent after the commit."""
    outcome, stored = Outcome(), None
    try:
        numbers = {name: number_in(request.POST, name) for name in ("number", "round", "nth")}
        stored = vote(participant=me, choice=request.POST.get("choice", ""), **numbers)
        tell(classroom)
        nudge(me, least=2)
    except (InvalidInput, Refused) as wrong:
        outcome = Outcome.of(wrong)
    if not is_htmx(request):
        if not outcome.notice:
            return HttpResponseRedirect(classroom.get_absolute_url() + "#receipt")
        return refused(request, classroom, outcome)
    shown = stored.question.classroom if stored is not None else next(reached(classroom.last_code))
    seen = Seen(shown)
    said = rendered("said", outcome=outcome)
    if shown.round is None or seen.question is None:
        return HttpResponse(said, status=outcome.status)
    own = own_panels(seen, me, stored or my_vote(me, shown))
    parts = "".join(own[name].element(swap=True) for name in ("ask-mine", "my-answer"))
    return HttpResponse(parts + said, status=outcome.status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_student
def copy(request: HttpRequest, classroom: Classroom, me: Participant) -> HttpResponse:
    """A copy of one's own from where the class stands, or back to one that was made before."""
    if request.method == "POST" and not classroom.is_guessing:
        again, key = request.POST.get("again", ""), request.POST.get("key", "")
        try:
            if again:
                go_back_to_copy(participant=me, public_id=again)
            elif classroom.may_copy:
                copy_from(participant=me, scenario=Seen(classroom).scenario, key=key)
        except (InvalidInput, Refused) as wrong:
            return refused(request, classroom, Outcome.of(wrong))
    return to(request, reverse("mine", args=[classroom.last_code]))


class CopyStage(SandboxStage):
    """A student's own copy, with the class in a strip above it."""

    template = "classroom/mine.html"

    def __init__(self, request: HttpRequest, classroom: Classroom, me: Participant) -> None:
        assert me.copy is not None
        super().__init__(request, me.copy, me.owner)
        self.classroom, self.me = classroom, me

    @property
    def address(self) -> str:
        return reverse("mine", args=[self.classroom.last_code])

    def context(self, moment: Any) -> dict[str, Any]:
        others = [each for each in copies_of(self.me) if each.pk != self.shown.pk]
        return {"frame": strip_of(self.classroom, self.me), "classroom": self.classroom, "others": others}


@require_http_methods(["GET", "HEAD", "POST"])
@for_student
def mine(request: HttpRequest, classroom: Classroom, me: Participant) -> HttpResponse:
    """One's own copy. While a question is open it waits, so that nobody looks the answer up."""
    if me.copy is None or classroom.is_guessing:
        return to(request, classroom.get_absolute_url())
    return CopyStage(request, classroom, me).respond()


@require_http_methods(["GET", "HEAD", "POST"])
@for_student
def exercise(request: HttpRequest, classroom: Classroom, me: Participant) -> HttpResponse:
    """The exercise that the class works on, in a variant of one's own. While a question is open it waits, too."""
    found = exercise_with_key(classroom.exercise) if classroom.exercise else None
    if found is None or classroom.is_guessing:
        return to(request, classroom.get_absolute_url())
    frame = strip_of(classroom, me) | {"template": "classroom/_strip.html"}
    if classroom.ended:
        frame["closed"] = "The class has ended, so nothing more is taken."
    elif classroom.phase != "exercise":
        frame["closed"] = "The class has gone on; what you handed in is kept."
    begun: list[bool] = []
    response = work_page(
        request, found, me.owner, reverse("class_exercise", args=[classroom.last_code]), frame,
        may_begin=lambda: begun.append(True), on_attempt=lambda *_: note_progress(classroom),
    )  # fmt: skip
    if begun:
        note_progress(classroom)
    return response


def strip_of(classroom: Classroom, me: Participant) -> dict[str, Any]:
    """What a page of one's own needs to show the class in a strip, and to hear of it."""
    return {
        "classroom": classroom,
        "me": me,
        "now": Seen(classroom).sentence,
        "room": f"/ws/{CLASS}/{classroom.public_id}/",
        "news": reverse("news", args=[classroom.last_code]),
    }


@require_safe
@for_student
def news(request: HttpRequest, classroom: Classroom, me: Participant) -> HttpResponse:
    """What the class is doing, for the pages of one's own: one sentence."""
    return HttpResponse(Seen(classroom).sentence, content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@for_student
def card(request: HttpRequest, classroom: Classroom, me: Participant) -> HttpResponse:
    """Who one is here, and the code for another device."""
    if request.method == "POST":
        new_resume_code(participant=me)
        return to(request, request.path)
    return render(request, "classroom/card.html", {"classroom": classroom, "me": me})


def note_progress(classroom: Classroom) -> None:
    """Tells the teacher that somebody began, or handed something in."""
    bump(classroom)
    tell(classroom)
