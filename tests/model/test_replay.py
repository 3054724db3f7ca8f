"""A trace replayed: states, flags, what broke since when, and where it was refused."""

from __future__ import annotations

import pytest

from a09web.invalid_input import InvalidInput
from a09web.model.machine import NotEnabled, machine_for
from a09web.model.replay import Replay, advance, replay
from a09web.workbooks.a09.bounds import Bounds

BOUNDS = Bounds()
NONE = frozenset[str]()
EARLY = frozenset({"EarlyRelease"})
NO_EARLY = "NoEarlyRunnable"

# Broken by r1 in step 1, healed by the clock in step 2, broken by r2 in step 3, healed in step 4.
UP_AND_DOWN = ("Materialize(r1)", "Tick", "Materialize(r2)", "Tick", "Claim(w1,r1)")


def played(*steps: str, bugs: frozenset[str] = NONE) -> Replay:
    found = replay(BOUNDS, bugs, steps)
    assert found.refusal is None
    return found


def test_no_steps_at_all() -> None:
    found = played()
    [entry] = found.entries
    assert (entry.index, entry.step, entry.state, entry.broken) == (0, "Init", machine_for(BOUNDS).initial, ())
    assert found.last is entry


def test_every_entry_has_its_state_and_what_is_broken_in_it() -> None:
    found = played("Tick", "Materialize(r1)", bugs=frozenset({"DuplicateMaterialization"}))
    assert [(entry.index, entry.step) for entry in found.entries] == [(0, "Init"), (1, "Tick"), (2, "Materialize(r1)")]
    assert [found.machine.variables(entry.state)["now"] for entry in found.entries] == [0, 1, 1]
    assert [entry.broken for entry in found.entries] == [(), (), ("MaterializedRunRemovedFromSchedule",)]


@pytest.mark.parametrize(
    ("length", "since", "healed"),
    [(0, None, None), (1, 1, None), (2, None, 2), (3, 3, None), (4, None, 4), (5, None, 4)],
)
def test_since_when_it_is_broken_and_when_it_healed(length: int, since: int | None, healed: int | None) -> None:
    found = played(*UP_AND_DOWN[:length], bugs=EARLY)
    assert (found.since(NO_EARLY), found.healed(NO_EARLY)) == (since, healed)
    earlier = played(*UP_AND_DOWN, bugs=EARLY).until(length)
    assert earlier.entries == found.entries
    assert (earlier.since(NO_EARLY), earlier.healed(NO_EARLY)) == (since, healed)


def test_since_is_the_last_break_and_not_how_long_it_can_be_seen() -> None:
    """Toggles and other steps do not move it."""
    found = played("+EarlyRelease", "Materialize(r2)", "-EarlyRelease", "Tick", "+StaleCompletion", "Materialize(r1)")
    assert found.since(NO_EARLY) == 2


def test_a_second_run_that_breaks_it_too_does_not_move_it() -> None:
    found = played("Materialize(r2)", "Materialize(r1)", bugs=EARLY)
    assert found.since(NO_EARLY) == 1


def test_a_toggle_is_an_entry_that_changes_flags_and_nothing_else() -> None:
    found = played("Tick", "+EarlyRelease", "-EarlyRelease", "+StaleCompletion")
    tick, on, off, other = found.entries[1:]
    assert (on.index, on.step, on.state, on.broken) == (2, "+EarlyRelease", tick.state, tick.broken)
    assert [entry.bugs for entry in (tick, on, off, other)] == [NONE, EARLY, NONE, {"StaleCompletion"}]


def test_later_steps_use_the_new_flags() -> None:
    assert replay(BOUNDS, NONE, ["Materialize(r1)"]).refusal is not None
    assert replay(BOUNDS, NONE, ["+EarlyRelease", "Materialize(r1)"]).refusal is None
    assert replay(BOUNDS, EARLY, ["-EarlyRelease", "Materialize(r1)"]).refusal is not None


def test_a_refused_step_ends_the_replay_at_the_last_valid_state() -> None:
    found = replay(BOUNDS, NONE, ["Tick", "Materialize(r2)", "Tick"])
    assert [entry.step for entry in found.entries] == ["Init", "Tick"]
    assert found.refusal is not None
    assert (found.refusal.step, found.refusal.index) == ("Materialize(r2)", 2)
    assert found.refusal.message == (
        "Materialize(r2) is not enabled. r2 is not due yet: its time is 2 and it is 1 now."
    )
    assert [(guard.number, guard.text) for guard in found.refusal.failing] == [(5, "DueAt[r2] <= now")]


@pytest.mark.parametrize(
    ("steps", "index", "message"),
    [
        (["Tick", "Tock"], 2, "There is no step “Tock” here."),
        (["Init"], 1, "There is no step “Init” here."),
        (["+Late"], 1, "There is no bug “Late”."),
        (["+EarlyRelease", "Tick", "+EarlyRelease"], 3, "EarlyRelease is on already; a toggle must change something."),
        (["-EarlyRelease"], 1, "EarlyRelease is off already; a toggle must change something."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(steps: list[str], index: int, message: str) -> None:
    found = replay(BOUNDS, NONE, steps)
    assert found.refusal is not None
    assert (found.refusal.index, found.refusal.step) == (index, steps[index - 1])
    assert found.refusal.message.startswith(message)
    assert found.refusal.failing == ()
    assert len(found.entries) == index


def test_one_more_step() -> None:
    machine = machine_for(BOUNDS)
    start = played("Tick").last
    assert advance(machine, start, "Materialize(r1)") == played("Tick", "Materialize(r1)").last
    with pytest.raises(NotEnabled):
        advance(machine, start, "Tick")
    with pytest.raises(InvalidInput):
        advance(machine, start, "-EarlyRelease")


def test_the_same_step_under_other_bounds_is_another_step() -> None:
    """What is remembered of one model is not given to another: the states look the same."""
    early, late = Bounds(due=(1, 1)), Bounds(due=(1, 2))
    steps = ["Tick", "Materialize(r2)"]
    assert replay(early, NONE, steps).refusal is None
    assert replay(late, NONE, steps).refusal is not None
    assert replay(early, NONE, steps).refusal is None
