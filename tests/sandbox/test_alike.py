"""No two states read or look alike."""

from __future__ import annotations

import re

import pytest
from django.template import engines

from a09web.model.bounds import Bounds
from a09web.model.declaration import BUG_NAMES
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.sandbox.board import Board, draw_state

PICTURE = """{% from "_macros.html" import chart, places, workers %}
{{ chart(board, "x") }}{{ places(board.runs) }}{{ workers(board.workers) }}"""


def boards(bounds: Bounds, bugs: frozenset[str]) -> list[Board]:
    machine = machine_for(bounds)
    layers = explore(machine, bugs).layers
    return [draw_state(machine, layer.state(row)) for layer in layers for row in range(len(layer))]


@pytest.mark.parametrize("bug", ["", *BUG_NAMES])
def test_no_two_states_read_alike(bug: str) -> None:
    told = [board.sentence for board in boards(Bounds(), frozenset(bug.split()))]
    assert len(set(told)) == len(told)


def test_no_two_states_read_alike_with_every_bug() -> None:
    told = [board.sentence for board in boards(Bounds(due=(1, 1), workers=1, max_time=2), frozenset(BUG_NAMES))]
    assert len(set(told)) == len(told)


def test_no_two_states_look_alike() -> None:
    """What is drawn, without the words for who does not see it."""
    template = engines["jinja2"].from_string(PICTURE)
    seen = set()
    drawn = boards(Bounds(due=(1,), max_time=2), frozenset(BUG_NAMES))
    for board in drawn:
        seen.add(re.sub(r"<title.*?</title>|<desc.*?</desc>", "", template.render({"board": board}), flags=re.DOTALL))
    assert len(seen) == len(drawn)
