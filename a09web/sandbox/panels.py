"""The parts of the sandbox page that a step can change, each rendered for itself and known by a hash.

A browser tells the hashes of what it shows, and is sent only the parts that differ.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from hashlib import blake2b
from typing import Any

from django.template import engines
from markupsafe import Markup

from a09web.jinja import element_id
from a09web.kept import Kept

from .models import Sandbox
from .moment import FairView, GoalView, Moment, PropertyView
from .reveal import RevealPolicy
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
    return {panel.name: panel for panel in (*_parts(moment), *_trace(moment))}


def render_followed(moment: Moment) -> dict[str, Panel]:
    """The parts for somebody who only looks on: the picture, the verdict, the trace; no guards and no source."""
    panels = [
        _verdict(moment),
        _tally(moment),
        _board(moment.standing, False),
        *(_switch(view, False) for view in moment.standing.bugs_shown),
        *(_property(prop, moment.policy) for prop in moment.properties),
        *_trace(moment),
    ]
    return {panel.name: panel for panel in panels}


def _parts(moment: Moment) -> Iterator[Panel]:
    yield _standing(moment)
    yield _verdict(moment)
    yield Panel("controls", _template("controls").render(moment=moment))
    yield Panel("lookout", _template("lookout").render(moment=moment))
    yield from _of_standing(moment.standing, moment.may_step)
    yield _source(moment)
    yield _tally(moment)
    yield from (_property(prop, moment.policy) for prop in moment.properties)
    yield from (_goal(goal, moment.policy) for goal in moment.goals)
    if moment.policy.foresight:
        yield _fairness(moment.fairness, moment.may_step)
        yield from (_ahead(prop.name, not prop.holds, "break", moment) for prop in moment.properties)
        yield from (_ahead(goal.name, goal.is_broken, "be stuck", moment) for goal in moment.goals)


@lru_cache(maxsize=1024)
def _of_standing(standing: Standing, may_step: bool) -> tuple[Panel, ...]:
    """The parts that follow from where one stands, whatever was done before."""
    return (
        _board(standing, may_step),
        *(_cell(view, may_step) for actor in standing.actors for view in actor.transitions),
        *(_switch(view, may_step) for view in standing.bugs_shown),
        _definitions(standing.definitions),
    )


# The same parts are seen in many states and in many sandboxes, so they are kept by what they show.

_kept: Kept[Panel] = Kept(8192)


@lru_cache(maxsize=1024)
def _board(standing: Standing, may_step: bool) -> Panel:
    return Panel("board", str(_template("board").render(standing=standing, may_step=may_step)))


@lru_cache(maxsize=4096)
def _cell(view: TransitionView, may_step: bool) -> Panel:
    return Panel(f"cell-{element_id(view.name)}", str(_macro("cell")(view, may_step)))


@lru_cache(maxsize=256)
def _switch(view: BugView, may_step: bool) -> Panel:
    return Panel(f"switch-{view.bug.name}", str(_macro("switch")(view, may_step)))


@lru_cache(maxsize=256)
def _definitions(definitions: Definitions) -> Panel:
    return Panel("definitions", str(_template("definitions").render(definitions=definitions)))


@lru_cache(maxsize=4096)
def _goal(view: GoalView, policy: RevealPolicy) -> Panel:
    return Panel(f"panel-{view.name}", str(_macro("goal")(view, policy)))


@lru_cache(maxsize=256)
def _fairness(views: tuple[FairView, ...], may_step: bool) -> Panel:
    return Panel("fairness", str(_template("fairness").render(fairness=views, may_step=may_step)))


def _property(view: PropertyView, policy: RevealPolicy) -> Panel:
    return _kept.of((policy, view.told), lambda: Panel(f"panel-{view.name}", str(_macro("property")(view, policy))))


def _standing(moment: Moment) -> Panel:
    return _of(moment, "standing", moment.may_step, moment.is_unowned)


def _tally(moment: Moment) -> Panel:
    return _of(moment, "tally", len(moment.broken), len(moment.properties))


def _verdict(moment: Moment) -> Panel:
    told = tuple(prop.told for prop in moment.broken)
    return _of(moment, "verdict", moment.policy, told, moment.standstill, moment.bugs_on, moment.may_step)


def _source(moment: Moment) -> Panel:
    return _of(moment, "source", moment.policy, moment.source_key)


def _forever(moment: Moment) -> Panel:
    return _of(moment, "forever", moment.standstill)


def _of(moment: Moment, name: str, *shown: Hashable) -> Panel:
    """A part of the page; `shown` is all of the moment that can be seen in it."""
    return _kept.of((name, *shown), lambda: Panel(name, _template(name).render(moment=moment)))


def _ahead(name: str, is_broken: bool, verb: str, moment: Moment) -> Panel:
    """How far away a break is, with the address of the page of all ways there."""
    answer = None if is_broken else moment.answer
    if answer is None:
        return _far(name, verb, None, False, 0, "", False)
    steps = answer.ahead[name].steps if name in answer.ahead else None
    way = (
        ""
        if moment.embedded or not moment.has_pages or steps is None
        else f"{moment.beside}ways/{name}/?at={moment.at}"
    )
    return _far(name, verb, steps, answer.complete, answer.states, way, moment.may_step)


@lru_cache(maxsize=4096)
def _far(
    name: str, verb: str, steps: tuple[str, ...] | None, complete: bool, states: int, way: str, may_step: bool
) -> Panel:
    shown = _macro("ahead")(name, verb, steps, complete, states, way, may_step) if states else ""
    return Panel(f"ahead-{name}", str(shown))


def _trace(moment: Moment) -> Iterator[Panel]:
    """The sheets of the trace, and then the trace that holds them."""
    entries = moment.trace.entries
    sheets = [
        _sheet(start // ENTRIES_A_SHEET, entries[start : start + ENTRIES_A_SHEET])
        for start in range(0, len(entries), ENTRIES_A_SHEET)
    ]
    yield from sheets
    branches, forever = Panel("branches", _template("branches").render(moment=moment)), _forever(moment)
    yield from (branches, forever)
    whole = partial(_template("trace").render, moment=moment, branches=branches, sheets=sheets, forever=forever)
    yield Panel("trace", whole, ", ".join(lane.name for lane in moment.trace.lanes))


@lru_cache(maxsize=4096)
def _sheet(number: int, entries: tuple[TraceEntry, ...]) -> Panel:
    return Panel(f"{SHEET}{number}", str(_template("sheet").render(entries=entries)))


@lru_cache
def render_twins() -> Markup:
    """What each bug changes in the text, and its SQL: the same on every page."""
    return Markup(_template("twins").render(bugs=bug_sources()))


def _template(name: str) -> Any:
    backend: Any = engines["jinja2"]
    return backend.env.get_template(f"sandbox/_{name}.html")


@cache
def _macro(name: str) -> Any:
    """The macro of a template that is named like it."""
    return getattr(_template(name).module, name)


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
