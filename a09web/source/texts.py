"""The definitions of a module: text, place, and the comment above. The file itself is read; nothing is said twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tree_sitter import Node

from a09web.model.workbook import Workbook
from a09web.specs.modules import text_of

from .grammar import module_tree

_FLAG = re.compile(r'"(\w+)" \\(?:not)?in Bugs\b')


@dataclass(frozen=True)
class SourceLine:
    """A line of a module. `bug` is the flag that it asks for, and `in_force` says that this flag is off: the guard
    holds good, or the effect takes place. A line without a flag is always in force."""

    text: str
    bug: str | None
    in_force: bool


@dataclass(frozen=True)
class Definition:
    """An operator of a module. `line` is the number of its first line; `comment` is empty if none stands above it."""

    name: str
    line: int
    comment: str
    text: str

    @property
    def prose(self) -> tuple[str, ...]:
        """The paragraphs of the comment, without its box."""
        lines = [line.strip().removeprefix("(*").removesuffix("*)").strip("* ") for line in self.comment.splitlines()]
        paragraphs = "\n".join(lines).split("\n\n")
        return tuple(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())

    def under(self, bugs: Collection[str]) -> tuple[SourceLine, ...]:
        """The lines, each with what these flags make of it."""
        return tuple(_source_line(text, bugs) for text in self.text.splitlines())


def definition(workbook: Workbook[Any], name: str) -> Definition:
    """The definition of that name. Raises ValueError if the module has none."""
    try:
        return definitions(workbook)[name]
    except KeyError:
        known = ", ".join(definitions(workbook))
        raise ValueError(f"{workbook.name}.tla does not define {name!r}. It defines {known}.") from None


@cache
def definitions(workbook: Workbook[Any]) -> dict[str, Definition]:
    """All definitions by name, in the order of the module."""
    root, lines = module_tree(workbook).root_node, text_of(workbook).splitlines()
    comments = {node.end_point.row: _text(node) for node in _nodes(root) if node.type == "block_comment"}
    found = (_definition(node, comments, lines) for node in _nodes(root) if node.type == "operator_definition")
    return {each.name: each for each in found}


def _definition(node: Node, comments: dict[int, str], lines: list[str]) -> Definition:
    """`comments` are given by their last row: a comment belongs to what begins on the next."""
    name = node.child_by_field_name("name")
    assert name is not None
    first, last = node.start_point.row, max(leaf.end_point.row for leaf in _leaves(node))
    text = "\n".join(lines[first : last + 1])
    return Definition(_text(name), first + 1, comments.get(first - 1, ""), text)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _leaves(node: Node) -> Iterator[Node]:
    """The leaves of a definition. The grammar counts the next definition's comment, or a rule, to the one before."""
    if node.type in ("block_comment", "single_line"):
        return
    if not node.children and node.text:
        yield node
    for child in node.children:
        yield from _leaves(child)


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _source_line(text: str, bugs: Collection[str]) -> SourceLine:
    flag = _FLAG.search(text)
    bug = flag[1] if flag else None
    return SourceLine(text, bug, bug not in bugs)
