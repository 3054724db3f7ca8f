"""The live room of a sandbox: its name, its present version, and what is sent there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from a09web.live.hub import hub

from .models import Sandbox
from .panels import render_frame
from .tree import Tree

ROOM_KIND = "s"


def room_of(sandbox: Sandbox) -> str:
    return f"{ROOM_KIND}.{sandbox.public_id}"


def versions(public_ids: Iterable[str]) -> dict[str, int]:
    """The versions of the sandboxes that exist and that may be watched."""
    return dict(
        Sandbox.objects.filter(public_id__in=list(public_ids), is_attached=False).values_list("public_id", "version")
    )


def publish_change(sandbox: Sandbox, tree: Tree, before: Sandbox) -> None:
    """Tells all who watch a sandbox how it differs from what it was. Call it after the commit. Nobody watches
    an attached one by itself: what is shown of it is for the class or the exercise to say."""
    if sandbox.is_attached:
        return
    hub.publish(room_of(sandbox), sandbox.version, partial(render_frame, sandbox, tree, before))
