"""The pages of a teacher: classes, the console, and what is done in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import UserCreationForm
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from a09web.exercises.content import starters
from a09web.exercises.models import StoredExercise
from a09web.exercises.services import exercise_with_key
from a09web.exercises.variants import prepare
from a09web.lessons.content import lessons
from a09web.links.unstored import scenario_of
from a09web.model.bounds import InvalidInput
from a09web.sandbox.lookup import Outcome, again_or_404
from a09web.sandbox.models import new_public_id
from a09web.sandbox.moment import Moment
from a09web.sandbox.services import Refused
from a09web.sandbox.stage import number_in
from a09web.sandbox.tree import Tree

from . import services
from .asking import check_asked
from .console import ConsoleStage, Taught, how_far
from .export import delete_class, export_json, results_file
from .models import Classroom, Participant
from .people import new_ticket, ticket_in
from .rehearsal import add_simulated, answer_simulated, remove_simulated
from .rooms import class_named, tell
from .starting import scenario_from

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Classroom, P], HttpResponse]
PEOPLE_A_PAGE = 50


def of_teacher(view: View[P]) -> Callable[..., HttpResponse]:
    """A page of a class for its own teacher; for all others there is none."""

    @login_required
    @never_cache
    @wraps(view)
    def asked(request: HttpRequest, public_id: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        classroom = class_named(public_id)
        if classroom is None or classroom.teacher_id != request.user.pk:
            raise Http404
        return view(request, classroom, *args, **kwargs)

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
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
            outcome = Outcome(str(refused), getattr(refused, "status", 422))
    mine = Classroom.objects.filter(teacher_id=request.user.pk).order_by("-created")
    context = {
        "classes": mine,
        "lessons": lessons(),
        "ticket": new_ticket(new_public_id()),
        "typed": typed,
        "outcome": outcome,
    }
    return render(request, "classroom/classes.html", context, status=outcome.status)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    if not settings.TEACHERS_MAY_SIGN_UP:
        raise Http404
    form: Any = UserCreationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.save())
        return HttpResponseRedirect(reverse("teach"))
    return render(request, "classroom/sign_up.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@of_teacher
def console(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """The console, and every step in its sandbox."""
    if request.method == "POST" and classroom.ended:
        return HttpResponseRedirect(request.path)
    return ConsoleStage(request, classroom).respond()


@require_POST
@of_teacher
def act(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Everything that a teacher does but stepping: the field `do` says what."""
    outcome, form = Outcome(), _form_of(request)
    do = ACTS.get(form.get("do", ""))
    try:
        if do is None:
            raise InvalidInput("The form asks for nothing that there is.")
        outcome = Outcome(do(form, classroom) or "")
    except (InvalidInput, Refused) as refused:
        outcome = Outcome(str(refused), getattr(refused, "status", 422))
    then = request.POST.get("then", "")
    if not getattr(request, "htmx", False) and not outcome.notice:
        page = then if then in ("people", "traces") else "console"
        return HttpResponseRedirect(reverse(page, args=[classroom.public_id]))
    shown = class_named(classroom.public_id)
    assert shown is not None
    return ConsoleStage(request, shown).present(outcome)


def _form_of(request: HttpRequest) -> QueryDict:
    """What was sent; a button of its own says it all in one value, such as `switch name=is_free on=yes`."""
    form = request.POST.copy()
    do, *pairs = form.get("act", "").split() or [""]
    for pair in pairs:
        name, _, value = pair.partition("=")
        form[name] = value
    if do:
        form["do"] = do
    return form


def _phase(form: QueryDict, classroom: Classroom) -> None:
    minutes = number_in(form, "minutes", 0) if form.get("minutes") else 0
    services.set_phase(classroom=classroom, phase=form.get("phase", ""), minutes=minutes)
    answer_simulated(classroom)


def _timer(form: QueryDict, classroom: Classroom) -> None:
    services.set_timer(classroom=classroom, minutes=number_in(form, "minutes"))


def _ask(form: QueryDict, classroom: Classroom) -> None:
    sandbox = again_or_404(classroom.sandbox)
    here = scenario_of(Moment(sandbox, Tree.of(sandbox), sandbox.cursor, may_step=False))
    asked = check_asked(form.get("kind", ""), here, form.get("about", ""))
    services.ask(classroom=classroom, asked=asked, number=number_in(form, "number"))
    answer_simulated(classroom)


def _ask_variant(form: QueryDict, classroom: Classroom) -> None:
    asked = Taught(classroom).asked
    if asked is None:
        raise Refused("Nothing is asked yet.")
    services.ask_variant(classroom=classroom, asked=asked, number=number_in(form, "number"))


def _exercise(form: QueryDict, classroom: Classroom) -> None:
    key = form.get("exercise", "")
    exercise = exercise_with_key(key)
    if exercise is None:
        raise InvalidInput("There is no such exercise.")
    prepare(exercise)  # so that a class which begins at once waits for nothing
    services.set_exercise(classroom=classroom, key=key)


def _histogram(form: QueryDict, classroom: Classroom) -> None:
    services.set_histogram(classroom=classroom, state=form.get("state", ""))


def _switch(form: QueryDict, classroom: Classroom) -> None:
    services.switch(classroom=classroom, name=form.get("name", ""), on=form.get("on") == "yes")


def _rotate(form: QueryDict, classroom: Classroom) -> str:
    services.rotate_code(classroom=classroom, code=form.get("code", ""))
    classroom.refresh_from_db()
    return f"The code is now {classroom.code}. Who is in stays in."


def _notes(form: QueryDict, classroom: Classroom) -> str:
    services.write_notes(classroom=classroom, notes=form.get("notes", ""))
    return "Your notes are stored."


def _restart(form: QueryDict, classroom: Classroom) -> None:
    services.start_from(classroom=classroom, scenario=scenario_from(form.get("source", "")))


def _end(form: QueryDict, classroom: Classroom) -> str:
    services.end_class(classroom=classroom)
    return "The class has ended. Its results are kept until it expires."


def _someone(form: QueryDict, classroom: Classroom) -> Participant:
    found = classroom.participants.filter(public_id=form.get("who", "")).first()
    if found is None:
        raise InvalidInput("Nobody in this class has that id.")
    found.classroom = classroom
    return found


def _rename(form: QueryDict, classroom: Classroom) -> None:
    services.rename(participant=_someone(form, classroom), name=form.get("name", ""))


def _remove(form: QueryDict, classroom: Classroom) -> None:
    services.remove(participant=_someone(form, classroom))


def _restore(form: QueryDict, classroom: Classroom) -> None:
    services.restore(participant=_someone(form, classroom))


def _simulate(form: QueryDict, classroom: Classroom) -> str:
    wanted = number_in(form, "students")
    if wanted == 0:
        remove_simulated(classroom=classroom)
        return "The simulated students are gone, and all that they did."
    add_simulated(classroom=classroom, wanted=wanted)
    return f"{wanted} simulated students are in the class. They answer what you ask."


ACTS: dict[str, Callable[[QueryDict, Classroom], str | None]] = {
    "phase": _phase,
    "timer": _timer,
    "ask": _ask,
    "variant": _ask_variant,
    "exercise": _exercise,
    "histogram": _histogram,
    "switch": _switch,
    "rotate": _rotate,
    "notes": _notes,
    "restart": _restart,
    "end": _end,
    "rename": _rename,
    "remove": _remove,
    "restore": _restore,
    "simulate": _simulate,
}


@require_safe
@of_teacher
def people(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """The table of all students, a page at a time."""
    seen = Taught(classroom)
    by_owner = {work.solver: work for work in seen.works}
    votes = (
        {vote.participant_id: vote for vote in classroom.question.votes.order_by("round")} if classroom.question else {}
    )
    page = Paginator(classroom.participants.order_by("is_removed", "name"), PEOPLE_A_PAGE).get_page(
        request.GET.get("page", "1")
    )
    rows = [
        {
            "one": one,
            "vote": votes.get(one.pk),
            "work": by_owner.get(one.owner),
            "how_far": how_far(by_owner[one.owner]) if one.owner in by_owner else "not started",
        }
        for one in page
    ]
    return render(request, "classroom/people.html", {"classroom": classroom, "seen": seen, "page": page, "rows": rows})


@require_safe
@of_teacher
def traces(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Where the class went in the present exercise."""
    return render(request, "classroom/traces.html", {"classroom": classroom, "seen": Taught(classroom)})


@require_safe
@of_teacher
def exercises(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Where an exercise for the class is chosen."""
    made = StoredExercise.objects.filter(author_id=request.user.pk)
    return render(request, "classroom/exercises.html", {"classroom": classroom, "starters": starters(), "made": made})


@require_safe
@of_teacher
def results(request: HttpRequest, classroom: Classroom, kind: str) -> HttpResponse:
    """Votes or attempts as a file: one row an answer."""
    return results_file(classroom, kind)


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
