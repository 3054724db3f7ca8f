"""The words of the code, in `docs/glossary.md`: each leads to a name that is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from .test_architecture import KNOWS

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| (?P<word>[^|]+) \| (?P<says>[^|]+) \| `(?P<path>[\w/]+\.py)` `(?P<name>[\w.]+)` \|$")
HEAD = ("| word ", "|---")


def tables() -> list[list[str]]:
    """The rows of each table, without its head."""
    pieces = re.split(r"^## .*$", (ROOT / "docs" / "glossary.md").read_text(), flags=re.MULTILINE)[1:]
    lines = [[line for line in piece.splitlines() if line.startswith("|")] for piece in pieces]
    return [[line for line in rows if not line.startswith(HEAD)] for rows in lines]


ROWS = [row for rows in tables() for row in rows]


@cache
def names_in(path: str) -> set[str]:
    """What a module defines at its top, and in its classes: `Panel`, `Panel.folded`."""
    found: set[str] = set()
    for node in ast.parse((ROOT / "a09web" / path).read_text()).body:
        found |= _defined(node)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for each in node.body for name in _defined(each)}
    return found


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


@pytest.mark.parametrize("row", ROWS)
def test_a_word_leads_to_a_name_that_is_there(row: str) -> None:
    found = ROW.match(row)
    assert found is not None
    assert (ROOT / "a09web" / found["path"]).is_file()
    assert found["name"] in names_in(found["path"])


def test_a_name_that_is_gone_is_missed() -> None:
    assert {"Panel", "Panel.folded", "Panel.element", "ENTRY", "swaps"} <= names_in("kit/panels.py")
    assert not {"Pane", "folded", "Panel.fold"} & names_in("kit/panels.py")


def test_words_are_in_order_and_stand_once() -> None:
    assert [[row.casefold() for row in rows] for rows in tables()] == [
        sorted(row.casefold() for row in rows) for rows in tables()
    ]
    words = [row.split("|")[1].strip() for row in ROWS]
    assert len(words) == len(set(words)) > len(KNOWS)
