"""The parts of the sandbox page that a step can change, each rendered for itself and known by a hash.

A browser tells the hashes of what it shows, and is sent only the parts that differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from hashlib import blake2b
from typing import Any

from django.template import engines
from markupsafe import Markup

from a09web.jinja import element_id

from .models import Sandbox
from .moment import Moment
from .source import bug_sources
from .standing import BugView, Definitions, Standing, TransitionView
from .trace import TraceEntry
from .tree import Tree

# The first tells of the version, which a step changes even if it leads back to the same state; what the others said of
# the future may have come late, so that nobody knows what a page shows of it.
ALWAYS_NEW = ("controls", "lookout", "ahead-")

# The entries of the trace come in sheets of so many, so that a step sends one or two of them, however long the trace.
ENTRIES_A_SHEET = 4
SHEET = "sheet-"
IN_TRACE = (SHEET, "branches", "forever")
ENTRIES = "entries"


@dataclass(frozen=True)
class Panel:
    """A part of the page: the id of its element, and what is in it, or what renders that.

    A part that holds other parts has a `shape`: it is the same as long as that is, whatever the others show. So it
    has to be rendered only when it is sent.
    """

    name: str
    content: str | Callable[[], str]
    shape: str | None = None

    @cached_property
    def html(self) -> str:
        return self.content if isinstance(self.content, str) else self.content()

    @cached_property
    def hash(self) -> str:
        return blake2b((self.shape or self.html).encode(), digest_size=4).hexdigest()

    def element(self, *, swap: bool = False) -> Markup:
        """The part as an element with its hash; `swap` makes htmx put it in the place of the one that is there."""
        oob = ' hx-swap-oob="true"' if swap else ""
        return Markup(f'<div id="{self.name}" data-hash="{self.hash}"{oob}>{self.html}</div>\n')

    def append(self, to: str) -> Markup:
        """The part as a new element at the end of the element with that id."""
        return Markup(f'<div hx-swap-oob="beforeend:#{to}">{self.element()}</div>\n')


def render_panels(moment: Moment) -> dict[str, Panel]:
    """All parts by name, in the order of the page."""
    panels = [*(Panel(name, html) for name, html in _parts(moment)), *_trace(moment)]
    return {panel.name: panel for panel in panels}


def render_followed(moment: Moment) -> dict[str, Panel]:
    """The parts for somebody who only looks on: the picture, the verdict, the trace; no guards and no source."""
    panel = _template("property").module.property
    parts = [(name, _template(name).render(moment=moment)) for name in ("verdict", "tally")]
    parts.append(("board", _board(moment.standing, False)))
    parts += [(f"switch-{view.bug.name}", _switch(view, False)) for view in moment.standing.bugs_shown]
    parts += [(f"panel-{prop.name}", str(panel(prop, moment.policy))) for prop in moment.properties]
    panels = [*(Panel(name, html) for name, html in parts), *_trace(moment)]
    return {panel.name: panel for panel in panels}


def _parts(moment: Moment) -> Iterator[tuple[str, str]]:
    for name in ("standing", "verdict", "controls", "lookout"):
        yield name, _template(name).render(moment=moment)
    yield from _of_standing(moment.standing, moment.may_step)
    yield "source", _template("source").render(moment=moment)
    yield "tally", _template("tally").render(moment=moment)
    panel = _template("property").module.property
    for prop in moment.properties:
        yield f"panel-{prop.name}", panel(prop, moment.policy)
    if moment.policy.foresight:
        yield "fairness", _template("fairness").render(moment=moment)
    ahead, goal_panel = _template("ahead").module.ahead, _template("goal").module.goal
    for goal in moment.goals:
        yield f"panel-{goal.name}", goal_panel(goal, moment.policy)
    if moment.policy.foresight:
        for prop in moment.properties:
            yield f"ahead-{prop.name}", ahead(prop.name, not prop.holds, "break", moment)
        for goal in moment.goals:
            yield f"ahead-{goal.name}", ahead(goal.name, goal.is_broken, "be stuck", moment)


@lru_cache(maxsize=1024)
def _of_standing(standing: Standing, may_step: bool) -> tuple[tuple[str, str], ...]:
    """The parts that follow from where one stands, whatever was done before."""
    parts = [("board", _board(standing, may_step))]
    for actor in standing.actors:
        parts += [(f"cell-{element_id(view.name)}", _cell(view, may_step)) for view in actor.transitions]
    parts += [(f"switch-{view.bug.name}", _switch(view, may_step)) for view in standing.bugs_shown]
    return (*parts, ("definitions", _definitions(standing.definitions)))


# The same small parts are seen in many states.


@lru_cache(maxsize=1024)
def _board(standing: Standing, may_step: bool) -> str:
    return str(_template("board").render(standing=standing, may_step=may_step))


@lru_cache(maxsize=4096)
def _cell(view: TransitionView, may_step: bool) -> str:
    return str(_template("cell").module.cell(view, may_step))


@lru_cache(maxsize=256)
def _switch(view: BugView, may_step: bool) -> str:
    return str(_template("switch").module.switch(view, may_step))


@lru_cache(maxsize=256)
def _definitions(definitions: Definitions) -> str:
    return str(_template("definitions").render(definitions=definitions))


def _trace(moment: Moment) -> Iterator[Panel]:
    """The sheets of the trace, and then the trace that holds them."""
    entries = moment.trace.entries
    sheets = [
        Panel(f"{SHEET}{start // ENTRIES_A_SHEET}", _sheet(entries[start : start + ENTRIES_A_SHEET]))
        for start in range(0, len(entries), ENTRIES_A_SHEET)
    ]
    yield from sheets
    branches = Panel("branches", _template("branches").render(moment=moment))
    forever = Panel("forever", _template("forever").render(moment=moment))
    yield from (branches, forever)
    whole = partial(_template("trace").render, moment=moment, branches=branches, sheets=sheets, forever=forever)
    yield Panel("trace", whole, ", ".join(lane.name for lane in moment.trace.lanes))


@lru_cache
def render_twins() -> Markup:
    """What each bug changes in the text, and its SQL: the same on every page."""
    return Markup(_template("twins").render(bugs=bug_sources()))


@lru_cache(maxsize=4096)
def _sheet(entries: tuple[TraceEntry, ...]) -> str:
    return str(_template("sheet").render(entries=entries))


def _template(name: str) -> Any:
    backend: Any = engines["jinja2"]
    return backend.env.get_template(f"sandbox/_{name}.html")


Hashes = dict[str, str]


def parse_hashes(known: str) -> Hashes:
    """What a browser tells of the parts that it shows: `board:1f… sheet-0:07…`."""
    return dict(pair.partition(":")[::2] for pair in known.split())


def changed(panels: dict[str, Panel], known: Hashes) -> list[Panel]:
    """The parts that a browser does not have. A trace that is sent whole brings its sheets along."""
    found = [panel for panel in panels.values() if known.get(panel.name) != panel.hash]
    if any(panel.name == "trace" for panel in found):
        return [panel for panel in found if not panel.name.startswith(IN_TRACE)]
    return found


def swaps(panels: dict[str, Panel], known: Hashes) -> list[Markup]:
    """What a browser has to put in place of what it has: new sheets at the end of the trace, others are taken away."""
    sent = changed(panels, known)
    if any(panel.name == "trace" for panel in sent):
        return [panel.element(swap=True) for panel in sent]
    gone = (name for name in known if name.startswith(SHEET) and name not in panels and name.replace("-", "").isalnum())
    return [
        *(panel.append(ENTRIES) if _is_new_sheet(panel, known) else panel.element(swap=True) for panel in sent),
        *(Markup('<div id="{}" hx-swap-oob="delete"></div>').format(name) for name in gone),
    ]


def _is_new_sheet(panel: Panel, known: Hashes) -> bool:
    return panel.name.startswith(SHEET) and panel.name not in known


def render_frame(sandbox: Sandbox, tree: Tree, before: Sandbox) -> str:
    """What everybody who watches a sandbox is sent after a change: the parts that differ from those of the sandbox
    as it stood before, as a stranger sees them."""
    old = render_panels(Moment(before, tree, before.cursor, may_step=False))
    new = render_panels(Moment(sandbox, tree, sandbox.cursor, may_step=False))
    known = {name: panel.hash for name, panel in old.items() if not name.startswith(ALWAYS_NEW)}
    return "".join(swaps(new, known))
