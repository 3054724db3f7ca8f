"""The buttons of an embedded page as links: the frame of somebody else may forbid forms, scripts and cookies, and a
link is followed in every frame."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape, unescape
from urllib.parse import urlencode

from markupsafe import Markup

from a09web.glossary.marking import elsewhere
from a09web.kit.panels import Panel

_SUBMITS = '<button type="submit"'
_BUTTON = re.compile(_SUBMITS + r'([^>]*?) name="(\w+)" value="([^"]*)"([^>]*)>(.*?)</button>', re.DOTALL)
_HIDDEN, _DISABLED, _SAID = re.compile(r"\shidden\b"), re.compile(r'\baria-disabled="?true'), re.compile(r'"[^"]*"')


def with_links(panel: Panel, here: str) -> Panel:
    """The part with a link in the place of each button; `here` is the query of the moment that it shows."""
    if isinstance(panel.content, str) and _SUBMITS not in panel.content and panel.inside is None:
        return replace(panel, glosses=_elsewhere(panel))
    return replace(
        panel,
        content=lambda: _linked(panel.content if isinstance(panel.content, str) else panel.content(), here),
        shape=None if panel.shape is None else _linked(panel.shape, here),
        folded=_linked(panel.folded, here),
        glosses=_elsewhere(panel),
        inside=panel.inside and with_links(panel.inside, here),
    )


def _elsewhere(panel: Panel) -> Callable[[str], str] | None:
    """What marks the words of a part, each of which opens a page of its own."""
    marks = panel.glosses
    return None if marks is None else lambda html: Markup(elsewhere(marks(html)))


def _linked(html: str, here: str) -> str:
    return elsewhere(_BUTTON.sub(lambda found: _link(here, *found.groups()), html))


def _link(here: str, before: str, name: str, value: str, after: str, inside: str) -> str:
    attributes = before + after
    if _HIDDEN.search(_SAID.sub("", attributes)):  # what a form does at Enter
        return ""
    target = escape(f"?{here}&{urlencode({name: unescape(value)})}")
    goes = ' role="link"' if _DISABLED.search(attributes) else f' href="{target}"'
    return f'<a class="act"{goes}{attributes}>{inside}</a>'
