"""The page of the one table of a class."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from a09web.kit.dear import dear

from .gradebook import gradebook_of
from .models import Classroom
from .teacher import of_teacher


@dear("GET", "HEAD")
@require_safe
@of_teacher
def gradebook(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """All who took part, with all that was asked and set."""
    return render(request, "classroom/gradebook.html", {"classroom": classroom, "book": gradebook_of(classroom)})
