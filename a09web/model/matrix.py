"""Bug set by property: what breaks, how soon, and whether it is what the bug is known for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from .bounds import Bounds
from .explore import Exploration
from .explore_sets import explore_sets
from .machine import machine_for
from .workbook import Bugs, Workbook

PRIMARY, COLLATERAL, NEVER = "primary", "collateral", "never"


@dataclass(frozen=True)
class Cell:
    """One property under one bug set: the fewest steps to a break and one such trace, or never."""

    prop: str
    kind: str
    steps: int | None
    trace: tuple[str, ...] | None


@dataclass(frozen=True)
class Row:
    bugs: Bugs
    distinct: int
    cells: tuple[Cell, ...]


def bug_sets(workbook: Workbook[Any]) -> Iterator[Bugs]:
    """All of them, the smallest first, each size in the order of the workbook."""
    for size in range(len(workbook.bugs) + 1):
        for chosen in combinations(workbook.bug_names, size):
            yield frozenset(chosen)


def matrix_rows(bounds: Bounds, sets: Sequence[Bugs] | None = None) -> Iterator[Row]:
    """A row for each of these bug sets, for all without a choice; liveness under the fairness that its bugs leave."""
    chosen = list(bug_sets(bounds.workbook)) if sets is None else sets
    for found in explore_sets(machine_for(bounds), chosen):
        yield Row(found.bugs, found.distinct, tuple(_cell(found, prop) for prop in found.properties))


def _cell(found: Exploration, prop: str) -> Cell:
    trace = found.shortest(prop)
    if trace is None:
        return Cell(prop, NEVER, None, None)
    return Cell(prop, kind_of_break(found.machine.workbook, found.bugs, prop), len(trace), trace)


def kind_of_break(workbook: Workbook[Any], bugs: Bugs, prop: str) -> str:
    """Primary if a bug of the set is known for breaking the property, else collateral."""
    return PRIMARY if any(workbook.caught_by[bug] == prop for bug in bugs) else COLLATERAL
