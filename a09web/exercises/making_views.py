"""A teacher's own exercises: the list, the form with its preview, and deleting one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from a09web.invalid_input import InvalidInput
from a09web.kit.outcome import Outcome
from a09web.kit.refusals import Refused
from a09web.workbooks import FIRST, WORKBOOKS
from a09web.workbooks.faces import draw_state

from .exercise import Exercise
from .guide import Shown
from .kinds import KINDS
from .making import Form, Preview, preview_of
from .models import StoredExercise, Work
from .reader import BadExercise
from .services import change_exercise, delete_exercise, exercise_of, make_exercise


@require_safe
@never_cache
@login_required
def made(request: HttpRequest) -> HttpResponse:
    """One's own exercises, the newest first."""
    own = StoredExercise.objects.filter(author_id=request.user.pk).order_by("-created")
    rows = [
        (stored, KINDS[stored.kind].title, _of(stored), request.build_absolute_uri(stored.get_absolute_url()))
        for stored in own
    ]
    return render(request, "exercises/made.html", {"rows": rows})


def _of(stored: StoredExercise) -> str:
    """Which model it is of, unless it is the first."""
    if stored.workbook == FIRST.slug:
        return ""
    known = WORKBOOKS.get(stored.workbook)
    return f" of {known.name}" if known is not None else " of a model that this server no longer has"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """The form of a new exercise. A POST with `preview` stores nothing. A scenario may stand in the address."""
    form = Form.of_post(request.POST) if request.method == "POST" else Form(scenario=request.GET.get("scenario", ""))
    return _edited(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form of an exercise of one's own."""
    stored = own_or_404(request, public_id)
    if request.method == "POST":
        return _edited(request, Form.of_post(request.POST), stored)
    try:
        form = Form.of_exercise(exercise_of(stored))
    except InvalidInput as wrong:
        form = Form(kind=stored.kind, title=stored.title, problems={"scenario": str(wrong)})
    return _edited(request, form, stored)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks, and deletes when it is confirmed."""
    stored = own_or_404(request, public_id)
    if request.method == "POST" and "delete" in request.POST:
        delete_exercise(stored=stored)
        return HttpResponseRedirect(reverse("exercises_made"))
    works = Work.objects.filter(exercise=stored.key)
    alone = works.alone().count()
    context = {"stored": stored, "works": alone, "in_classes": works.count() - alone}
    return render(request, "exercises/delete.html", context)


def own_or_404(request: HttpRequest, public_id: str) -> StoredExercise:
    """An exercise of whoever asks; nobody learns that there is one of somebody else."""
    return get_object_or_404(StoredExercise, public_id=public_id, author_id=request.user.pk)


def _edited(request: HttpRequest, form: Form, stored: StoredExercise | None) -> HttpResponse:
    """The form, with what it would make of itself. Saves it if that was asked, and if nothing is wrong."""
    is_sent = request.method == "POST"
    found = form.read() if is_sent or (stored is not None and not form.problems) else None
    outcome = Outcome()
    if is_sent and found is None:
        outcome = Outcome("Nothing was stored. What has to be changed is said beside it.", 422)
    elif is_sent and found is not None and "save" in request.POST:
        try:
            return HttpResponseRedirect(_saved(request, form, stored, found))
        except (BadExercise, Refused) as refused:  # it was read before, so only another request can have come between
            outcome = Outcome.of(refused)
    preview = preview_of(found) if found is not None else None
    return render(
        request, "exercises/edit.html", _context(request, form, stored, preview, outcome), None, outcome.status
    )


def _saved(request: HttpRequest, form: Form, stored: StoredExercise | None, found: Exercise) -> str:
    """Stores what the form holds; returns the address of its form."""
    values = form.values(found.scenario)
    if stored is None:
        user = request.user
        assert user.is_authenticated
        stored = make_exercise(author=user, workbook=found.workbook, values=values, key=form.key)
    else:
        change_exercise(stored=stored, workbook=found.workbook, values=values)
    left_out = "&fairness=left-out" if form.leaves_fairness_out else ""
    return reverse("exercise_edit", args=[stored.public_id]) + "?saved=1" + left_out


def _context(
    request: HttpRequest, form: Form, stored: StoredExercise | None, preview: Preview | None, outcome: Outcome
) -> dict[str, Any]:
    pictures = preview.solution.pictures if preview is not None else ()
    return {
        "form": form,
        "stored": stored,
        "preview": preview,
        "outcome": outcome,
        "pictures": [Shown(each, draw_state(preview.exercise.machine, each.state)) for each in pictures if preview],
        "kinds": KINDS.values(),
        "link": request.build_absolute_uri(stored.get_absolute_url()) if stored is not None else "",
        "is_saved": "saved" in request.GET and request.method != "POST",
        "no_fairness": form.leaves_fairness_out or (request.method != "POST" and "fairness" in request.GET),
    }
