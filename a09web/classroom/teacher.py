"""The pages of a teacher: classes, the console, and what is done in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core import signing
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from a09web.exercises.content import starters
from a09web.exercises.kinds import KINDS
from a09web.exercises.models import StoredExercise
from a09web.invalid_input import InvalidInput
from a09web.kit.dear import dear
from a09web.kit.htmx import is_htmx, to
from a09web.kit.outcome import Outcome
from a09web.kit.panels import OnPage
from a09web.kit.public_ids import new_public_id
from a09web.kit.reachable import is_for_this_machine_alone
from a09web.kit.refusals import Refused
from a09web.workbooks import WORKBOOKS

from . import services
from .console import ConsoleStage, Taught, progress_panel
from .console_actions import form_of, perform
from .ending import delete_class
from .export import export_json, results_file
from .joining import new_ticket, ticket_in
from .models import NAME_LENGTH, Classroom, Participant
from .rooms import class_named, tell
from .screens import how_far
from .signing_in import signed_in
from .starting import offered, scenario_from

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Classroom, P], HttpResponse]
PEOPLE_A_PAGE = 50
KEY_LENGTH = 18
SAID = "a09_said"
"""The cookie that takes a notice to the next page."""
SAID_SECONDS = 60


def of_teacher(view: View[P]) -> Callable[..., HttpResponse]:
    """A page of a class for its own teacher; for all others there is none."""

    @signed_in
    @never_cache
    @wraps(view)
    def asked(request: HttpRequest, public_id: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        classroom = class_named(public_id)
        if classroom is None or classroom.teacher_id != request.user.pk:
            raise Http404
        return view(request, classroom, *args, **kwargs)

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def classes(request: HttpRequest) -> HttpResponse:
    """The teacher's classes. A POST opens one."""
    outcome = Outcome()
    typed = {name: request.POST.get(name, request.GET.get(name, "")) for name in ("title", "lesson", "source")}
    if request.method == "POST":
        try:
            public_id = ticket_in(request.POST["ticket"]) if "ticket" in request.POST else ""
            scenario = scenario_from(typed["source"] or typed["lesson"])
            assert request.user.is_authenticated
            title = typed["title"] or scenario.title
            made = services.open_class(teacher=request.user, title=title, scenario=scenario, public_id=public_id)
            return HttpResponseRedirect(reverse("console", args=[made.public_id]))
        except (InvalidInput, Refused) as refused:
            outcome = Outcome.of(refused)
    mine = Classroom.objects.filter(teacher_id=request.user.pk).order_by("-created")
    context = {
        "classes": mine,
        "offered": list(offered()),
        "ticket": new_ticket(new_public_id()),
        "typed": typed,
        "outcome": outcome,
        "is_for_this_machine_alone": is_for_this_machine_alone(request),
    }
    return render(request, "classroom/classes.html", context, status=outcome.status)


@require_http_methods(["GET", "HEAD", "POST"])
@of_teacher
def console(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """The console, and every step in its sandbox."""
    if request.method == "POST" and classroom.ended:
        return to(request, request.path)
    stage = ConsoleStage(request, classroom)
    said = _said_before(request)
    if not said or request.method == "POST" or is_htmx(request):
        return stage.respond()
    response = stage.present(Outcome(said))
    response.delete_cookie(SAID, path=request.path)
    return response


@require_safe
@of_teacher
def progress(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """How far the class is with the exercise. It changes with the time alone, so that nobody tells of it."""
    panel = progress_panel(Taught(classroom))
    is_there = OnPage.told(request.headers.get("Panels", "")).has(panel)
    return HttpResponse(status=204) if is_there else HttpResponse(panel.element(swap=True))


@require_http_methods(["GET", "HEAD", "POST"])
@of_teacher
def act(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Everything that a teacher does but stepping. Its own address shows nothing: the console does."""
    if request.method != "POST":
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(_console(classroom) + ("?" + query if query else ""))
    before, form = classroom.sandbox_id, form_of(request.POST)
    outcome, then = perform(form, classroom), form.get("then", "")
    shown = class_named(classroom.public_id)
    assert shown is not None
    is_other_board = shown.sandbox_id != before
    if outcome.status == 200 and (is_other_board or not is_htmx(request)):
        return _done(request, shown, outcome, form)
    if is_htmx(request):
        return ConsoleStage(request, shown, form).present(outcome)
    if then in PAGES:
        return PAGES[then](request, shown, outcome)
    return ConsoleStage(request, shown, form).present(outcome)


def _done(request: HttpRequest, classroom: Classroom, outcome: Outcome, form: QueryDict) -> HttpResponse:
    """Goes on to a page, so that what was done is not done again when that is loaded again."""
    then = form.get("then", "")
    address = reverse(then, args=[classroom.public_id]) if then in PAGES else _console(classroom)
    if form.get("do") == "remove" and then == "people":
        address += f"?out={classroom.participants.values_list('pk', flat=True).get(public_id=form['who'])}"
    response = to(request, address)
    if outcome.notice and then not in PAGES:
        said = signing.dumps(outcome.notice, salt=SAID)
        response.set_cookie(SAID, said, max_age=SAID_SECONDS, path=address, httponly=True, samesite="Lax")
    return response


def _said_before(request: HttpRequest) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(SAID, ""), salt=SAID, max_age=SAID_SECONDS))
    except signing.BadSignature:
        return ""


def _console(classroom: Classroom) -> str:
    return reverse("console", args=[classroom.public_id])


@require_safe
@of_teacher
def people(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """The table of all students, a page at a time."""
    return _people(request, classroom, Outcome())


def _people(request: HttpRequest, classroom: Classroom, outcome: Outcome) -> HttpResponse:
    seen = Taught(classroom)
    by_owner = {work.solver: work for work in seen.works}
    votes = (
        {vote.participant_id: vote for vote in classroom.question.votes.order_by("round")} if classroom.question else {}
    )
    sought = request.GET.get("q", "").strip()[:NAME_LENGTH]
    page = Paginator(_sought(classroom, sought), PEOPLE_A_PAGE).get_page(request.GET.get("page", "1"))
    rows = [
        {
            "one": one,
            "vote": votes.get(one.pk),
            "work": by_owner.get(one.owner),
            "how_far": how_far(by_owner[one.owner]) if one.owner in by_owner else "not started",
        }
        for one in page
    ]
    gone = request.GET.get("out", "")
    out = classroom.participants.filter(pk=gone, is_removed=True).first() if _is_key(gone) else None
    context = {"classroom": classroom, "seen": seen, "page": page, "rows": rows, "out": out, "outcome": outcome}
    context["sought"] = sought
    return render(request, "classroom/people.html", context, status=outcome.status)


def _sought(classroom: Classroom, text: str) -> QuerySet[Participant] | list[Participant]:
    """Those whose name has that in it, in capitals or not, which SQLite knows of ASCII only, or whose number it is."""
    everybody = classroom.participants.order_by("is_removed", "name")
    if not text:
        return everybody
    return [one for one in everybody if text.casefold() in one.name.casefold() or text == str(one.number)]


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < KEY_LENGTH


@require_safe
@of_teacher
def traces(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Where the class went in the present exercise."""
    return _traces(request, classroom, Outcome())


def _traces(request: HttpRequest, classroom: Classroom, outcome: Outcome) -> HttpResponse:
    context = {"classroom": classroom, "seen": Taught(classroom), "outcome": outcome}
    return render(request, "classroom/traces.html", context, status=outcome.status)


PAGES = {"people": _people, "traces": _traces}
"""The pages besides the console from which something is done."""


@require_safe
@of_teacher
def exercises(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Where an exercise for the class is chosen; those of the workbook that is on the board come first."""
    made = StoredExercise.objects.filter(author_id=request.user.pk, workbook__in=list(WORKBOOKS))
    here = classroom.sandbox.declared
    workbooks = sorted(WORKBOOKS.values(), key=lambda workbook: workbook is not here)
    sets = [(workbook, starters(workbook)) for workbook in workbooks if starters(workbook)]
    context = {"classroom": classroom, "kinds": KINDS.values(), "sets": sets, "made": made}
    return render(request, "classroom/exercises.html", context)


@dear("GET", "HEAD")
@require_safe
@of_teacher
def results(request: HttpRequest, classroom: Classroom, kind: str) -> HttpResponse:
    """Results as a file: one row an answer, or one a student."""
    return results_file(classroom, kind)


@dear("GET", "HEAD")
@require_safe
@of_teacher
def export(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    return export_json(classroom)


@require_http_methods(["GET", "HEAD", "POST"])
@of_teacher
def delete(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Deletes all that the class left, after asking."""
    if request.method == "POST":
        delete_class(classroom)
        tell(classroom)
        return HttpResponseRedirect(reverse("teach"))
    return render(request, "classroom/delete.html", {"classroom": classroom})
