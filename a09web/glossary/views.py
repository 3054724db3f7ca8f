"""The page of the glossary."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .words import groups


@require_safe
@cache_control(private=True, max_age=3600)
def glossary(request: HttpRequest) -> HttpResponse:
    """All words. A gloss takes its text from here too, so a browser keeps the page for a while."""
    return render(request, "glossary/page.html", {"groups": groups()})
