"""The page with the picture of all reachable states."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from a09web.foresight.questions import Way
from a09web.kit.dear import dear
from a09web.kit.outcome import Outcome
from a09web.model.replay import replay
from a09web.model.space import MOST_NODES, Node, Space, look_of
from a09web.model.stuck import standstill
from a09web.workbooks.faces import draw

from .finding import asked_moment
from .moment import Moment
from .outlook import way_to, what_is_reachable
from .spacemap import draw_space, path_through, told_of


@dear("GET", "HEAD")
@require_safe
def space_page(request: HttpRequest, public_id: str) -> HttpResponse:
    return space_of(request, *asked_moment(request, public_id))


def space_of(request: HttpRequest, moment: Moment, outcome: Outcome) -> HttpResponse:
    """All states that the flags of this moment allow; `?node=` chooses one of them."""
    found = what_is_reachable(moment.sandbox.bounds, moment.entry.bugs, moment.fair)
    context = {"moment": moment, "outcome": outcome, "found": found, "most": MOST_NODES}
    if isinstance(found, Space):
        absent, chosen = _absent(moment, found), _chosen(request, found)
        path = path_through(found, _keys(moment, found), is_there=not absent)
        drawn = draw_space(moment.face, found, path, chosen.key if chosen is not None else None)
        context |= {"map": drawn, "absent": absent, "bugs": moment.workbook.in_order(moment.entry.bugs)}
        context |= {"chosen": chosen, **(_about(moment, chosen) if chosen is not None else {})}
    response = render(request, "sandbox/space.html", context, status=outcome.status)
    patch_vary_headers(response, ["Cookie"])
    return response


def _keys(moment: Moment, found: Space) -> list[int]:
    """The keys of the states of the learner's path; that of a state that is not in the picture may be any other."""
    by_state = {node.example: node.key for node in found.nodes}
    machine = moment.replay.machine
    return [
        look_of(machine, entry.state) if found.grouped else by_state.get(entry.state, -1)
        for entry in moment.replay.entries
    ]


def _absent(moment: Moment, found: Space) -> str:
    """Why the learner stands in none of the states; empty if in one. Only other flags lead where these do not."""
    entry = moment.entry
    if all(before.bugs == entry.bugs for before in moment.replay.entries):
        is_there = found.complete or _keys(moment, found)[-1] in {node.key for node in found.nodes}
        return "" if is_there else "Where you stand is not among the states that were found, so it is not marked."
    way = way_to(moment.sandbox.bounds, entry.bugs, entry.state)
    if not isinstance(way, Way):
        return "Whether you stand in one of these states is still being looked for. Reload in a moment."
    if way.steps is not None:
        return ""
    if not way.complete:
        return "Where you stand is not among the states that were found, so it is not marked."
    return "Where you stand is not marked: with these flags it cannot be reached from the start."


def _chosen(request: HttpRequest, found: Space) -> Node | None:
    wanted = request.GET.get("node", "")
    return next((node for node in found.nodes if str(node.key) == wanted), None)


def _example(moment: Moment, chosen: Node) -> str:
    """What the one state of several that is shown breaks itself."""
    if chosen.count == 1 or not chosen.broken:
        return ""
    machine = moment.replay.machine
    broken = dict.fromkeys(machine.broken(chosen.example), 1)
    if standstill(machine, chosen.example, moment.entry.bugs, moment.fair) is not None:
        broken |= {goal.name: 1 for goal in machine.liveness if not goal.met(chosen.example)}
    sentences = told_of(moment.workbook, replace(chosen, count=1, broken=broken)) or ["It breaks nothing."]
    return " ".join(sentences).replace("It ", "The one that is shown ", 1)


def _about(moment: Moment, chosen: Node) -> dict[str, object]:
    """A state of the chosen node in words, and the steps that lead there from the start."""
    bounds, bugs = moment.sandbox.bounds, moment.entry.bugs
    way = way_to(bounds, bugs, chosen.example)
    told: dict[str, object] = {
        "told": told_of(moment.workbook, chosen),
        "example": _example(moment, chosen),
    }
    if not isinstance(way, Way) or way.steps is None:
        return told | {"way": None}
    played = replay(bounds, bugs, way.steps)
    switches = [f"-{bug}" for bug in moment.workbook.in_order(moment.sandbox.bugs - bugs)]
    switches += [f"+{bug}" for bug in moment.workbook.in_order(bugs - moment.sandbox.bugs)]
    return told | {"way": way.steps, "go": "; ".join([*switches, *way.steps]), "board": draw(played)}
