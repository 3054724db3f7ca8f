"""Each bug's twin in PostgreSQL: SQL that is right, SQL that only looks right, and cases where it happened. They stand
in the folder of the workbook: `sql/<bug>.right.sql`, `sql/<bug>.wrong.sql`, and `cases.yaml`.

A `:name` in the SQL is a parameter, as in psql. Without BEGIN each statement is a transaction of its own. The cases
say what the reports say; who was affected and why may be told more fully there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from a09web.model.workbook import Workbook
from a09web.specs.modules import known
from a09web.workbooks.folders import folder_of


@dataclass(frozen=True)
class Case:
    """Something that happened to a real system: what it is called there, what was reported, and where."""

    title: str
    sentence: str
    url: str


@dataclass(frozen=True)
class Twin:
    """A bug of the model as it looks in PostgreSQL."""

    bug: str
    right: str
    wrong: str
    why: str
    cases: tuple[Case, ...]


def twin(workbook: Workbook[Any], bug: str) -> Twin:
    """The twin of a bug. Raises ValueError for an unknown one."""
    known("bug", [bug], workbook.bug_names)
    return twins(workbook)[bug]


@cache
def twins(workbook: Workbook[Any]) -> dict[str, Twin]:
    """All that there are, by their bugs in the order of the workbook."""
    path = folder_of(workbook) / "cases.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {bug: _twin(workbook, bug, told[bug]) for bug in workbook.bug_names if bug in told}


def _twin(workbook: Workbook[Any], bug: str, told: dict[str, Any]) -> Twin:
    right, wrong = (_read(workbook, f"{bug}.{kind}") for kind in ("right", "wrong"))
    return Twin(bug, right, wrong, told["why"], tuple(Case(**case) for case in told["cases"]))


@cache
def schema(workbook: Workbook[Any]) -> str:
    """The tables that the SQL is about."""
    return _read(workbook, "schema")


def _read(workbook: Workbook[Any], name: str) -> str:
    return (folder_of(workbook) / "sql" / f"{name}.sql").read_text(encoding="utf-8").rstrip()
