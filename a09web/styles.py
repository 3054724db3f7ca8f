"""The style sheet of all pages, `a09/app.css`: the parts of `styles/`, one after the other.

A finder of static files, as `fonts.py` is: whoever changes it works on parts, whoever opens a page asks for one file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "a09/app.css"
# A later part goes before an earlier one where both speak of the same thing.
PARTS = (
    *("tokens", "base", "top", "stage", "verdict", "board", "transitions", "claims", "trace", "source"),
    *("pages", "matrix", "space", "marks", "keys", "player", "text", "phone", "projector", "learning"),
    *("paper", "forced", "links", "glossary"),
)


class Sheet(BaseFinder):
    """Finds the sheet, and puts it together if a part has changed."""

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        if path != NAME:
            return []
        found = str(_made() / NAME)
        return [found] if find_all or options.get("all") else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        yield NAME, FileSystemStorage(location=_made())


def sheet() -> str:
    """All parts, in their order."""
    folder = Path(settings.STYLES_DIR)
    return "\n".join((folder / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)


def _made() -> Path:
    """The folder of the sheet. Its name changes with what is in it."""
    whole = sheet()
    folder = Path(settings.VAR_DIR) / "styles" / hashlib.sha256(whole.encode()).hexdigest()[:12]
    if not (folder / NAME).exists():
        (folder / NAME).parent.mkdir(parents=True, exist_ok=True)
        part = folder / f"{NAME}.{os.getpid()}"
        part.write_text(whole, encoding="utf-8")
        part.replace(folder / NAME)  # two processes may make it at once
    return folder
