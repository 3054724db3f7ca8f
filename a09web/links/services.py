"""What is done with links: store one under a short id, and play one in a sandbox of one's own."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from a09web.kit.limits import an_hour_ago, check_share
from a09web.sandbox.limits import check_may_create
from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import sandbox_from
from a09web.scenarios.address import check_fits, encode
from a09web.scenarios.scenario import Scenario, parse_line

from .models import AUTHOR_LENGTH, ShortLink


@transaction.atomic
def store_link(*, scenario: Scenario, owner: str, address: str, author: str = "") -> ShortLink:
    """A short link to a scenario, which keeps the link that the scenario was made from as its parent. Who stores the
    same thing twice gets the same link. `address` is the network address, for the limits.

    Raises `InvalidInput` if the scenario does not fit into a link, `TooMany` if the hour's share is used up.
    """
    check_fits(scenario)
    author, text = parse_line("An author's name", author, AUTHOR_LENGTH), encode(scenario)
    known = ShortLink.objects.filter(owner=owner, text=text, author=author).first()
    if known is not None:
        return known
    check_share(ShortLink.objects.filter(owner=owner, created__gte=an_hour_ago()).count(), address, "short links")
    parent = ShortLink.objects.filter(public_id=scenario.origin).first() if scenario.origin else None
    return ShortLink.objects.create(text=text, author=author, owner=owner, parent=parent)


def delete_old(*, days: int) -> int:
    """Deletes the short links that were stored so many days ago and from which none was made; returns how many."""
    old = ShortLink.objects.filter(created__lt=timezone.now() - timedelta(days=days), children=None)
    count, _ = old.delete()
    return count


def fork_scenario(*, scenario: Scenario, owner: str, address: str) -> Sandbox:
    """A sandbox of one's own with the trace of a scenario, standing where it stands. Raises `TooMany`."""
    check_may_create(owner, address, steps=len(scenario.steps))
    return sandbox_from(scenario, owner=owner)
