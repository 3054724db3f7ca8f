"""The operations. Each parses, calls the service that the pages call, and shows what came of it."""

from __future__ import annotations

from copy import copy
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from ninja import Path, Query, Router, Status

from a09web.invalid_input import InvalidInput
from a09web.links.files import files_of
from a09web.links.finding import short_or_404
from a09web.links.services import fork_scenario, store_link
from a09web.links.unstored import moment_of, scenario_of, site_of
from a09web.links.views import sent
from a09web.logs.apart import report_on
from a09web.model.names import parse_bugs, parse_fair
from a09web.sandbox.finding import may_step, sandbox_or_404
from a09web.sandbox.models import Sandbox
from a09web.sandbox.moment import Moment
from a09web.sandbox.rooms import publish_change
from a09web.sandbox.services import check_exists, move_cursor, take_step
from a09web.sandbox.tree import Tree
from a09web.scenarios.address import Opened, check_fits, decode
from a09web.scenarios.scenario import Scenario, parse_note, parse_title
from a09web.scenarios.uploads import read_upload
from a09web.wording import are, counted
from a09web.workbooks import FIRST

from . import examples
from .bounds import bounds_of
from .clients import address_of, owner_in, owner_or_new, owner_required, rate_limited, token_of
from .problems import Api, Problem, explain_errors
from .shapes import (
    LinkGiven,
    LinkShape,
    LogShape,
    MoveGiven,
    OutlookShape,
    ReadShape,
    SandboxShape,
    ScenarioGiven,
    ScenarioShape,
    ShortenedShape,
    Slug,
    StepGiven,
    TakesShape,
    TraceGiven,
)
from .showing import shown_link, shown_outlook, shown_sandbox, shown_scenario, shown_shortened, shown_takes

ASKED = {400: Problem, 401: Problem, 404: Problem, 422: Problem, 429: Problem, 503: Problem}
"""The refusals of a question: NUL in a text, a token that is not ours, nothing there, bad values, too often, and what
is away or full for the moment."""
SENT = {413: Problem, **ASKED}
WRITTEN = {403: Problem, 409: Problem, **SENT}

ShortText = Annotated[str, Query(max_length=100)]
KINDS = sorted({file.kind.partition(";")[0] for file in files_of(FIRST).values()})
LinkText = Annotated[str, Path(examples=[examples.link()])]
PropertyName = Annotated[str, Path(examples=[examples.PROPERTY])]
FileName = Annotated[str, Path(examples=list(files_of(FIRST)))]

api = Api(
    title="A09 Failure Workbook",
    version="1",
    description="Break a small job scheduler by program, and be told which property broke, and why.",
    docs_url=None,
    urls_namespace="api",
)
router = Router()
router.add_decorator(rate_limited)


def _scenario(given: ScenarioGiven) -> Scenario:
    """Raises `InvalidInput`, also for a step that is refused."""
    bounds = bounds_of(given.workbook, given.bounds)
    scenario = Scenario(
        bounds=bounds,
        bugs=parse_bugs(bounds.workbook, ",".join(given.bugs)),
        steps=tuple(given.steps),
        cursor=len(given.steps) if given.cursor is None else given.cursor,
        fair=None if given.fair is None else parse_fair(bounds.workbook, ",".join(given.fair)),
        title=parse_title(given.title),
        note=parse_note(given.note),
    )
    if scenario.cursor > len(scenario.steps):
        last = len(scenario.steps)
        raise InvalidInput(f"cursor is {scenario.cursor}, but there {are(last)} {counted(last)}.")
    refusal = scenario.replay().refusal
    if refusal is not None:
        raise InvalidInput(f"Step {refusal.index}, {refusal.step}: {refusal.message}")
    check_fits(scenario)
    return scenario


# Sandboxes


@router.post("/sandboxes", response={201: SandboxShape, **SENT}, operation_id="create_sandbox", tags=["sandboxes"])
def create(request: HttpRequest, given: ScenarioGiven) -> Any:
    """Makes a sandbox, with a trace if steps are given. The token in the answer is needed to step it; send a token
    that you have to own this one with it, too."""
    owner, scenario = owner_or_new(request), _scenario(given)
    made = fork_scenario(scenario=scenario, owner=owner, address=address_of(request))
    return Status(201, shown_sandbox(request, made, _moment(made, made.cursor, owner), token_of(owner)))


@router.get(
    "/sandboxes/{sandbox_id}", response={200: SandboxShape, **ASKED}, operation_id="look_at_sandbox", tags=["sandboxes"]
)
def look(request: HttpRequest, sandbox_id: str, at: int | None = None) -> Any:
    """The state with all explanations: at the present step, or at the step with the number `at`."""
    owner, found = owner_in(request), sandbox_or_404(sandbox_id)
    return shown_sandbox(request, found, _moment(found, found.cursor if at is None else at, owner))


@router.post(
    "/sandboxes/{sandbox_id}/steps",
    response={200: SandboxShape, **WRITTEN},
    operation_id="take_step",
    tags=["sandboxes"],
)
def step(request: HttpRequest, sandbox_id: str, given: StepGiven) -> Any:
    """Takes a transition, `Claim(w1,r1)`, or a toggle, `+EarlyRelease`. An old version is a 409."""
    owner, found = owner_required(request), sandbox_or_404(sandbox_id)
    tree, before = Tree.of(found), copy(found)
    at = found.cursor if given.at is None else given.at
    take_step(sandbox=found, tree=tree, actor=owner, version=given.version, at=at, name=given.step)
    return _written(request, found, before, tree, owner)


@router.post(
    "/sandboxes/{sandbox_id}/moves", response={200: SandboxShape, **WRITTEN}, operation_id="move", tags=["sandboxes"]
)
def move(request: HttpRequest, sandbox_id: str, given: MoveGiven) -> Any:
    """Makes another step the present one: `undo` and `redo` of a sandbox say which to undo or redo."""
    owner, found = owner_required(request), sandbox_or_404(sandbox_id)
    tree, before = Tree.of(found), copy(found)
    move_cursor(sandbox=found, tree=tree, actor=owner, version=given.version, to=given.to)
    return _written(request, found, before, tree, owner)


@router.get(
    "/sandboxes/{sandbox_id}/outlook",
    response={200: OutlookShape, **ASKED},
    operation_id="explore_sandbox",
    tags=["sandboxes"],
)
def explore_sandbox(request: HttpRequest, sandbox_id: str, at: int | None = None) -> Any:
    """What can still break, in how few steps and by which. Ask again while `is_done` is false."""
    owner, found = owner_in(request), sandbox_or_404(sandbox_id)
    return shown_outlook(_moment(found, found.cursor if at is None else at, owner))


@router.get(
    "/sandboxes/{sandbox_id}/takes/{prop}",
    response={200: TakesShape, **ASKED},
    operation_id="would_take_sandbox",
    tags=["sandboxes"],
)
def would_take_sandbox(request: HttpRequest, sandbox_id: str, prop: PropertyName, at: int | None = None) -> Any:
    """Which bugs, besides those that are on, would let a property break. Ask again while `is_done` is false."""
    owner, found = owner_in(request), sandbox_or_404(sandbox_id)
    return shown_takes(_moment(found, found.cursor if at is None else at, owner), prop)


@router.get(
    "/sandboxes/{sandbox_id}/shortened",
    response={200: ShortenedShape, **ASKED},
    operation_id="shorten_sandbox",
    tags=["sandboxes"],
)
def shorten_sandbox(request: HttpRequest, sandbox_id: str, prop: str = "", at: int | None = None) -> Any:
    """The trace without the steps that its break does not need, as a scenario: of the property `prop`, or of the first
    that is broken. The sandbox stays as it is."""
    owner, found = owner_in(request), sandbox_or_404(sandbox_id)
    return shown_shortened(request, _moment(found, found.cursor if at is None else at, owner), prop)


@router.get(
    "/sandboxes/{sandbox_id}/scenario",
    response={200: ScenarioShape, **ASKED},
    operation_id="link_of_sandbox",
    tags=["sandboxes"],
)
def link_of(request: HttpRequest, sandbox_id: str, at: int | None = None) -> Any:
    """The moment as a scenario, whose text is a link."""
    owner, found = owner_in(request), sandbox_or_404(sandbox_id)
    scenario = scenario_of(_moment(found, found.cursor if at is None else at, owner))
    check_fits(scenario)
    return shown_scenario(request, Opened(scenario))


def _moment(found: Sandbox, at: int, owner: str, tree: Tree | None = None) -> Moment:
    tree = Tree.of(found) if tree is None else tree
    check_exists(tree, at)
    return Moment(found, tree, at, may_step(found, owner))


def _written(request: HttpRequest, found: Sandbox, before: Sandbox, tree: Tree, owner: str) -> Any:
    publish_change(found, tree, before)
    return shown_sandbox(request, found, _moment(found, found.cursor, owner, tree))


# Scenarios


@router.post("/scenarios", response={200: ScenarioShape, **SENT}, operation_id="encode_scenario", tags=["scenarios"])
def encode_scenario(request: HttpRequest, given: ScenarioGiven) -> Any:
    """The link of a scenario, and its moment with explanations. Nothing is stored."""
    return shown_scenario(request, Opened(_scenario(given)))


@router.get(
    "/scenarios/{text}", response={200: ScenarioShape, **ASKED}, operation_id="decode_scenario", tags=["scenarios"]
)
def decode_scenario(request: HttpRequest, text: LinkText) -> Any:
    """What a link shows, as far as it can be replayed; `complaint` says what was refused."""
    return shown_scenario(request, decode(text))


@router.get(
    "/scenarios/{text}/outlook",
    response={200: OutlookShape, **ASKED},
    operation_id="explore_scenario",
    tags=["scenarios"],
)
def explore_scenario(request: HttpRequest, text: LinkText) -> Any:
    """What can still break from where the link stands. Ask again while `is_done` is false."""
    return shown_outlook(moment_of(decode(text).scenario))


@router.get(
    "/scenarios/{text}/takes/{prop}",
    response={200: TakesShape, **ASKED},
    operation_id="would_take_scenario",
    tags=["scenarios"],
)
def would_take_scenario(request: HttpRequest, text: LinkText, prop: PropertyName) -> Any:
    """Which bugs, besides those that are on where the link stands, would let a property break."""
    return shown_takes(moment_of(decode(text).scenario), prop)


@router.get(
    "/scenarios/{text}/shortened",
    response={200: ShortenedShape, **ASKED},
    operation_id="shorten_scenario",
    tags=["scenarios"],
)
def shorten_scenario(request: HttpRequest, text: LinkText, prop: str = "") -> Any:
    """The trace up to where the link stands without the steps that its break does not need."""
    return shown_shortened(request, moment_of(decode(text).scenario), prop)


@router.get(
    "/scenarios/{text}/files/{name}",
    response=ASKED,
    operation_id="download",
    tags=["scenarios"],
    openapi_extra={"responses": {200: {"description": "The file", "content": {kind: {} for kind in KINDS}}}},
)
def download(request: HttpRequest, text: LinkText, name: FileName) -> HttpResponse:
    """A file made of it: TLA+ modules, ITF, TLC's text, Markdown, pictures, one HTML page."""
    scenario = decode(text).scenario
    file = files_of(scenario.bounds.workbook).get(name)
    if file is None:
        raise Http404
    return sent(file, scenario, site_of(request))


@router.post("/traces", response={200: ReadShape, **SENT}, operation_id="read_trace", tags=["scenarios"])
def read_trace(request: HttpRequest, given: TraceGiven) -> Any:
    """Makes a scenario of what TLC printed, or of a trace in ITF."""
    upload = read_upload(given.trace, bounds=None if given.bounds is None else bounds_of(given.workbook, given.bounds))
    check_fits(upload.scenario)
    told = [sentence.replace("`", "") for sentence in upload.told]
    return {"told": told, "scenario": shown_scenario(request, Opened(upload.scenario))}


# Logs


@router.post(
    "/logs",
    response={200: LogShape, **SENT},
    operation_id="check_log",
    tags=["logs"],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"text/plain": {"schema": {"type": "string"}}},
            "description": "The log itself: JSON lines or CSV, one event a line.",
        }
    },
)
def check_log(
    request: HttpRequest,
    workbook: Slug = FIRST.slug,
    skew: ShortText = "",
    late: ShortText = "",
    unlogged: ShortText = "",
    source: ShortText = "",
) -> Any:
    """The first event of each run that the correct model does not allow, and the smallest bugs that do. `skew` says how
    far clocks may differ and `late` how late due work may be done, as 2s or 5m; `unlogged` which events are not in the
    log, separated by commas; `source` which system wrote it, such as procrastinate. Nothing is stored."""
    return report_on(request.read().decode("utf-8", errors="replace"), workbook, skew, late, unlogged, source)


# Short links


@router.post("/links", response={201: LinkShape, **SENT}, operation_id="store_link", tags=["links"])
def store(request: HttpRequest, given: LinkGiven) -> Any:
    """Stores a scenario under a short link, which never changes. A link that cannot be replayed is refused."""
    opened = decode(given.text)
    if opened.refusal is not None:
        raise InvalidInput(opened.complaint.replace("`", ""))
    link = store_link(
        scenario=opened.scenario, owner=owner_or_new(request), address=address_of(request), author=given.author
    )
    return Status(201, shown_link(request, link))


@router.get("/links/{link_id}", response={200: LinkShape, **ASKED}, operation_id="look_at_link", tags=["links"])
def look_at_link(request: HttpRequest, link_id: str) -> Any:
    """What a short link stands for, and the one that it was made from."""
    return shown_link(request, short_or_404(link_id))


api.add_router("", router)
explain_errors(api)


@require_safe
def docs_page(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as a page."""
    return render(request, "api/docs.html", {"document": api.get_openapi_schema(path_prefix="/api/")})
