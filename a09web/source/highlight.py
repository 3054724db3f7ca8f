"""TLA+ in colours: each line of a text as pieces with a CSS class.

The text may be a module, some definitions, or a lone expression. What is no module is parsed inside one, and cut out
of it again. Text that is not TLA+ loses colours, never characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from tree_sitter import Node, Query, QueryCursor, Tree

from a09web.model.workbook import Workbook

from .grammar import declared, language, parse

KEYWORD, OPERATOR, CONSTANT = "kw", "op", "con"
STRING, COMMENT, NAME, VARIABLE = "str", "com", "def", "var"
CLASSES = (KEYWORD, OPERATOR, CONSTANT, STRING, COMMENT, NAME, VARIABLE)

_MEANING = {
    "keyword": KEYWORD,
    "function.builtin": OPERATOR,
    "number": CONSTANT,
    "type": CONSTANT,
    "constant": CONSTANT,
    "string": STRING,
    "string.special": STRING,
    "comment": COMMENT,
    "operator": NAME,
    "function": NAME,
    "module": NAME,
    "variable.builtin": VARIABLE,
}
"""The class for what the grammar's own query calls a piece. Brackets and parameters stay plain."""

_MARKS = {"bullet_conj", "bullet_disj", "prev_func_val"}

_HEAD = re.compile(r"^\w+\([^()\n]*\) ==", re.MULTILINE)
_NUMBER = re.compile(r"\b[0-9]", re.ASCII)

_MODULE, _EXPRESSION, _END = "---- MODULE Fragment ----\n", "Fragment ==\n", "\n===="


class Token(NamedTuple):
    """A piece of a line. `css` is one of `CLASSES`, or empty."""

    css: str
    text: str


class _Span(NamedTuple):
    start: int
    end: int
    pattern: int
    css: str


@lru_cache(maxsize=1024)
def highlighted(workbook: Workbook[Any], text: str) -> tuple[tuple[Token, ...], ...]:
    """The lines of a text, split at line feeds; the pieces of a line join to the line. Which names are variables and
    constants is for the workbook to say."""
    before, tree = _parsed(text)
    classes = [""] * len(f"{before}{text}{_END}".encode())
    for span in _spans(workbook, tree):
        classes[span.start : span.end] = [span.css] * (span.end - span.start)
    return tuple(_lines(text, classes, len(before)))


def _parsed(text: str) -> tuple[str, Tree]:
    """What was put before the text to make it a module, and the tree: of definitions, or of an expression if that
    fits better."""
    readable = _HEAD.sub(_named, text)
    choices = [(before, parse(f"{before}{readable}{_END}")) for before in (_MODULE, _MODULE + _EXPRESSION)]
    return min(choices, key=lambda choice: _damage(choice[1]))


def _named(head: re.Match[str]) -> str:
    """`Complete(w1, r1, 1) ==`, the head of a transition as it was taken, with a name where TLA+ allows no number."""
    return _NUMBER.sub("e", head[0])


def _damage(tree: Tree) -> int:
    """How many bytes the grammar could not read, and how many it missed."""
    if not tree.root_node.has_error:
        return 0
    wrong = QueryCursor(_wrong()).captures(tree.root_node)
    return sum(max(1, node.end_byte - node.start_byte) for nodes in wrong.values() for node in nodes)


@cache
def _wrong() -> Query:
    return Query(language(), "(ERROR) @error (MISSING) @missing")


@cache
def _highlights() -> Query:
    return Query(language(), (files("tree_sitter_tlaplus") / "queries" / "highlights.scm").read_text(encoding="utf-8"))


def _spans(workbook: Workbook[Any], tree: Tree) -> list[_Span]:
    """What to paint, in that order: the inner after the outer, and, of two patterns for one piece, the earlier last."""
    spans = [
        _Span(node.start_byte, node.end_byte, pattern, _css(workbook, name, node))
        for pattern, captured in QueryCursor(_highlights()).matches(tree.root_node)
        for name, nodes in captured.items()
        for node in nodes
    ]
    return sorted(spans, key=lambda span: (span.start - span.end, -span.pattern))


def _css(workbook: Workbook[Any], name: str, node: Node) -> str:
    if node.type in _MARKS:
        return OPERATOR
    text = (node.text or b"").decode(errors="replace")
    if name == "variable.reference":
        return _reference(workbook, text)
    css = _MEANING.get(name, "")
    if css in (KEYWORD, OPERATOR):  # the grammar calls `\in` a keyword, and UNCHANGED an operator
        return KEYWORD if text[:1].isalpha() else OPERATOR
    return css


def _reference(workbook: Workbook[Any], text: str) -> str:
    if text in declared(workbook, "variable"):
        return VARIABLE
    return CONSTANT if text in declared(workbook, "constant") else ""


def _lines(text: str, classes: list[str], offset: int) -> Iterator[tuple[Token, ...]]:
    for line in text.split("\n"):
        painted = []
        for character in line:
            painted.append((classes[offset], character))
            offset += len(character.encode())
        offset += 1  # the line feed
        groups = groupby(painted, key=itemgetter(0))
        yield tuple(Token(css, "".join(character for _, character in group)) for css, group in groups)
