"""The parts of the sandbox page that a step can change, each rendered for itself and known by a hash.

A browser tells the hashes of what it shows, and is sent only the parts that differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any

from django.template import engines
from markupsafe import Markup

from a09web.jinja import element_id

from .models import Sandbox
from .moment import Moment
from .source import bug_sources
from .trace import TraceEntry
from .tree import Tree

# The first tells of the version, which a step changes even if it leads back to the same state; what the others said of
# the future may have come late, so that nobody knows what a page shows of it.
ALWAYS_NEW = ("controls", "lookout", "ahead-")

# The entries of the trace come in sheets of so many, so that a step sends one or two of them, however long the trace.
ENTRIES_A_SHEET = 4
SHEET = "sheet-"


@dataclass(frozen=True)
class Panel:
    """A part of the page: the id of its element, and what is in it.

    A part that holds other parts has a `shape`: it is the same as long as that is, whatever the others show.
    """

    name: str
    html: str
    shape: str | None = None

    @cached_property
    def hash(self) -> str:
        return blake2b((self.shape or self.html).encode(), digest_size=4).hexdigest()

    def element(self, *, swap: bool = False) -> Markup:
        """The part as an element with its hash; `swap` makes htmx put it in the place of the one that is there."""
        oob = ' hx-swap-oob="true"' if swap else ""
        return Markup(f'<div id="{self.name}" data-hash="{self.hash}"{oob}>{self.html}</div>\n')


def render_panels(moment: Moment) -> dict[str, Panel]:
    """All parts by name, in the order of the page."""
    panels = [*(Panel(name, html) for name, html in _parts(moment)), *_trace(moment)]
    return {panel.name: panel for panel in panels}


def _parts(moment: Moment) -> Iterator[tuple[str, str]]:
    for name in ("standing", "verdict", "controls", "board", "lookout"):
        yield name, _template(name).render(moment=moment)
    cell = _template("cell").module.cell
    for actor in moment.actors:
        for transition in actor.transitions:
            yield f"cell-{element_id(transition.name)}", cell(transition, moment.may_step)
    switch = _template("switch").module.switch
    for view in moment.bugs:
        yield f"switch-{view.bug.name}", switch(view, moment.may_step)
    yield "source", _template("source").render(moment=moment)
    yield "definitions", _template("definitions").render(moment=moment)
    yield "tally", _template("tally").render(moment=moment)
    panel = _template("property").module.property
    for prop in moment.properties:
        yield f"panel-{prop.name}", panel(prop, moment.policy)
    yield "fairness", _template("fairness").render(moment=moment)
    ahead, goal_panel = _template("ahead").module.ahead, _template("goal").module.goal
    for goal in moment.goals:
        yield f"panel-{goal.name}", goal_panel(goal, moment.policy)
    if moment.policy.foresight:
        for prop in moment.properties:
            yield f"ahead-{prop.name}", ahead(prop.name, not prop.holds, "break", moment)
        for goal in moment.goals:
            yield f"ahead-{goal.name}", ahead(goal.name, goal.is_broken, "be stuck", moment)


def _trace(moment: Moment) -> Iterator[Panel]:
    """The sheets of the trace, and then the trace that holds them."""
    entries, address = moment.trace.entries, moment.sandbox.get_absolute_url()
    sheets = [
        Panel(f"{SHEET}{start // ENTRIES_A_SHEET}", _sheet(entries[start : start + ENTRIES_A_SHEET], address))
        for start in range(0, len(entries), ENTRIES_A_SHEET)
    ]
    yield from sheets
    branches = Panel("branches", _template("branches").render(moment=moment))
    forever = Panel("forever", _template("forever").render(moment=moment))
    yield from (branches, forever)
    html = _template("trace").render(moment=moment, branches=branches, sheets=sheets, forever=forever)
    yield Panel("trace", html, f"{len(sheets)} sheets")


@lru_cache
def render_twins() -> Markup:
    """What each bug changes in the text, and its SQL: the same on every page."""
    return Markup(_template("twins").render(bugs=bug_sources()))


@lru_cache(maxsize=4096)
def _sheet(entries: tuple[TraceEntry, ...], address: str) -> str:
    return str(_template("sheet").render(entries=entries, address=address))


def _template(name: str) -> Any:
    backend: Any = engines["jinja2"]
    return backend.env.get_template(f"sandbox/_{name}.html")


def changed(panels: dict[str, Panel], known: str) -> list[Panel]:
    """The parts that a browser does not have, which says `board:1f… trace:07…` of what it shows."""
    hashes = dict(pair.partition(":")[::2] for pair in known.split())
    return _without_twice([panel for panel in panels.values() if hashes.get(panel.name) != panel.hash])


def _without_twice(panels: list[Panel]) -> list[Panel]:
    """A trace that is sent whole brings its sheets along."""
    if all(panel.name != "trace" for panel in panels):
        return panels
    return [panel for panel in panels if not panel.name.startswith((SHEET, "branches", "forever"))]


def render_frame(sandbox: Sandbox, tree: Tree, before: Sandbox) -> str:
    """What everybody who watches a sandbox is sent after a change: the parts that differ from those of the sandbox
    as it stood before, as a stranger sees them."""
    old = render_panels(Moment(before, tree, before.cursor, may_step=False))
    new = render_panels(Moment(sandbox, tree, sandbox.cursor, may_step=False))
    sent = [
        panel
        for name, panel in new.items()
        if name.startswith(ALWAYS_NEW) or name not in old or old[name].hash != panel.hash
    ]
    return "".join(panel.element(swap=True) for panel in _without_twice(sent))
