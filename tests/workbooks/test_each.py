"""What works for every workbook: links, files, uploads, commands and the API tell the same of the same scenario."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.names import is_toggle
from a09web.model.report import exploration_report
from a09web.model.walk import random_walk
from a09web.model.workbook import Workbook
from a09web.scenarios.address import decode, encode
from a09web.scenarios.itf import to_itf
from a09web.scenarios.scenario import Scenario
from a09web.scenarios.tlctext import to_tlc_text
from a09web.scenarios.uploads import Upload, read_upload
from a09web.workbooks import WORKBOOKS
from a09web.workbooks.faces import draw, face_of
from tests.scenarios.making import bare
from tests.test_commands import report

from .desk import DESK

pytestmark = pytest.mark.usefixtures("desk")

EACH = [*WORKBOOKS.values(), DESK]
of_each = pytest.mark.parametrize("workbook", EACH, ids=[workbook.slug for workbook in EACH])


def shortest(workbook: Workbook[Any], bug: str) -> Scenario:
    """A shortest break of what is there to catch a bug, with the usual bounds."""
    bounds, bugs = workbook.bounds(), frozenset({bug})
    steps = explore(machine_for(bounds), bugs).shortest(workbook.caught_by[bug])
    assert steps is not None
    return Scenario(bounds=bounds, bugs=bugs, steps=steps, cursor=len(steps))


def walked(workbook: Workbook[Any], seed: int) -> Scenario:
    bounds, bugs = workbook.bounds(), frozenset(workbook.bug_names[: seed % (len(workbook.bugs) + 1)])
    machine = machine_for(bounds)
    steps = random_walk(machine, machine.initial, bugs, seed, longest=20)
    return Scenario(bounds=bounds, bugs=bugs, steps=steps, cursor=len(steps), title="A walk")


@of_each
@pytest.mark.parametrize("seed", range(8))
def test_links_and_files_come_back_as_they_were(workbook: Workbook[Any], seed: int) -> None:
    scenario = walked(workbook, seed)
    assert decode(encode(scenario)).scenario == scenario
    for text in (to_itf(scenario), to_tlc_text(scenario)):
        assert read_upload(text) == Upload(scenario)


@of_each
def test_steps_are_found_in_a_trace_that_says_only_its_states(workbook: Workbook[Any]) -> None:
    """What its members have for numbers it need not show, and then the nearest that explain it are found."""
    for bug in workbook.bug_names:
        scenario = shortest(workbook, bug)
        found = read_upload(bare(scenario)).scenario
        assert found.steps == scenario.steps
        assert found.replay().refusal is None
        assert workbook.indexed or (found.bounds, found.bugs) == (scenario.bounds, scenario.bugs)


@of_each
def test_commands_and_the_explorer_say_the_same(workbook: Workbook[Any]) -> None:
    bug = workbook.bug_names[-1]
    options = [part for key, text in workbook.bounds().texts.items() for part in (f"--{key.replace('_', '-')}", text)]
    found = report("explore", "--workbook", workbook.slug, *options, "--bugs", bug)
    assert found == json.loads(
        json.dumps(exploration_report(explore(machine_for(workbook.bounds()), frozenset({bug}))))
    )
    steps = found["properties"][workbook.caught_by[bug]]["trace"]
    replayed = report("replay", "--workbook", workbook.slug, *options, "--bugs", bug, "; ".join(steps))
    assert workbook.caught_by[bug] in replayed["steps"][-1]["broken"]
    assert len(replayed["steps"]) == len(steps)


@pytest.mark.django_db
@of_each
def test_the_api_makes_and_steps_each_break(client: Client, workbook: Workbook[Any]) -> None:
    for bug in workbook.bug_names:
        scenario = shortest(workbook, bug)
        sent = {"workbook": workbook.slug, "bugs": [bug], "steps": list(scenario.steps)}
        answer = client.post("/api/scenarios", sent, content_type="application/json").json()
        assert decode(answer["text"]).scenario == scenario
        assert answer["moment"]["sentences"]
        assert answer["moment"]["state"] == scenario.replay().machine.variables(scenario.replay().last.state)


@of_each
def test_every_entry_of_a_walk_is_drawn_and_told(workbook: Workbook[Any]) -> None:
    face = face_of(workbook)
    for seed in range(8):
        played = walked(workbook, seed).replay()
        lanes = face.lanes(played.machine.bounds)
        for before, entry in zip(played.entries, played.entries[1:], strict=False):
            assert not is_toggle(entry.step)
            actor = played.machine.transition(entry.step).actor
            cells = face.cells(played.machine, before.state, entry, actor)
            assert len(cells) == len(lanes)
            assert any(cell.mark for cell in cells)
            assert face.in_short(played, entry)
            assert face.as_sentence(played, entry).endswith(".")
        assert draw(played).sentences
