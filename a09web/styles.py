"""The style sheet of all pages, `a09/app.css`: the parts of `styles/`, and sheets of boards, one after the other."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from .joining import Joined

NAME = "a09/app.css"
BOARDS = "boards"
"""Stands for the sheets that workbooks have for their boards, each in its folder."""
# A later part goes before an earlier one where both speak of the same thing.
PARTS = (
    *("tokens", "base", "top", "stage", "verdict", "board", BOARDS, "transitions", "claims", "trace", "source"),
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
    return "\n".join(path.read_text(encoding="utf-8") for part in PARTS for path in paths(part))


def paths(part: str) -> list[Path]:
    if part == BOARDS:
        return list(import_string(settings.BOARD_STYLES)())
    return [Path(settings.STYLES_DIR) / f"{part}.css"]
