"""The parts of the sandbox page that a step can change, each rendered for itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from functools import cache, lru_cache, partial
from typing import Any

from markupsafe import Markup

from a09web.glossary.marking import marker_of
from a09web.jinja import element_id
from a09web.kit.panels import ENTRY, INSIDE, OnPage, Panel, swaps
from a09web.kit.templates import template
from a09web.memo import Memo
from a09web.model.kept import forgotten_with_machines, kept
from a09web.model.workbook import Workbook

from .marked import has_words
from .models import Sandbox
from .moment import FairView, GoalView, Moment, PropertyView
from .reveal import RevealPolicy
from .source import PropertySource, bug_sources, property_source
from .standing import BugView, Definitions, Standing, TransitionView
from .trace import TraceEntry
from .tree import Tree

# The first tells of the version, which a step changes even if it leads back to the same state; what the others said of
# the future may have come late, so that nobody knows what a page shows of it.
ALWAYS_NEW = ("moves", "lookout", "ahead-")


def render_panels(moment: Moment) -> dict[str, Panel]:
    """All parts by name, in the order of the page."""
    return {panel.name: panel for panel in (*_parts(moment), *_trace(moment))}


def render_followed(moment: Moment) -> dict[str, Panel]:
    """The parts for somebody who only looks on: the picture, the verdict, the trace; no guards and no source."""
    workbook = moment.workbook
    panels = [
        _verdict(moment),
        _tally(moment),
        _board(moment.standing, False),
        *(_switch(view, False, workbook) for view in moment.standing.bugs_shown),
        *(_property(prop, moment.policy, workbook) for prop in moment.properties),
        *_trace(moment),
    ]
    return {panel.name: panel for panel in panels}


def _parts(moment: Moment) -> Iterator[Panel]:
    workbook = moment.workbook
    yield _standing(moment)
    yield _verdict(moment)
    yield from _controls(moment)
    yield _part("lookout", _template("lookout").render(moment=moment))
    yield from _of_standing(moment.standing, moment.may_step)
    if moment.policy.source:
        yield _source(moment)
    yield _tally(moment)
    yield from (_property(prop, moment.policy, workbook) for prop in moment.properties)
    yield from (_goal(goal, moment.policy, workbook) for goal in moment.goals)
    if moment.policy.foresight:
        yield _fairness(moment.fairness, moment.may_step, workbook)
        yield from (_ahead(prop.name, not prop.holds, "break", moment) for prop in moment.properties)
        yield from (_ahead(goal.name, goal.is_broken, "be stuck", moment) for goal in moment.goals)


@kept(1024)
def _of_standing(standing: Standing, may_step: bool) -> tuple[Panel, ...]:
    """The parts that follow from where one stands, whatever was done before."""
    workbook = standing.machine.workbook
    return (
        _board(standing, may_step),
        *(_cell(view, may_step, workbook) for actor in standing.actors for view in actor.transitions),
        *(_disabled_all(standing) if standing.policy.guards else ()),
        *(_switch(view, may_step, workbook) for view in standing.bugs_shown),
        *(_of_text(standing) if standing.policy.source else ()),
    )


def _of_text(standing: Standing) -> Iterator[Panel]:
    """The formulas of what is broken, each a part of its own, and all transitions as they read now."""
    for claim in standing.claims:
        broken = (
            None if claim.holds else property_source(standing.machine.workbook, claim.prop, standing.state, claim.why)
        )
        yield _formula(claim.prop.name, broken)
    yield _definitions(standing.definitions)


# The same parts are seen in many states and in many sandboxes, so they are kept by what they show.

_memo: Memo[Panel] = Memo(8192)
forgotten_with_machines(_memo.clear)


@kept(1024)
def _board(standing: Standing, may_step: bool) -> Panel:
    board = _template("board").render(standing=standing, may_step=may_step)
    return _part("board", board, standing.machine.workbook)


def _cell(view: TransitionView, may_step: bool, workbook: Workbook[Any]) -> Panel:
    name, folded = f"cell-{element_id(view.name)}", _folded(view, may_step)
    if not view.is_guarded:
        return _part(name, folded, workbook)
    return _part(name, lambda: str(_macro("cell")(view, may_step, True)), workbook, folded=folded)


@kept(4096)
def _folded(view: TransitionView, may_step: bool) -> str:
    return str(_macro("cell")(view, may_step, False))


def _disabled_all(standing: Standing) -> Iterator[Panel]:
    yield _disabled(standing.disabled)
    yield from (_disabled_of(actor.name, actor.disabled) for actor in standing.actors)


@lru_cache(maxsize=256)
def _disabled(number: int) -> Panel:
    """How many transitions cannot happen now."""
    return _part("disabled", str(_macro("disabled")(number)))


@lru_cache(maxsize=1024)
def _disabled_of(actor: str, number: int) -> Panel:
    """The same of one actor, as the label of what shows them."""
    return _part(f"disabled-{actor}", str(_macro("disabled_of")(actor, number)))


@lru_cache(maxsize=256)
def _switch(view: BugView, may_step: bool, workbook: Workbook[Any]) -> Panel:
    return _part(f"switch-{view.bug.name}", str(_macro("switch")(view, may_step)), workbook)


@kept(4096)
def _formula(name: str, broken: PropertySource | None) -> Panel:
    return _part(f"formula-{name}", str(_template("formula").render(prop=broken)) if broken else "")


@lru_cache(maxsize=256)
def _definitions(definitions: Definitions) -> Panel:
    whole, folded = (
        str(_template("definitions").render(definitions=definitions, folded=folded)) for folded in (False, True)
    )
    return _part("definitions", whole, folded=folded)


@kept(4096)
def _goal(view: GoalView, policy: RevealPolicy, workbook: Workbook[Any]) -> Panel:
    return _part(f"panel-{view.name}", str(_macro("goal")(view, policy)), workbook)


@kept(256)
def _fairness(views: tuple[FairView, ...], may_step: bool, workbook: Workbook[Any]) -> Panel:
    return _part("fairness", str(_template("fairness").render(fairness=views, may_step=may_step)), workbook)


def _property(view: PropertyView, policy: RevealPolicy, workbook: Workbook[Any]) -> Panel:
    def made() -> Panel:
        return _part(f"panel-{view.name}", str(_macro("property")(view, policy)), workbook)

    return _memo.of((workbook, policy, view.told), made)


def _standing(moment: Moment) -> Panel:
    return _of(moment, "standing", moment.may_step, moment.is_unowned)


def _tally(moment: Moment) -> Panel:
    return _of(moment, "tally", len(moment.broken), len(moment.properties), len(moment.missed), len(moment.goals))


def _verdict(moment: Moment) -> Panel:
    told = tuple(prop.told for prop in moment.broken)
    seen = (moment.standstill, moment.missed, moment.bugs_on, moment.invitation)
    return _of(moment, "verdict", moment.policy, told, *seen)


def _source(moment: Moment) -> Panel:
    return _of(moment, "source", moment.policy, moment.source_key)


def _forever(moment: Moment) -> Panel:
    return _of(moment, "forever", moment.standstill, moment.missed)


def _of(moment: Moment, name: str, *shown: Hashable, **given: str) -> Panel:
    """A part of the page; `shown` is all of the moment that can be seen in it."""
    workbook = moment.workbook
    made = partial(_template(name).render, moment=moment, **given)
    return _memo.of((workbook, name, *shown), lambda: _part(name, str(made()), workbook))


def _ahead(name: str, is_broken: bool, verb: str, moment: Moment) -> Panel:
    """How far away a break is, with the address of the page of all ways there; where there is none, with that of the
    page of what it would take. At the present it is the same from step to step, as long as nothing comes nearer."""
    answer, workbook = None if is_broken else moment.answer, moment.workbook
    if answer is None:
        return _part(f"ahead-{name}", "")
    here = "" if moment.is_present else f"?at={moment.at}"
    if name in answer.ahead:
        way = f"{moment.beside}ways/{name}/{here}" if moment.has_pages and not moment.embedded else ""
        return _far(name, verb, way, moment.may_step, workbook, steps=answer.ahead[name].steps)
    way = f"takes/{name}/{here}" if answer.complete and moment.asks_what_it_would_take else ""
    return _far(name, verb, way, moment.may_step, workbook, looked_at=0 if answer.complete else answer.states)


@kept(4096)
def _far(
    name: str,
    verb: str,
    way: str,
    may_step: bool,
    workbook: Workbook[Any],
    steps: tuple[str, ...] | None = None,
    looked_at: int = 0,
) -> Panel:
    """`looked_at`: so many states, of more that there are."""
    return _part(f"ahead-{name}", str(_macro("ahead")(name, verb, steps, looked_at, way, may_step)), workbook)


def _controls(moment: Moment) -> tuple[Panel, Panel]:
    past = None if moment.is_present else (moment.at, moment.entry.index, moment.sandbox.cursor)
    seen = (
        moment.address,
        moment.beside,
        moment.has_pages,
        moment.embedded,
        moment.may_step,
        bool(moment.sandbox.text),
    )
    around = _of(moment, "controls", *seen, moment.policy, past, moves=INSIDE)
    return held_by(around, _template("moves").render(moment=moment))


def held_by(around: Panel, moves: str) -> tuple[Panel, Panel]:
    """What tells of the version, which each step changes, and the controls that hold it, which seldom change."""
    inner = _part("moves", moves)
    return inner, replace(around, shape=around.html, inside=inner, holds=(inner.name,))


def _trace(moment: Moment) -> Iterator[Panel]:
    """The entries of the trace, and then the trace that holds them."""
    entries = [_entry(entry) for entry in moment.trace.entries]
    yield from entries
    parts = {
        "legend": _of(moment, "legend", moment.trace.looks, moment.trace.letters),
        "branches": _branches(moment),
        "forever": _forever(moment),
    }
    yield from parts.values()
    whole = partial(_template("trace").render, moment=moment, entries=entries, **parts)
    shape = ", ".join(lane.name for lane in moment.trace.lanes)
    yield _part("trace", whole, shape=shape, holds=(ENTRY, *parts))


def _branches(moment: Moment) -> Panel:
    picture = moment.branches
    html = _template("branches").render(picture=picture, query=moment.query) if picture else ""
    return _part("branches", html)


@kept(16384)
def _entry(entry: TraceEntry) -> Panel:
    return _part(f"{ENTRY}{entry.index}", str(_template("entry").render(entry=entry)))


@lru_cache
def render_twins(workbook: Workbook[Any]) -> Markup:
    """What each bug changes in the text, and its SQL: the same on every page of a workbook."""
    return Markup(_template("twins").render(bugs=bug_sources(workbook)))


def _part(name: str, content: str | Callable[[], str], workbook: Workbook[Any] | None = None, **more: Any) -> Panel:
    """A part whose words are marked, those of its workbook, if it has any."""
    marks = marker_of(workbook) if workbook is not None and has_words(name) else None
    return Panel(name, content, glosses=marks, **more)


@cache
def _template(name: str) -> Any:
    return template(f"sandbox/_{name}.html")


@cache
def _macro(name: str) -> Any:
    """The macro of a template that is named like it."""
    return getattr(_template(name).module, name)


def render_frame(sandbox: Sandbox, tree: Tree, before: Sandbox) -> str:
    """What everybody who watches a sandbox is sent after a change: the parts that differ from those of the sandbox
    as it stood before, as a stranger sees them."""
    old = render_panels(Moment(before, tree, before.cursor, may_step=False))
    new = render_panels(Moment(sandbox, tree, sandbox.cursor, may_step=False))
    known = {name: panel.hash for name, panel in old.items() if not name.startswith(ALWAYS_NEW)}
    return "".join(swaps(new, OnPage(known)))
