"""Each grader: every right answer is accepted, and a wrong one is told what was wrong with it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from a09web.exercises.answers import MOST_STEPS, graded
from a09web.exercises.content import starters
from a09web.exercises.evidence import Evidence
from a09web.exercises.exercise import Exercise, called, explored_from, named
from a09web.exercises.kinds import KINDS
from a09web.exercises.kinds.breaking import BREAK, FLOOR, Goal, grade_break, shortest, told_from_here, worth
from a09web.exercises.kinds.diagnosing import (
    DIAGNOSE,
    Suspects,
    differences,
    grade_diagnose,
    others_of,
    proof,
    survivors,
    telling,
    what_differs,
)
from a09web.exercises.kinds.kind import Kind
from a09web.exercises.kinds.predicting import (
    NONE,
    PREDICT,
    REFUSED,
    Step,
    choices_of,
    grade_predict,
    next_of,
    right_answers,
)
from a09web.exercises.kinds.repairing import REPAIR, bug_of, choices, composed, does_harm, grade_repair
from a09web.exercises.verdict import CAPS, Verdict, cap_after, credit, hint_count, left_after, price, shown_by_hints
from a09web.invalid_input import InvalidInput
from a09web.model.counterexamples import all_shortest
from a09web.model.replay import replay
from a09web.model.verdicts import judge
from a09web.model.walk import random_walk
from a09web.model.workbook import Workbook
from a09web.scenarios.scenario import Scenario
from a09web.workbooks import WORKBOOKS
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .working import EVERY, key_of, starter, with_bugs

EARLY_OR_NONE = Suspects(A09, (frozenset({"EarlyRelease"}), frozenset()))


def of_kind(kind: Kind) -> list[Exercise]:
    return [exercise for exercise in starters() if exercise.kind is kind]


def words(verdict: Verdict) -> str:
    return " ".join(verdict.sentences)


# Break


@pytest.mark.parametrize("exercise", of_kind(BREAK), ids=key_of)
def test_every_shortest_way_has_full_marks(exercise: Exercise) -> None:
    found = explored_from(exercise.bounds, exercise.bugs, exercise.state)
    ways = all_shortest(found, exercise.own.target).traces if not exercise.own.only else (shortest(exercise),)
    assert ways
    for way in ways[:300]:
        assert way is not None
        verdict = grade_break(exercise, (*exercise.start, *way))
        assert (verdict.score, verdict.kind) == (1, "broken")
        assert "no way is shorter" in words(verdict)


@settings(max_examples=60)
@given(exercise=st.sampled_from(of_kind(BREAK)), seed=st.integers(0, 10_000), length=st.integers(0, 16))
def test_a_schedule_is_right_exactly_if_it_ends_as_was_asked(exercise: Exercise, seed: int, length: int) -> None:
    """Random walks, as long as they are: right ones have half the marks at least, and never more than the optimum."""
    walk = random_walk(exercise.machine, exercise.state, exercise.bugs, seed, longest=length)
    broken = replay(exercise.bounds, exercise.bugs, (*exercise.start, *walk)).last.broken
    is_right = broken == (exercise.own.target,) if exercise.own.only else exercise.own.target in broken
    verdict = grade_break(exercise, (*exercise.start, *walk))
    assert verdict.is_right == is_right
    if is_right:
        fewest = len(shortest(exercise) or ())
        assert len(walk) >= fewest
        assert FLOOR <= verdict.score == worth(len(walk), fewest)


def test_a_longer_way_counts_less_and_never_less_than_half() -> None:
    exercise = starter("two-hands-on-one-job")
    way = (*exercise.start, "Claim(w1,r1)", "AdvanceCheckpoint", "Claim(w2,r1)")
    assert grade_break(exercise, way).score == 0.9
    assert [worth(steps, 2) for steps in (2, 3, 7, 40)] == [1, 0.9, 0.5, 0.5]


def test_a_refused_step_is_named_with_its_guard() -> None:
    exercise = starter("back-from-the-dead")
    verdict = grade_break(exercise, ("Tick", "Claim(w1,r1)"))
    assert (verdict.score, verdict.kind) == (0, "refused")
    assert "Step 2, `Claim(w1,r1)`, is refused." in words(verdict)
    assert "It is guard 1 that refuses it." in words(verdict)


def test_a_step_that_does_not_exist_is_refused() -> None:
    said = grade_break(starter("back-from-the-dead"), ("Jump",)).sentences[0]
    assert said.startswith("Step 1, `Jump`, is refused. There is no step “Jump” here.")
    assert said.endswith("or a toggle such as +EarlyRelease.")


def test_what_still_holds_is_told_by_rule_step_and_guard_and_not_how_near_it_is() -> None:
    exercise = starter("back-from-the-dead")
    verdict = grade_break(exercise, ("Tick", "Materialize(r1)"))
    assert "After 2 steps CompletedUsesCurrentEpoch still holds" in words(verdict)
    assert "A completion may count only if it comes from the current attempt." in words(verdict)
    assert "StaleCompletion takes guard 3 of Complete away, `e = epoch[r]`, and no step of yours" in words(verdict)
    assert "nearest" not in words(verdict)
    assert "3 steps" not in words(verdict)


def test_the_step_that_used_the_bug_is_named_with_its_guard() -> None:
    exercise = starter("the-impatient-timer")
    healed = words(grade_break(exercise, ("Materialize(r1)", "Tick", "Tick")))
    assert "Step 1, `Materialize(r1)`, was possible only because EarlyRelease takes guard 5 away" in healed
    twice = starter("one-entry-two-runs")
    left_out = words(grade_break(twice, ("Tick", "Materialize(r1)")))
    assert "Step 2, `Materialize(r1)`, left out `scheduled' = scheduled \\ {r1}`" in left_out
    assert "DuplicateMaterialization does not take r off the schedule" in words(grade_break(twice, ("Tick",)))


def test_a_dead_end_is_called_one_only_if_everything_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = replace(starter("the-impatient-timer"), own=Goal("NoEarlyRunnable"))
    late = ("Tick", "Tick", "Materialize(r1)", "Tick", "Materialize(r2)", "Tick")
    told = "From here NoEarlyRunnable can no longer be broken. Go back and take another way."
    assert grade_break(exercise, late).sentences[-1] == told
    explored_from.cache_clear()
    monkeypatch.setattr("a09web.exercises.exercise.MOST_STATES", 3)
    assert "can no longer be broken" not in words(grade_break(exercise, late))
    explored_from.cache_clear()


def test_the_explorer_tells_where_a_schedule_stands() -> None:
    exercise = starter("back-from-the-dead")
    assert told_from_here(exercise, ()) == (
        "From where you stand it is 5 steps at least.",
        "The next of them can be `Tick`.",
    )
    steps = exercise.start
    for _ in range(5):
        steps = (*steps, told_from_here(exercise, steps)[1].split("`")[1])
    assert grade_break(exercise, steps).score == 1
    assert told_from_here(exercise, steps) == ("You are there: hand it in.", "No further step is needed.")
    late = ("Tick", "Tick", "Materialize(r1)", "Tick", "Materialize(r2)")
    assert told_from_here(starter("the-impatient-timer"), late) == (
        "From where you stand no way to break NoEarlyRunnable was found. Go back some steps.",
        "So there is no step to show here.",
    )


def test_the_explorer_leads_to_a_break_that_is_alone_where_that_is_asked() -> None:
    """The nearest break from here has company: a run was released early, and its time has to come first."""
    exercise = starter("a-clean-fault")
    steps: tuple[str, ...] = ("Materialize(r2)",)
    while "You are there" not in told_from_here(exercise, steps)[0]:
        steps = (*steps, told_from_here(exercise, steps)[1].split("`")[1])
    assert grade_break(exercise, steps).kind == "broken"


def test_all_the_company_of_a_break_is_named() -> None:
    exercise = with_bugs(starter("a-clean-fault"), "EarlyRelease", "DuplicateMaterialization", "StaleCompletion")
    steps = ("Materialize(r2)", "Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)")
    assert grade_break(exercise, steps).sentences[0] == (
        "CompletedUsesCurrentEpoch is broken, but not alone. Also broken: "
        "NoEarlyRunnable, because `copies[r2] = 1` but `DueAt[r2] = 2 > now = 1`; "
        "MaterializedRunRemovedFromSchedule, because `copies[r1] = 1` but `r1` is in `scheduled`; "
        "`copies[r2] = 1` but `r2` is in `scheduled`."
    )


def test_a_break_in_company_does_not_count_where_it_has_to_be_alone() -> None:
    exercise = starter("a-clean-fault")
    early = ("Materialize(r2)", "Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)")
    verdict = grade_break(exercise, early)
    assert (verdict.score, verdict.kind) == (0, "not alone")
    assert "Also broken: NoEarlyRunnable" in words(verdict)
    assert grade_break(replace(exercise, own=Goal("CompletedUsesCurrentEpoch")), early).score > 0


def test_everything_that_is_broken_and_was_not_asked_is_named() -> None:
    exercise = with_bugs(starter("back-from-the-dead"), "EarlyRelease", "CheckpointAdvance")
    told = grade_break(exercise, ("Materialize(r2)", "Tick", "AdvanceCheckpoint")).sentences
    both = "NoEarlyRunnable and CheckpointAfterDurableMaterialization"
    assert told[1] == f"{both} are broken, but that was not asked."


def test_a_property_that_healed_is_not_broken() -> None:
    verdict = grade_break(starter("the-impatient-timer"), ("Materialize(r1)", "Tick", "Tick"))
    assert "healed at step 3" in words(verdict)


def test_no_bug_is_switched_in_a_schedule() -> None:
    assert grade_break(starter("back-from-the-dead"), ("+EarlyRelease",)).kind == "switched"


def test_a_schedule_begins_with_the_steps_of_the_exercise() -> None:
    assert grade_break(starter("two-hands-on-one-job"), ("Tick", "Tick")).kind == "elsewhere"


# Predict


@pytest.mark.parametrize("exercise", of_kind(PREDICT), ids=key_of)
def test_exactly_what_comes_true_is_right(exercise: Exercise) -> None:
    right = right_answers(exercise)
    done = replay(exercise.bounds, exercise.bugs, (*exercise.start, exercise.own.asked))
    before = exercise.begun.last.broken
    expected = {prop for prop in done.last.broken if prop not in before}
    assert set(right) == (expected if not done.refusal and expected else {REFUSED if done.refusal else NONE})
    for choice in choices_of(A09):
        verdict = grade_predict(exercise, choice)
        assert verdict.is_right == (choice in right)
        assert verdict.sentences


@pytest.mark.parametrize("workbook", WORKBOOKS.values(), ids=lambda workbook: workbook.slug)
def test_to_guess_that_something_breaks_does_not_pay(workbook: Workbook[Any]) -> None:
    kinds = [next_of(exercise).kind for exercise in starters(workbook) if exercise.kind is PREDICT]
    assert 4 <= kinds.count("breaks") < len(kinds) / 2
    assert min(kinds.count(NONE), kinds.count(REFUSED)) >= 4


def test_a_wrong_property_is_told_with_its_values_and_not_what_breaks() -> None:
    verdict = grade_predict(starter("busy-hands"), "NoOverdueScheduled")
    assert "`Claim(w2,r1)` does not break NoOverdueScheduled" in words(verdict)
    assert "AtMostOneClaimer" not in words(verdict)


def test_not_enabled_is_answered_guard_by_guard() -> None:
    verdict = grade_predict(starter("busy-hands"), REFUSED)
    assert "Guard 1 holds: r1 is materialized." in words(verdict)
    assert "Guard 4 is removed by DuplicateClaim, so it asks nothing." in words(verdict)


def test_who_says_nothing_is_told_the_guard_and_what_the_step_changes() -> None:
    verdict = grade_predict(starter("busy-hands"), NONE)
    assert "Guard 4, `claimers[r1] = {}`, would have refused it, but DuplicateClaim takes it away" in words(verdict)
    assert "It changes `claimers[r1] + w2` and `held + <<w2, r1, 1>>`." in words(verdict)
    assert "AtMostOneClaimer" not in words(verdict)


def test_what_is_refused_is_told_with_its_guard() -> None:
    for choice in (NONE, "AtMostOneClaimer"):
        verdict = grade_predict(starter("a-double-click"), choice)
        assert "cannot be taken here" in words(verdict)
        assert "Guard 3" in words(verdict)


def test_a_guard_that_is_removed_and_would_hold_is_not_told() -> None:
    """The bookmark has passed the run, so the scanner has no due work: time would not have waited for it anyway."""
    exercise = with_bugs(starter("no-way-back"), "CheckpointAdvance", "MissingMaterialization")
    assert grade_predict(exercise, NONE).sentences == (
        "`Tick` is taken, and something that held before is broken after it.",
        "It changes `now 1 → 2`. Ask each property that reads that.",
    )


def test_a_removed_guard_that_would_not_hold_is_told_also_where_nothing_breaks_anew() -> None:
    steps = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)")
    scenario = Scenario(bounds=Bounds(workers=3), bugs=frozenset({"DuplicateClaim"}), steps=steps, cursor=4)
    assert grade_predict(
        replace(starter("busy-hands"), scenario=scenario, own=Step("Claim(w3,r1)")), NONE
    ).sentences == (
        "`Claim(w3,r1)` is taken, and breaks nothing that held before.",
        "Guard 4 would have refused it, but DuplicateClaim takes that guard away. Even so it breaks nothing.",
    )


def test_every_guard_that_refuses_is_told() -> None:
    verdict = grade_predict(with_bugs(starter("a-double-click")), REFUSED)
    assert verdict.sentences == (
        "`Claim(w1,r1)` is refused. Guard 3, `w1 \\notin claimers[r1]`, does not hold: w1 owns r1 already. "
        "Guard 4, `claimers[r1] = {}`, does not hold: r1 is owned by w1, and a claim must be exclusive.",
    )


def test_what_was_broken_before_is_told() -> None:
    verdict = grade_predict(starter("a-worker-arrives"), "MaterializedRunRemovedFromSchedule")
    assert "is broken already, since step 2" in words(verdict)


def test_only_an_answer_that_was_offered_is_judged() -> None:
    with pytest.raises(InvalidInput, match=r"^Please choose one of the answers\.$"):
        graded(starter("busy-hands"), {"choice": "Everything"})
    with pytest.raises(ValueError, match=r"^Please choose one of the answers\.$"):
        grade_predict(starter("busy-hands"), "Everything")
    for choice in (None, frozenset({"EarlyRelease", "StaleCompletion"})):
        with pytest.raises(ValueError, match=r"^Please choose what is wrong with this scheduler\.$"):
            grade_diagnose(starter("case-a"), choice, Evidence(()))


# Diagnose


@pytest.mark.parametrize("exercise", of_kind(DIAGNOSE), ids=key_of)
def test_the_shortest_proof_has_full_marks(exercise: Exercise) -> None:
    found = proof(exercise)
    assert found is not None
    verdict = grade_diagnose(exercise, exercise.bugs, found)
    assert (verdict.score, verdict.kind) == (1, "proved")
    for other in others_of(exercise):
        assert f"Under {called(A09, other)}" in words(verdict)


@settings(max_examples=80)
@given(exercise=st.sampled_from(of_kind(DIAGNOSE)), seed=st.integers(0, 10_000), length=st.integers(0, 12))
def test_any_evidence_counts_exactly_if_nothing_else_explains_it(exercise: Exercise, seed: int, length: int) -> None:
    """What another bug would have answered is replayed here from the start, without the grader's help."""
    walk = random_walk(exercise.machine, exercise.state, exercise.bugs, seed, longest=length)
    seen = replay(exercise.bounds, exercise.bugs, walk)

    def is_possible(other: frozenset[str]) -> bool:
        under = replay(exercise.bounds, other, walk)
        return under.refusal is None and [e.state for e in under.entries] == [e.state for e in seen.entries]

    left = [other for other in others_of(exercise) if is_possible(other)]
    assert list(survivors(exercise, Evidence(walk))) == left
    verdict = grade_diagnose(exercise, exercise.bugs, Evidence(walk))
    assert (verdict.score, verdict.kind) == ((0.5, "named") if left else (1, "proved"))


@pytest.mark.parametrize("exercise", of_kind(DIAGNOSE), ids=key_of)
def test_a_wrong_name_gets_a_shortest_way_where_the_two_differ(exercise: Exercise) -> None:
    for other in others_of(exercise):
        verdict = grade_diagnose(exercise, other, Evidence(()))
        assert (verdict.score, verdict.kind) == (0, "wrong name")
        assert f"It is not {called(A09, other)}." in words(verdict)
        assert "A shortest way to see it" in words(verdict)
        shown = telling(exercise, (other,))
        assert shown is not None
        assert verdict.pictures[0].steps == shown.steps
        assert what_differs(exercise.bounds, exercise.bugs, other, shown)
        (truth,) = exercise.bugs
        assert truth not in words(verdict)


def test_differences_are_those_of_every_hypothesis_as_if_it_were_the_truth() -> None:
    exercise = starter("case-a")
    for truth, lengths in zip(exercise.own.hypotheses, differences(exercise).lengths, strict=True):
        supposed = with_bugs(exercise, *truth)
        ways = [*(telling(supposed, (other,)) for other in others_of(supposed)), proof(supposed)]
        assert list(lengths) == [len(way or ()) for way in ways]
        assert lengths[-1] >= max(lengths[:-1]) > 0


def test_a_refusal_is_evidence() -> None:
    """With the correct model among the hypotheses, only what is refused speaks for it."""
    exercise = replace(starter("case-f"), scenario=Scenario(), own=EARLY_OR_NONE)
    verdict = grade_diagnose(exercise, frozenset(), Evidence((), "Materialize(r1)"))
    assert (verdict.score, verdict.kind) == (1, "proved")
    assert verdict.sentences[1] == "Your 1 step rules out every other explanation."
    assert proof(exercise) == Evidence((), "Materialize(r1)")


def test_feedback_on_a_diagnosis_names_step_guard_and_effect() -> None:
    refused = replace(starter("case-f"), scenario=Scenario(), own=EARLY_OR_NONE)
    proved = words(grade_diagnose(refused, frozenset(), Evidence((), "Materialize(r1)")))
    assert "`Materialize(r1)` would have been accepted at the end, and it was refused. Guard 5 asks" in proved
    assert "asks `DueAt[r1] <= now`: r1 is not due yet" in proved
    claimed = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)")
    wrong = words(grade_diagnose(starter("case-c"), frozenset({"StaleCompletion"}), Evidence(claimed)))
    assert "step 4, `Claim(w2,r1)`, would have been refused. Guard 4 asks `claimers[r1] = {}`: r1 is owned" in wrong
    made = Evidence(("Tick", "Materialize(r1)"))
    elsewhere = words(grade_diagnose(starter("case-b"), frozenset({"StaleCompletion"}), made))
    assert "`scheduled' = scheduled \\ {r1}` is done there." in elsewhere
    named_only = words(grade_diagnose(starter("case-c"), frozenset({"DuplicateClaim"}), Evidence(())))
    assert "EarlyRelease takes guard 5 of Materialize away, `DueAt[r] <= now`, and your steps do not ask" in named_only


def test_a_way_that_ends_with_a_refusal_is_told_with_its_steps() -> None:
    asleep = frozenset({"MissingMaterialization"})
    exercise = replace(starter("case-f"), scenario=Scenario(), own=Suspects(A09, (asleep, frozenset())))
    differs = (
        "nder MissingMaterialization `Tick` would have been accepted at the end, and it was refused. Guard 2 asks "
    )
    wrong = grade_diagnose(exercise, asleep, Evidence(()))
    way = "A shortest way to see it: take `Tick`, and `Tick` is refused; u"
    assert wrong.sentences[1].startswith(way + differs)
    first, second = exercise.kind.solution(exercise).sentences
    assert first == "It is the correct model. Shortest evidence has 1 step, and then `Tick` is refused."
    assert second.startswith("U" + differs)


def test_evidence_that_never_happened_is_none() -> None:
    exercise = starter("case-c")
    assert "It is accepted there" in words(grade_diagnose(exercise, exercise.bugs, Evidence((), "Tick")))
    assert "was refused, so" in words(grade_diagnose(exercise, exercise.bugs, Evidence(("Expire(r1)",))))
    for switched in (Evidence(("+EarlyRelease",)), Evidence((), "+EarlyRelease")):
        said = words(grade_diagnose(exercise, exercise.bugs, switched))
        assert said == "Evidence has transitions only: here no bug is switched on or off."
    unknown = grade_diagnose(exercise, exercise.bugs, Evidence((), "Jump"))
    assert unknown.score == 0
    assert words(unknown).startswith("There is no step “Jump” here.")


def test_ones_own_steps_may_speak_against_ones_answer() -> None:
    exercise = starter("case-c")
    steps = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)")
    verdict = grade_diagnose(exercise, frozenset({"StaleCompletion"}), Evidence(steps))
    assert "Your own steps speak against it: under StaleCompletion step 4" in words(verdict)


def test_where_nothing_tells_two_bugs_apart_a_wrong_name_is_only_refused() -> None:
    """The one run is due, so that releasing early is no other thing."""
    scenario = Scenario(bounds=Bounds(due=(1,)), steps=("Tick",), cursor=1)
    early = frozenset({"EarlyRelease"})
    exercise = replace(starter("case-f"), scenario=scenario, own=Suspects(A09, (early, frozenset())))
    assert proof(exercise) is None
    verdict = grade_diagnose(exercise, early, Evidence(("Tick",)))
    assert verdict == Verdict(0, "wrong name", ("It is not EarlyRelease.",), steps=1)
    assert exercise.kind.solution(exercise) == Verdict(
        0, "unsolvable", ("No one schedule tells this bug from all the others.",)
    )


# Repair


@pytest.mark.parametrize("exercise", of_kind(REPAIR), ids=key_of)
def test_every_choice_is_judged_by_exploring(exercise: Exercise) -> None:
    """Of one or two parts, all of them: marks follow the verdict of the model, whoever proposed the repair."""
    (bug,) = exercise.bugs
    names = [choice.name for choice in choices(A09, bug)]
    kinds = set[str]()
    for parts in [*combinations(names, 1), *combinations(names, 2)]:
        verdict = grade_repair(exercise, parts)
        kind = judge(composed(exercise, parts), exercise.bounds).kind
        kinds.add(str(kind))
        assert verdict.kind == kind
        assert verdict.score == {"fixes": 1, "needless": 0.7, "too strong": 0.3, "too weak": 0}[kind]
        assert all(picture.repair == composed(exercise, parts) for picture in verdict.pictures)
        if kind == "too weak":
            assert "breaks after" in words(verdict)
            assert verdict.pictures
        if kind == "too strong":
            assert "for ever" in words(verdict)
            assert verdict.pictures
    kinds |= {grade_repair(exercise, parts).kind for parts in combinations(names, 3)}
    assert kinds == {"fixes", "needless", "too strong", "too weak"}


@pytest.mark.parametrize("bug", A09.bug_names)
def test_every_part_is_told_in_words(bug: str) -> None:
    assert all(choice.gloss for choice in choices(A09, bug))


def test_a_needless_guard_is_named() -> None:
    exercise = starter("the-unwelcome-result")
    names = {choice.part.text: choice.name for choice in choices(A09, "StaleCompletion")}
    verdict = grade_repair(exercise, (names["e = epoch[r]"], names["w \\in claimers[r]"]))
    assert "Without `w \\in claimers[r]` at Complete it fixes the bug as well." in words(verdict)


def part_called(bug: str, text: str) -> str:
    """The first part with that text, which is at Materialize."""
    return next(
        each.name for each in choices(A09, bug) if (each.part.transition, each.part.text) == ("Materialize", text)
    )


def test_what_is_too_weak_is_told_with_step_and_guard() -> None:
    slack = part_called("EarlyRelease", "DueAt[r] <= now + 1")
    weak = words(grade_repair(starter("the-early-report"), (slack,)))
    assert "NoEarlyRunnable breaks after" in weak
    assert "was possible only because EarlyRelease takes guard 5 away, `DueAt[r1] <= now`" in weak
    key = part_called("DuplicateMaterialization", "copies[r] = 0")
    once = words(grade_repair(starter("the-second-copy"), (key,)))
    assert "left out `scheduled' = scheduled \\ {r1}`, as DuplicateMaterialization has it." in once


def test_an_exact_match_is_said_to_fix_the_bug_here_only() -> None:
    exact, later = (part_called("EarlyRelease", text) for text in ("DueAt[r] = now", "DueAt[r] < now"))
    verdict = grade_repair(starter("the-early-report"), (exact,))
    assert verdict.kind == "fixes"
    assert "only because time waits for the scanner" in words(verdict)
    assert "only because time waits" not in words(grade_repair(starter("the-early-report"), (exact, later)))


def test_states_are_counted_in_words_that_fit() -> None:
    told = {
        words(grade_repair(exercise, parts))
        for exercise in of_kind(REPAIR)
        for number in (1, 2)
        for parts in combinations([choice.name for choice in choices(A09, next(iter(exercise.bugs)))], number)
    }
    assert not [text for text in told if " 1 states" in text]


def test_a_bug_does_harm_also_where_it_only_makes_wait_for_ever() -> None:
    """The clock ends at the due time, so nothing is ever overdue; but no scanner is promised to run."""
    assert does_harm("MissingMaterialization", Bounds(due=(3,), max_time=3))
    assert not does_harm("StaleCompletion", Bounds(due=(1,), max_epoch=1))


def test_nothing_is_no_repair() -> None:
    for parts in ([], ["part99"]):
        with pytest.raises(InvalidInput, match="at least one"):
            graded(starter("the-unwelcome-result"), {"parts": parts})


# Credit


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_hints_and_wrong_answers_leave_less_and_never_nothing(kind: Kind) -> None:
    exercise = of_kind(kind)[0]
    right = Verdict(1, "right", ())
    for hints in range(5):
        worths = [credit(exercise, right, hints=hints, wrong=wrong) for wrong in range(6)]
        assert worths == sorted(worths, reverse=True)
        assert 0 < worths[-1] <= worths[0] == cap_after(exercise, hints) <= CAPS[0]
    assert credit(exercise, right, hints=0, wrong=0) == 1
    assert price(exercise, hints=0, wrong=0) == ""
    assert "90 of 100" in price(exercise, hints=1, wrong=0)


def test_break_has_two_hints_more_than_those_that_are_written() -> None:
    for exercise in starters():
        more = 2 if exercise.kind is BREAK else 0
        assert hint_count(exercise) == len(exercise.hints) + more
        assert [shown_by_hints(exercise, len(exercise.hints) + n) for n in (-1, 0, 1, 2, 3)] == (
            [0, 0, 1, 2, 2] if more else [0] * 5
        )


def test_guessing_all_answers_of_predict_is_worth_little() -> None:
    assert left_after(PREDICT, len(choices_of(A09)) - 1) == 0.1
    assert left_after(BREAK, 50) == 1


@pytest.mark.parametrize("exercise", EVERY, ids=key_of)
def test_the_solution_that_a_teacher_sees_has_full_marks(exercise: Exercise) -> None:
    shown = exercise.kind.solution(exercise)
    assert shown.score == 1
    assert shown.sentences


def test_what_cannot_be_solved_is_said_to_the_teacher(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = with_bugs(starter("the-impatient-timer"))
    for exercise, words in ((alone, " alone"), (replace(alone, own=Goal("NoEarlyRunnable")), "")):
        said = f"NoEarlyRunnable cannot be broken{words} from here."
        assert exercise.kind.solution(exercise) == Verdict(0, "unsolvable", (said,))
    monkeypatch.setattr("a09web.exercises.kinds.repairing.first_fix", lambda bug, bounds: ())
    said = "No choice of one or two parts fixes this bug at these bounds."
    assert REPAIR.solution(starter("the-early-report")) == Verdict(0, "unsolvable", (said,))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({}, "Please choose what is wrong with this scheduler."),
        ({"steps": "Tick"}, "“steps” must be a list of names."),
        ({"steps": [1]}, "“steps” must be a list of names."),
        ({"steps": ["Tick"] * (MOST_STEPS + 1)}, "“steps” is too long: 200 steps are the most."),
        ({"steps": ["Jump"]}, "There is a step in it that this exercise does not have."),
        ({"bug": 3}, "“bug” must be a short text."),
        ({"bug": "x" * 999}, "Please choose what is wrong with this scheduler."),
        ({"refused": "Jump"}, "There is no such step in this exercise."),
    ],
)
def test_an_answer_of_another_shape_is_refused(answer: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        graded(starter("case-a"), {"bug": "", **answer})
    assert str(refused.value) == said


def test_an_answer_may_have_as_many_steps_as_that_and_all_the_parts_that_there_are() -> None:
    assert graded(starter("back-from-the-dead"), {"steps": ["Tick"] * MOST_STEPS}).kind == "refused"
    exercise = starter("the-early-report")
    assert graded(exercise, {"parts": [choice.name for choice in choices(A09, bug_of(exercise))]}).kind == "too strong"


def test_hypotheses_have_names() -> None:
    assert named(A09, frozenset()) == "none"
    assert called(A09, frozenset()) == "the correct model"
    assert named(A09, frozenset({"StaleCompletion", "EarlyRelease"})) == "EarlyRelease,StaleCompletion"
    assert Bounds().workers == 2
    assert set(A09.property_names) < set(choices_of(A09))
