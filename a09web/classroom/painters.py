"""The pictures of a class's two rooms: what everybody is sent, and what its teacher alone is sent."""

from __future__ import annotations

from a09web.kit.panels import OnPage, Panel, swaps
from a09web.live.painting import Picture

from .console import console_panels
from .rooms import class_named
from .screens import class_panels


def paint_class(public_id: str) -> Picture | None:
    """What everybody in the class sees; None if there is no such class any more."""
    classroom = class_named(public_id)
    return None if classroom is None else _picture(classroom.room_version, class_panels(classroom))


def paint_console(public_id: str) -> Picture | None:
    """What its teacher sees; None if there is no such class any more."""
    classroom = class_named(public_id)
    return None if classroom is None else _picture(classroom.console_version, console_panels(classroom))


def _picture(version: int, panels: dict[str, Panel]) -> Picture:
    hashes = {name: panel.hash for name, panel in panels.items()}
    return Picture(version, hashes, lambda known: "".join(swaps(panels, OnPage(known))))
