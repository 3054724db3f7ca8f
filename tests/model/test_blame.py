"""Which bug is to blame, and for which step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from a09web.model.blame import Blame, _breaks, _together, blame, foremost, sentences
from a09web.model.replay import Replay, replay
from a09web.model.uses import all_corrected, uses_of
from a09web.workbooks.a09.bounds import Bounds

KNOWN = {
    "EarlyRelease": (
        ("Materialize(r1)",),
        "NoEarlyRunnable",
        "`copies[r1] = 1` but `DueAt[r1] = 1 > now = 0`",
        "r1 is not due yet: its time is 1 and it is 0 now. "
        "So says guard 5 of Materialize, `DueAt[r1] <= now`, but EarlyRelease removes it. "
        "With that guard in place, step 1, `Materialize(r1)`, would have been refused.",
    ),
    "DuplicateMaterialization": (
        ("Tick", "Materialize(r1)"),
        "MaterializedRunRemovedFromSchedule",
        "`copies[r1] = 1` but `r1` is in `scheduled`",
        "DuplicateMaterialization does not take r1 off the schedule, `scheduled' = scheduled \\ {r1}`. "
        "Step 2, `Materialize(r1)`, should have done so.",
    ),
    "StaleCompletion": (
        ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)"),
        "CompletedUsesCurrentEpoch",
        "`completedEpoch[r1] = 1` but `epoch[r1] = 2`",
        "The attempt is stale: its epoch is 1, but r1 is at epoch 2 now. "
        "So says guard 3 of Complete, `1 = epoch[r1]`, but StaleCompletion removes it. "
        "With that guard in place, step 5, `Complete(w1,r1,1)`, would have been refused.",
    ),
    "DuplicateClaim": (
        ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)"),
        "AtMostOneClaimer",
        "`claimers[r1] = {w1, w2}` has 2 members, and at most 1 is allowed",
        "r1 is owned by w1, and a claim must be exclusive. "
        "So says guard 4 of Claim, `claimers[r1] = {}`, but DuplicateClaim removes it. "
        "With that guard in place, step 4, `Claim(w2,r1)`, would have been refused.",
    ),
    "CheckpointAdvance": (
        ("Tick", "AdvanceCheckpoint"),
        "CheckpointAfterDurableMaterialization",
        "`DueAt[r1] = 1 <= checkpoint = 1` but `copies[r1] = 0`",
        "The next checkpoint would cover r1, never materialized. "
        "So says guard 2 of AdvanceCheckpoint, `\\A r \\in Runs : DueAt[r] <= checkpoint + 1 => copies[r] > 0`, "
        "but CheckpointAdvance removes it. "
        "With that guard in place, step 2, `AdvanceCheckpoint`, would have been refused.",
    ),
    "MissingMaterialization": (
        ("Tick", "Tick"),
        "NoOverdueScheduled",
        "`r1` is in `scheduled` but `now = 2 > DueAt[r1] = 1`",
        "The scanner has due work, r1: time waits until it is materialized. "
        "So says guard 2 of Tick, `~ \\E r \\in Runs : DueAt[r] <= now /\\ Materializable(r)`, "
        "but MissingMaterialization removes it. "
        "With that guard in place, step 2, `Tick`, would have been refused.",
    ),
}
"""For each bug the shortest way to break its own property, why it is broken, and who did it."""


def played(*steps: str, bugs: str = "") -> Replay:
    found = replay(Bounds(), frozenset(bugs.split()), steps)
    assert found.refusal is None
    return found


def culprits(found: Replay, prop: str) -> list[tuple[str, int]]:
    assert prop in found.last.broken
    return [(blamed.bug, blamed.entry.index) for blamed in blame(found)[prop]]


@pytest.mark.parametrize("bug", KNOWN)
def test_a_bug_alone(bug: str) -> None:
    steps, prop, why, sentence = KNOWN[bug]
    found = played(*steps, bugs=bug)
    assert found.last.broken == (prop,)
    assert found.since(prop) == len(steps)
    [broken] = [p for p in found.machine.properties if p.name == prop]
    assert broken.witnesses(found.last.state) == ("r1",)
    assert broken.why(found.last.state) == why
    [blamed] = blame(found)[prop]
    assert (blamed.bug, blamed.entry) == (bug, found.last)
    assert blamed.sentence == sentence


@pytest.mark.parametrize("bug", KNOWN)
def test_a_bug_that_was_switched_on_in_time(bug: str) -> None:
    steps, prop, _, _ = KNOWN[bug]
    found = played(*steps[:-1], f"+{bug}", steps[-1], f"-{bug}")
    assert culprits(found, prop) == [(bug, len(steps) + 1)]


@pytest.mark.parametrize("bug", KNOWN)
def test_a_bug_that_is_on_but_did_nothing_is_not_to_blame(bug: str) -> None:
    steps, prop, _, _ = KNOWN[bug]
    assert culprits(played(*steps, bugs=" ".join(KNOWN)), prop) == [(bug, len(steps))]


def test_a_guard_or_an_effect_is_named() -> None:
    def taken(bug: str) -> Blame:
        steps, prop, _, _ = KNOWN[bug]
        [blamed] = blame(played(*steps, bugs=bug))[prop]
        return blamed

    early = taken("EarlyRelease")
    assert early.guard is not None
    assert (early.guard.number, early.guard.text, early.effect) == (5, "DueAt[r1] <= now", None)
    duplicate = taken("DuplicateMaterialization")
    assert duplicate.effect is not None
    assert (duplicate.effect.text, duplicate.guard) == ("scheduled' = scheduled \\ {r1}", None)
    assert duplicate.transition.name == "Materialize(r1)"


def test_nobody_is_to_blame_for_what_holds() -> None:
    found = played("Materialize(r1)", "Tick", bugs="EarlyRelease")
    assert found.healed("NoEarlyRunnable") == 2
    assert blame(found) == {}
    assert blame(played()) == {}


def test_the_culprit_can_precede_the_break() -> None:
    """The checkpoint runs ahead in step 2; the scanner then passes r1 over, and only the clock shows it."""
    found = played("Tick", "AdvanceCheckpoint", "Tick", bugs="CheckpointAdvance")
    assert found.since("NoOverdueScheduled") == 3
    assert culprits(found, "NoOverdueScheduled") == [("CheckpointAdvance", 2)]
    assert culprits(found, "CheckpointAfterDurableMaterialization") == [("CheckpointAdvance", 2)]


def test_the_culprit_is_the_first_step_done_differently_even_if_a_later_one_is_refused() -> None:
    twice = ("Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)", "Materialize(r1)", "Claim(w1,r1)")
    found = played("Tick", *twice, "Complete(w1,r1,2)", bugs="DuplicateMaterialization")
    assert found.since("CompletedAtMostOnce") == 7
    assert culprits(found, "CompletedAtMostOnce") == [("DuplicateMaterialization", 2)]


def test_two_bugs_can_share_a_step() -> None:
    found = played("Materialize(r1)", bugs="EarlyRelease DuplicateMaterialization")
    assert culprits(found, "MaterializedRunRemovedFromSchedule") == [
        ("DuplicateMaterialization", 1),
        ("EarlyRelease", 1),
    ]
    assert culprits(found, "NoEarlyRunnable") == [("EarlyRelease", 1)]


def test_two_bugs_at_two_steps() -> None:
    steps = ("Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)")
    found = played(*steps, bugs="EarlyRelease DuplicateClaim")
    assert culprits(found, "AtMostOneClaimer") == [("DuplicateClaim", 3), ("EarlyRelease", 1)]
    first, second = blame(found)["AtMostOneClaimer"]
    assert foremost((second, first)) == first


def test_it_breaks_heals_and_breaks_again() -> None:
    """The first break has healed, and is nobody's any more."""
    found = played("Materialize(r1)", "Tick", "Materialize(r2)", bugs="EarlyRelease")
    assert found.since("NoEarlyRunnable") == 3
    [blamed] = blame(found)["NoEarlyRunnable"]
    assert (blamed.witness, blamed.since.index, blamed.bug, blamed.entry.index) == ("r2", 3, "EarlyRelease", 3)
    assert (blamed.also, blamed.together, blamed.enough) == ((), (), "step")


def test_each_witness_has_its_own_since() -> None:
    """r1 heals at step 3; r2 broke at step 2 and stays."""
    found = played("Materialize(r1)", "Materialize(r2)", bugs="EarlyRelease")
    told = blame(found)["NoEarlyRunnable"]
    assert [(one.witness, one.since.index, one.entry.index) for one in told] == [("r1", 1, 1), ("r2", 2, 2)]
    assert sentences(told, found.since("NoEarlyRunnable")) == (
        "r1, since step 1: guard 5, which EarlyRelease removes, would have refused step 1, `Materialize(r1)`.",
        "r2, since step 2: guard 5, which EarlyRelease removes, would have refused step 2, `Materialize(r2)`.",
    )
    healed = played("Materialize(r1)", "Materialize(r2)", "Tick", bugs="EarlyRelease")
    assert healed.since("NoEarlyRunnable") == 1
    [sentence] = sentences(blame(healed)["NoEarlyRunnable"], 1)
    assert sentence.startswith("r2, since step 2: guard 5, which EarlyRelease removes, would have refused step 2")


def test_one_step_that_broke_it_for_two_runs_is_told_once() -> None:
    found = replay(Bounds(due=(1, 1)), frozenset({"MissingMaterialization"}), ("Tick", "Tick"))
    told = blame(found)["NoOverdueScheduled"]
    assert [one.witness for one in told] == ["r1", "r2"]
    [sentence] = sentences(told, 2)
    assert sentence == (
        "r1 and r2, since step 2: guard 2, which MissingMaterialization removes, would have refused step 2, `Tick`."
    )


def test_earlier_steps_that_would_have_been_enough_are_named() -> None:
    """r1 is run twice since it was left on the schedule; the second time it was early, too."""
    steps = ("Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)", "Materialize(r1)", "Claim(w1,r1)")
    found = played(*steps, "Complete(w1,r1,2)", bugs="DuplicateMaterialization EarlyRelease")
    [early, duplicate] = blame(found)["CompletedAtMostOnce"]
    assert (duplicate.bug, duplicate.entry.index, duplicate.also) == ("DuplicateMaterialization", 1, ())
    assert (early.bug, early.entry.index, [entry.index for entry in early.also]) == ("EarlyRelease", 4, [1])
    assert early.sentence.endswith("To put step 1 right would have prevented it, too.")


ANOTHER = "With every use of this bug put right, another that is on lets it come to the same."


def test_where_another_bug_takes_its_place_that_is_said() -> None:
    """The checkpoint hid the due run from the clock. Put right, the clock need not wait for it either."""
    found = played("Tick", "AdvanceCheckpoint", "Tick", bugs="CheckpointAdvance MissingMaterialization")
    [blamed] = blame(found)["NoOverdueScheduled"]
    assert (blamed.bug, blamed.entry.index, blamed.enough) == ("CheckpointAdvance", 2, "all")
    assert blamed.sentence.endswith(
        "With every use of this bug put right, another that is on lets it come to the same."
    )


def test_with_several_uses_of_a_bug_another_takes_their_place() -> None:
    steps = ("Tick", "AdvanceCheckpoint", "Tick", "AdvanceCheckpoint", "Tick")
    found = played(*steps, bugs="CheckpointAdvance MissingMaterialization")
    [blamed] = [one for one in blame(found)["NoOverdueScheduled"] if one.witness == "r2"]
    assert (blamed.entry.index, [entry.index for entry in blamed.together], blamed.enough) == (4, [2], "all")
    assert "it takes the same" not in blamed.sentence
    assert blamed.sentence.endswith(
        "With every use of this bug put right, another that is on lets it come to the same."
    )


def test_uses_that_only_together_are_enough_are_said_to_be() -> None:
    """No trace of this model needs that, as far as random ones tell: its counters go up by one."""
    found = played("Materialize(r1)", "Materialize(r2)", bugs="EarlyRelease")
    alone, _ = blame(found)["NoEarlyRunnable"]
    together = replace(alone, enough="bug", together=(found.entries[2],))
    assert together.sentence.endswith("That alone would not have prevented it: it takes the same at step 2.")
    twice = replace(together, together=found.entries[1:3]).sentence
    assert twice.endswith("it takes the same at steps 1 and 2.")
    assert replace(together, together=()).sentence.endswith(
        "With this step alone put right, the same bug lets it come to this at a later one."
    )


def test_all_uses_of_one_bug_are_tried_together_before_those_of_all() -> None:
    """Asked of a break that single uses would have prevented, too: nothing in this model needs more."""
    bugs = "EarlyRelease DuplicateClaim StaleCompletion"
    found = played("Materialize(r1)", "Materialize(r2)", "Claim(w1,r1)", "Claim(w2,r1)", bugs=bugs)
    [prop] = [one for one in found.machine.properties if one.name == "AtMostOneClaimer"]
    [broken] = _breaks(found, prop)
    told = {one.bug: one for one in _together(found, broken, uses_of(found))}
    assert told.keys() == {"EarlyRelease", "DuplicateClaim"}
    assert {(one.prop, one.witness, one.since.index, one.enough) for one in told.values()} == {
        ("AtMostOneClaimer", "r1", 4, "bug")
    }
    assert (told["EarlyRelease"].entry.index, [e.index for e in told["EarlyRelease"].together]) == (2, [1])
    assert (told["DuplicateClaim"].entry.index, told["DuplicateClaim"].together) == (4, ())


def test_with_a_bug_put_right_throughout_a_use_that_comes_of_it_is_put_right_too() -> None:
    found = played("Tick", "AdvanceCheckpoint", "Tick", bugs="CheckpointAdvance MissingMaterialization")

    def here(*bugs: str) -> tuple[int, int]:
        state = found.machine.variables(all_corrected(found, bugs, 3))
        return state["now"], state["checkpoint"]

    assert here() == (2, 1)
    assert here("CheckpointAdvance") == (2, 0)
    assert here("CheckpointAdvance", "MissingMaterialization") == (1, 0)


def test_how_one_of_several_is_told() -> None:
    steps = ("Tick", "AdvanceCheckpoint", "Tick", "AdvanceCheckpoint", "Tick", "AdvanceCheckpoint")
    found = replay(Bounds(due=(1, 3)), frozenset({"CheckpointAdvance", "MissingMaterialization"}), steps)
    last = sentences(blame(found)["CheckpointAfterDurableMaterialization"], 2)[-1]
    assert last == (
        "r2, since step 6: guard 2, which CheckpointAdvance removes, would have refused step 6, `AdvanceCheckpoint`. "
        "To put step 2 or 4 right would have prevented it, too."
    )
    twice = ("Tick", "Tick", "Materialize(r1)", "Materialize(r2)")
    found = played(*twice, bugs="DuplicateMaterialization MissingMaterialization")
    skipped = (
        "r2, since step 4: DuplicateMaterialization did not take r2 off the schedule at step 4, `Materialize(r2)`."
    )
    assert skipped in sentences(blame(found)["MaterializedRunRemovedFromSchedule"], 3)


def test_of_one_witness_everything_is_told_and_its_name_is_not() -> None:
    for bug, (steps, prop, _, sentence) in KNOWN.items():
        told = blame(played(*steps, bugs=bug))[prop]
        assert sentences(told, len(steps)) == sentences(told) == (sentence,)
    assert sentences(()) == ()
    assert foremost(()) is None


def test_it_breaks_again_by_another_switch_of_the_same_bug() -> None:
    steps = ("Tick", "Materialize(r1)", "+EarlyRelease", "Materialize(r2)", "-EarlyRelease", "Tick")
    assert culprits(played(*steps[:5]), "NoEarlyRunnable") == [("EarlyRelease", 4)]
    assert played(*steps).last.broken == ()


def test_a_bug_that_came_after_the_break_is_not_to_blame() -> None:
    found = played("+EarlyRelease", "Materialize(r1)", "+DuplicateMaterialization", "Claim(w1,r1)", "+DuplicateClaim")
    assert culprits(found, "NoEarlyRunnable") == [("EarlyRelease", 2)]
    found = played("+EarlyRelease", "Materialize(r1)", "+DuplicateClaim", "Claim(w1,r1)", "Claim(w2,r1)")
    assert culprits(found, "NoEarlyRunnable") == [("EarlyRelease", 2)]
    assert culprits(found, "AtMostOneClaimer") == [("DuplicateClaim", 5), ("EarlyRelease", 2)]


def test_a_bug_that_was_switched_off_before_the_step_is_not_to_blame() -> None:
    found = played("+DuplicateMaterialization", "-DuplicateMaterialization", "Materialize(r1)", bugs="EarlyRelease")
    assert culprits(found, "NoEarlyRunnable") == [("EarlyRelease", 3)]


def test_only_steps_up_to_the_break_count() -> None:
    """DuplicateMaterialization changes step 3, after NoEarlyRunnable broke in step 1."""
    found = played("Materialize(r2)", "Tick", "Materialize(r1)", bugs="EarlyRelease DuplicateMaterialization")
    assert found.since("NoEarlyRunnable") == 1
    assert culprits(found, "NoEarlyRunnable") == [("EarlyRelease", 1)]
