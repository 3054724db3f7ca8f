"""States in which nothing more happens: done, or waiting for something in vain."""

from __future__ import annotations

import pytest

from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.replay import replay
from a09web.model.stuck import standstill, stuck_for
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

BOUNDS = Bounds(due=(1,), workers=1, max_time=1, max_epoch=1)
MACHINE = machine_for(BOUNDS)
ALL_DONE = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)", "AdvanceCheckpoint")


def end(*steps: str, bugs: str = "") -> tuple[int, ...]:
    played = replay(BOUNDS, frozenset(bugs.split()), steps)
    assert played.refusal is None
    return played.last.state


def test_where_something_can_happen_there_is_no_standstill() -> None:
    assert standstill(MACHINE, MACHINE.initial, frozenset()) is None


def test_all_work_is_done() -> None:
    found = standstill(MACHINE, end(*ALL_DONE), frozenset())
    assert found is not None
    assert found.done
    assert found.sentence == "All work is done: every run was completed."


def test_a_run_behind_the_checkpoint_is_lost() -> None:
    bugs = frozenset({"CheckpointAdvance"})
    found = standstill(MACHINE, end("Tick", "AdvanceCheckpoint", bugs="CheckpointAdvance"), bugs)
    assert found is not None
    assert not found.done
    assert found.sentence == (
        "It stays here for ever. r1 waits: Materialize(r1) is never enabled again. r1 is due at 1, and the checkpoint "
        "at 1 says that time is done: the scanner never looks back."
    )


def test_what_nobody_promises_may_never_happen() -> None:
    bugs = frozenset({"MissingMaterialization"})
    state = end("Tick")
    assert standstill(MACHINE, state, bugs) is None
    found = standstill(MACHINE, state, bugs, A09.default_fairness(bugs))
    assert found is not None
    assert found.waiting[0].transition == "Materialize(r1)"
    assert "enabled, but nobody promises that it is ever taken" in found.sentence


@pytest.mark.parametrize(
    ("goal", "subject", "transition"),
    [
        ("EventuallyMaterialized", "r1", "Materialize(r1)"),
        ("EventuallyCompleted", "r1", "Materialize(r1)"),
        ("CheckpointCatchesUp", "The checkpoint", "AdvanceCheckpoint"),
    ],
)
def test_each_goal_names_the_transition_that_would_help(goal: str, subject: str, transition: str) -> None:
    bugs = frozenset({"MissingMaterialization"})
    fair = A09.default_fairness(bugs)
    found = explore(MACHINE, bugs, fair=fair)
    concrete = next(one for one in MACHINE.liveness if one.name == goal)
    state = found.nearest(goal)
    assert state is not None
    (waiting,) = stuck_for(MACHINE, state, bugs, fair, concrete).waiting
    assert (waiting.subject, waiting.transition) == (subject, transition)


TWO = machine_for(Bounds())
NOBODY = "is enabled, but nobody promises that it is ever taken: its fairness is off."


def waiting(goal: str, *steps: str) -> list[tuple[str, str, str]]:
    """What a goal waits for after these steps if nothing is fair."""
    state = replay(Bounds(), frozenset(), steps).last.state
    concrete = next(one for one in TWO.liveness if one.name == goal)
    found = stuck_for(TWO, state, frozenset(), (), concrete)
    assert (found.state, found.done) == (state, False)
    return [(wait.subject, wait.transition, wait.why) for wait in found.waiting]


def test_only_what_is_due_can_be_late() -> None:
    assert waiting("EventuallyMaterialized", "Tick") == [("r1", "Materialize(r1)", f"Materialize(r1) {NOBODY}")]


@pytest.mark.parametrize(
    ("steps", "transition"),
    [
        (("Tick",), "Materialize(r1)"),
        (("Tick", "Materialize(r1)"), "Claim(w1,r1)"),
        (("Tick", "Materialize(r1)", "Claim(w2,r1)"), "Complete(w2,r1,1)"),
    ],
)
def test_a_run_waits_for_what_comes_next(steps: tuple[str, ...], transition: str) -> None:
    first, second = waiting("EventuallyCompleted", *steps)
    assert first == ("r1", transition, f"{transition} {NOBODY}")
    assert second[:2] == ("r2", "Materialize(r2)")


def test_the_checkpoint_waits_for_the_clock_or_for_the_scanner() -> None:
    assert waiting("CheckpointCatchesUp") == [("The checkpoint", "Tick", f"Tick {NOBODY}")]
    ahead = ("Tick", "Materialize(r1)")
    assert waiting("CheckpointCatchesUp", *ahead) == [
        ("The checkpoint", "AdvanceCheckpoint", f"AdvanceCheckpoint {NOBODY}")
    ]


def test_each_run_that_waits_is_named() -> None:
    state = replay(Bounds(), frozenset(), ("Tick", "Materialize(r1)")).last.state
    found = standstill(TWO, state, frozenset(), ())
    assert found is not None
    assert (found.state, found.must_stay) == (state, False)
    assert found.sentence == (
        f"It may stay here for ever. r1 waits: Claim(w1,r1) {NOBODY} r2 waits: Materialize(r2) is not enabled, and "
        "nobody promises a step that could enable it. r2 is not due yet: its time is 2 and it is 1 now."
    )


def test_what_is_never_enabled_again_is_never_reached() -> None:
    """Wherever that is said, nothing at all is enabled; and where something is, it is said that it may stay."""
    for bug in ("", *A09.bug_names):
        bugs = frozenset(bug.split())
        for layer in explore(TWO, bugs).layers:
            for state in map(layer.state, range(len(layer))):
                for fair in ((), A09.fair_actions):
                    found = standstill(TWO, state, bugs, fair)
                    if found is not None and not found.done:
                        assert found.must_stay is not bool(TWO.enabled(state, bugs))
                        assert ("never enabled again" in found.sentence) <= found.must_stay
                        assert found.short.startswith("It stays" if found.must_stay else "It may stay")


@pytest.mark.parametrize("bug", ["", "CheckpointAdvance", "MissingMaterialization", "DuplicateClaim"])
def test_a_standstill_is_exactly_a_state_without_a_fair_transition(bug: str) -> None:
    bugs = frozenset(bug.split())
    machine, fair = machine_for(Bounds()), A09.default_fairness(bugs)
    found = explore(machine, bugs)
    stays = 0
    for layer in found.layers:
        for row in range(len(layer)):
            state = layer.state(row)
            enabled = {t.declared.name for t in machine.enabled(state, bugs)}
            here = standstill(machine, state, bugs, fair)
            assert (here is None) == bool(enabled & fair)
            if here is not None:
                stays += 1
                done = all(machine.variables(state)["completions"].values())
                assert here.done is done
                assert bool(here.waiting) is not done
    assert stays > 0
