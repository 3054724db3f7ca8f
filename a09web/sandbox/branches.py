"""The tree of everything that was tried, as a small picture: one row for each branch, from left to right the steps."""

from __future__ import annotations

from dataclasses import dataclass

from .tree import ROOT, Tree

LEFT, TOP, ROW = 8, 9, 14
WIDTH, WIDEST_STEP = 560, 14


@dataclass(frozen=True)
class Branch:
    """A row: the path that draws it, and the dot at its end, which opens the last step: its number and its depth."""

    path: str
    end: int
    depth: int
    x: float
    y: int
    is_shown: bool


@dataclass(frozen=True)
class BranchPicture:
    """All branches. `here` is where the looked-at step stands, (x, y)."""

    width: float
    height: int
    branches: tuple[Branch, ...]
    here: tuple[float, int]


def draw_branches(tree: Tree, shown: set[int], at: int) -> BranchPicture | None:
    """The picture of a tree; None if nothing branches. `shown` are the steps of the branch on the page."""
    rows = _rows(tree)
    if len(rows) < 2:
        return None
    depths = {ROOT: 0, **{node.number: node.depth for node in tree.nodes.values()}}
    step = min(WIDEST_STEP, WIDTH / max(1, *depths.values()))
    row_of = {number: row for row, steps in enumerate(rows) for number in steps}

    def place(number: int) -> tuple[float, int]:
        return round(LEFT + step * depths[number], 1), TOP + ROW * row_of[number]

    def branch(steps: list[int]) -> Branch:
        start = steps[0] if steps[0] == ROOT else tree.nodes[steps[0]].parent
        (from_x, from_y), (x, y) = place(start), place(steps[-1])
        return Branch(f"M{from_x} {from_y}V{y}H{x}", steps[-1], depths[steps[-1]], x, y, steps[-1] in shown)

    return BranchPicture(
        width=round(2 * LEFT + step * max(depths.values()), 1),
        height=2 * TOP + ROW * (len(rows) - 1),
        branches=tuple(branch(steps) for steps in rows),
        here=place(at),
    )


def _rows(tree: Tree) -> list[list[int]]:
    """The steps of each branch: the first child goes on in the row of its parent, every other begins a new one."""
    rows: list[list[int]] = []
    starts = [ROOT]
    while starts:
        number = starts.pop()
        row = [number]
        while children := tree.children(number):
            starts.extend(child.number for child in reversed(children[1:]))
            number = children[0].number
            row.append(number)
        rows.append(row)
    return rows
