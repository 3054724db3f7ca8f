"""The tree of the steps of a sandbox, in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from django.db import connection, transaction

from a09web.memo import Memo
from a09web.model.bounds import Bounds
from a09web.model.replay import Entry, Replay, begun, continued
from a09web.model.workbook import Bugs

from .models import Sandbox

ROOT = 0
MOST_KEPT = 512


@dataclass(frozen=True)
class Node:
    """A step that was taken. The root, number 0, is the initial state and no node."""

    number: int
    parent: int
    name: str
    depth: int


class Tree:
    """The steps of one sandbox by number, and the states that they led to as far as somebody asked.

    Steps are only ever added. So the tree of a sandbox up to its last number never changes, and is kept.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {node.number: node for node in nodes}
        # For each step the entry before it, too: what was rolled back may have had the same number.
        self._entries: dict[int, tuple[Entry, Entry]] = {}
        self._children: dict[int, list[Node]] = {}
        for node in self.nodes.values():
            self._children.setdefault(node.parent, []).append(node)

    @classmethod
    def of(cls, sandbox: Sandbox) -> Tree:
        if connection.in_atomic_block:  # what is read here may never be committed
            return cls._read(sandbox)
        return _memo.of(_key(sandbox), lambda: cls._read(sandbox)).copy()

    @classmethod
    def _read(cls, sandbox: Sandbox) -> Tree:
        rows = sandbox.steps.filter(number__lte=sandbox.last_number)
        return cls(Node(*row) for row in rows.values_list("number", "parent", "name", "depth"))

    def keep(self, sandbox: Sandbox) -> None:
        """Remembers this as the tree of a sandbox as soon as it is committed."""
        transaction.on_commit(partial(_memo.put, _key(sandbox), self.copy()))

    def copy(self) -> Tree:
        """A tree to add to. States are shared: they follow from the steps before."""
        made = Tree(())
        made.nodes, made._entries = dict(self.nodes), self._entries
        made._children = {number: list(children) for number, children in self._children.items()}
        return made

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

    def replay(self, bounds: Bounds, bugs: Bugs, number: int) -> Replay:
        """The trace to a step. `bounds` and `bugs` are those with which the sandbox begins."""
        path, played = self.path(number), begun(bounds, bugs)
        known = [played.last]
        for node in path:
            before, entry = self._entries.get(node.number, (None, None))
            if entry is None or before is not known[-1] or entry.step != node.name:
                break
            known.append(entry)
        new = path[len(known) - 1 :]
        played = continued(Replay(played.machine, tuple(known)), [node.name for node in new])
        for node, (before, entry) in zip(new, pairwise(played.entries[len(known) - 1 :]), strict=False):
            self._entries[node.number] = before, entry
        return played

    def leaf_below(self, number: int) -> int:
        """The end of the branch that was last tried from a step."""
        while children := self.children(number):
            number = max(children, key=lambda node: node.number).number
        return number

    def add(self, node: Node) -> None:
        self.nodes[node.number] = node
        self._children.setdefault(node.parent, []).append(node)


def _key(sandbox: Sandbox) -> tuple[object, ...]:
    # The time tells apart two rows that had the same number, as after a database was emptied.
    return sandbox.pk, sandbox.created, sandbox.last_number


_memo: Memo[Tree] = Memo(MOST_KEPT)
