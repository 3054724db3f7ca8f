"""The page of the glossary."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from a09web.workbooks import FIRST, WORKBOOKS

from .words import glossary_of


@require_safe
@cache_control(private=True, max_age=3600)
def glossary(request: HttpRequest, slug: str = FIRST.slug) -> HttpResponse:
    """All words of a workbook. A gloss takes its text from here too, so a browser keeps the page for a while."""
    if slug not in WORKBOOKS:
        raise Http404
    workbook = WORKBOOKS[slug]
    context = {"groups": glossary_of(workbook).groups, "workbook": workbook, "is_first": workbook is FIRST}
    return render(request, "glossary/page.html", context)
