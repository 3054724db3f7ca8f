"""The same steps on the correct model."""

from __future__ import annotations

import pytest

from a09web.model.declared import Bug
from a09web.model.divergence import divergence
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.replay import replay
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds


def parted(*steps: str, bugs: str = "") -> tuple[int | None, str]:
    played = replay(Bounds(), frozenset(bugs.split()), steps)
    assert played.refusal is None
    found = divergence(played)
    return (found.at.index if found.at else None), found.sentence


def test_without_bugs_they_never_part() -> None:
    found = divergence(replay(Bounds(), frozenset(), ["Tick", "Materialize(r1)"]))
    assert found.at is None
    assert found.correct.last.state == found.here.last.state
    assert found.sentence == "The correct model takes the same steps to the same state."


def test_both_replays_can_be_looked_at() -> None:
    """The correct one begins where a trace without bugs begins, and its refusal says why in the guard's words."""
    here = replay(Bounds(), frozenset({"EarlyRelease"}), ["Tick", "Materialize(r1)", "Materialize(r2)"])
    found = divergence(here)
    assert found.here is here
    assert found.correct.machine is here.machine
    assert found.correct.entries[0] == replay(Bounds(), frozenset(), []).last
    refusal = found.correct.refusal
    assert refusal is not None
    assert (refusal.step, refusal.index, refusal.failing) == ("Materialize(r2)", 3, found.guards)
    assert refusal.message == "r2 is not due yet: its time is 2 and it is 1 now."


def test_where_a_step_is_done_differently_nothing_is_refused() -> None:
    here = replay(Bounds(), frozenset({"DuplicateMaterialization"}), ["Tick", "Materialize(r1)", "Claim(w1,r1)"])
    found = divergence(here)
    assert (found.here, found.correct.machine, found.correct.refusal) == (here, here.machine, None)
    assert found.correct.last.index == 2
    without = divergence(replay(Bounds(), frozenset(), ["Tick"]))
    assert (without.correct.machine, without.correct.refusal) == (without.here.machine, None)


def test_a_refused_step() -> None:
    assert parted("Tick", "Materialize(r1)", "Materialize(r2)", bugs="EarlyRelease") == (
        3,
        "First difference: step 3, `Materialize(r2)`. "
        "The correct model refuses it: guard 5, `DueAt[r2] <= now`, fails.",
    )


def test_a_step_that_is_done_differently() -> None:
    assert parted("Tick", "Materialize(r1)", "Claim(w1,r1)", bugs="DuplicateMaterialization") == (
        2,
        "First difference: step 2, `Materialize(r1)`. The correct model also does `scheduled' = scheduled \\ {r1}`.",
    )


def test_a_bug_that_is_on_and_has_not_mattered_yet() -> None:
    assert parted("Tick", "Materialize(r1)", bugs="StaleCompletion DuplicateClaim")[0] is None


def test_toggles_have_no_place_on_the_correct_model() -> None:
    assert parted("+DuplicateClaim", "Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)")[0] == 5


@pytest.mark.parametrize("bug", A09.bugs, ids=lambda bug: bug.name)
def test_every_bug_parts_by_what_it_takes_away(bug: Bug) -> None:

    machine, bugs = machine_for(Bounds()), frozenset({bug.name})
    steps = explore(machine, bugs).shortest(bug.caught_by)
    assert steps is not None
    found = divergence(replay(Bounds(), bugs, steps))
    assert found.at is not None
    taken = [guard.declared.removed_by for guard in found.guards]
    taken += [found.effect.declared.skipped_by] if found.effect else []
    assert taken == [bug.name]
    assert not machine.broken(found.correct.last.state)
