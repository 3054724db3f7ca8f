"""The shapes of what goes in and out. Names are the model's own; steps are `Claim(w1,r1)` and `+EarlyRelease`."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from a09web.links.models import AUTHOR_LENGTH
from a09web.scenarios import address
from a09web.scenarios.scenario import MAX_STEPS, NOTE_LENGTH, TITLE_LENGTH
from a09web.scenarios.uploads import LONGEST
from a09web.workbooks import FIRST, WORKBOOKS

from .bounds import BoundsShape, Given

Name = Annotated[str, Field(min_length=1, max_length=60)]
Slug = Annotated[str, Field(min_length=1, max_length=60, examples=list(WORKBOOKS))]
Count = Annotated[int, Field(ge=0, le=999_999_999)]


class ScenarioGiven(Given):
    """A scenario in parts. `cursor` is the entry at which it stands; without one, the last."""

    workbook: Slug = FIRST.slug
    bounds: BoundsShape = {}
    bugs: list[Name] = Field(default=[], max_length=6)
    steps: list[Name] = Field(default=[], max_length=MAX_STEPS)
    cursor: Count | None = None
    fair: list[Name] | None = Field(default=None, max_length=5)
    title: str = Field(default="", max_length=TITLE_LENGTH)
    note: str = Field(default="", max_length=NOTE_LENGTH)


class LinkGiven(Given):
    """A short link to be stored: the text of a scenario link, and who shares it."""

    text: str = Field(max_length=address.LONGEST)
    author: str = Field(default="", max_length=AUTHOR_LENGTH)


class TraceGiven(Given):
    """A trace as TLC prints it, or in ITF as a text."""

    trace: str = Field(max_length=LONGEST)
    workbook: Slug = FIRST.slug
    bounds: BoundsShape | None = None


class StepGiven(Given):
    """`version` is the one that the step was chosen at; `at` the number of the step to go on from, else the present."""

    version: Count
    step: Name
    at: Count | None = None


class MoveGiven(Given):
    version: Count
    to: Count


class GuardShape(Schema):
    number: int
    formula: str
    filled: str
    holds: bool
    sentence: str
    is_bound: bool
    removed_by: str | None


class TransitionShape(Schema):
    name: str
    actor: str
    enabled: bool
    guards: list[GuardShape]
    changes: list[str]
    breaks: list[str]
    heals: list[str]


class PropertyShape(Schema):
    name: str
    meaning: str
    formula: str
    holds: bool
    why: str
    since: int | None
    blame: list[str]


class EntryShape(Schema):
    """An entry of the trace: `number` names it in a sandbox, whose steps are a tree."""

    index: int
    number: int
    step: str
    changes: list[str]
    broke: list[str]
    healed: list[str]


class MomentShape(Schema):
    """A state with its explanations."""

    workbook: str
    bounds: BoundsShape
    at: int
    bugs: list[str]
    fair: list[str]
    state: dict[str, Any]
    sentences: list[str]
    transitions: list[TransitionShape]
    properties: list[PropertyShape]
    trace: list[EntryShape]


class SandboxShape(Schema):
    """A sandbox as it stands. `token` comes only with a new one: it is needed to step it."""

    id: str
    url: str
    version: int
    cursor: int
    undo: int | None
    redo: int | None
    moment: MomentShape
    token: str | None = None


class ScenarioShape(Schema):
    text: str
    url: str
    title: str
    note: str
    complaint: str
    moment: MomentShape


class ReadShape(Schema):
    """A trace that was read, and what had to be assumed."""

    told: list[str]
    scenario: ScenarioShape


class RefusingShape(Schema):
    """The guard that refuses an event: of which transition, its number there, and its text."""

    transition: str
    number: int
    text: str


class LoggedShape(Schema, extra="allow"):
    """A line that a run has in a log, with the worker and the number of the attempt by their names in the log; what was
    not logged is null."""

    line: int
    at: str
    event: str


class FindingShape(Schema):
    """The first event of a run that cannot happen. `run` is null if no run is to blame, `event` if it is the end of the
    log. `bugs` is the smallest set that explains it, empty if none does, and `also` are others as small; `scenario` is
    the text of a link to the same in the sandbox, null if that has no room for it; `names` says who is who there.
    `note` says what to think of it if no bug explains it, and is empty if one does."""

    run: str | None
    line: int
    event: str | None
    at: str
    guard: RefusingShape
    property: str | None
    bugs: list[str]
    also: list[list[str]]
    sentence: str
    note: str
    scenario: str | None
    names: dict[str, str]
    events: list[LoggedShape]


class KindShape(Schema):
    """How many findings the same bugs explain."""

    bugs: list[str]
    count: int


class LogShape(Schema):
    """An answer about a log. `findings` are the first ones of those `found`; `unjudged` says what could not be read or
    judged, and `unread` how many lines were no events. `skew_s` and `late_s` are what was allowed, in seconds."""

    workbook: str
    runs: int
    events: int
    found: int
    by_bugs: list[KindShape]
    findings: list[FindingShape]
    unjudged: list[str]
    unread: int
    skew_s: float
    late_s: float


class LinkShape(Schema):
    id: str
    url: str
    text: str
    title: str
    author: str
    parent: str | None


class AheadShape(Schema):
    name: str
    steps: list[str]


class AddedShape(Schema):
    """Bugs to be switched on besides those that are on, and a shortest break from there."""

    bugs: list[str]
    steps: list[str]


class TakesShape(Schema):
    """What it would take to break a property: the `sets` of the fewest bugs that suffice, of those the ones with the
    fewest steps. Where it can break as it is, `ahead` has the steps, and nothing is looked for."""

    name: str
    is_done: bool
    is_complete: bool
    states: int
    ahead: list[str] | None
    sets: list[AddedShape]


class ShortenedShape(Schema):
    """The trace with nothing that the break of the property `name` does not need; `left_out` steps are gone."""

    name: str
    left_out: int
    scenario: ScenarioShape


class OutlookShape(Schema):
    """What can still break, nearest first found; `is_done` is false while the states ahead are being looked at."""

    is_done: bool
    is_complete: bool
    states: int
    ahead: list[AheadShape]
