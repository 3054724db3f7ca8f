"""The pages of what came of a class: one table, and one page to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from a09web.kit.dear import dear

from .afterwards import afterwards
from .gradebook import gradebook_of
from .models import Classroom
from .teacher import of_teacher


@dear("GET", "HEAD")
@require_safe
@of_teacher
def gradebook(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """All who took part, with all that was asked and set."""
    return render(request, "classroom/gradebook.html", {"classroom": classroom, "book": gradebook_of(classroom)})


@dear("GET", "HEAD")
@require_safe
@of_teacher
def summary(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """How the questions and exercises went. On paper there is no name on it."""
    return render(request, "classroom/afterwards.html", {"classroom": classroom, "told": afterwards(classroom)})
