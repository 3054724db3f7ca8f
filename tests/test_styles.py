"""The style sheets of the pages: parts that become one file, and names that pages have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from a09web import styles

from .sources import SHEETS, TEMPLATES


def found() -> Path:
    return Path(str(finders.find(styles.NAME)))


def test_every_part_is_in_the_sheet_and_in_its_place() -> None:
    parts = [path for part in styles.PARTS for path in styles.paths(part)]
    assert sorted(parts) == [path for path in SHEETS if "static" not in path.parts]
    whole = found().read_text(encoding="utf-8")
    places = [whole.index(path.read_text(encoding="utf-8")) for path in parts]
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
    for path in Path(settings.STYLES_DIR).iterdir():
        text = path.read_text(encoding="utf-8")
        (changed / path.name).write_text(text.replace("--radius: 4px", "--radius: 5px"))
    monkeypatch.setattr(settings, "STYLES_DIR", changed)
    assert found() != before
    assert "--radius: 5px" in found().read_text(encoding="utf-8")


ROOT = Path(settings.BASE_DIR)
OTHERWISE = ("phone", "paper", "forced")
"""Sheets that say how the same looks elsewhere."""
COMMENT = re.compile(r"/\*.*?\*/", re.S)
GIVEN = re.compile(
    r'(?:class|css)="(?:\{\{.*?\}\}|[^"])*"|\{%-? set .*?%\}|\{% block (?:\w+_attributes|page_class) %\}.*?endblock',
    re.S,
)
"""Where a template gives classes."""
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`]*`")


def given() -> Iterator[str]:
    """Whatever names an element, in templates and in code."""
    for path in (*TEMPLATES, *ROOT.glob("a09web/**/*.py"), *ROOT.glob("static/a09/js/**/*.js")):
        is_template = path.suffix in (".html", ".svg")
        yield from (GIVEN if is_template else QUOTED).findall(path.read_text(encoding="utf-8"))


def named_in(sheet: Path) -> set[str]:
    """The classes that a sheet speaks of."""
    text = re.sub(r'"[^"]*"', "", COMMENT.sub("", sheet.read_text(encoding="utf-8")))
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", " ", text)))


def test_no_sheet_speaks_of_a_class_that_no_page_has() -> None:
    everything = "\n".join(given())
    words = set(re.findall(r"[\w-]+", everything))
    begun = tuple(re.findall(r"([\w-]+-)(?:\{|\"\s*(?:~|\+)|%s|'\s*~)", everything)) + (
        "w",
    )  # a worker is `w` and its number
    unknown = {name for sheet in SHEETS for name in named_in(sheet) - words if not name.startswith(begun)}
    assert unknown == set()


def test_a_class_looks_the_same_wherever_it_is_spoken_of_alone() -> None:
    """One meaning a name: two sheets never say two things of the same class."""
    alone: dict[str, set[str]] = {}
    for sheet in SHEETS:
        if sheet.stem in OTHERWISE:
            continue
        text = COMMENT.sub("", sheet.read_text(encoding="utf-8"))
        for name, said in re.findall(r"(?:^|\})\s*\.([\w-]+) \{([^{}]*)\}", text):
            alone.setdefault(name, set()).update({sheet.name} if "display" in said else ())
    assert {name: sheets for name, sheets in alone.items() if len(sheets) > 1} == {}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_rule_is_read_at_a_glance(sheet: Path) -> None:
    """No line is longer than one of the code, and none says more than four things."""
    lines = sheet.read_text(encoding="utf-8").splitlines()
    said = [re.sub(r'"[^"]*"|\([^)]*\)', "", line) for line in lines]
    assert [line for line in lines if len(line) > 120] == []
    assert [line for line in said if line.count(";") > 4] == []
