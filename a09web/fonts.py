"""The typeface of the pages: Source Sans from its package, two weights, the letters that the pages need, as WOFF2.

A finder of static files, so that it is made when they are collected, and on the way when somebody develops.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import font_source_sans_pro
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from fontTools import subset

FOLDER = Path(font_source_sans_pro.__file__).parent / "files"
WEIGHTS = {"a09/sans-400.woff2": "SourceSansPro-Regular.ttf", "a09/sans-600.woff2": "SourceSansPro-Semibold.ttf"}
LETTERS = (*range(0x20, 0x250), *range(0x2010, 0x2031), 0x2039, 0x203A, *range(0x2190, 0x2194), 0x2212)
LETTERS += (0x2260, 0x2264, 0x2265)
FEATURES = ["kern", "liga", "tnum", "locl", "ccmp", "mark", "mkmk"]
COPYRIGHT, LICENCE, LICENCE_URL = 0, 13, 14

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every glyph


class Typeface(BaseFinder):
    """Finds the two files, and makes those that are not there."""

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        if path not in WEIGHTS:
            return []
        found = str(_made() / path)
        return [found] if find_all or options.get("all") else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        storage = FileSystemStorage(location=_made())
        yield from ((path, storage) for path in WEIGHTS)


def _made() -> Path:
    """The folder of the files. Its name changes with whatever they are made of."""
    made_of = [Path(__file__), *(FOLDER / name for name in WEIGHTS.values())]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()[:12]
    folder = Path(settings.VAR_DIR) / "fonts" / digest
    for path, name in WEIGHTS.items():
        if not (folder / path).exists():
            _make(FOLDER / name, folder / path)
    return folder


def _make(source: Path, target: Path) -> None:
    options = subset.Options(
        flavor="woff2",
        hinting=False,
        layout_features=FEATURES,
        name_IDs=[COPYRIGHT, LICENCE, LICENCE_URL],
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}")
    with subset.load_font(str(source), options) as font:
        chosen = subset.Subsetter(options)
        chosen.populate(unicodes=LETTERS)
        chosen.subset(font)
        subset.save_font(font, str(part), options)
    part.replace(target)  # two processes may make it at once
