"""A word of the glossary, where it stands first in a part of a page, becomes a link to what it means.

`gloss.js` shows the meaning on the spot. Nothing is marked inside controls, links, headings and pictures, nor in code,
unless the name stands there alone.
"""

from __future__ import annotations

import re
from functools import cache

from markupsafe import Markup

from .words import Word, by_form, by_name

# A tag, a picture with all its tags, or a name that may be broken between its words.
_PIECE = re.compile(r"<svg\b.*?</svg>|(?:\b\w+)?(?:<wbr>\w+)+|<[^>]*>", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_MARKED = re.compile(r'class="gloss"[^>]* href="[^"#]*#([\w-]+)"')
_CLASS = re.compile(r'class="([^"]*)"')
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
CONTROLS = ("a", "button", "label", "summary", "select", "textarea")
HEADINGS = ("h1", "h2", "h3", "h4")
UNMARKED = frozenset((*CONTROLS, *HEADINGS, "option", "svg", "pre", "s", "kbd", "script", "style", "noscript"))
HIDDEN = ("vh", "visually-hidden", "on-paper")
TOKENS = ("token", "ticket", "worker-chip", "way", "kept")
TOLD_ALREADY = ("cases", "why", "since", "blame", "healed")
UNMARKED_CLASSES = frozenset((*HIDDEN, *TOKENS, *TOLD_ALREADY))


def glossed(html: str) -> Markup:
    """A part of a page with its words marked."""
    marker = _Marker()
    at, made = 0, []
    for found in _PIECE.finditer(html):
        made += [marker.text(html[at : found.start()]), marker.tag(found[0])]
        at = found.end()
    return Markup("".join([*made, marker.text(html[at:])]))


class _Marker:
    """Where one is in the HTML, and which words were marked."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.open: list[str] = []
        self.unmarked_since: int | None = None

    def tag(self, tag: str) -> str:
        found = _TAG.match(tag)
        if found is None or found[2] == "svg" or found[2].lower() in VOID or tag.endswith("/>"):
            return tag
        name = found[2].lower()
        if found[1]:
            self._close(name)
            return tag
        if self.unmarked_since is None and _is_unmarked(name, tag):
            self.unmarked_since = len(self.open)
        if marked := _MARKED.search(tag):
            self.seen.add(marked[1])
        self.open.append(name)
        return tag

    def _close(self, name: str) -> None:
        """Also what HTML lets stand open, such as a paragraph, ends with what it stands in."""
        while self.open and self.open.pop() != name:
            pass
        if self.unmarked_since is not None and len(self.open) <= self.unmarked_since:
            self.unmarked_since = None

    def text(self, text: str) -> str:
        if self.unmarked_since is not None or not text or text.isspace():
            return text
        if self.open and self.open[-1] == "code":
            return self._link(by_name().get(text), text)
        return _forms().sub(lambda found: self._link(by_form()[found[0].lower()], found[0]), text)

    def _link(self, word: Word | None, text: str) -> str:
        if word is None or word.slug in self.seen:
            return text
        self.seen.add(word.slug)
        return f'<a class="gloss" href="{word.address}">{text}</a>'


def _is_unmarked(name: str, tag: str) -> bool:
    classes = _CLASS.search(tag)
    return name in UNMARKED or (classes is not None and not UNMARKED_CLASSES.isdisjoint(classes[1].split()))


@cache
def _forms() -> re.Pattern[str]:
    """With a capital, `Materialize` is the name of a transition."""
    longest_first = sorted(by_form(), key=len, reverse=True)
    forms = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![\w&#@/-])(?!(?-i:Materialize)\b)(?:{forms})(?![\w'\[(=/-])", re.IGNORECASE)
