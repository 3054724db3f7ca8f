from __future__ import annotations

import pytest

from a09web.sandbox.moment import Moment
from a09web.sandbox.trace import TraceEntry

from .making import BREAKS, CAUGHT_BY, board_of, made, moment, move, step

pytestmark = pytest.mark.django_db


def line(shown: Moment, number: int) -> TraceEntry:
    return next(entry for entry in shown.trace.entries if entry.number == number)


def texts(entry: TraceEntry) -> list[str]:
    return [str(change) for change in entry.changes]


# The trace


def test_the_trace_begins_with_the_initial_state() -> None:
    (start,) = moment(made()).trace.entries
    assert (start.number, start.index, start.name, start.actor, start.changes) == (0, 0, "Init", "start", ())
    assert start.is_here
    assert start.is_present
    assert not start.is_future


def test_each_entry_says_who_did_it_and_what_changed() -> None:
    shown = moment(made("Tick", "Materialize(r1)", "Claim(w2,r1)", "Expire(r1)", "+StaleCompletion"))
    assert [(entry.name, entry.actor) for entry in shown.trace.entries] == [
        ("Init", "start"),
        ("Tick", "clock"),
        ("Materialize(r1)", "scanner"),
        ("Claim(w2,r1)", "w2"),
        ("Expire(r1)", "lease"),
        ("+StaleCompletion", "toggle"),
    ]
    assert texts(line(shown, 1)) == ["now 0 → 1"]
    assert texts(line(shown, 2)) == ["scheduled − r1", "copies[r1] 0 → 1", "epoch[r1] 0 → 1"]
    assert texts(line(shown, 3)) == ["claimers[r1] + w2", "held + <<w2, r1, 1>>"]
    assert texts(line(shown, 5)) == []


def test_an_entry_says_what_it_broke_and_what_it_healed() -> None:
    shown = moment(made("Materialize(r1)", "Tick", bugs={"EarlyRelease"}))
    assert [(e.broke, e.healed) for e in shown.trace.entries] == [
        ((), ()),
        (("NoEarlyRunnable",), ()),
        ((), ("NoEarlyRunnable",)),
    ]


@pytest.mark.parametrize("bug", BREAKS)
def test_the_culprit_of_a_broken_property_is_marked(bug: str) -> None:
    shown = moment(made(*BREAKS[bug], bugs={bug}))
    last = shown.trace.entries[-1]
    assert last.broke == (CAUGHT_BY[bug],)
    assert last.culprit_of == (CAUGHT_BY[bug],)
    assert all(not entry.culprit_of and not entry.broke for entry in shown.trace.entries[:-1])


def test_the_culprit_may_stand_before_the_step_that_broke() -> None:
    shown = moment(
        made(*BREAKS["DuplicateMaterialization"], "Materialize(r1)", "Tick", bugs={"DuplicateMaterialization"})
    )
    assert {entry.index: entry.culprit_of for entry in shown.trace.entries if entry.culprit_of} == {
        2: ("MaterializedRunRemovedFromSchedule",),
        3: ("NoOverdueScheduled",),
    }


def test_after_undo_the_future_is_still_in_the_trace() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)")
    move(sandbox, 1)
    shown = moment(sandbox)
    assert [entry.is_future for entry in shown.trace.entries] == [False, False, True, True]
    assert [entry.number for entry in shown.trace.entries if entry.is_present] == [1]


# Branches


def test_what_else_was_tried_is_listed_where_it_branches_off() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)")
    move(sandbox, 2)
    step(sandbox, "Claim(w2,r1)")
    shown = moment(sandbox)
    assert [entry.number for entry in shown.trace.entries] == [0, 1, 2, 4]
    assert [[node.name for node in entry.branches] for entry in shown.trace.entries] == [[], [], ["Claim(w1,r1)"], []]


def test_looking_at_the_other_branch_shows_that_branch() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)")
    move(sandbox, 2)
    step(sandbox, "Claim(w2,r1)")
    shown = moment(sandbox, at=3)
    assert [entry.number for entry in shown.trace.entries] == [0, 1, 2, 3, 4]
    assert [entry.number for entry in shown.trace.entries if entry.is_here] == [3]
    assert [entry.number for entry in shown.trace.entries if entry.is_future] == [4]
    assert [entry.number for entry in shown.trace.entries if entry.is_present] == []
    assert [[node.name for node in entry.branches] for entry in shown.trace.entries] == [
        [],
        [],
        ["Claim(w2,r1)"],
        [],
        [],
    ]


# Looking at an old step


def test_an_old_step_is_shown_as_it_was() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)")
    shown = moment(sandbox, at=1)
    assert (board_of(shown).now, board_of(shown).runs[0].status) == (1, "pending")
    assert (shown.is_present, shown.entry.index, shown.entry.step) == (False, 1, "Tick")
    assert (shown.undo, shown.redo) == (0, 2)
    enabled = {view.name for actor in shown.standing.actors for view in actor.transitions if view.enabled}
    assert enabled == {"Materialize(r1)"}


def test_the_flags_are_those_of_the_moment() -> None:
    sandbox = made("+EarlyRelease", "Materialize(r1)", "-EarlyRelease", bugs={"DuplicateClaim"})
    assert [view.bug.name for view in moment(sandbox).bugs_on] == ["DuplicateClaim"]
    assert [view.bug.name for view in moment(sandbox, at=2).bugs_on] == ["EarlyRelease", "DuplicateClaim"]
    assert [view.bug.name for view in moment(sandbox, at=0).bugs_on] == ["DuplicateClaim"]


def test_undo_and_redo_end_at_the_ends() -> None:
    sandbox = made("Tick", "Materialize(r1)")
    assert (moment(sandbox, at=0).undo, moment(sandbox, at=0).redo) == (None, 1)
    assert (moment(sandbox).undo, moment(sandbox).redo) == (1, None)
    assert (moment(made()).undo, moment(made()).redo) == (None, None)


# Properties


def test_a_property_that_holds_says_why_and_blames_nobody() -> None:
    shown = moment(made("Tick"))
    assert not shown.broken
    assert len(shown.properties) == 7
    assert all(prop.why and prop.since is None and prop.healed is None and not prop.blamed for prop in shown.properties)


def test_a_broken_property_says_since_when_and_who_is_to_blame() -> None:
    shown = moment(made("Tick", "Materialize(r1)", "Materialize(r2)", "Claim(w1,r1)", bugs={"EarlyRelease"}))
    (prop,) = shown.broken
    assert prop.name == "NoEarlyRunnable"
    assert prop.since is not None
    assert (prop.since.index, prop.since.step) == (3, "Materialize(r2)")
    assert "r2" in prop.why
    assert [blamed.bug for blamed in prop.blamed] == ["EarlyRelease"]
    assert prop.blamed[0].sentence.startswith(
        "r2 is not due yet: its time is 2 and it is 1 now. So says guard 5 of Materialize,"
    )


def test_a_property_that_healed_says_when() -> None:
    shown = moment(made("Materialize(r1)", "Tick", bugs={"EarlyRelease"}))
    prop = next(prop for prop in shown.properties if prop.name == "NoEarlyRunnable")
    assert prop.holds
    assert prop.since is None
    assert prop.healed is not None
    assert (prop.healed.index, prop.healed.step) == (2, "Tick")


def test_what_broke_later_is_not_broken_earlier() -> None:
    sandbox = made(*BREAKS["StaleCompletion"], bugs={"StaleCompletion"})
    assert [prop.name for prop in moment(sandbox).broken] == ["CompletedUsesCurrentEpoch"]
    earlier = moment(sandbox, at=4)
    assert not earlier.broken
    assert all(not entry.culprit_of for entry in earlier.trace.entries)


# Transitions


def test_the_transitions_are_grouped_by_who_takes_them() -> None:
    groups = {actor.name: (actor.kind, len(actor.transitions)) for actor in moment(made()).standing.actors}
    assert groups == {
        "clock": ("clock", 1),
        "scanner": ("scanner", 3),
        "w1": ("worker", 6),
        "w2": ("worker", 6),
        "lease": ("lease", 2),
    }


def test_a_disabled_transition_says_why() -> None:
    shown = moment(made("Tick"))
    (tick,) = shown.standing.actors[0].transitions
    assert not tick.enabled
    assert [guard.holds for guard in tick.guards] == [True, False]
    assert tick.guards[1].sentence == "The scanner has due work, r1: time waits until it is materialized."


def test_a_transition_that_only_a_bug_enables_says_so() -> None:
    shown = moment(made("Tick", bugs={"MissingMaterialization"}))
    (tick,) = shown.standing.actors[0].transitions
    assert tick.enabled
    assert [(guard.number, guard.removed_by) for guard in tick.only_by] == [(2, "MissingMaterialization")]


def test_a_removed_guard_that_would_hold_anyway_is_not_what_enables() -> None:
    (tick,) = moment(made(bugs={"MissingMaterialization"})).standing.actors[0].transitions
    assert tick.enabled
    assert tick.only_by == ()
    assert [guard.removed_by for guard in tick.guards] == [None, "MissingMaterialization"]


def test_each_bug_says_what_it_takes_away() -> None:
    views = {view.bug.name: view for view in moment(made("+DuplicateClaim")).bugs}
    assert views["DuplicateClaim"].takes == "removes guard 4 of Claim"
    assert views["DuplicateMaterialization"].takes == "does not take r off the schedule"
    assert views["DuplicateClaim"].toggle == "-DuplicateClaim"
    assert views["EarlyRelease"].toggle == "+EarlyRelease"
