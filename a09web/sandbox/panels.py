"""The parts of the sandbox page that a step can change, each rendered for itself and known by a hash.

A browser tells the hashes of what it shows, and is sent only the parts that differ.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from hashlib import blake2b
from typing import Any

from django.utils.functional import cached_property
from markupsafe import Markup

from a09web.glossary.marking import glossed
from a09web.jinja import element_id
from a09web.kept import Kept
from a09web.kit.templates import template

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

# Each entry of the trace is a part, so that a step sends two or three of them, however long the trace.
ENTRY = "entry-"
# The parts that others hold, which bring them along where they are sent.
HELD = {"trace": (ENTRY, "legend", "branches", "forever"), "controls": ("moves",)}
ENTRIES = "entries"
INSIDE = "{inside}"
_ENTRY = re.compile(ENTRY + r"[0-9]{1,6}")


@dataclass(frozen=True)
class Panel:
    """A part of the page: the id of its element, and what is in it, or what renders that.

    A part that holds other parts has a `shape`: it is the same as long as that is, whatever the others show. So it
    has to be rendered only when it is sent. One that opens may be `folded`, without what it opens to, and is sent so
    to whoever has not opened it. `glosses` marks its words where it stands in a whole page. `inside` is a part that
    stands where the content says so.
    """

    name: str
    content: str | Callable[[], str]
    shape: str | None = None
    folded: str = ""
    glosses: Callable[[str], str] = glossed
    inside: Panel | None = None

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
        if not swap and has_words(self.name):
            html = self.glosses(html)
        return Markup(f'<div id="{self.name}" data-hash="{self.hash}"{whole}{oob}>{html}</div>\n')

    def append(self, to: str) -> Markup:
        """The part as a new element at the end of the element with that id."""
        return Markup(f'<div hx-swap-oob="beforeend:#{to}">{self.element()}</div>\n')


def _hash(text: str) -> str:
    """Four characters: a trace of a thousand steps has to fit into a header of 8 KB."""
    return urlsafe_b64encode(blake2b(text.encode(), digest_size=3).digest()).decode()


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
    yield from _controls(moment)
    yield Panel("lookout", _template("lookout").render(moment=moment))
    yield from _of_standing(moment.standing, moment.may_step)
    if moment.policy.source:
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
        *(_disabled_all(standing) if standing.policy.guards else ()),
        *(_switch(view, may_step) for view in standing.bugs_shown),
        *(_of_text(standing) if standing.policy.source else ()),
    )


def _of_text(standing: Standing) -> Iterator[Panel]:
    """The formulas of what is broken, each a part of its own, and all transitions as they read now."""
    for claim in standing.claims:
        broken = None if claim.holds else property_source(claim.prop, standing.state, claim.why)
        yield _formula(claim.prop.name, broken)
    yield _definitions(standing.definitions)


# The same parts are seen in many states and in many sandboxes, so they are kept by what they show.

_kept: Kept[Panel] = Kept(8192)


@lru_cache(maxsize=1024)
def _board(standing: Standing, may_step: bool) -> Panel:
    return Panel("board", _template("board").render(standing=standing, may_step=may_step))


def _cell(view: TransitionView, may_step: bool) -> Panel:
    name, folded = f"cell-{element_id(view.name)}", _folded(view, may_step)
    if not view.is_guarded:
        return Panel(name, folded)
    return Panel(name, lambda: str(_macro("cell")(view, may_step, True)), folded=folded)


@lru_cache(maxsize=4096)
def _folded(view: TransitionView, may_step: bool) -> str:
    return str(_macro("cell")(view, may_step, False))


def _disabled_all(standing: Standing) -> Iterator[Panel]:
    yield _disabled(standing.disabled)
    yield from (_disabled_of(actor.name, actor.disabled) for actor in standing.actors)


@lru_cache(maxsize=256)
def _disabled(number: int) -> Panel:
    """How many transitions cannot happen now."""
    return Panel("disabled", str(_macro("disabled")(number)))


@lru_cache(maxsize=1024)
def _disabled_of(actor: str, number: int) -> Panel:
    """The same of one actor, as the label of what shows them."""
    return Panel(f"disabled-{actor}", str(_macro("disabled_of")(actor, number)))


@lru_cache(maxsize=256)
def _switch(view: BugView, may_step: bool) -> Panel:
    return Panel(f"switch-{view.bug.name}", str(_macro("switch")(view, may_step)))


@lru_cache(maxsize=4096)
def _formula(name: str, broken: PropertySource | None) -> Panel:
    return Panel(f"formula-{name}", str(_template("formula").render(prop=broken)) if broken else "")


@lru_cache(maxsize=256)
def _definitions(definitions: Definitions) -> Panel:
    whole, folded = (
        str(_template("definitions").render(definitions=definitions, folded=folded)) for folded in (False, True)
    )
    return Panel("definitions", whole, folded=folded)


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
    return _kept.of((name, *shown), lambda: Panel(name, str(_template(name).render(moment=moment, **given))))


def _ahead(name: str, is_broken: bool, verb: str, moment: Moment) -> Panel:
    """How far away a break is, with the address of the page of all ways there; where there is none, with that of the
    page of what it would take. At the present it is the same from step to step, as long as nothing comes nearer."""
    answer = None if is_broken else moment.answer
    if answer is None:
        return Panel(f"ahead-{name}", "")
    here = "" if moment.is_present else f"?at={moment.at}"
    if name in answer.ahead:
        way = f"{moment.beside}ways/{name}/{here}" if moment.has_pages and not moment.embedded else ""
        return _far(name, verb, way, moment.may_step, steps=answer.ahead[name].steps)
    way = f"takes/{name}/{here}" if answer.complete and moment.asks_what_it_would_take else ""
    return _far(name, verb, way, moment.may_step, looked_at=0 if answer.complete else answer.states)


@lru_cache(maxsize=4096)
def _far(
    name: str, verb: str, way: str, may_step: bool, steps: tuple[str, ...] | None = None, looked_at: int = 0
) -> Panel:
    """`looked_at`: so many states, of more that there are."""
    return Panel(f"ahead-{name}", str(_macro("ahead")(name, verb, steps, looked_at, way, may_step)))


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
    inner = Panel("moves", moves)
    return inner, replace(around, shape=around.html, inside=inner)


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
    yield Panel("trace", whole, ", ".join(lane.name for lane in moment.trace.lanes))


def _branches(moment: Moment) -> Panel:
    picture = moment.branches
    html = _template("branches").render(picture=picture, query=moment.query) if picture else ""
    return Panel("branches", html)


@lru_cache(maxsize=16384)
def _entry(entry: TraceEntry) -> Panel:
    return Panel(f"{ENTRY}{entry.index}", str(_template("entry").render(entry=entry)))


@lru_cache
def render_twins() -> Markup:
    """What each bug changes in the text, and its SQL: the same on every page."""
    return Markup(_template("twins").render(bugs=bug_sources()))


@cache
def _template(name: str) -> Any:
    return template(f"sandbox/_{name}.html")


@cache
def _macro(name: str) -> Any:
    """The macro of a template that is named like it."""
    return getattr(_template(name).module, name)


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
    held = tuple(name for panel in found for name in HELD.get(panel.name, ()))
    return [panel for panel in found if not (held and panel.name.startswith(held))]


def swaps(panels: dict[str, Panel], there: OnPage) -> list[Markup]:
    """What a browser has to put in place of what it has: new entries at the end of the trace, others are taken away."""
    sent = changed(panels, there)
    is_whole = any(panel.name == "trace" for panel in sent)
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


def render_frame(sandbox: Sandbox, tree: Tree, before: Sandbox) -> str:
    """What everybody who watches a sandbox is sent after a change: the parts that differ from those of the sandbox
    as it stood before, as a stranger sees them."""
    old = render_panels(Moment(before, tree, before.cursor, may_step=False))
    new = render_panels(Moment(sandbox, tree, sandbox.cursor, may_step=False))
    known = {name: panel.hash for name, panel in old.items() if not name.startswith(ALWAYS_NEW)}
    return "".join(swaps(new, OnPage(known)))
