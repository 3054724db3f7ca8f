"""Text of a lesson as HTML, with its figures computed: `{steps NoEarlyRunnable}` becomes 1 because it was explored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from a09web.jinja import set_as_code
from a09web.model.bounds import Bounds
from a09web.model.explore import Exploration, explore
from a09web.model.machine import machine_for
from a09web.model.workbook import Bugs, Workbook

from .reading import ContentError

_CLAIM = re.compile(r"(`[^`]*`)|\{([^{}]+)\}")
_SCENARIO = re.compile(r"^\[scenario ([\w-]+)\]$", re.MULTILINE)

Figures = Callable[[list[str]], str]
"""What the words in braces stand for. Raises KeyError for words that mean nothing."""


@cache
def explored(bounds: Bounds, bugs: Bugs) -> Exploration:
    """All states under some bugs and the fairness that they leave."""
    return explore(machine_for(bounds), bugs, fair=bounds.workbook.default_fairness(bugs))


def figures_of_bug(bounds: Bounds, bug: str) -> Figures:
    """The figures of a lesson: `steps P`, `trace P`, `states`, `correct states`."""

    def figure(words: list[str]) -> str:
        match words:
            case ["steps", prop]:
                return str(explored(bounds, frozenset([bug])).steps[prop])
            case ["trace", prop]:
                trace = explored(bounds, frozenset([bug])).shortest(prop)
                return ", ".join(f"`{step}`" for step in trace or [][0])
            case ["states"]:
                return f"{explored(bounds, frozenset([bug])).distinct:,}"
            case ["correct", "states"]:
                return f"{explored(bounds, frozenset()).distinct:,}"
        raise KeyError(" ".join(words))

    return figure


def figures_of_topic(workbook: Workbook[Any]) -> Figures:
    """The figures of a topic, at the default bounds: `steps BUG P`."""

    def figure(words: list[str]) -> str:
        match words:
            case ["steps", bug, prop] if bug in workbook.bug_names:
                return str(explored(workbook.bounds(), frozenset([bug])).steps[prop])
        raise KeyError(" ".join(words))

    return figure


def with_figures(text: str, figures: Figures, where: str) -> str:
    """The text with its figures. Raises `ContentError` for a figure that there is not."""

    def replaced(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        try:
            return figures(found[2].split())
        except (KeyError, IndexError):
            raise ContentError(f"{where}: there is no figure “{{{found[2]}}}”.") from None

    return _CLAIM.sub(replaced, text)


@cache
def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False})
    made.add_render_rule("link_open", _link_open)
    made.add_render_rule("code_inline", _code_inline)
    return made


def _link_open(renderer: object, tokens: list[Token], index: int, options: object, env: object) -> str:
    address = str(tokens[index].attrGet("href") or "")
    rel = "" if address.startswith(("/", "#")) else ' rel="noreferrer"'
    return str(Markup('<a href="{}"').format(address)) + f"{rel}>"


def _code_inline(renderer: object, tokens: list[Token], index: int, options: object, env: object) -> str:
    return str(set_as_code(tokens[index].content))


def to_html(text: str) -> Markup:
    return Markup(_markdown().render(text))


def to_inline(text: str) -> Markup:
    return Markup(_markdown().renderInline(text))


def addresses(text: str) -> Iterator[str]:
    """The addresses of the links in a text."""
    for block in _markdown().parse(text):
        for token in block.children or ():
            if token.type == "link_open":
                yield str(token.attrGet("href"))


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """A topic's text as pieces: `("prose", markdown)` and `("scenario", name)` in turn."""
    for number, piece in enumerate(_SCENARIO.split(text)):
        if piece.strip():
            yield ("scenario" if number % 2 else "prose"), piece.strip()
