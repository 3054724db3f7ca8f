"""The pages of the sandbox. A view parses, calls a service and renders; it decides nothing about the model."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from a09web.invalid_input import InvalidInput
from a09web.kit.dear import dear
from a09web.kit.numbers import number_in
from a09web.kit.outcome import Outcome
from a09web.kit.owner import owner_of, remember
from a09web.kit.refusals import Refused
from a09web.workbooks import FIRST, WORKBOOKS
from a09web.workbooks.folders import has

from .addresses import workbook_or_404
from .bug_cards import bug_cards
from .comparison import compare_at
from .example import example_of
from .finding import asked_moment, may_step, sandbox_or_404
from .forms import NewSandbox
from .limits import check_may_create
from .models import Sandbox
from .moment import Moment
from .services import create_sandbox, fork_sandbox
from .site import IF_WRITTEN
from .stage import SandboxStage
from .story import story_of
from .tree import Tree

MINE_LISTED = 8
FIRST_SANDBOX = "first"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """That of the site, which the first workbook has in its folder."""
    others = [workbook for workbook in WORKBOOKS.values() if workbook is not FIRST]
    context = {"workbook": FIRST, "cards": bug_cards(FIRST), "told": story_of(FIRST), "others": others}
    return render(request, f"workbooks/{FIRST.slug}/home.html", context)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, slug: str = FIRST.slug) -> HttpResponse:
    """The sandboxes of a browser, and a form for a new one of this workbook."""
    workbook = workbook_or_404(slug)
    if request.method == "GET":
        return _sandboxes(request, NewSandbox(workbook), Outcome())
    owner, form = owner_of(request), NewSandbox.of(request.POST, workbook)
    try:
        bounds, bugs, steps = form.parsed()
        check_may_create(owner, request.META.get("REMOTE_ADDR", ""))
    except (InvalidInput, Refused) as refused:
        return _sandboxes(request, form, Outcome.of(refused))
    made = create_sandbox(owner=owner, bounds=bounds, bugs=bugs, future=steps)
    response = HttpResponseRedirect(made.get_absolute_url())
    remember(response, owner)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def sandbox(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page, and every action on it."""
    return SandboxStage(request, sandbox_or_404(public_id)).respond()


@dear("GET", "HEAD")
@require_safe
def compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same steps on the correct model beside this one."""
    return compare_page(request, *asked_moment(request, public_id))


def compare_page(request: HttpRequest, moment: Moment, outcome: Outcome) -> HttpResponse:
    context = {"moment": moment, "outcome": outcome, "compared": compare_at(moment)}
    return render(request, "sandbox/compare.html", context, status=outcome.status)


@dear("POST")
@require_http_methods(["GET", "POST"])
def fork(request: HttpRequest, public_id: str) -> HttpResponse:
    original, owner = sandbox_or_404(public_id), owner_of(request)
    if request.method == "GET":  # a refused fork was shown here, and its links lead on from here
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(original.get_absolute_url() + ("?" + query if query else ""))
    tree = Tree.of(original)
    try:
        check_may_create(owner, request.META.get("REMOTE_ADDR", ""), steps=original.steps.count())
        made = fork_sandbox(sandbox=original, tree=tree, owner=owner, at=number_in(request.POST, "at", original.cursor))
    except (Refused, InvalidInput) as refused:
        outcome = Outcome.of(refused)
        return SandboxStage(request, original).page(
            Moment(original, tree, original.cursor, may_step(original, owner)), outcome
        )
    response = HttpResponseRedirect(made.get_absolute_url())
    remember(response, owner)
    return response


def _mine(request: HttpRequest) -> QuerySet[Sandbox]:
    own = Sandbox.objects.filter(owner=owner_of(request), workbook__in=list(WORKBOOKS))
    return own.order_by("-touched")[:MINE_LISTED]


def _sandboxes(request: HttpRequest, form: NewSandbox, outcome: Outcome) -> HttpResponse:
    """The form, and what this browser has. A refusal about the bounds stands at their field."""
    is_first = form.workbook is FIRST
    context = {
        "form": form,
        "outcome": outcome,
        "wrong": form.wrong_bounds(),
        "workbook": form.workbook,
        "is_first": is_first,
        "example": example_of(form.workbook),
        "told": None if is_first else story_of(form.workbook),
        "cards": () if is_first else bug_cards(form.workbook),
        "beside": [what for what in IF_WRITTEN if has(form.workbook, what)],
        "others": [workbook for workbook in WORKBOOKS.values() if workbook is not form.workbook],
        "mine": _mine(request),
        "days": settings.SANDBOX_DAYS,
        "first": Sandbox.objects.filter(public_id=FIRST_SANDBOX, owner="").first(),
    }
    return render(request, "sandbox/index.html", context, status=outcome.status)
