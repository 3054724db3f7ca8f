"""The pages before a class: its code is typed, a name is offered, and whoever was in before comes back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from a09web.invalid_input import InvalidInput
from a09web.kit.client import client_of
from a09web.kit.numbers import number_in
from a09web.kit.outcome import Outcome
from a09web.kit.owner import remembered
from a09web.kit.reachable import url_for_others
from a09web.kit.refusals import Refused
from a09web.links.files import qr_code

from .codes import NoCode, read_code
from .joining import JOINS, join, new_ticket, offered_name, resume, ticket_in
from .membership import classes_of, remember_member
from .models import Classroom, Participant
from .naming import REROLLS
from .reaching import present_or_404, reached_or_404
from .rooms import is_taught_by, tell

VERY_MANY = "Very many are joining this class at the moment. Please try again in a minute."
MOST_SHOWN = 300
"""So much of what was typed stays in its field: also a whole address."""


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Where a code is typed."""
    typed = request.POST.get("code", request.GET.get("code", ""))
    outcome = Outcome()
    if typed.strip():
        try:
            code = read_code(typed)
        except NoCode as wrong:
            outcome = Outcome(str(wrong), 404)
        else:
            if Classroom.objects.filter(code=code).exists():
                return HttpResponseRedirect(reverse("class", args=[code]))
            outcome = Outcome(f"There is no class with the code “{code}”. Please check it with your teacher.", 404)
    context = {"typed": typed[:MOST_SHOWN], "most": MOST_SHOWN, "outcome": outcome, "mine": classes_of(request)}
    return render(request, "classroom/door.html", context, status=outcome.status)


def join_page(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """The door of a class for those who are not in. A POST joins."""
    ticket, roll, own, outcome = new_ticket(), 0, request.POST.get("own", ""), Outcome()
    client = client_of(request)
    if request.method == "POST":
        try:
            ticket = request.POST.get("ticket", "")
            roll = min(number_in(request.POST, "roll", 0), REROLLS)
            if "again" not in request.POST:
                JOINS.check(client, VERY_MANY, classroom.public_id)
                JOINS.count(client, classroom.public_id)
                is_trial = is_taught_by(request, classroom)
                made = join(classroom=classroom, ticket=ticket_in(ticket), roll=roll, own=own, is_trial=is_trial)
                tell(classroom)
                return _in(classroom, made)
            ticket_in(ticket)
            roll = min(roll + 1, REROLLS)
        except (InvalidInput, Refused) as refused:
            outcome = Outcome.of(refused)
            ticket, roll = new_ticket(), 0
    context = {
        "classroom": classroom,
        "ticket": ticket,
        "roll": roll,
        "left": REROLLS - roll,
        "name": offered_name(classroom, ticket_in(ticket), roll),
        "own": own[:60],
        "outcome": outcome,
    }
    return remembered(request, render(request, "classroom/join.html", context, status=outcome.status))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def back(request: HttpRequest, code: str) -> HttpResponse:
    """Back into a class on another device, with the short code of the student."""
    classroom, _ = reached_or_404(request, code)
    typed, outcome = request.POST.get("resume", ""), Outcome()
    if request.method == "POST":
        try:
            found = resume(classroom=classroom, code=typed, client=client_of(request))
        except Refused as refused:
            outcome = Outcome.of(refused)
        else:
            return _in(classroom, found)
    context = {"classroom": classroom, "typed": typed[:MOST_SHOWN], "outcome": outcome}
    return remembered(request, render(request, "classroom/back.html", context, status=outcome.status))


def _in(classroom: Classroom, participant: Participant) -> HttpResponse:
    response = HttpResponseRedirect(classroom.get_absolute_url())
    remember_member(response, classroom, participant.public_id)
    return response


@require_safe
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code of the class."""
    address = url_for_others(request, present_or_404(code).get_absolute_url())
    return HttpResponse(qr_code(address), content_type="image/svg+xml")
