"""The style sheet of the pages: parts that become one file."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from a09web import styles


def found() -> Path:
    return Path(str(finders.find(styles.NAME)))


def test_every_part_is_in_the_sheet_and_in_its_place() -> None:
    assert sorted(path.stem for path in Path(settings.STYLES_DIR).glob("*")) == sorted(styles.PARTS)
    whole = found().read_text(encoding="utf-8")
    places = [
        whole.index(Path(settings.STYLES_DIR, f"{part}.css").read_text(encoding="utf-8")) for part in styles.PARTS
    ]
    assert places == sorted(places)


def test_what_is_no_sheet_is_not_found() -> None:
    assert finders.find("a09/app2.css") is None
    assert finders.find(styles.NAME, find_all=True) == [str(found())]


def test_a_changed_part_is_another_file_and_the_same_part_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, made = found(), found().stat().st_mtime_ns
    assert (found(), found().stat().st_mtime_ns) == (before, made)
    changed = tmp_path / "styles"
    changed.mkdir()
    for part in styles.PARTS:
        text = Path(settings.STYLES_DIR, f"{part}.css").read_text(encoding="utf-8")
        (changed / f"{part}.css").write_text(text.replace("--radius: 4px", "--radius: 5px"))
    monkeypatch.setattr(settings, "STYLES_DIR", changed)
    assert found() != before
    assert "--radius: 5px" in found().read_text(encoding="utf-8")
