"""What it would take to break a property: a page of its own, and the same below the property of a sandbox."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from a09web.foresight.lookout import Busy, Pending
from a09web.foresight.questions import Ahead, Outlook
from a09web.kit.dear import dear
from a09web.kit.htmx import target_of
from a09web.kit.outcome import Outcome
from a09web.model.names import parse_fair
from a09web.model.would_take import WouldTake

from .finding import asked_moment
from .moment import Moment
from .outlook import what_it_would_take


@dear("GET", "HEAD")
@require_safe
def would_take_page(request: HttpRequest, public_id: str, prop: str) -> HttpResponse:
    return would_take_of(request, *asked_moment(request, public_id), prop)


def would_take_of(request: HttpRequest, moment: Moment, outcome: Outcome, prop: str) -> HttpResponse:
    """The smallest sets of bugs that would break a property from a moment. Who asks for the element below the property
    is sent what is in it; anybody else the page."""
    if prop not in (*moment.workbook.property_names, *moment.workbook.liveness_names):
        raise Http404
    is_inline = target_of(request) == f"takes-{prop}"
    ahead, found = takes(moment, prop)
    context = {
        "moment": moment,
        "outcome": outcome,
        "prop": prop,
        "verb": "be stuck" if prop in moment.workbook.liveness_names else "break",
        "bugs": moment.workbook.in_order(moment.entry.bugs),
        "ahead": None if ahead is None else ahead.steps,
        "is_broken": ahead is not None and not ahead.steps,
        "found": found,
        "is_inline": is_inline,
        "address": request.get_full_path(),
    }
    template = "sandbox/_would_take.html" if is_inline else "sandbox/would_take.html"
    response = render(request, template, context, status=outcome.status)
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    response["Cache-Control"] = "no-store"
    return response


def takes(moment: Moment, prop: str) -> tuple[Ahead | None, WouldTake | Pending | Busy | None]:
    """A break that needs no other bug, if there is one; else what it would take, as soon as it is known."""
    outlook = moment.outlook
    if not isinstance(outlook, Outlook):
        return None, outlook
    ahead = outlook.ahead.get(prop)
    return ahead, _asked(moment, prop) if ahead is None else None


def _asked(moment: Moment, prop: str) -> WouldTake | Pending | Busy:
    chosen = moment.sandbox.fair_actions if prop in moment.workbook.liveness_names else None
    fair = None if chosen is None else parse_fair(moment.workbook, chosen)
    return what_it_would_take(moment.sandbox.bounds, moment.entry.bugs, moment.entry.state, prop, fair)
