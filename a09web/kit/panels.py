"""The parts of a page that can change, each known by a hash.

A browser tells the hashes of what it shows, and is sent only the parts that differ.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from django.utils.functional import cached_property
from markupsafe import Markup

INSIDE = "{inside}"
"""Where the content of a part has the part that is `inside`."""

# A page may have one list that grows. Each of its entries is a part, so one more is one part, however long the list.
ENTRY = "entry-"
ENTRIES = "entries"
_ENTRY = re.compile(ENTRY + r"[0-9]{1,6}")


@dataclass(frozen=True)
class Panel:
    """A part of the page: the id of its element, and what is in it, or what renders that.

    A part that holds other parts has a `shape`: it is the same as long as that is, whatever the others show. So it
    has to be rendered only when it is sent, and brings them along: `holds` has their names, or how these begin. One
    that opens may be `folded`, without what it opens to, and is sent so to whoever has not opened it. `glosses` marks
    its words where it stands in a whole page. `inside` is a part that stands where the content says so.
    """

    name: str
    content: str | Callable[[], str]
    shape: str | None = None
    folded: str = ""
    glosses: Callable[[str], str] | None = None
    inside: Panel | None = None
    holds: tuple[str, ...] = ()

    @cached_property
    def html(self) -> str:
        html = self.content if isinstance(self.content, str) else self.content()
        return html.replace(INSIDE, self.inside.element()) if self.inside else html

    @cached_property
    def hash(self) -> str:
        """Of what is seen before anybody opens it."""
        return _hash(self.shape or self.folded or self.html)

    @cached_property
    def whole(self) -> str:
        """The hash of all of it."""
        return _hash(self.html) if self.folded else self.hash

    def element(self, *, swap: bool = False, is_open: bool = True) -> Markup:
        """The part as an element with its hashes; `swap` makes htmx put it in the place of the one that is there."""
        oob = ' hx-swap-oob="true"' if swap else ""
        whole = f' data-whole="{self.whole}"' if self.folded and is_open else ""
        html = self.html if is_open or not self.folded else self.folded
        if not swap and self.glosses is not None:
            html = self.glosses(html)
        return Markup(f'<div id="{self.name}" data-hash="{self.hash}"{whole}{oob}>{html}</div>\n')

    def append(self, to: str) -> Markup:
        """The part as a new element at the end of the element with that id."""
        return Markup(f'<div hx-swap-oob="beforeend:#{to}">{self.element()}</div>\n')


def _hash(text: str) -> str:
    """Four characters: a list of a thousand entries has to fit into a header of 8 KB."""
    return urlsafe_b64encode(blake2b(text.encode(), digest_size=3).digest()).decode()


@dataclass(frozen=True)
class OnPage:
    """The parts that a browser shows: the hash of each by its name, and the names of those that somebody has opened."""

    hashes: Mapping[str, str]
    opened: frozenset[str] = frozenset()

    @classmethod
    def told(cls, text: str) -> OnPage:
        """What a browser tells: `board:1f… cell-Tick:07…:open entries:2c….90….…`.

        The hash of a part that is open is that of the whole part, or empty if it has only come folded.
        """
        parts = [word.split(":") for word in text.split()]
        hashes = {part[0]: part[1] for part in parts if len(part) > 1}
        entries = hashes.pop(ENTRIES, "")
        hashes |= {f"{ENTRY}{index}": value for index, value in enumerate(entries.split("."))} if entries else {}
        return cls(hashes, frozenset(part[0] for part in parts if part[2:] == ["open"]))

    def has(self, panel: Panel) -> bool:
        """Whether the browser shows the part as it is now."""
        return self.hashes.get(panel.name) == (panel.whole if panel.name in self.opened else panel.hash)


def changed(panels: dict[str, Panel], there: OnPage) -> list[Panel]:
    """The parts that a browser does not have. One that is sent whole brings along what it holds."""
    found = [panel for panel in panels.values() if not there.has(panel)]
    held = tuple(name for panel in found for name in panel.holds)
    return [panel for panel in found if not (held and panel.name.startswith(held))]


def swaps(panels: dict[str, Panel], there: OnPage) -> list[Markup]:
    """What a browser has to put in place of what it has: new entries at the end of the list, others are taken away."""
    sent = changed(panels, there)
    is_whole = any(ENTRY in panel.holds for panel in sent)
    put = [
        panel.append(ENTRIES)
        if _is_new_entry(panel, there) and not is_whole
        else panel.element(swap=True, is_open=panel.name in there.opened)
        for panel in sent
    ]
    gone = [] if is_whole else [name for name in there.hashes if _ENTRY.fullmatch(name) and name not in panels]
    return [*put, *(Markup('<div id="{}" hx-swap-oob="delete"></div>').format(name) for name in gone)]


def _is_new_entry(panel: Panel, there: OnPage) -> bool:
    return panel.name.startswith(ENTRY) and panel.name not in there.hashes
