"""The typeface of the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from a09web.fonts import LETTERS, WEIGHTS

from .sources import TEMPLATES

MOST = 60 * 1024


def found() -> list[Path]:
    return [Path(str(finders.find(path))) for path in WEIGHTS]


def test_two_weights_are_small_together() -> None:
    sizes = [path.stat().st_size for path in found()]
    assert len(sizes) == 2
    assert 10_000 < sum(sizes) <= MOST


@pytest.mark.parametrize("weight", range(2))
def test_a_file_is_a_typeface_with_its_licence(weight: int) -> None:
    font = TTFont(found()[weight])
    assert font.flavor == "woff2"
    assert "Open Font License" in str(font["name"].getDebugName(13))
    assert {ord(letter) for letter in "Aaé“”’–…→≤"} <= set(font.getBestCmap())


def test_it_has_every_letter_of_the_lessons_and_pages() -> None:
    base = Path(settings.BASE_DIR)
    texts = [*base.glob("a09web/workbooks/*/lessons/**/*.*"), *TEMPLATES]
    letters = {letter for path in texts for letter in path.read_text(encoding="utf-8") if letter.isalpha()}
    assert [letter for letter in sorted(letters) if ord(letter) not in LETTERS] == []


def test_what_is_no_typeface_is_not_found() -> None:
    assert finders.find("a09/sans-500.woff2") is None
    assert finders.find("a09/sans-400.woff2", find_all=True) == [str(found()[0])]


def test_it_is_not_made_twice() -> None:
    before = [path.stat().st_mtime_ns for path in found()]
    assert [path.stat().st_mtime_ns for path in found()] == before
    assert all(re.fullmatch(r"[0-9a-f]{12}", path.parent.parent.name) for path in found())
