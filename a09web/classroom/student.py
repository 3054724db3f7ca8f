"""The pages of a student: join, follow, answer, a copy of one's own, an exercise, and one's own card."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from a09web.exercises.pages import work_page
from a09web.exercises.services import exercise_with_key
from a09web.links.files import qr_code
from a09web.model.bounds import InvalidInput
from a09web.sandbox.how import mode_of
from a09web.sandbox.lookup import Outcome
from a09web.sandbox.panels import Panel, parse_hashes, render_followed, swaps
from a09web.sandbox.services import Refused
from a09web.sandbox.stage import SandboxStage, number_in

from .models import CODE_LENGTH, Classroom, Participant
from .naming import REROLLS
from .people import (
    SCREEN,
    bump,
    copies_of,
    copy_from,
    join,
    my_vote,
    new_resume_code,
    new_ticket,
    offered_name,
    participant_in,
    remember_member,
    resume,
    ticket_in,
    vote,
)
from .rooms import tell
from .screens import Seen, ask_panel, class_panels, rendered

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Classroom, Participant, P], HttpResponse]


def class_or_404(code: str, *, with_sandbox: bool = True) -> Classroom:
    """The class with that code, or that once had it."""
    found = Classroom.objects.all()
    if with_sandbox:
        found = found.select_related("sandbox", "question")
    code = code.upper()
    if len(code) != CODE_LENGTH or not code.isalnum():
        raise Http404
    by_code = found.filter(code=code).first()
    former = by_code or found.filter(Q(former_codes__icontains=f'"{code}"')).order_by("-created").first()
    if former is None:
        raise Http404
    return former


def for_student(view: View[P], *, with_sandbox: bool = True) -> Callable[..., HttpResponse]:
    """A page for those who are in the class; others are sent to its door."""

    @never_cache
    @wraps(view)
    def asked(request: HttpRequest, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        classroom = class_or_404(code, with_sandbox=with_sandbox)
        participant = participant_in(request, classroom)
        if participant is None:
            return _to(request, reverse("class", args=[classroom.last_code]))
        if participant.is_removed:
            return _removed(request, classroom)
        return view(request, classroom, participant, *args, **kwargs)

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Where a code is typed."""
    typed = request.POST.get("code", request.GET.get("code", ""))
    code = "".join(typed.split()).upper()
    if not typed:
        return render(request, "classroom/door.html", {"typed": "", "outcome": Outcome()})
    if not Classroom.objects.filter(code=code).exists():
        said = f"There is no class with the code “{code[:12]}”. A code has {CODE_LENGTH} letters and digits."
        return render(request, "classroom/door.html", {"typed": typed[:12], "outcome": Outcome(said, 404)}, status=404)
    return HttpResponseRedirect(reverse("class", args=[code]))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def class_page(request: HttpRequest, code: str) -> HttpResponse:
    """The class as it stands; its door for those who are not in. A POST joins."""
    classroom = class_or_404(code)
    participant = participant_in(request, classroom)
    if participant is None:
        if classroom.code != code.upper():
            raise Http404
        return _door(request, classroom)
    if participant.is_removed:
        return _removed(request, classroom)
    if request.method == "POST" or (classroom.code and classroom.code != code.upper()):
        return _to(request, classroom.get_absolute_url())
    return followed(request, classroom, "classroom/class.html", participant)


@require_safe
@never_cache
def screen(request: HttpRequest, code: str) -> HttpResponse:
    """The projector's page: for whoever has the code, and without names."""
    classroom = class_or_404(code)
    response = followed(request, classroom, "classroom/screen.html", None)
    if participant_in(request, classroom) is None:
        remember_member(response, classroom, SCREEN)
    return response


def followed(request: HttpRequest, classroom: Classroom, template: str, me: Participant | None) -> HttpResponse:
    """A page that follows the class. With htmx only what differs is sent, and nothing if nothing does."""
    seen = Seen(classroom)
    panels, outcome, at = dict(class_panels(classroom)), Outcome(), None
    if "at" in request.GET:
        at, outcome = _looked_at(request, seen)
    if at is not None:
        moment = seen.moment(at)
        panels |= {"live": Panel("live", rendered("live", moment=moment))} | render_followed(moment)
    else:
        moment = seen.moment()
    mine = my_vote(me, classroom) if me is not None else None
    panels["ask"] = ask_panel(seen, mine)
    if getattr(request, "htmx", False):
        parts = swaps(panels, parse_hashes(request.headers.get("Panels", "")))
        response = HttpResponse("".join(parts)) if parts else HttpResponse(status=204)
    else:
        context = {"classroom": classroom, "seen": seen, "me": me, "mine": mine, "panels": panels, "moment": moment,
                   "mode": mode_of(request), "address": request.build_absolute_uri(classroom.get_absolute_url()),
                   "outcome": outcome}  # fmt: skip
        response = render(request, template, context, status=outcome.status)
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    response["Sandbox-Version"] = str(moment.live_version)
    return response


def _looked_at(request: HttpRequest, seen: Seen) -> tuple[int | None, Outcome]:
    try:
        at = number_in(request.GET, "at")
        if at and at not in seen.moment().tree:
            raise InvalidInput(f"There is no step {at} here.")
    except InvalidInput as wrong:
        return None, Outcome(f"{wrong} This is where the class stands.", 404)
    return at, Outcome()


def _door(request: HttpRequest, classroom: Classroom, outcome: Outcome | None = None) -> HttpResponse:
    ticket, roll, own = new_ticket(), 0, request.POST.get("own", "")
    if request.method == "POST" and outcome is None:
        try:
            ticket = request.POST.get("ticket", "")
            roll = min(number_in(request.POST, "roll", 0), REROLLS)
            if "again" not in request.POST:
                made = join(classroom=classroom, ticket=ticket_in(ticket), roll=roll, own=own)
                tell(classroom)
                response = HttpResponseRedirect(classroom.get_absolute_url())
                remember_member(response, classroom, made.public_id)
                return response
            ticket_in(ticket)
            roll = min(roll + 1, REROLLS)
        except (InvalidInput, Refused) as refused:
            outcome = Outcome(str(refused), getattr(refused, "status", 422))
            ticket, roll = new_ticket(), 0
    outcome = outcome or Outcome()
    context = {
        "classroom": classroom,
        "ticket": ticket,
        "roll": roll,
        "left": REROLLS - roll,
        "name": offered_name(classroom, ticket_in(ticket), roll),
        "own": own[:60],
        "outcome": outcome,
    }
    return render(request, "classroom/join.html", context, status=outcome.status)


@require_POST
@partial(for_student, with_sandbox=False)
def cast(request: HttpRequest, classroom: Classroom, me: Participant) -> HttpResponse:
    """An answer to what is asked. The receipt is sent after the commit."""
    outcome, stored = Outcome(), None
    try:
        numbers = {name: number_in(request.POST, name) for name in ("number", "round", "nth")}
        stored = vote(participant=me, choice=request.POST.get("choice", ""), **numbers)
        tell(classroom)
    except (InvalidInput, Refused) as refused:
        outcome = Outcome(str(refused), getattr(refused, "status", 422))
    if not getattr(request, "htmx", False):
        if not outcome.notice:
            return HttpResponseRedirect(classroom.get_absolute_url() + "#receipt")
        return _refused(request, classroom, outcome)
    seen = Seen(stored.question.classroom if stored is not None else class_or_404(classroom.last_code))
    mine = stored or my_vote(me, seen.classroom)
    said = rendered("said", outcome=outcome)
    if seen.classroom.round is None or seen.question is None:
        return HttpResponse(said, status=outcome.status)
    parts = rendered("mine", seen=seen, mine=mine, swap=True) + rendered("my_answer", seen=seen, mine=mine, swap=True)
    return HttpResponse(parts + said, status=outcome.status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_student
def copy(request: HttpRequest, classroom: Classroom, me: Participant) -> HttpResponse:
    """A copy of one's own from where the class stands, or back to one that was made before."""
    if request.method == "POST":
        again = request.POST.get("again", "")
        if again:
            known = next((each for each in copies_of(me) if each.public_id == again), None)
            if known is not None:
                Participant.objects.filter(pk=me.pk).update(copy=known)
        elif classroom.round is None:
            key = request.POST.get("key", "")
            if not key.isalnum() or len(key) > 27:
                raise Http404
            copy_from(participant=me, scenario=Seen(classroom).scenario, key=key)
    return _to(request, reverse("mine", args=[classroom.last_code]))


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
        return {"classroom": self.classroom, "seen": Seen(self.classroom), "me": self.me, "others": others}


@require_http_methods(["GET", "HEAD", "POST"])
@for_student
def mine(request: HttpRequest, classroom: Classroom, me: Participant) -> HttpResponse:
    """One's own copy. While a vote is open it waits, so that nobody looks the answer up."""
    if me.copy is None or classroom.round is not None:
        return _to(request, classroom.get_absolute_url())
    return CopyStage(request, classroom, me).respond()


@require_http_methods(["GET", "HEAD", "POST"])
@for_student
def exercise(request: HttpRequest, classroom: Classroom, me: Participant) -> HttpResponse:
    """The exercise that the class works on, in a variant of one's own."""
    found = exercise_with_key(classroom.exercise) if classroom.exercise else None
    if found is None:
        return _to(request, classroom.get_absolute_url())
    frame = {"template": "classroom/_strip.html", "classroom": classroom, "me": me}
    if classroom.ended:
        frame["closed"] = "The class has ended, so nothing more is taken."
    elif classroom.phase != "exercise":
        frame["closed"] = "The class has gone on; what you handed in is kept."
    return work_page(
        request, found, me.owner, reverse("class_exercise", args=[classroom.last_code]), frame,
        on_attempt=lambda *_: note_attempt(classroom),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_student
def card(request: HttpRequest, classroom: Classroom, me: Participant) -> HttpResponse:
    """Who one is here, and the code for another device."""
    if request.method == "POST":
        new_resume_code(participant=me)
        return _to(request, request.path)
    return render(request, "classroom/card.html", {"classroom": classroom, "me": me})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def back(request: HttpRequest, code: str) -> HttpResponse:
    """Back into a class on another device, with the short code of the student."""
    classroom, outcome = class_or_404(code), Outcome()
    typed = request.POST.get("resume", "")
    if request.method == "POST":
        try:
            found = resume(classroom=classroom, code=typed)
        except Refused as refused:
            outcome = Outcome(str(refused), refused.status)
        else:
            response = HttpResponseRedirect(classroom.get_absolute_url())
            remember_member(response, classroom, found.public_id)
            return response
    context = {"classroom": classroom, "typed": typed[:12], "outcome": outcome}
    return render(request, "classroom/back.html", context, status=outcome.status)


@require_safe
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code of the class."""
    address = request.build_absolute_uri(class_or_404(code).get_absolute_url())
    return HttpResponse(qr_code(address), content_type="image/svg+xml")


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """Goes there, also from a request of htmx."""
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def note_attempt(classroom: Classroom) -> None:
    """Tells the teacher that somebody handed something in."""
    bump(classroom)
    tell(classroom)


def _removed(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    said = "Your teacher has taken you out of this class. What you did is kept; ask your teacher to let you in again."
    if getattr(request, "htmx", False):
        return _to(request, classroom.get_absolute_url())
    return _refused(request, classroom, Outcome(said, 403))


def _refused(request: HttpRequest, classroom: Classroom, outcome: Outcome) -> HttpResponse:
    context = {"classroom": classroom, "outcome": outcome}
    return render(request, "classroom/refused.html", context, status=outcome.status)
