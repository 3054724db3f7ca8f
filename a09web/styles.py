"""The style sheet of all pages, `a09/app.css`: the parts of `styles/`, one after the other."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from .joining import Joined

NAME = "a09/app.css"
# A later part goes before an earlier one where both speak of the same thing.
PARTS = (
    *("tokens", "base", "top", "stage", "verdict", "board", "effects", "transitions", "claims", "trace", "source"),
    *("pages", "matrix", "space", "marks", "keys", "player", "text", "phone", "projector", "learning"),
    *("paper", "forced", "links", "glossary"),
)


class Sheet(Joined):
    """Finds the sheet, and puts it together if a part has changed."""

    name = NAME

    def text(self) -> str:
        return sheet()


def sheet() -> str:
    """All parts, in their order."""
    folder = Path(settings.STYLES_DIR)
    return "\n".join((folder / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
