"""The live room of a sandbox: its name, and its present version."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Sandbox

ROOM_KIND = "s"


def room_of(sandbox: Sandbox) -> str:
    return f"{ROOM_KIND}.{sandbox.public_id}"


def versions(public_ids: Iterable[str]) -> dict[str, int]:
    """The versions of the sandboxes that exist."""
    return dict(Sandbox.objects.filter(public_id__in=list(public_ids)).values_list("public_id", "version"))
