"""How many sandboxes may be made in an hour."""

from __future__ import annotations

from a09web.kit.limits import an_hour_ago, check_share

from .models import Sandbox


def check_may_create(owner: str, address: str) -> None:
    """Counts a creation. Raises `TooMany` when the browser or the address has made its share this hour."""
    check_share(Sandbox.objects.filter(owner=owner, created__gte=an_hour_ago()).count(), address, "sandboxes")
