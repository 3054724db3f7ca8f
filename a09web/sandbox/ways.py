"""The page with every shortest way to break a property."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from a09web.foresight.questions import EveryWay
from a09web.kit.dear import dear
from a09web.kit.outcome import Outcome
from a09web.model.workbook import Workbook

from .finding import asked_moment
from .moment import Moment
from .outlook import what_breaks_it

MOST_GROUPS = 100


@dear("GET", "HEAD")
@require_safe
def ways_page(request: HttpRequest, public_id: str, prop: str) -> HttpResponse:
    return ways_of(request, *asked_moment(request, public_id), prop)


def ways_of(request: HttpRequest, moment: Moment, outcome: Outcome, prop: str) -> HttpResponse:
    """All shortest continuations of a moment that break a property, grouped by what differs only in names."""
    machine = moment.replay.machine
    goals = {goal.name for goal in machine.liveness}
    if prop not in goals | {known.name for known in machine.properties}:
        raise Http404
    found = what_breaks_it(moment.sandbox.bounds, moment.entry.bugs, moment.entry.state, moment.fair, prop)
    context = {"moment": moment, "outcome": outcome, "prop": prop, "found": found}
    context |= {"bugs": moment.workbook.in_order(moment.entry.bugs), "is_liveness": prop in goals}
    if isinstance(found, EveryWay):
        context |= {"groups": found.groups[:MOST_GROUPS], "left_out": max(0, len(found.groups) - MOST_GROUPS)}
    context["alike"] = whose_names(moment.workbook)
    response = render(request, "sandbox/ways.html", context, status=outcome.status)
    patch_vary_headers(response, ["Cookie"])
    return response


def whose_names(workbook: Workbook[Any]) -> str:
    """Of which members the names make no difference: of all, but of those that have numbers if these are the same."""
    others = [f"{sort.noun}s" for sort in workbook.named_sorts if sort not in workbook.indexed.values()]
    given = "are due at the same time" if workbook.schedule else "are alike"
    return ", or of ".join([*others, *(f"{sort.noun}s that {given}" for sort in workbook.indexed.values())])
