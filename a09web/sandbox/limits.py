"""How many sandboxes may be made in an hour."""

from __future__ import annotations

from a09web.kit.limits import an_hour_ago, check_share

from .models import Sandbox

STEPS_FOR_ONE = 50
"""So many steps that are copied take as much room as is counted as one sandbox more."""


def check_may_create(owner: str, address: str, steps: int = 0) -> None:
    """Counts a creation with so many steps. Raises `TooMany` when the browser or the address has made its share this
    hour."""
    made = Sandbox.objects.filter(owner=owner, created__gte=an_hour_ago()).count()
    check_share(made, address, "sandboxes", cost=1 + steps // STEPS_FOR_ONE)
