from __future__ import annotations

import pytest

from a09web.model.replay import replay
from a09web.workbooks.a09.board import LEFT, RIGHT, WIDTH, Board, RunRow, Span, draw
from a09web.workbooks.a09.bounds import Bounds

from .making import BREAKS, CAUGHT_BY, ZOMBIE

THREE = Bounds(due=(1, 2, 4), workers=2, max_time=4, max_epoch=2)


def board(*steps: str, bugs: tuple[str, ...] = (), bounds: Bounds | None = None) -> Board:
    played = replay(bounds or Bounds(), frozenset(bugs), steps)
    assert played.refusal is None, played.refusal
    return draw(played)


def run(name: str, *steps: str, bugs: tuple[str, ...] = (), bounds: Bounds | None = None) -> RunRow:
    return next(row for row in board(*steps, bugs=bugs, bounds=bounds).runs if row.name == name)


# The chart


def test_the_axis_reaches_from_zero_to_the_last_time() -> None:
    drawn = board(bounds=THREE)
    assert drawn.ticks == ((0, 34.0), (1, 110.0), (2, 186.0), (3, 262.0), (4, 338.0))
    assert (drawn.ticks[0][1], drawn.ticks[-1][1]) == (LEFT, WIDTH - RIGHT)


def test_the_clock_and_the_checkpoint_stand_at_their_times() -> None:
    drawn = board("Tick", "Materialize(r1)", "AdvanceCheckpoint", "Tick")
    x = dict(drawn.ticks)
    assert (drawn.now, drawn.now_x) == (2, x[2])
    assert (drawn.checkpoint, drawn.checkpoint_x) == (1, x[1])


def test_each_run_has_a_row_of_its_own_between_the_axis_and_the_foot() -> None:
    drawn = board(bounds=THREE)
    rows = [row.y for row in drawn.runs]
    assert [row.name for row in drawn.runs] == ["r1", "r2", "r3"]
    assert rows == sorted(set(rows))
    assert drawn.axis_y <= rows[0]
    assert rows[-1] < drawn.foot_y < drawn.height
    assert [row.due_x for row in drawn.runs] == [dict(drawn.ticks)[due] for due in THREE.due]


# Early and overdue


def test_a_run_that_can_be_claimed_before_it_is_due_is_early_from_now_to_its_time() -> None:
    x = dict(board().ticks)
    early = run("r2", "Materialize(r2)", bugs=("EarlyRelease",))
    assert early.span == Span(x=x[0], width=round(x[2] - x[0], 1), kind="early", label="early by 2")
    assert early.broken == ("NoEarlyRunnable",)


def test_an_early_run_is_early_no_more_once_its_time_has_come() -> None:
    steps = ("Materialize(r1)", "Tick")
    assert run("r1", *steps, bugs=("EarlyRelease",)).span is None


def test_an_entry_that_is_in_the_schedule_after_its_time_is_overdue_from_its_time_to_now() -> None:
    x = dict(board().ticks)
    overdue = run("r1", "Tick", "Tick", "Tick", bugs=("MissingMaterialization",))
    assert overdue.span == Span(x=x[1], width=round(x[3] - x[1], 1), kind="overdue", label="overdue by 2")
    assert overdue.broken == ("NoOverdueScheduled",)


def test_an_entry_is_not_overdue_at_its_very_time() -> None:
    at_its_time = run("r1", "Tick")
    assert at_its_time.span is None
    assert at_its_time.broken == ()


def test_a_materialized_run_whose_entry_stayed_is_overdue_too() -> None:
    row = run("r1", "Tick", "Materialize(r1)", "Materialize(r1)", "Tick", bugs=("DuplicateMaterialization",))
    assert row.span is not None
    assert row.span.kind == "overdue"
    assert (row.copies, row.scheduled) == (2, True)
    assert set(row.broken) == {"MaterializedRunRemovedFromSchedule", "NoOverdueScheduled"}


# Skipped


def test_a_run_that_the_checkpoint_passed_without_materializing_is_skipped() -> None:
    skipped = run("r1", "Tick", "AdvanceCheckpoint", bugs=("CheckpointAdvance",))
    assert skipped.skipped
    assert skipped.broken == ("CheckpointAfterDurableMaterialization",)


def test_a_run_that_was_materialized_before_the_checkpoint_came_is_not_skipped() -> None:
    steps = ("Tick", "Materialize(r1)", "AdvanceCheckpoint")
    assert not run("r1", *steps).skipped
    assert not run("r2", *steps).skipped


# Status


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ((), "pending"),
        (("Tick",), "pending"),
        (("Tick", "Materialize(r1)"), "runnable"),
        (("Tick", "Materialize(r1)", "Claim(w2,r1)"), "claimed"),
        (ZOMBIE, "runnable"),
        (("Tick", "Materialize(r1)", "Claim(w2,r1)", "Complete(w2,r1,1)"), "completed"),
    ],
)
def test_the_status_of_a_run_follows_from_the_state(steps: tuple[str, ...], status: str) -> None:
    assert run("r1", *steps).status == status


def test_a_run_that_is_completed_while_somebody_still_claims_it_is_completed() -> None:
    steps = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)", "Materialize(r1)")
    row = run("r1", *steps, bugs=("DuplicateMaterialization",))
    assert row.status == "runnable"
    assert (row.epoch, row.completed_epoch, row.completions) == (2, 0, 1)


@pytest.mark.parametrize("bug", BREAKS)
def test_the_run_that_a_property_is_broken_for_says_so(bug: str) -> None:
    rows = board(*BREAKS[bug], bugs=(bug,)).runs
    assert [row.name for row in rows if CAUGHT_BY[bug] in row.broken] == ["r1"]
    assert [row.name for row in rows if not row.broken] == ["r2"]


def test_two_claimers_are_both_shown() -> None:
    row = run("r1", *BREAKS["DuplicateClaim"], bugs=("DuplicateClaim",))
    assert row.claimers == ("w1", "w2")


# Workers and zombies


def beliefs(drawn: Board) -> dict[str, list[tuple[str, int, str]]]:
    return {w.name: [(a.run, a.number, a.zombie) for a in w.attempts] for w in drawn.workers}


def test_a_worker_with_the_current_attempt_is_no_zombie() -> None:
    drawn = board(*ZOMBIE[:3])
    assert beliefs(drawn) == {"w1": [("r1", 1, "")], "w2": []}


def test_a_worker_whose_lease_ran_out_is_a_zombie() -> None:
    assert beliefs(board(*ZOMBIE)) == {"w1": [("r1", 1, "r1 is at epoch 2")], "w2": []}


def test_a_zombie_is_told_from_the_one_who_took_over() -> None:
    drawn = board(*ZOMBIE, "Claim(w2,r1)")
    assert beliefs(drawn) == {"w1": [("r1", 1, "r1 is at epoch 2")], "w2": [("r1", 2, "")]}


def test_a_worker_who_claims_again_holds_both_attempts() -> None:
    drawn = board(*ZOMBIE, "Claim(w1,r1)")
    assert beliefs(drawn)["w1"] == [("r1", 1, "r1 is at epoch 2"), ("r1", 2, "")]


def test_the_loser_of_a_duplicate_claim_is_a_zombie_once_the_run_is_completed() -> None:
    drawn = board(*BREAKS["DuplicateClaim"], "Complete(w1,r1,1)", bugs=("DuplicateClaim",))
    assert beliefs(drawn) == {"w1": [], "w2": [("r1", 1, "r1 was completed")]}


# In words


def test_the_initial_state_in_words() -> None:
    assert board().sentence == (
        "The time is 0; the clock stops at 3. The checkpoint is at 0. "
        "r1, due at 1, is in the schedule and is not materialized. "
        "r2, due at 2, is in the schedule and is not materialized. "
        "w1 is idle. w2 is idle."
    )


def test_a_busy_state_in_words() -> None:
    assert board(*ZOMBIE, "Claim(w2,r1)", "AdvanceCheckpoint").sentence == (
        "The time is 1; the clock stops at 3. The checkpoint is at 1. "
        "r1, due at 1, has left the schedule and is claimed by w2; it is at epoch 2. "
        "r2, due at 2, is in the schedule and is not materialized. "
        "w1 works on r1 under epoch 1 as a zombie. w2 works on r1 under epoch 2."
    )


def test_a_broken_state_in_words() -> None:
    steps = ("Tick", "Materialize(r1)", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)")
    words = board(*steps, bugs=("DuplicateMaterialization", "DuplicateClaim")).sentence
    assert (
        "r1, due at 1, is in the schedule and is claimed by w1 and w2; it is at epoch 2, materialized twice." in words
    )
    completed = board("Tick", "Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)").sentence
    assert "r1, due at 1, has left the schedule and was completed under epoch 1" in completed
