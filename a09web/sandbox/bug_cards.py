"""The bugs of a workbook as cards, with the fewest steps to a break, found by exploring."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from a09web.model.declared import Bug
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.workbook import Workbook
from a09web.workbooks.folders import has


@dataclass(frozen=True)
class BugCard:
    """A bug, the fewest steps that break its property with the usual bounds, if any do, and whether it has a
    lesson."""

    bug: Bug
    steps: tuple[str, ...]
    has_lesson: bool


@lru_cache
def bug_cards(workbook: Workbook[Any]) -> tuple[BugCard, ...]:
    return tuple(_card(workbook, bug) for bug in workbook.bugs)


def _card(workbook: Workbook[Any], bug: Bug) -> BugCard:
    found = explore(machine_for(workbook.bounds()), frozenset([bug.name])).shortest(bug.caught_by)
    return BugCard(bug, tuple(found or ()), has(workbook, f"lessons/{bug.slug}"))
