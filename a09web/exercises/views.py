"""The exercises by themselves, for anybody: the list, and one page for each."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from a09web.model.bounds import InvalidInput
from a09web.model.declaration import BUG_NAMES
from a09web.model.names import in_order
from a09web.sandbox.limits import an_hour_ago, check_share
from a09web.sandbox.owner import owner_of, remember

from .content import by_key, starters
from .exercise import DIAGNOSE, KINDS, Exercise
from .guide import ASKS, TITLES, bugs_told, percent
from .models import StoredExercise, Work
from .pages import work_page
from .services import exercise_of


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """The starter set, kind by kind and bug by bug, with one's own progress."""
    known = {work.exercise: work for work in Work.objects.filter(solver=owner_of(request), exercise__in=by_key())}
    groups = [
        (TITLES[kind], ASKS[kind], [_card(exercise, known.get(exercise.key)) for exercise in _of_kind(kind)])
        for kind in KINDS
    ]
    return render(request, "exercises/index.html", {"groups": groups})


def _of_kind(kind: str) -> list[Exercise]:
    """In the order of their bugs; a hidden bug must not give the exercise its place."""
    found = [exercise for exercise in starters() if exercise.kind == kind]
    if kind == DIAGNOSE:
        return found
    return sorted(found, key=lambda exercise: (len(exercise.bugs), *map(BUG_NAMES.index, in_order(exercise.bugs))))


def _card(exercise: Exercise, work: Work | None) -> dict[str, object]:
    return {
        "exercise": exercise,
        "bugs": bugs_told(exercise),
        "best": percent(work.best) if work is not None else 0,
        "begun": work is not None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def starter(request: HttpRequest, key: str) -> HttpResponse:
    """One exercise of the starter set."""
    if key not in by_key():
        raise Http404
    return _alone(request, by_key()[key])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stored(request: HttpRequest, public_id: str) -> HttpResponse:
    """One exercise that a teacher made, for whoever has its address."""
    found = get_object_or_404(StoredExercise, public_id=public_id)
    try:
        exercise = exercise_of(found)
    except InvalidInput:
        raise Http404 from None
    return _alone(request, exercise)


def _alone(request: HttpRequest, exercise: Exercise) -> HttpResponse:
    """An exercise for the browser that asks, without an account."""
    owner = owner_of(request)

    def may_begin() -> None:
        begun = Work.objects.filter(solver=owner, created__gte=an_hour_ago()).count()
        check_share(begun, request.META.get("REMOTE_ADDR", ""), "works on exercises")

    response = work_page(request, exercise, owner, f"/exercises/{exercise.key}/", may_begin=may_begin)
    remember(response, owner)
    return response
