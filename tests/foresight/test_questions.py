"""Questions about the future and their answers."""

from __future__ import annotations

import pickle

import pytest

from a09web.foresight.questions import WayTo, WhatCanBreak, WhatIsReachable
from a09web.model.machine import machine_for
from a09web.model.replay import replay
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

BOUNDS = Bounds()
ANYTHING = 1_000_000


def ahead(*steps: str, bugs: str = "", limit: int = ANYTHING) -> WhatCanBreak:
    played = replay(BOUNDS, frozenset(bugs.split()), steps)
    assert played.refusal is None
    return WhatCanBreak(BOUNDS, played.last.bugs, played.last.state, A09.default_fairness(played.last.bugs))


def test_what_cannot_break_is_missing_and_the_states_prove_it() -> None:
    found = ahead().answer(limit=ANYTHING)
    assert (found.ahead, found.states, found.complete) == ({}, 1058, True)


@pytest.mark.parametrize("steps", [(), ("Tick",), ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)")])
def test_each_way_to_a_break_replays_and_breaks_exactly_that_at_its_last_step(steps: tuple[str, ...]) -> None:
    bugs = "StaleCompletion DuplicateClaim DuplicateMaterialization"
    found = ahead(*steps, bugs=bugs).answer(limit=ANYTHING)
    assert found.ahead
    for name, way in found.ahead.items():
        played = replay(BOUNDS, frozenset(bugs.split()), [*steps, *way.steps])
        assert played.refusal is None
        if not way.steps:
            assert name in played.last.broken
        elif way.standstill is None:
            assert played.since(name) == len(steps) + len(way.steps)
        else:
            assert way.standstill.state == played.last.state


def test_flags_that_were_toggled_count_from_now_on() -> None:
    found = ahead("+EarlyRelease", "Materialize(r1)", "-EarlyRelease").answer(limit=ANYTHING)
    assert found.ahead["NoEarlyRunnable"].steps == ()
    assert found.complete


def test_a_limit_proves_nothing() -> None:
    found = ahead(bugs="DuplicateMaterialization").answer(limit=100)
    assert not found.complete
    assert found.states <= 100
    assert "CompletedAtMostOnce" not in found.ahead


def test_a_way_leads_to_its_state() -> None:
    steps = ("Tick", "Materialize(r1)", "Tick")
    state = replay(BOUNDS, frozenset(), steps).last.state
    way = WayTo(BOUNDS, frozenset(), state).answer(limit=ANYTHING).steps
    assert way is not None
    assert len(way) == 3
    assert replay(BOUNDS, frozenset(), way).last.state == state


def test_there_is_no_way_to_a_state_that_only_a_bug_reaches() -> None:
    state = replay(BOUNDS, frozenset({"EarlyRelease"}), ["Materialize(r1)"]).last.state
    assert WayTo(BOUNDS, frozenset(), state).answer(limit=ANYTHING).steps is None


def test_questions_and_answers_travel_between_processes() -> None:
    for question in (
        ahead(bugs="MissingMaterialization"),
        WhatIsReachable(BOUNDS, frozenset(), A09.default_fairness(frozenset())),
        WayTo(BOUNDS, frozenset(), machine_for(BOUNDS).initial),
    ):
        assert pickle.loads(pickle.dumps(question)) == question
        answer = question.answer(limit=ANYTHING)
        assert pickle.loads(pickle.dumps(answer)) == answer
