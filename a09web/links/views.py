"""The pages of links: a scenario at its address, what can be made of it, and links that cannot be opened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from csp.constants import UNSAFE_INLINE
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from a09web.invalid_input import InvalidInput
from a09web.kit.dear import dear
from a09web.kit.outcome import Outcome
from a09web.kit.owner import owner_of, remember
from a09web.kit.refusals import Refused
from a09web.sandbox.finding import asked_moment
from a09web.sandbox.space import space_of
from a09web.sandbox.views import compare_page
from a09web.sandbox.ways import ways_of
from a09web.sandbox.would_take import would_take_of
from a09web.scenarios.address import BadAddress, Opened, check_fits, decode, encode, fits
from a09web.scenarios.scenario import MAX_STEPS, NOTE_LENGTH, TITLE_LENGTH, Scenario, parse_note, parse_title

from .files import QR, QR_HOLDS, SVG, File, TooLong, files_of, qr_code
from .finding import entry_in, looked_at, short_or_404
from .models import AUTHOR_LENGTH, ShortLink
from .oembed import EMBED_HEIGHT, EMBED_WIDTH, iframe
from .services import fork_scenario, store_link
from .stage import LinkStage, framed, is_embedded
from .summary import Summary
from .uncoded import instead_of_code
from .unstored import moment_of, path_of, scenario_of, site_of

DAY_SECONDS = 24 * 3600
# A QR code of more characters has squares too small for a camera across a room.
QR_LENGTH = 400


@require_safe
def scenario_page(request: HttpRequest, text: str) -> HttpResponse:
    """The page of a link, and every step on it."""
    try:
        return LinkStage(request, decode(text)).respond()
    except BadAddress as wrong:
        return _refused(request, str(wrong))


@require_safe
def short_page(request: HttpRequest, public_id: str) -> HttpResponse:
    link = short_or_404(public_id)
    return LinkStage(request, _from(link), link).respond()


@require_safe
def beside_short(request: HttpRequest, public_id: str, rest: str) -> HttpResponse:
    """The other pages and the files of a short link are those of the link that it stands for."""
    query = request.META.get("QUERY_STRING", "")
    text = encode(_from(short_or_404(public_id)).scenario)
    return HttpResponseRedirect(path_of(text) + rest + ("?" + query if query else ""))


@require_safe
def short_qr(request: HttpRequest, public_id: str) -> HttpResponse:
    """The QR code of the short address itself."""
    address = request.build_absolute_uri(short_or_404(public_id).get_absolute_url())
    return HttpResponse(qr_code(address), content_type="image/svg+xml")


@dear("GET", "HEAD")
@require_safe
def side_page(request: HttpRequest, text: str, page: str, prop: str = "") -> HttpResponse:
    """`compare`, `space`, `ways` or `takes` of the scenario."""
    try:
        opened = decode(text)
    except BadAddress as wrong:
        return _refused(request, str(wrong))
    at, outcome = looked_at(request, opened)
    moment = moment_of(opened.scenario, at)
    if page == "compare":
        return compare_page(request, moment, outcome)
    if page == "space":
        return space_of(request, moment, outcome)
    return (would_take_of if page == "takes" else ways_of)(request, moment, outcome, prop)


@dear("POST")
@require_POST
def fork(request: HttpRequest, text: str) -> HttpResponse:
    """A sandbox of one's own at the step that is looked at."""
    try:
        return _forked(request, decode(text).scenario)
    except BadAddress as wrong:
        return _refused(request, str(wrong))


@dear("POST")
@require_POST
def fork_short(request: HttpRequest, public_id: str) -> HttpResponse:
    return _forked(request, _from(short_or_404(public_id)).scenario)


def _forked(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    owner = owner_of(request)
    try:
        at = entry_in(request.POST.get("at", str(scenario.cursor)), scenario)
        made = fork_scenario(scenario=scenario.standing_at(at), owner=owner, address=request.META["REMOTE_ADDR"])
    except (InvalidInput, Refused) as refused:
        return _refused(request, str(refused), getattr(refused, "status", 422))
    response = HttpResponseRedirect(made.get_absolute_url())
    remember(response, owner)
    return response


@require_safe
def share_sandbox(request: HttpRequest, public_id: str) -> HttpResponse:
    """From a moment of a sandbox to the page where it can be shared."""
    moment, outcome = asked_moment(request, public_id)
    try:
        if outcome.status != 200:
            raise InvalidInput(outcome.notice)
        scenario = scenario_of(moment)
        if len(scenario.steps) > MAX_STEPS:  # what lies ahead is left behind first
            scenario = replace(scenario, steps=scenario.steps[: scenario.cursor])
    except InvalidInput as wrong:
        return _unlinked(request, wrong)
    return _to_share(request, scenario)


def _to_share(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    try:
        check_fits(scenario)
    except InvalidInput as wrong:
        return _unlinked(request, wrong)
    return HttpResponseRedirect(reverse("share", args=[encode(scenario)]))


def _unlinked(request: HttpRequest, why: InvalidInput) -> HttpResponse:
    return _refused(request, f"This moment cannot be put into a link. {why}", 422)


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, text: str) -> HttpResponse:
    """Everything that can be made of a scenario; a POST stores a short link to it."""
    try:
        opened = decode(text)
    except BadAddress as wrong:
        return _refused(request, str(wrong))
    at, outcome = looked_at(request, opened)
    moment = moment_of(opened.scenario, at)
    scenario = scenario_of(moment)
    if request.method == "POST":
        return _stored(request, scenario)
    if outcome.notice or "at" in request.GET:
        return _to_share(request, scenario)
    typed = {"title": scenario.title, "note": scenario.note, "author": ""}
    return _share_page(request, scenario, typed, outcome)


def _stored(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    owner = owner_of(request)
    typed = {name: request.POST.get(name, "") for name in ("title", "note", "author")}
    try:
        named = replace(scenario, title=parse_title(typed["title"]), note=parse_note(typed["note"]))
        if "long" in request.POST:
            check_fits(named)
            return HttpResponseRedirect(reverse("share", args=[encode(named)]))
        link = store_link(scenario=named, owner=owner, address=request.META["REMOTE_ADDR"], author=typed["author"])
    except (InvalidInput, Refused) as refused:
        return _share_page(request, scenario, typed, Outcome.of(refused))
    response = HttpResponseRedirect(reverse("short_share", args=[link.public_id]))
    remember(response, owner)
    return response


@require_safe
def short_share(request: HttpRequest, public_id: str) -> HttpResponse:
    link = short_or_404(public_id)
    scenario = link.opened.scenario
    typed = {"title": scenario.title, "note": scenario.note, "author": link.author}
    return _share_page(request, scenario, typed, Outcome(), link)


def _share_page(
    request: HttpRequest, scenario: Scenario, typed: dict[str, str], outcome: Outcome, link: ShortLink | None = None
) -> HttpResponse:
    path = path_of(encode(scenario))
    long_address = request.build_absolute_uri(path)
    address = request.build_absolute_uri(link.get_absolute_url()) if link is not None else long_address
    summary, files = Summary(moment_of(scenario)), files_of(scenario.bounds.workbook).values()
    context = {
        "scenario": scenario,
        "summary": summary,
        "path": path,
        "link": link,
        "address": address,
        "long_address": long_address,
        "qr": len(address) <= QR_LENGTH,
        "snippet": iframe(address, summary.title, EMBED_WIDTH, EMBED_HEIGHT),
        "files": [file for file in files if file.name != QR or len(long_address) <= QR_HOLDS],
        "typed": typed,
        "limits": {"title": TITLE_LENGTH, "note": NOTE_LENGTH, "author": AUTHOR_LENGTH},
        "outcome": outcome,
    }
    response = render(request, "links/share.html", context, status=outcome.status)
    patch_vary_headers(response, ["Cookie"])
    return response


@dear("GET", "HEAD")
@require_safe
def download(request: HttpRequest, text: str, name: str) -> HttpResponse:
    """A file made of the scenario, as far as it can be replayed."""
    try:
        opened = decode(text)
    except BadAddress as wrong:
        return _refused(request, str(wrong))
    file = files_of(opened.scenario.bounds.workbook).get(name)
    if file is None:
        raise Http404
    try:
        return sent(file, opened.scenario, site_of(request))
    except TooLong as wrong:
        return instead_of_code(request, wrong)


def sent(file: File, scenario: Scenario, site: str) -> HttpResponse:
    response = HttpResponse(file.make(scenario, site), content_type=file.kind)
    response["Content-Disposition"] = content_disposition_header(not file.shown, f"a09-{file.name}") or "inline"
    if file.is_module:
        response["Content-Disposition"] = f'inline; filename="{file.name}"'
    if file.kind == SVG:  # its style stands in it; a script would still be forbidden
        styled: Any = response
        styled._csp_replace = {"style-src": [UNSAFE_INLINE]}
    response["Cache-Control"] = f"public, max-age={DAY_SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _from(link: ShortLink) -> Opened:
    """What the link stands for; whatever is made of it keeps it as its origin, if there is room to say so."""
    opened = link.opened
    named = replace(opened.scenario, origin=link.public_id)
    return replace(opened, scenario=named) if fits(named) else opened


def _refused(request: HttpRequest, sentence: str, status: int = 400) -> HttpResponse:
    response = render(request, "links/refused.html", {"sentence": sentence, "status": status}, status=status)
    return framed(response) if is_embedded(request) else response
