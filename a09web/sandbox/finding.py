"""What the pages of a sandbox look up first: the sandbox, the step that the address names, who may step."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from a09web.invalid_input import InvalidInput
from a09web.kit.numbers import parse_count
from a09web.kit.outcome import Outcome
from a09web.kit.owner import owner_of
from a09web.workbooks import WORKBOOKS

from .models import Sandbox
from .moment import Moment
from .tree import Tree


def looked_at(request: HttpRequest, shown: Sandbox, tree: Tree) -> tuple[int, Outcome]:
    """The step to look at: the one that the address names, else the present one."""
    if "at" not in request.GET:
        return shown.cursor, Outcome()
    try:
        at = parse_count("The step in the address", request.GET["at"])
    except InvalidInput as wrong:
        return shown.cursor, Outcome(f"{wrong} This is the sandbox's present state.", 404)
    if at not in tree:
        return shown.cursor, Outcome(f"This sandbox has no step {at}. This is its present state.", 404)
    return at, Outcome()


def asked_moment(request: HttpRequest, public_id: str) -> tuple[Moment, Outcome]:
    """What a page beside that of a sandbox is about: the step that its address names, as whoever asks may see it."""
    shown = sandbox_or_404(public_id)
    tree = Tree.of(shown)
    at, outcome = looked_at(request, shown, tree)
    return Moment(shown, tree, at, may_step(shown, owner_of(request))), outcome


def may_step(shown: Sandbox, owner: str) -> bool:
    return shown.owner in ("", owner)


def sandbox_or_404(public_id: str) -> Sandbox:
    """The sandbox with a page of its own that has that id."""
    return _first(Sandbox.objects.filter(public_id=public_id, is_attached=False))


def again_or_404(shown: Sandbox) -> Sandbox:
    """The same sandbox as it is in the database now."""
    return _first(Sandbox.objects.filter(pk=shown.pk))


def _first(found: QuerySet[Sandbox]) -> Sandbox:
    """A sandbox of a workbook that this server no longer has cannot be shown."""
    first = next(iter(found[:1]), None)
    if first is None or first.workbook not in WORKBOOKS:
        raise Http404
    return first
