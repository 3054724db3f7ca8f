"""The page of a sandbox's settings. Other bounds make other states, so to change them starts a fork."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from a09web.invalid_input import InvalidInput
from a09web.kit.outcome import Outcome
from a09web.kit.owner import owner_of, remember
from a09web.kit.refusals import Refused
from a09web.model.replay import Refusal
from a09web.scenarios.scenario import TITLE_LENGTH, parse_title

from .finding import looked_at, may_step, sandbox_or_404
from .forms import Settings
from .limits import check_may_create
from .models import Sandbox
from .moment import Moment
from .services import fork_with_settings, rename_sandbox
from .tree import Tree


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """`rename` gives the sandbox another name; everything else makes a fork of the step that is looked at."""
    shown, owner = sandbox_or_404(public_id), owner_of(request)
    tree = Tree.of(shown)
    at, outcome = looked_at(request, shown, tree)
    moment = Moment(shown, tree, at, may_step(shown, owner))
    if request.method != "POST":
        return _page(request, shown, moment, Settings.of_sandbox(shown, moment.fair), outcome)
    if outcome.status != 200:
        return _page(request, shown, moment, Settings.of(request.POST, shown.declared), outcome)
    if "rename" in request.POST:
        return _rename(request, shown, moment, owner)
    return _fork(request, shown, moment, owner)


def _rename(request: HttpRequest, shown: Sandbox, moment: Moment, owner: str) -> HttpResponse:
    typed = request.POST.get("title", "")
    try:
        rename_sandbox(sandbox=shown, actor=owner, title=parse_title(typed))
    except (Refused, InvalidInput) as refused:
        form = Settings.of_sandbox(shown, moment.fair)
        return _page(request, shown, moment, form, Outcome.of(refused), typed=typed)
    return HttpResponseRedirect(shown.get_absolute_url())


def _fork(request: HttpRequest, shown: Sandbox, moment: Moment, owner: str) -> HttpResponse:
    form = Settings.of(request.POST, shown.declared)
    try:
        title, bounds, fair_actions = parse_title(form.title), form.bounds, form.chosen_fairness(moment.entry.bugs)
        check_may_create(owner, request.META.get("REMOTE_ADDR", ""))
        fork, refusal = fork_with_settings(
            sandbox=shown,
            tree=moment.tree,
            owner=owner,
            at=moment.at,
            bounds=bounds,
            fair_actions=fair_actions,
            title=title,
        )
    except (Refused, InvalidInput) as refused:
        return _page(request, shown, moment, form, Outcome.of(refused))
    response: HttpResponse = HttpResponseRedirect(fork.get_absolute_url())
    if refusal is not None:
        response = _page(request, shown, moment, form, Outcome(_kept(refusal)), fork)
    remember(response, owner)
    return response


def _kept(refusal: Refusal) -> str:
    kept = refusal.index - 1
    before = "No step was" if kept == 0 else f"{kept} step{' was' if kept == 1 else 's were'}"
    return f"{before} kept: step {refusal.index}, `{refusal.step}`, has no place there. {refusal.message}"


def _page(
    request: HttpRequest,
    shown: Sandbox,
    moment: Moment,
    form: Settings,
    outcome: Outcome,
    fork: Sandbox | None = None,
    typed: str | None = None,
) -> HttpResponse:
    context = {
        "moment": moment,
        "sandbox": shown,
        "form": form,
        "name": shown.title if typed is None else typed,
        "outcome": outcome,
        "fork": fork,
        "actions": shown.declared.fair_actions,
        "bugs": shown.declared.in_order(moment.entry.bugs),
        "title_length": TITLE_LENGTH,
    }
    response = render(request, "sandbox/settings.html", context, status=outcome.status)
    patch_vary_headers(response, ["Cookie"])
    return response
