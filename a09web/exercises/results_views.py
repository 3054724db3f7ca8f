"""What came of an exercise that its author gave to students without a class: a table, and a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .guide import percent
from .kinds import KINDS
from .making_views import own_or_404
from .models import StoredExercise, Work, Works
from .results import distribution, results, to_csv, to_json

MOST_NUMBERS = 1_000_000


@dataclass(frozen=True)
class Line:
    """A student in the table. Students have no names here, and what their browser is known by is theirs alone."""

    name: str
    work: Work
    attempts: int

    @property
    def best(self) -> int:
        return percent(self.work.best)


@require_safe
@never_cache
@login_required
def table(request: HttpRequest, public_id: str) -> HttpResponse:
    """Each student with the best answer and how many were handed in."""
    stored = own_or_404(request, public_id)
    works = _alone(stored)
    lines = [Line(name, work, attempts) for name, work, attempts in _numbered(works, stored.author_id)]
    context = {
        "stored": stored, "title": KINDS[stored.kind].title, "lines": lines, "found": distribution(works),
        "mean": round(sum(line.best for line in lines) / len(lines)) if lines else 0,
    }  # fmt: skip
    return render(request, "exercises/results.html", context)


@require_safe
@never_cache
@login_required
def file(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """A row for each attempt, as CSV or JSON."""
    stored = own_or_404(request, public_id)
    if form not in ("csv", "json"):
        raise Http404
    works = _alone(stored)
    rows = results(works, {work.solver: name for name, work, _ in _numbered(works, stored.author_id)})
    media = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    headers = {"Content-Disposition": f'attachment; filename="exercise-{stored.public_id}.{form}"'}
    return HttpResponse((to_csv if form == "csv" else to_json)(rows), content_type=media, headers=headers)


def _alone(stored: StoredExercise) -> Works:
    return (
        Work.objects.filter(exercise=stored.key, is_trial=False)
        .alone()
        .select_related("sandbox")
        .order_by("created", "pk")
    )


def _numbered(works: Works, author: int) -> Iterator[tuple[str, Work, int]]:
    """The works with a name for each student, in the order in which they began."""
    counted = dict(works.annotate(handed_in=Count("attempts")).values_list("pk", "handed_in"))
    for work in works:
        yield _name_of(work.solver, author), work, counted.get(work.pk, 0)


def _name_of(solver: str, author: int) -> str:
    """The same in all exercises of an author, and another for the next author. What it is made of is not in it."""
    digest = blake2b(f"{author} {solver}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest) % MOST_NUMBERS
    return f"student {number // 1000:03}-{number % 1000:03}"
