"""Public cases, sorted by the ends of the triage, and so into the workbooks and what neither can say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from a09web.model.workbook import Workbook
from a09web.workbooks import WORKBOOKS

from .triage import End, triage
from .written import BadContent, Written, read


class Case(Written):
    """A system with the number of the report, and what happened there in our words."""

    title: str
    says: str
    url: str


@dataclass(frozen=True)
class Group:
    """The cases of one end."""

    name: str
    end: End
    cases: tuple[Case, ...]


@cache
def cases() -> dict[str, tuple[Case, ...]]:
    """Each under the name of its end. Raises `BadContent`."""
    found = read("cases.yaml", dict[str, tuple[Case, ...]])
    if unknown := set(found) - set(triage().ends):
        raise BadContent(f"cases.yaml: the triage has no end {', '.join(sorted(unknown))}.")
    return found


def cases_of(end: str) -> tuple[Case, ...]:
    return cases().get(end, ())


def groups(workbook: Workbook[Any] | None) -> tuple[Group, ...]:
    """Those of a workbook; of None those that no workbook can say."""
    return tuple(
        Group(name, end, found)
        for name, end in triage().ends.items()
        if (found := cases_of(name)) and end.workbook is workbook
    )


def sorted_cases() -> tuple[tuple[Workbook[Any] | None, tuple[Group, ...]], ...]:
    """Workbook by workbook, and in the end what none of them can say."""
    return tuple((workbook, found) for workbook in (*WORKBOOKS.values(), None) if (found := groups(workbook)))
