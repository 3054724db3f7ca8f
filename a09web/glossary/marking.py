"""A word of the glossary, where it stands first in a part of a page, becomes a link to what it means.

`gloss.js` shows the meaning on the spot. Nothing is marked inside controls, links, headings and pictures, nor in code,
unless the name stands there alone. The parts that an answer brings come unmarked, which makes them smaller:
`js/words.js` marks them by the same rules, out of `rules`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from markupsafe import Markup

from a09web.model.workbook import Workbook

from .words import Glossary, Word, glossary_of

# A tag, an element in which nothing is marked with all that it holds, or a name that may be broken between its words.
_PIECE = re.compile(r"<(svg|pre|summary|button|label)\b.*?</\1>|(?:\b\w+)?(?:<wbr>\w+)+|<[^>]*>", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_MARKED = re.compile(r'class="gloss"[^>]* href="[^"#]*#([\w-]+)"')
_CLASS = re.compile(r'class="([^"]*)"')
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
CONTROLS = ("a", "button", "label", "summary", "select", "textarea")
HEADINGS = ("h1", "h2", "h3", "h4")
UNMARKED = frozenset((*CONTROLS, *HEADINGS, "option", "svg", "pre", "s", "kbd", "script", "style", "noscript"))
HIDDEN = ("vh", "visually-hidden", "on-paper")
TOKENS = ("token", "ticket", "worker-chip", "way", "kept")
TOLD_ALREADY = ("cases", "why", "since", "healed")
UNMARKED_CLASSES = frozenset((*HIDDEN, *TOKENS, *TOLD_ALREADY))
APART = "sentences"
"""The class of what is marked for itself: of the picture and its words only one is seen."""


def elsewhere(html: str) -> str:
    """A part with its words marked, each of which opens a page of its own."""
    return str(html).replace('<a class="gloss" href', '<a class="gloss" target="_blank" rel="noopener" href')


@cache
def marker_of(workbook: Workbook[Any]) -> Callable[[str], Markup]:
    """What marks the words of a workbook in a part of a page."""
    return partial(glossed, workbook=workbook)


@lru_cache(maxsize=1024)
def glossed(html: str, workbook: Workbook[Any]) -> Markup:
    """A part of a page with its words marked, those of a workbook and those that all share."""
    html = str(html)  # not Markup, of which each slice is made with care
    marker = _Marker(glossary_of(workbook))
    at, made = 0, []
    for found in _PIECE.finditer(html):
        made += [marker.text(html[at : found.start()]), marker.tag(found[0])]
        at = found.end()
    return Markup("".join([*made, marker.text(html[at:])]))


class _Marker:
    """Where one is in the HTML, and which words were marked."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self.seen: set[str] = set()
        self.open: list[str] = []
        self.unmarked_since: int | None = None
        self.apart_since: int | None = None
        self.seen_before: set[str] = set()

    def tag(self, tag: str) -> str:
        read = _read(tag)
        if read is None:
            return tag
        if read.closes:
            self._close(read.name)
            return tag
        if self.unmarked_since is None and read.is_unmarked:
            self.unmarked_since = len(self.open)
        if read.is_apart:
            self.apart_since, self.seen_before, self.seen = len(self.open), self.seen, set()
        if read.marks:
            self.seen.add(read.marks)
        self.open.append(read.name)
        return tag

    def _close(self, name: str) -> None:
        """Also what HTML lets stand open, such as a paragraph, ends with what it stands in."""
        while self.open and self.open.pop() != name:
            pass
        if self.unmarked_since is not None and len(self.open) <= self.unmarked_since:
            self.unmarked_since = None
        if self.apart_since is not None and len(self.open) <= self.apart_since:
            self.apart_since, self.seen = None, self.seen_before

    def text(self, text: str) -> str:
        if self.unmarked_since is not None or not text or text.isspace():
            return text
        if self.open and self.open[-1] == "code":
            return self._link(self.glossary.by_name.get(text), text)
        at, made = 0, []
        for start, end, word in _words_in(self.glossary, text):
            made += [text[at:start], self._link(word, text[start:end])]
            at = end
        return "".join([*made, text[at:]]) if made else text

    def _link(self, word: Word | None, text: str) -> str:
        if word is None or word.slug in self.seen:
            return text
        self.seen.add(word.slug)
        return f'<a class="gloss" href="{word.address}">{text}</a>'


# The same tags and texts stand in the parts of many states, so what was read in them is kept.


@dataclass(frozen=True)
class _Tag:
    """What a tag opens or closes; `marks` is the word whose mark it begins."""

    name: str
    closes: bool
    is_unmarked: bool
    is_apart: bool
    marks: str


@lru_cache(maxsize=4096)
def _read(tag: str) -> _Tag | None:
    """None for what holds nothing, and for an element that is passed over."""
    found = _TAG.match(tag)
    if found is None or tag.find("<", 1) > 0 or found[2].lower() in VOID or tag.endswith("/>"):
        return None
    name, marked, classes = found[2].lower(), _MARKED.search(tag), _classes_in(tag)
    is_unmarked = name in UNMARKED or not UNMARKED_CLASSES.isdisjoint(classes)
    return _Tag(name, bool(found[1]), is_unmarked, APART in classes, marked[1] if marked else "")


@lru_cache(maxsize=4096)
def _words_in(glossary: Glossary, text: str) -> tuple[tuple[int, int, Word], ...]:
    """Where which words stand in a text."""
    return tuple((*found.span(), glossary.by_form[found[0].lower()]) for found in _forms(glossary).finditer(text))


def _classes_in(tag: str) -> list[str]:
    found = _CLASS.search(tag)
    return found[1].split() if found else []


def rules(glossary: Glossary) -> dict[str, Any]:
    """All that a browser has to know to mark what it is sent: the words by form, longest first, and by name, what is
    the name of a transition, and where none is marked."""
    unmarked = ",".join([*sorted(UNMARKED), *(f".{name}" for name in sorted(UNMARKED_CLASSES))])
    forms = {form: glossary.by_form[form].slug for form in _longest_first(glossary)}
    names = {name: word.slug for name, word in glossary.by_name.items()}
    known = {"forms": forms, "names": names, "actions": glossary.actions}
    return {**known, "unmarked": unmarked, "apart": f".{APART}", "address": f"{glossary.page}#"}


def _longest_first(glossary: Glossary) -> list[str]:
    return sorted(glossary.by_form, key=len, reverse=True)


@cache
def _forms(glossary: Glossary) -> re.Pattern[str]:
    """Written as the name of a transition, such as `Materialize`, a form is that name."""
    forms, actions = ("|".join(map(re.escape, each)) for each in (_longest_first(glossary), glossary.actions))
    return re.compile(rf"(?<![\w&#@/-])(?!(?-i:{actions})\b)(?:{forms})(?![\w'\[(=/-])", re.IGNORECASE)
