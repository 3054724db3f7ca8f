"""Which class a code leads to, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from a09web.kit.htmx import is_htmx, to
from a09web.kit.outcome import Outcome

from .membership import participant_in
from .models import Classroom, Participant

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Classroom, Participant, P], HttpResponse]

TAKEN_OUT = "Your teacher has taken you out of this class. What you did is kept; ask your teacher to let you in again."


def present_or_404(code: str) -> Classroom:
    """The class with that code."""
    found = _classes().filter(code=code).first()
    if found is None:
        raise Http404
    return found


def reached_or_404(
    request: HttpRequest, code: str, *, with_sandbox: bool = True
) -> tuple[Classroom, Participant | None]:
    """The class with that code, and the student who asks. A class that once had the code is found only by its students:
    it would tell the new one to those whom the teacher wants to keep out."""
    for classroom in reached(code, with_sandbox=with_sandbox):
        participant = participant_in(request, classroom)
        if participant is not None or classroom.code == code:
            return classroom, participant
    raise Http404


def reached(code: str, *, with_sandbox: bool = True) -> Iterator[Classroom]:
    """The class with that code, and then those that once had it, the latest first."""
    found = _classes(with_sandbox=with_sandbox)
    yield from found.filter(code=code)
    yield from found.filter(former_codes__icontains=f'"{code}"').order_by("-created")


def _classes(*, with_sandbox: bool = True) -> QuerySet[Classroom]:
    found = Classroom.objects.all()
    if with_sandbox:
        found = found.select_related("sandbox", "question")
    return found


def for_student(view: View[P], *, with_sandbox: bool = True) -> Callable[..., HttpResponse]:
    """A page for those who are in the class; others are sent to its door."""

    @never_cache
    @wraps(view)
    def asked(request: HttpRequest, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        classroom, participant = reached_or_404(request, code, with_sandbox=with_sandbox)
        if participant is None:
            return to(request, reverse("class", args=[classroom.last_code]))
        if participant.is_removed:
            return removed(request, classroom, code)
        return view(request, classroom, participant, *args, **kwargs)

    return asked


def removed(request: HttpRequest, classroom: Classroom, code: str) -> HttpResponse:
    """The page for somebody who was taken out, under the code that they know; it tells no other."""
    if is_htmx(request):
        return to(request, reverse("class", args=[code]))
    return refused(request, classroom, Outcome(TAKEN_OUT, 403), is_out=True)


def refused(request: HttpRequest, classroom: Classroom, outcome: Outcome, *, is_out: bool = False) -> HttpResponse:
    """A page that says why something was not done."""
    context = {"classroom": classroom, "outcome": outcome, "is_out": is_out}
    return render(request, "classroom/refused.html", context, status=outcome.status)
