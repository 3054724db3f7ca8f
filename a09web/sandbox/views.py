"""The pages of the sandbox. A view parses, calls a service and renders; it decides nothing about the model."""

from __future__ import annotations

from copy import copy
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.middleware import HtmxDetails

from a09web.live.hub import hub
from a09web.model.bounds import InvalidInput

from .comparison import compare_at
from .forms import NewSandbox
from .gallery import break_cards
from .how import is_presented, mode_of, switch_mode
from .limits import check_may_create
from .lookup import Outcome, looked_at, may_step, sandbox_or_404
from .models import Sandbox
from .moment import Moment
from .owner import is_known, owner_of, remember
from .panels import parse_hashes, render_frame, render_panels, render_twins, swaps
from .playing import shortest_break, steps_from_here, steps_from_start, walk
from .rooms import room_of
from .services import (
    Gone,
    Refused,
    add_branch,
    check_exists,
    create_sandbox,
    fork_sandbox,
    move_cursor,
    parse_count,
    switch_fairness,
    take_step,
)
from .tree import ROOT, Tree

MINE_ON_HOME = 8
FIRST_SANDBOX = "first"


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return _home(request, NewSandbox(), Outcome())


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":  # the address of a refused form, opened again
        return HttpResponseRedirect(reverse("home"))
    owner, form = owner_of(request), NewSandbox.of(request.POST)
    try:
        bounds, bugs, steps = form.parsed()
        check_may_create(owner, request.META.get("REMOTE_ADDR", ""))
    except InvalidInput as wrong:
        return _home(request, form, Outcome(str(wrong), 422))
    except Refused as refused:
        return _home(request, form, Outcome(str(refused), refused.status))
    made = create_sandbox(owner=owner, bounds=bounds, bugs=bugs, future=steps)
    response = HttpResponseRedirect(made.get_absolute_url())
    remember(response, owner)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def sandbox(request: HtmxRequest, public_id: str) -> HttpResponse:
    """The page, and every action on it: a POST names a `step` to take or a step to `move` to."""
    shown, owner = sandbox_or_404(public_id), owner_of(request)
    tree = Tree.of(shown)
    if request.method != "POST" and "mode" in request.GET:
        return switch_mode(request, shown)
    if request.method != "POST":
        at, outcome = looked_at(request, shown, tree)
        response = _page(request, Moment(shown, tree, at, may_step(shown, owner)), outcome)
        # Known by name before the first step, so that a double click is not taken for two people.
        if not is_known(request):
            remember(response, owner)
        return response
    outcome = _act(request, shown, tree, owner)
    if outcome.status != 200:  # what was refused may have been made from an outdated tree
        shown = sandbox_or_404(public_id)
        tree = Tree.of(shown)
    moment = Moment(shown, tree, shown.cursor, may_step(shown, owner))
    if request.htmx or outcome.notice:
        response = _page(request, moment, outcome)
    else:
        response = HttpResponseRedirect(shown.get_absolute_url())
    remember(response, owner)
    return response


@require_safe
def compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same steps on the correct model beside this one."""
    shown = sandbox_or_404(public_id)
    tree = Tree.of(shown)
    at, outcome = looked_at(request, shown, tree)
    moment = Moment(shown, tree, at, may_step=False)
    context = {"moment": moment, "sandbox": shown, "outcome": outcome, "compared": compare_at(moment)}
    return render(request, "sandbox/compare.html", context, status=outcome.status)


@require_http_methods(["GET", "POST"])
def fork(request: HttpRequest, public_id: str) -> HttpResponse:
    original, owner = sandbox_or_404(public_id), owner_of(request)
    if request.method == "GET":  # a refused fork was shown here, and its links lead on from here
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(original.get_absolute_url() + ("?" + query if query else ""))
    tree = Tree.of(original)
    try:
        check_may_create(owner, request.META.get("REMOTE_ADDR", ""))
        made = fork_sandbox(sandbox=original, tree=tree, owner=owner, at=_number(request, "at", original.cursor))
    except (Refused, InvalidInput) as refused:
        outcome = Outcome(str(refused), getattr(refused, "status", 422))
        return _page(request, Moment(original, tree, original.cursor, may_step(original, owner)), outcome)
    response = HttpResponseRedirect(made.get_absolute_url())
    remember(response, owner)
    return response


def _home(request: HttpRequest, form: NewSandbox, outcome: Outcome) -> HttpResponse:
    mine = Sandbox.objects.filter(owner=owner_of(request)).order_by("-touched")[:MINE_ON_HOME]
    first = Sandbox.objects.filter(public_id=FIRST_SANDBOX, owner="").first()
    context = {"form": form, "outcome": outcome, "cards": break_cards(), "mine": mine, "first": first}
    return render(request, "home.html", context, status=outcome.status)


def _act(request: HttpRequest, shown: Sandbox, tree: Tree, owner: str) -> Outcome:
    before = copy(shown)
    try:
        version = _number(request, "version")
        if "move" in request.POST:
            move_cursor(sandbox=shown, tree=tree, actor=owner, version=version, to=_number(request, "move"))
            notice = ""
        elif "step" in request.POST:
            at, name = _number(request, "at"), request.POST["step"]
            take_step(sandbox=shown, tree=tree, actor=owner, version=version, at=at, name=name)
            notice = ""
        elif "fair" in request.POST:
            at, switch = _number(request, "at"), request.POST["fair"]
            switch_fairness(sandbox=shown, tree=tree, actor=owner, version=version, at=at, switch=switch)
            notice = ""
        else:
            notice = _add_branch(request, shown, tree, owner, version)
    except InvalidInput as wrong:
        return Outcome(str(wrong), 422)
    except Gone:
        raise Http404 from None
    except Refused as refused:
        return Outcome(str(refused), refused.status)
    hub.publish(room_of(shown), shown.version, partial(render_frame, shown, tree, before))
    return Outcome(notice)


def _add_branch(request: HttpRequest, shown: Sandbox, tree: Tree, owner: str, version: int) -> str:
    """Plays a shortest break or a random walk as a branch; returns what to say about it."""
    at = _number(request, "at")
    check_exists(tree, at)
    moment = Moment(shown, tree, at, may_step(shown, owner))
    wanted = request.POST.get("show")
    stays = wanted is not None or "lay" in request.POST
    if "lay" in request.POST:
        names, notice = steps_from_here(moment, request.POST["lay"])
    elif "go" in request.POST:
        at, names, notice = ROOT, steps_from_start(moment, request.POST["go"]), ""
    elif wanted is not None:
        names, notice = shortest_break(moment, wanted)
    elif "walk" in request.POST:
        seed = _number(request, "seed") if request.POST.get("seed") else None
        names, notice = walk(moment, seed, until_broken=request.POST["walk"] == "break")
    else:
        raise Refused("The form asks for nothing: choose a step, or a way to move.")
    add_branch(sandbox=shown, tree=tree, actor=owner, version=version, at=at, names=names, stay=stays)
    return notice


def _page(request: HttpRequest, moment: Moment, outcome: Outcome) -> HttpResponse:
    panels = render_panels(moment)
    context = {"moment": moment, "sandbox": moment.sandbox, "outcome": outcome}
    if getattr(request, "htmx", False):
        parts = swaps(panels, parse_hashes(request.headers.get("Panels", "")))
        response = render(request, "sandbox/_changes.html", {**context, "parts": parts}, status=outcome.status)
        if request.method == "POST" and "at=" in request.headers.get("HX-Current-URL", ""):
            response["HX-Push-Url"] = moment.sandbox.get_absolute_url()
    else:
        address = request.build_absolute_uri(moment.sandbox.get_absolute_url())
        context |= {"twins": render_twins() if moment.policy.source else ""}
        context |= {"panels": panels, "address": address, "mode": mode_of(request), "present": is_presented(request)}
        response = render(request, "sandbox/page.html", context, status=outcome.status)
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    response["Cache-Control"] = "no-store"
    response["Sandbox-Version"] = str(moment.sandbox.version)
    return response


def _number(request: HttpRequest, name: str, default: int | None = None) -> int:
    if default is not None and name not in request.POST:
        return default
    return parse_count(f"The field “{name}” of the form", request.POST.get(name, ""))
