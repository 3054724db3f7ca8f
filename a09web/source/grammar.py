"""The grammar of TLA+, and the module of a workbook read with it."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import tree_sitter_tlaplus
from tree_sitter import Language, Parser, Query, QueryCursor, Tree

from a09web.model.workbook import Workbook
from a09web.specs.modules import text_of


@cache
def language() -> Language:
    with warnings.catch_warnings():
        # The grammar still hands its pointer over as a number, and nothing here can change that.
        warnings.filterwarnings("ignore", "int argument support is deprecated", DeprecationWarning)
        return Language(tree_sitter_tlaplus.language())


def parse(text: str) -> Tree:
    """The tree of a text, with nodes of the type ERROR where it is not TLA+. Its offsets count bytes of UTF-8."""
    return Parser(language()).parse(text.encode())


@cache
def module_tree(workbook: Workbook[Any]) -> Tree:
    return parse(text_of(workbook))


@cache
def declared(workbook: Workbook[Any], kind: str) -> frozenset[str]:
    """The names that its module declares as `constant` or as `variable`."""
    query = Query(language(), f"({kind}_declaration (identifier) @name)")
    nodes = QueryCursor(query).captures(module_tree(workbook).root_node).get("name", [])
    return frozenset(node.text.decode() for node in nodes if node.text is not None)
