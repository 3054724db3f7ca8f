"""The parts of the sandbox page that a step can change, each rendered for itself and known by a hash.

A browser tells the hashes of what it shows, and is sent only the panels that differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from django.template.loader import get_template
from markupsafe import Markup

from .models import Sandbox
from .moment import Moment
from .tree import Tree

PANELS = ("verdict", "board", "transitions", "bugs", "properties", "trace", "controls")


@dataclass(frozen=True)
class Panel:
    name: str
    html: str

    @property
    def hash(self) -> str:
        return blake2b(self.html.encode(), digest_size=6).hexdigest()

    def element(self, *, swap: bool = False) -> Markup:
        """The panel as an element with its hash; `swap` makes htmx put it in the place of the one that is there."""
        oob = ' hx-swap-oob="true"' if swap else ""
        return Markup(f'<div id="{self.name}" data-hash="{self.hash}"{oob}>{self.html}</div>\n')


def render_panels(moment: Moment) -> dict[str, Panel]:
    return {name: Panel(name, get_template(f"sandbox/_{name}.html").render({"moment": moment})) for name in PANELS}


def changed(panels: dict[str, Panel], known: str) -> list[Panel]:
    """The panels that a browser does not have, which says `board:1f… trace:07…` of what it shows."""
    hashes = dict(pair.partition(":")[::2] for pair in known.split())
    return [panel for panel in panels.values() if hashes.get(panel.name) != panel.hash]


def render_frame(sandbox: Sandbox, tree: Tree) -> str:
    """What everybody who watches a sandbox is sent after a change: the panels as a stranger sees them."""
    moment = Moment(sandbox, tree, sandbox.cursor, may_step=False)
    return "".join(panel.element(swap=True) for panel in render_panels(moment).values())
