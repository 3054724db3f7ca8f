"""The tree of the steps of a sandbox, in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .models import Sandbox

ROOT = 0


@dataclass(frozen=True)
class Node:
    """A step that was taken. The root, number 0, is the initial state and no node."""

    number: int
    parent: int
    name: str
    depth: int


class Tree:
    """The steps of one sandbox by number."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {node.number: node for node in nodes}
        self._children: dict[int, list[Node]] = {}
        for node in self.nodes.values():
            self._children.setdefault(node.parent, []).append(node)

    @classmethod
    def of(cls, sandbox: Sandbox) -> Tree:
        rows = sandbox.steps.values_list("number", "parent", "name", "depth")
        return cls(Node(*row) for row in rows)

    def __contains__(self, number: int) -> bool:
        return number == ROOT or number in self.nodes

    def children(self, number: int) -> list[Node]:
        """The steps that were taken from a step, oldest first."""
        return self._children.get(number, [])

    def child(self, number: int, name: str) -> Node | None:
        return next((node for node in self.children(number) if node.name == name), None)

    def path(self, number: int) -> list[Node]:
        """The steps from the initial state to a step, that one included."""
        path: list[Node] = []
        while number != ROOT:
            path.append(self.nodes[number])
            number = self.nodes[number].parent
        return path[::-1]

    def leaf_below(self, number: int) -> int:
        """The end of the branch that was last tried from a step."""
        while children := self.children(number):
            number = max(children, key=lambda node: node.number).number
        return number

    def add(self, node: Node) -> None:
        self.nodes[node.number] = node
        self._children.setdefault(node.parent, []).append(node)
