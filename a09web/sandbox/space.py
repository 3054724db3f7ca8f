"""The page with the picture of all reachable states."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from a09web.foresight.questions import Way
from a09web.model.names import in_order
from a09web.model.replay import replay
from a09web.model.space import MOST_NODES, Node, Space, look_of

from .board import draw
from .lookup import Outcome, looked_at, may_step, sandbox_or_404
from .moment import Moment
from .outlook import way_to, what_is_reachable
from .owner import owner_of
from .spacemap import draw_space
from .tree import Tree


@require_safe
def space_page(request: HttpRequest, public_id: str) -> HttpResponse:
    shown = sandbox_or_404(public_id)
    tree = Tree.of(shown)
    at, outcome = looked_at(request, shown, tree)
    return space_of(request, Moment(shown, tree, at, may_step(shown, owner_of(request))), outcome)


def space_of(request: HttpRequest, moment: Moment, outcome: Outcome) -> HttpResponse:
    """All states that the flags of this moment allow; `?node=` chooses one of them."""
    found = what_is_reachable(moment.sandbox.bounds, moment.entry.bugs, moment.fair)
    context = {"moment": moment, "outcome": outcome, "found": found, "most": MOST_NODES}
    if isinstance(found, Space):
        visited = _visited(moment, found)
        chosen = _chosen(request, found)
        context |= {"map": draw_space(found, visited), "bugs": in_order(moment.entry.bugs)}
        context |= {"chosen": chosen, **(_about(moment, chosen) if chosen is not None else {})}
    response = render(request, "sandbox/space.html", context, status=outcome.status)
    patch_vary_headers(response, ["Cookie"])
    return response


def _visited(moment: Moment, found: Space) -> list[int]:
    """The nodes that the learner's path leads through, as far as they are in the picture."""
    keys = {node.key for node in found.nodes}
    by_state = {node.example: node.key for node in found.nodes}
    machine = moment.replay.machine
    path = [
        look_of(machine, entry.state) if found.grouped else by_state.get(entry.state, -1)
        for entry in moment.replay.entries
    ]
    steps = [key for index, key in enumerate(path) if index == 0 or key != path[index - 1]]
    return [key for key in steps if key in keys]


def _chosen(request: HttpRequest, found: Space) -> Node | None:
    wanted = request.GET.get("node", "")
    return next((node for node in found.nodes if str(node.key) == wanted), None)


def _about(moment: Moment, chosen: Node) -> dict[str, object]:
    """A state of the chosen node in words, and the steps that lead there from the start."""
    bounds, bugs = moment.sandbox.bounds, moment.entry.bugs
    way = way_to(bounds, bugs, chosen.example)
    if not isinstance(way, Way) or way.steps is None:
        return {"way": None}
    played = replay(bounds, bugs, way.steps)
    switches = [f"-{bug}" for bug in in_order(moment.sandbox.bugs - bugs)]
    switches += [f"+{bug}" for bug in in_order(bugs - moment.sandbox.bugs)]
    return {"way": way.steps, "go": "; ".join([*switches, *way.steps]), "board": draw(played)}
