"""The fields of a state, and a state shown as its nine variables."""

from __future__ import annotations

from a09web.model.expressions import Scope
from a09web.model.fields import FieldMap, State, show_set
from a09web.model.machine import Machine
from a09web.model.replay import replay
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09 import declaration as d
from a09web.workbooks.a09.bounds import Bounds

BOUNDS = Bounds(due=(1, 2), workers=2, max_time=3, max_epoch=2)


def test_the_initial_state() -> None:
    fields = FieldMap(BOUNDS)
    assert fields.variables(fields.initial) == {
        "now": 0,
        "scheduled": ["r1", "r2"],
        "copies": {"r1": 0, "r2": 0},
        "epoch": {"r1": 0, "r2": 0},
        "claimers": {"r1": [], "r2": []},
        "held": [],
        "completedEpoch": {"r1": 0, "r2": 0},
        "completions": {"r1": 0, "r2": 0},
        "checkpoint": 0,
    }


def test_a_later_state() -> None:
    steps = ("Tick", "Materialize(r1)", "Claim(w2,r1)", "Expire(r1)", "Claim(w1,r1)", "Claim(w2,r1)", "Tick")
    played = replay(BOUNDS, frozenset({"DuplicateClaim"}), (*steps, "Complete(w2,r1,2)", "AdvanceCheckpoint"))
    assert played.refusal is None
    shown = played.machine.variables(played.entries[-3].state)
    assert tuple(shown) == A09.variable_names
    assert shown["claimers"] == {"r1": ["w1", "w2"], "r2": []}
    assert shown["held"] == [["w1", "r1", 2], ["w2", "r1", 1], ["w2", "r1", 2]]
    assert _held_at_r1(played.machine, played.entries[-3].state) == (
        "{<<w1, r1, 2>>, <<w2, r1, 1>>, <<w2, r1, 2>>}, the attempts at r1"
    )
    assert played.machine.variables(played.last.state) == {
        "now": 2,
        "scheduled": ["r2"],
        "copies": {"r1": 1, "r2": 0},
        "epoch": {"r1": 2, "r2": 0},
        "claimers": {"r1": [], "r2": []},
        "held": [["w1", "r1", 2], ["w2", "r1", 1]],
        "completedEpoch": {"r1": 2, "r2": 0},
        "completions": {"r1": 1, "r2": 0},
        "checkpoint": 1,
    }


def test_widths_leave_room_for_the_highest_value() -> None:
    widths = FieldMap(Bounds(due=(1, 2), workers=3, max_time=8, max_epoch=3)).widths
    assert widths["now",] == widths["checkpoint",] == 4
    assert widths["scheduled", 0] == 1
    assert widths["copies", 0] == widths["completions", 1] == 2
    assert widths["epoch", 0] == widths["completedEpoch", 1] == 2
    assert widths["claimers", 1] == 3
    assert widths["held", 2, 1] == 3
    assert FieldMap(Bounds(due=(1,), max_time=7)).widths["now",] == 3
    assert FieldMap(Bounds(due=(1,), max_epoch=2)).widths["epoch", 0] == 2
    assert FieldMap(Bounds(due=(1,), max_epoch=1)).widths["epoch", 0] == 1


def _held_at_r1(machine: Machine, state: State) -> str:
    """What a guard shows of all attempts that are held."""
    here = Scope(machine.fields).bind(d.w, 0).bind(d.r, 0).bind(d.e, 1)
    return d.held.at(here).show_for(tuple(part.at(here) for part in (d.w, d.r, d.e)), state)


def test_sets_as_text() -> None:
    assert show_set(["r1", "r2"]) == "{r1, r2}"
    assert show_set([]) == "{}"
