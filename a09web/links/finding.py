"""From an address to a link and to the entry of its trace that is looked at."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from a09web.invalid_input import InvalidInput
from a09web.kit.numbers import parse_count
from a09web.kit.outcome import Outcome
from a09web.scenarios.address import Opened
from a09web.scenarios.scenario import Scenario

from .models import ShortLink


def short_or_404(public_id: str) -> ShortLink:
    found = ShortLink.objects.select_related("parent").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def entry_in(text: str, scenario: Scenario) -> int:
    """The number of an entry of the scenario. Raises `InvalidInput`."""
    at = parse_count("The step in the address", text)
    if at > len(scenario.steps):
        raise InvalidInput(f"This link has no step {at}.")
    return at


def complained(opened: Opened) -> Outcome:
    return Outcome(opened.complaint, is_refusal=opened.refusal is not None)


def looked_at(request: HttpRequest, opened: Opened) -> tuple[int, Outcome]:
    """The entry that the address names besides, else the one at which the link stands; and what to say of it."""
    here = opened.scenario.cursor
    if "at" not in request.GET:
        return here, complained(opened)
    try:
        return entry_in(request.GET["at"], opened.scenario), complained(opened)
    except InvalidInput as wrong:
        return here, Outcome(f"{wrong} This is where it stands.", 404)
