"""Where each node and edge of a state space is drawn: layers from left to right, few crossings."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from a09web.model.space import MOST_NODES, Edge, Node, Space
from a09web.model.workbook import Workbook
from a09web.wording import counted
from a09web.workbooks.face import Face

COLUMN, ROW, MARGIN = 96, 44, 34
NODE_HEIGHT = 26
SWEEPS = 6


@dataclass(frozen=True)
class NodeMark:
    """A node at its place; the label is short, the title says everything."""

    key: int
    x: float
    y: float
    width: int
    label: str
    title: str
    is_broken: bool
    is_partly: bool
    is_visited: bool
    is_here: bool
    is_chosen: bool

    @property
    def current(self) -> str:
        """What it is the present one of, for who does not see the picture."""
        return "step" if self.is_here else "true" if self.is_chosen else ""


@dataclass(frozen=True)
class EdgeMark:
    path: str
    title: str
    is_visited: bool


@dataclass(frozen=True)
class SpaceMap:
    """The picture; `left_out` counts the nodes that are too far from the present one to be drawn."""

    left_out: int
    width: int
    height: int
    nodes: tuple[NodeMark, ...]
    edges: tuple[EdgeMark, ...]


@dataclass(frozen=True)
class Path:
    """The nodes that the learner's path leads through, one after another, as far as there are such nodes; `here` is the
    one where the learner stands, if there is one."""

    nodes: frozenset[int]
    pairs: frozenset[tuple[int, int]]
    here: int | None


def path_through(space: Space, keys: list[int], *, is_there: bool) -> Path:
    """`keys` are those of the states of the path; some may not be in the space, since other flags led there.
    `is_there` says whether the last is."""
    known = {node.key for node in space.nodes}
    pairs = {(one, other) for one, other in pairwise(keys) if one != other and {one, other} <= known}
    return Path(frozenset(keys) & known, frozenset(pairs), keys[-1] if is_there and keys[-1] in known else None)


def draw_space(face: Face, space: Space, path: Path, chosen: int | None = None) -> SpaceMap:
    """The picture of a space, with the learner's path and the node that is chosen."""
    total = len(space.nodes)
    space = _near(space, next((key for key in (path.here, chosen) if key is not None), space.nodes[0].key))
    columns = _columns(space)
    places = {
        node.key: (MARGIN + COLUMN * column + COLUMN / 2, MARGIN + ROW * (row + (_tallest(columns) - len(nodes)) / 2))
        for column, nodes in enumerate(columns)
        for row, node in enumerate(nodes)
    }
    return SpaceMap(
        left_out=total - len(space.nodes),
        width=2 * MARGIN + COLUMN * len(columns),
        height=2 * MARGIN + ROW * (_tallest(columns) - 1),
        nodes=tuple(_node_mark(face, node, places[node.key], path, chosen) for node in space.nodes),
        edges=tuple(_edge_mark(edge, places, (edge.source, edge.target) in path.pairs) for edge in space.edges),
    )


def _near(space: Space, here: int) -> Space:
    """The nodes nearest to the present one, at most as many as a picture can hold."""
    if len(space.nodes) <= MOST_NODES:
        return space
    beside: dict[int, list[int]] = defaultdict(list)
    for edge in space.edges:
        beside[edge.source].append(edge.target)
        beside[edge.target].append(edge.source)
    kept, waiting = {here}, deque([here])
    while waiting and len(kept) < MOST_NODES:
        for key in beside[waiting.popleft()]:
            if key not in kept and len(kept) < MOST_NODES:
                kept.add(key)
                waiting.append(key)
    return replace(
        space,
        nodes=tuple(node for node in space.nodes if node.key in kept),
        edges=tuple(edge for edge in space.edges if edge.source in kept and edge.target in kept),
    )


def _tallest(columns: list[list[Node]]) -> int:
    return max(len(nodes) for nodes in columns)


def _columns(space: Space) -> list[list[Node]]:
    """The nodes by layer, each layer ordered by the places of its neighbours."""
    by_depth: dict[int, list[Node]] = defaultdict(list)
    for node in space.nodes:
        by_depth[node.depth].append(node)
    columns = [by_depth[depth] for depth in sorted(by_depth)]
    before, after = defaultdict(list), defaultdict(list)
    for edge in space.edges:
        before[edge.target].append(edge.source)
        after[edge.source].append(edge.target)
    for sweep in range(SWEEPS):
        neighbours, order = (before, columns) if sweep % 2 == 0 else (after, columns[::-1])
        height = {node.key: row - len(nodes) / 2 for nodes in columns for row, node in enumerate(nodes)}
        for nodes in order:
            middle = {
                node.key: _mean([height[key] for key in neighbours[node.key]], height[node.key]) for node in nodes
            }
            nodes.sort(key=lambda node: (middle[node.key], node.key))
            height.update({node.key: row - len(nodes) / 2 for row, node in enumerate(nodes)})
    return columns


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def told_of(workbook: Workbook[Any], node: Node) -> list[str]:
    """What the states of a node break, in sentences: all of them, or how many."""
    sentences = []
    for is_liveness in (False, True):
        by_number: dict[int, list[str]] = defaultdict(list)
        for name, number in node.broken.items():
            if (name in workbook.liveness_names) is is_liveness:
                by_number[number].append(name)
        sentences += [_told(node.count, number, names, is_liveness) for number, names in by_number.items()]
    return sentences


def _told(count: int, number: int, names: list[str], is_liveness: bool) -> str:
    alone = "It" if count == 1 else "Both" if count == 2 else f"All {count:,}"
    who = alone if number == count else f"{number:,} of {count:,}"
    s = "s" if number == 1 else ""
    verb = f"may stay so for ever, and miss{'es' if s else ''}" if is_liveness else f"break{s}"
    return f"{who} {verb} {' and '.join(names)}."


def _node_mark(face: Face, node: Node, place: tuple[float, float], path: Path, chosen: int | None) -> NodeMark:
    label = short_label(face, node.label)
    broken = "".join(f"; {sentence[0].lower()}{sentence[1:-1]}" for sentence in told_of(face.workbook, node))
    states = f" ({counted(node.count, 'state')})" if node.count > 1 else ""
    return NodeMark(
        key=node.key,
        x=round(place[0], 1),
        y=round(place[1], 1),
        width=14 + 8 * len(label),
        label=label,
        title=f"{node.label}{states}{broken}",
        is_broken=node.bad > 0,
        is_partly=0 < node.bad < node.count,
        is_visited=node.key in path.nodes,
        is_here=node.key == path.here,
        is_chosen=node.key == chosen,
    )


def short_label(face: Face, label: str) -> str:
    """`now 1: r1 claimed, r2 pending` as `1 C–`."""
    numbers, _, statuses = label.rpartition(": ")
    letters = "".join(face.letters[status.partition(" ")[2]] for status in statuses.split(", "))
    return f"{' '.join(number.split(' ')[1] for number in numbers.split(', ') if number)} {letters}".lstrip()


def _edge_mark(edge: Edge, places: dict[int, tuple[float, float]], is_visited: bool) -> EdgeMark:
    (x1, y1), (x2, y2) = places[edge.source], places[edge.target]
    bend = (x2 - x1) / 2 if x2 > x1 else COLUMN / 2
    path = f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    return EdgeMark(path, ", ".join(edge.names), is_visited)
