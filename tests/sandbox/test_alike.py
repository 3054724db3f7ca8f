"""No two states read or look alike."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.template import engines

from a09web.links.pictures import svg
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.replay import replay
from a09web.scenarios.markdown import to_markdown
from a09web.scenarios.scenario import Scenario
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.board import Board, draw, draw_state
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.a09.picture import worker_lines
from a09web.workbooks.workers import Attempt, WorkerRow
from tests.sources import TEMPLATES

from .making import ZOMBIE

TAKEN_OVER = (*ZOMBIE, "Claim(w2,r1)")
ZOMBIES = draw(replay(Bounds(), frozenset(), TAKEN_OVER))
"""w1 works on with an attempt that w2 has taken over."""


def boards(bounds: Bounds, bugs: frozenset[str]) -> list[Board]:
    machine = machine_for(bounds)
    layers = explore(machine, bugs).layers
    return [draw_state(machine, layer.state(row)) for layer in layers for row in range(len(layer))]


@pytest.mark.parametrize("bug", ["", *A09.bug_names])
def test_no_two_states_read_alike(bug: str) -> None:
    told = [board.sentence for board in boards(Bounds(), frozenset(bug.split()))]
    assert len(set(told)) == len(told)


def test_no_two_states_read_alike_with_every_bug() -> None:
    told = [board.sentence for board in boards(Bounds(due=(1, 1), workers=1, max_time=2), frozenset(A09.bug_names))]
    assert len(set(told)) == len(told)


FORMS = {
    "a page": """{% from "workbooks/a09/board.html" import chart, places %}
        {% from "workbooks/_workers.html" import workers %}
        {{ chart(board, "x") }}{{ places(board.runs) }}{{ workers(board.workers) }}""",
    "a lesson or an exercise": '{% from "workbooks/_state.html" import framed %}{{ framed(board, "x") }}',
    "a chosen state": '{% import "workbooks/a09/board.html" as drawn %}{{ drawn.beside(board, "x") }}',
    "an offline page": '{% from "workbooks/_state.html" import whole %}{{ whole(board, "x") }}',
}


def bare(drawn: str) -> str:
    """What everybody sees of a picture: without the words for who does not see it or who points at it."""
    return re.sub(r"<title.*?</title>|<desc.*?</desc>| (?:title|aria-label)=\"[^\"]*\"", "", drawn, flags=re.DOTALL)


@pytest.mark.parametrize("form", FORMS)
def test_no_two_states_look_alike(form: str) -> None:
    template = engines["jinja2"].from_string(FORMS[form])
    drawn = boards(Bounds(due=(1,), max_time=2), frozenset(A09.bug_names))
    assert len({bare(template.render({"board": board})) for board in drawn}) == len(drawn)


@pytest.mark.parametrize("kind", ["board", "preview"])
def test_no_two_states_look_alike_in_a_picture_that_leaves_the_app(kind: str) -> None:
    """In the part of it that shows the state; beside it stand the trace and what it breaks."""
    bounds = Bounds(due=(1,), max_time=2)
    found = explore(machine_for(bounds), frozenset(A09.bug_names))
    seen = set()
    for depth, layer in enumerate(found.layers):
        for row in range(len(layer)):
            steps = tuple(found.path_to(depth, layer.state(row)))
            drawn = svg(Scenario(bounds=bounds, bugs=frozenset(A09.bug_names), steps=steps, cursor=depth), kind)
            seen.add(bare(drawn.partition('class="state"')[2].partition('<g class="steps"')[0]))
    assert len(seen) == found.distinct


def test_no_attempt_is_cut_off_where_a_worker_holds_many() -> None:
    """At the largest bounds."""
    names = [f"r{run}" for run in range(1, 5)]
    attempts = tuple(Attempt(run, "epoch", epoch, f"{run} is at epoch 3") for run in names for epoch in (1, 2, 3))
    board = replace(boards(Bounds(), frozenset())[0], workers=(WorkerRow("w1", attempts), WorkerRow("w2", ())))
    lines = worker_lines(board.workers)
    assert [line.worker for line in lines if line.worker] == ["w1", "w2"]
    assert all(len(line.text) <= 100 for line in lines)
    told = ", ".join(line.text for line in lines)
    assert all(f"{attempt.name} (zombie: {attempt.zombie})" in told for attempt in attempts)


@pytest.mark.parametrize("form", FORMS)
def test_a_zombie_is_seen_wherever_a_state_is_drawn(form: str) -> None:
    told = " ".join(
        re.sub(r"<[^>]*>", " ", bare(engines["jinja2"].from_string(FORMS[form]).render({"board": ZOMBIES}))).split()
    )
    assert "w1 r1 epoch 1 zombie : r1 is at epoch 2" in told
    assert "w2 r1 epoch 2" in told


def test_a_zombie_is_told_in_what_leaves_the_app() -> None:
    scenario = Scenario(steps=TAKEN_OVER, cursor=len(TAKEN_OVER))
    for kind in ("board", "preview"):
        assert "r1 epoch 1 (zombie: r1 is at epoch 2)" in svg(scenario, kind)
    told = to_markdown(scenario, "x")
    assert "w1 works on r1 under epoch 1 as a zombie: r1 is at epoch 2." in told
    assert "w2 works on" not in told


def test_whatever_shows_where_the_runs_are_shows_what_the_workers_believe() -> None:
    shown = {path for path in TEMPLATES if re.search(r"\{\{-? places\(", path.read_text())}
    both = {path for path in TEMPLATES if re.search(r"\{\{-? workers\(", path.read_text())}
    assert [path.name for path in shown - both] == ["traces.html"]  # its places are steps
