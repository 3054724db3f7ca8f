"""Where each node and edge of a state space is drawn: layers from left to right, few crossings."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, replace

from a09web.model.space import MOST_NODES, Edge, Node, Space
from a09web.wording import counted

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
    is_visited: bool
    is_here: bool


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


def draw_space(space: Space, visited: list[int]) -> SpaceMap:
    """The picture of a space. `visited` are the nodes of the learner's path, the present one last."""
    total = len(space.nodes)
    space = _near(space, visited[-1] if visited else space.nodes[0].key)
    columns = _columns(space)
    places = {
        node.key: (MARGIN + COLUMN * column + COLUMN / 2, MARGIN + ROW * (row + (_tallest(columns) - len(nodes)) / 2))
        for column, nodes in enumerate(columns)
        for row, node in enumerate(nodes)
    }
    taken = set(zip(visited, visited[1:], strict=False))
    return SpaceMap(
        left_out=total - len(space.nodes),
        width=2 * MARGIN + COLUMN * len(columns),
        height=2 * MARGIN + ROW * (_tallest(columns) - 1),
        nodes=tuple(_node_mark(node, places[node.key], visited) for node in space.nodes),
        edges=tuple(_edge_mark(edge, places, (edge.source, edge.target) in taken) for edge in space.edges),
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


def _node_mark(node: Node, place: tuple[float, float], visited: list[int]) -> NodeMark:
    label = short_label(node.label)
    broken = f"; breaks {', '.join(node.broken)}" if node.broken else ""
    states = f" ({counted(node.count, 'state')})" if node.count > 1 else ""
    return NodeMark(
        key=node.key,
        x=round(place[0], 1),
        y=round(place[1], 1),
        width=14 + 8 * len(label),
        label=label,
        title=f"{node.label}{states}{broken}",
        is_broken=bool(node.broken),
        is_visited=node.key in visited,
        is_here=bool(visited) and node.key == visited[-1],
    )


LETTERS = {"pending": "–", "runnable": "R", "claimed": "C", "completed": "D"}


def short_label(label: str) -> str:
    """`now 1: r1 claimed, r2 pending` as `1 C–`; D is done."""
    now, _, statuses = label.partition(": ")
    letters = "".join(LETTERS[status.split(" ")[1]] for status in statuses.split(", "))
    return f"{now.removeprefix('now ')} {letters}"


def _edge_mark(edge: Edge, places: dict[int, tuple[float, float]], is_visited: bool) -> EdgeMark:
    (x1, y1), (x2, y2) = places[edge.source], places[edge.target]
    bend = (x2 - x1) / 2 if x2 > x1 else COLUMN / 2
    path = f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    return EdgeMark(path, ", ".join(edge.names), is_visited)
