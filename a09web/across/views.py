"""The pages across the workbooks. They only show: nothing is stored, and each answer of the triage is a link."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .cases import cases_of, sorted_cases
from .meeting import meeting
from .scenes import Linked
from .triage import NoSuchWay, Place, Way, triage


def scene_url(linked: Linked) -> str:
    """The address at which a scenario opens."""
    return reverse("scenario", args=[linked.link])


def way_url(way: Way) -> str:
    """The address of the triage where somebody has come on a way."""
    return reverse("which_at", args=["/".join(way)]) if way else reverse("which")


@require_safe
def meet(request: HttpRequest) -> HttpResponse:
    """The same story in both workbooks, side by side."""
    return render(request, "across/meet.html", {"meeting": meeting()})


@require_safe
def which(request: HttpRequest, way: str = "") -> HttpResponse:
    """One question of the triage, or the end to which its answers have led."""
    place = _place(tuple(filter(None, way.split("/"))))
    context = {"place": place, "questions": len(triage().questions), "cases": cases_of(place.name)}
    return render(request, "across/which.html", {**context, "way_url": way_url, "scene_url": scene_url})


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Public cases by workbook."""
    return render(request, "across/cases.html", {"sorted_cases": sorted_cases(), "scene_url": scene_url})


def _place(way: Way) -> Place:
    try:
        return triage().place(way)
    except NoSuchWay as unknown:
        raise Http404(str(unknown)) from None
