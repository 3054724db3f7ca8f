"""The exercises by themselves, for anybody: the list, and one page for each."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from a09web.invalid_input import InvalidInput
from a09web.kit.limits import an_hour_ago, check_share
from a09web.kit.owner import owner_of, remember
from a09web.sandbox.addresses import workbook_or_404, workbook_url
from a09web.workbooks import FIRST, WORKBOOKS

from .content import by_key, starters
from .exercise import Exercise, called
from .guide import percent
from .kinds import KINDS
from .models import StoredExercise, Work
from .pages import work_page
from .path import asks_for, first_open, level_of, path, solved_by
from .services import exercise_of


@require_safe
@never_cache
def index(request: HttpRequest, slug: str = FIRST.slug) -> HttpResponse:
    """The starter set of a workbook in the order of its path, with one's own progress."""
    workbook, solver = workbook_or_404(slug), owner_of(request)
    known = {work.exercise: work for work in Work.objects.filter(solver=solver, exercise__in=by_key(workbook))}
    solved = solved_by(workbook, solver)
    cards = [_card(exercise, known.get(exercise.key), exercise.key in solved) for exercise in path(workbook)]
    context = {
        "workbook": workbook,
        "is_first": workbook is FIRST,
        "others": [each for each in WORKBOOKS.values() if each is not workbook and starters(each)],
        "cards": cards,
        "solved": len(solved),
        "following": first_open(path(workbook), solved),
        "kinds": KINDS.values(),
    }
    return render(request, "exercises/index.html", context)


def _card(exercise: Exercise, work: Work | None, is_solved: bool) -> dict[str, object]:
    """Which bug it is about is told to whoever has solved it."""
    return {
        "exercise": exercise,
        "title": exercise.kind.title,
        "level": level_of(exercise),
        "asks": asks_for(exercise),
        "bugs": called(exercise.workbook, exercise.bugs) if is_solved and exercise.bugs else "",
        "is_solved": is_solved,
        "best": percent(work.best) if work is not None else 0,
        "begun": work is not None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def starter(request: HttpRequest, name: str, slug: str = FIRST.slug) -> HttpResponse:
    """One exercise of the starter set of a workbook."""
    for exercise in by_key(workbook_or_404(slug)).values():
        if exercise.name == name:
            return _alone(request, exercise, workbook_url("exercise", exercise.workbook, name))
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stored(request: HttpRequest, public_id: str) -> HttpResponse:
    """One exercise that a teacher made, for whoever has its address."""
    found = get_object_or_404(StoredExercise, public_id=public_id)
    try:
        exercise = exercise_of(found)
    except InvalidInput:
        raise Http404 from None
    return _alone(request, exercise, found.get_absolute_url(), is_trial=request.user.pk == found.author_id)


def _alone(request: HttpRequest, exercise: Exercise, address: str, *, is_trial: bool = False) -> HttpResponse:
    """An exercise for the browser that asks, without an account. An author who tries an own one has no result."""
    owner = owner_of(request)

    def may_begin() -> None:
        begun = Work.objects.filter(solver=owner, created__gte=an_hour_ago()).count()
        check_share(begun, request.META.get("REMOTE_ADDR", ""), "works on exercises")

    response = work_page(request, exercise, owner, address, may_begin=may_begin)
    if is_trial and request.method == "POST":
        Work.objects.filter(solver=owner, exercise=exercise.key).update(is_trial=True)
    remember(response, owner)
    return response
