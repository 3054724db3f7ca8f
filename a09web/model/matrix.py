"""Bug set by property: what breaks, how soon, and whether it is what the bug is known for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from .bounds import Bounds
from .declaration import BUG_NAMES, BUGS
from .explore import Exploration, default_fairness, explore
from .machine import Bugs, machine_for

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


def bug_sets() -> Iterator[Bugs]:
    """All 64, the smallest first, each size in the order of the workbook."""
    for size in range(len(BUG_NAMES) + 1):
        for chosen in combinations(BUG_NAMES, size):
            yield frozenset(chosen)


def matrix_row(bounds: Bounds, bugs: Bugs) -> Row:
    """One row, liveness under the fairness of its bugs."""
    found = explore(machine_for(bounds), bugs, fair=default_fairness(bugs))
    return Row(bugs, found.distinct, tuple(_cell(found, prop) for prop in found.properties))


def _cell(found: Exploration, prop: str) -> Cell:
    trace = found.shortest(prop)
    if trace is None:
        return Cell(prop, NEVER, None, None)
    return Cell(prop, kind_of_break(found.bugs, prop), len(trace), trace)


def kind_of_break(bugs: Bugs, prop: str) -> str:
    """Primary if a bug of the set is known for breaking the property, else collateral."""
    return PRIMARY if any(bug.caught_by == prop for bug in BUGS if bug.name in bugs) else COLLATERAL
