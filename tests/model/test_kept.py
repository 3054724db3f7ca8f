"""What is kept of machines goes with them, whatever else is kept of what they said."""

from __future__ import annotations

import gc

import pytest
from django.test import Client

from a09web.model import kept
from a09web.model.machine import Machine, machine_for
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import Scenario
from a09web.workbooks.a09.bounds import Bounds

MOST = 4
PAGES = ("", "compare/", "space/", "ways/NoEarlyRunnable/", "board.svg", "trace.txt")


def alive() -> set[Bounds]:
    """The bounds of all machines that somebody holds. To ask what a thing is an instance of can wake what is lazy."""
    gc.collect()
    return {each.bounds for each in gc.get_objects() if type(each) is Machine and each.repair is None}


@pytest.mark.django_db
def test_random_bounds_leave_no_machine_behind(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_MACHINES", MOST)
    asked = [Bounds(due=(first, second), max_time=6) for first in range(1, 4) for second in range(first, 5)]
    assert len(asked) > 2 * MOST
    for bounds in asked:
        text = encode(Scenario(bounds=bounds, steps=("Tick", "+EarlyRelease")))
        for page in PAGES:
            assert client.get(f"/t/{text}/{page}").status_code == 200
    assert len(alive() & set(asked)) <= MOST + 1


def test_a_machine_is_the_same_one_until_it_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    first = machine_for(Bounds())
    assert machine_for(Bounds()) is first
    forgotten: list[int] = []
    monkeypatch.setattr(kept, "_forgetting", [*kept._forgetting, lambda: forgotten.append(1)])
    monkeypatch.setattr(kept, "_made", kept.MOST_MACHINES)
    machine_for(Bounds(due=(2, 2, 2), max_time=5))
    assert forgotten == [1]
    assert machine_for(Bounds()) is not first
