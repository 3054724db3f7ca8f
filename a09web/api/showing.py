"""A moment in the shapes of the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from a09web.foresight.lookout import Pending
from a09web.foresight.questions import Outlook
from a09web.links.models import ShortLink
from a09web.links.unstored import moment_of, path_of, scenario_of
from a09web.model.names import parse_property
from a09web.model.shorten import broken_at_the_end, shortened
from a09web.model.would_take import WouldTake
from a09web.sandbox.models import Sandbox
from a09web.sandbox.moment import Moment, PropertyView
from a09web.sandbox.standing import TransitionView
from a09web.sandbox.would_take import takes
from a09web.scenarios.address import Opened, check_fits, encode


def shown_moment(moment: Moment) -> dict[str, Any]:
    bounds, entry = moment.sandbox.bounds, moment.entry
    return {
        "workbook": bounds.workbook.slug,
        "bounds": bounds.given,
        "at": entry.index,
        "bugs": moment.workbook.in_order(entry.bugs),
        "fair": sorted(moment.fair),
        "state": moment.replay.machine.variables(entry.state),
        "sentences": list(moment.standing.board.sentences),
        "transitions": [_transition(view) for actor in moment.standing.actors for view in actor.transitions],
        "properties": [_property(prop) for prop in moment.properties],
        "trace": [
            {
                "index": line.index,
                "number": line.number,
                "step": line.name,
                "changes": [str(change) for change in line.changes],
                "broke": list(line.broke),
                "healed": list(line.healed),
            }
            for line in moment.trace.entries
        ],
    }


def _transition(view: TransitionView) -> dict[str, Any]:
    preview = view.preview
    return {
        "name": view.name,
        "actor": view.by,
        "enabled": view.enabled,
        "guards": [
            {
                "number": guard.number,
                "formula": guard.text,
                "filled": guard.filled,
                "holds": guard.holds,
                "sentence": guard.sentence,
                "is_bound": guard.bound,
                "removed_by": guard.removed_by,
            }
            for guard in view.guards
        ],
        "changes": [str(change) for change in preview.changes] if preview else [],
        "breaks": list(preview.breaks) if preview else [],
        "heals": list(preview.heals) if preview else [],
    }


def _property(prop: PropertyView) -> dict[str, Any]:
    return {
        "name": prop.name,
        "meaning": prop.meaning,
        "formula": prop.formula,
        "holds": prop.holds,
        "why": prop.why.replace("`", ""),
        "since": prop.since.index if prop.since is not None else None,
        "blame": [sentence.replace("`", "") for sentence in prop.blame],
    }


def shown_sandbox(request: HttpRequest, sandbox: Sandbox, moment: Moment, token: str | None = None) -> dict[str, Any]:
    return {
        "id": sandbox.public_id,
        "url": request.build_absolute_uri(sandbox.get_absolute_url()),
        "version": sandbox.version,
        "cursor": sandbox.cursor,
        "undo": moment.undo,
        "redo": moment.redo,
        "moment": shown_moment(moment),
        "token": token,
    }


def shown_scenario(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    scenario = opened.scenario
    text = encode(scenario)
    return {
        "text": text,
        "url": request.build_absolute_uri(path_of(text)),
        "title": scenario.title,
        "note": scenario.note,
        "complaint": opened.complaint.replace("`", ""),
        "moment": shown_moment(moment_of(scenario)),
    }


def shown_link(request: HttpRequest, link: ShortLink) -> dict[str, Any]:
    return {
        "id": link.public_id,
        "url": request.build_absolute_uri(link.get_absolute_url()),
        "text": link.text,
        "title": link.opened.scenario.title,
        "author": link.author,
        "parent": link.parent.public_id if link.parent is not None else None,
    }


def shown_outlook(moment: Moment) -> dict[str, Any]:
    found = moment.outlook
    if not isinstance(found, Outlook):
        states = found.states if isinstance(found, Pending) else 0
        return {"is_done": False, "is_complete": False, "states": states, "ahead": []}
    ahead = sorted(found.ahead.items(), key=lambda pair: len(pair[1].steps))
    return {
        "is_done": True,
        "is_complete": found.complete,
        "states": found.states,
        "ahead": [{"name": name, "steps": list(way.steps)} for name, way in ahead],
    }


def shown_takes(moment: Moment, prop: str) -> dict[str, Any]:
    name = parse_property(moment.workbook, prop)
    ahead, found = takes(moment, name)
    looked_at = moment.outlook if ahead is not None else found
    is_done = isinstance(looked_at, Outlook | WouldTake)
    sets = found.sets if isinstance(found, WouldTake) else ()
    return {
        "name": name,
        "is_done": is_done,
        "is_complete": isinstance(looked_at, Outlook | WouldTake) and looked_at.complete,
        "states": looked_at.states if isinstance(looked_at, Outlook | WouldTake | Pending) else 0,
        "ahead": None if ahead is None else list(ahead.steps),
        "sets": [{"bugs": list(added.bugs), "steps": list(added.steps)} for added in sets],
    }


def shown_shortened(request: HttpRequest, moment: Moment, prop: str) -> dict[str, Any]:
    name = broken_at_the_end(moment.replay, prop)
    steps = tuple(entry.step for entry in shortened(moment.replay, name).entries[1:])
    scenario = replace(scenario_of(moment), steps=steps, cursor=len(steps))
    check_fits(scenario)
    return {
        "name": name,
        "left_out": moment.entry.index - len(steps),
        "scenario": shown_scenario(request, Opened(scenario)),
    }
