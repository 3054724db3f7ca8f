"""What the repairs of the workbook are worth: the table of its design, by the machine and by TLC."""

from __future__ import annotations

import pytest

from a09web.model.repairs import Repair
from a09web.model.verdicts import FIXES, KINDS, NEEDLESS, TOO_STRONG, TOO_WEAK, judge
from a09web.source.plain import plain, plain_text
from a09web.workbooks.effects import EFFECTS
from a09web.workbooks.effects.bounds import Bounds
from tests.specs.variants import repaired, seen_by_tlc

CORRECT = 779
TWICE = {"AppliedAtMostOnce": 7}
KNOWN: dict[str, tuple[str, dict[str, int]]] = {
    "answered": (FIXES, {}),
    "sent-is-done": (TOO_WEAK, {"CompletedIsApplied": 3}),
    "ask-the-receiver": (FIXES, {}),
    "any-answer": (FIXES, {}),
    "every-attempt-answered": (TOO_STRONG, {"EventuallyDone": 6}),
    "work-on": (TOO_WEAK, {"CompletedIsApplied": 2, "EventuallyDone": 3}),
    "answered-and-asked": (NEEDLESS, {}),
    "effect-has-happened": (FIXES, {}),
    "key-is-remembered": (FIXES, {}),
    "worker-checks": (TOO_WEAK, {"AnsweredIsApplied": 3, "EventuallyDone": 3}),
    "own-request-only": (TOO_STRONG, {"EventuallyDone": 6}),
    "happened-and-open": (NEEDLESS, {}),
    "key-with-effect": (FIXES, {}),
    "key-with-answer": (TOO_WEAK, {"AppliedIsRemembered": 3, "AppliedAtMostOnce": 4}),
    "key-first": (TOO_WEAK, {"OneAttemptApplied": 5, "EventuallyDone": 2}),
    "books-instead-of-keys": (TOO_WEAK, {"AppliedIsRemembered": 3}),
    "key-and-books": (NEEDLESS, {}),
    "key-of-the-run": (FIXES, {}),
    "not-on-the-books": (FIXES, {}),
    "current-attempt-only": (TOO_WEAK, {"OneAttemptApplied": 7, **TWICE}),
    "look-then-send": (TOO_WEAK, {"OneAttemptApplied": 7, **TWICE, "EventuallyDone": 5}),
    "first-attempt-only": (TOO_STRONG, {"EventuallyDone": 4}),
    "never-take-over": (NEEDLESS, {}),
    "key-and-current-attempt": (NEEDLESS, {}),
    "completed-first": (FIXES, {}),
    "answered-first": (TOO_WEAK, {"RememberedUntilCompleted": 5, "AppliedAtMostOnce": 9}),
    "nothing-on-the-way": (TOO_WEAK, {"RememberedUntilCompleted": 5, "AppliedAtMostOnce": 9}),
    "no-retry-left": (TOO_WEAK, {"RememberedUntilCompleted": 7, "EventuallyForgotten": 5}),
    "keep-for-ever": (TOO_STRONG, {"EventuallyForgotten": 5}),
    "nobody-works-on-it": (TOO_STRONG, {"EventuallyForgotten": 7}),
    "completed-by-the-current-attempt": (NEEDLESS, {}),
    "above-the-fence": (FIXES, {}),
    "no-fence-yet": (FIXES, {}),
    "ask-the-sender": (FIXES, {}),
    "at-the-fence": (TOO_WEAK, {"NothingAppliedBehindFence": 7, **TWICE}),
    "current-attempt-takes-effect": (TOO_WEAK, {"NothingAppliedBehindFence": 7, **TWICE}),
    "look-at-the-fence-then-send": (TOO_WEAK, {"NothingAppliedBehindFence": 7, **TWICE}),
    "current-attempt-sends": (TOO_WEAK, {"NothingAppliedBehindFence": 7, **TWICE}),
    "forget-when-nothing-is-on-the-way": (TOO_WEAK, {"NothingAppliedBehindFence": 7, **TWICE}),
    "fence-and-not-the-first": (TOO_STRONG, {"EventuallyDone": 2}),
    "fence-and-current-attempt": (NEEDLESS, {}),
}
"""Each with the lengths of breaks that it has, among others."""

ALLOWS_MORE = {"ask-the-receiver": 1_005, "any-answer": 913}
SAVES_THE_CUSTOMER = ("books-instead-of-keys", "no-retry-left")


def test_the_known_verdicts_are_about_all_repairs() -> None:
    assert list(KNOWN) == [repair.name for repair in EFFECTS.repairs]


@pytest.mark.parametrize("repair", EFFECTS.repairs, ids=lambda repair: repair.name)
def test_the_verdict(repair: Repair) -> None:
    verdict, (kind, lengths) = judge(repair, Bounds()), KNOWN[repair.name]
    assert verdict.kind == kind
    assert {failure.prop: len(failure.trace) for failure in verdict.failures if failure.prop in lengths} == lengths
    assert (not verdict.failures) == (kind in (FIXES, NEEDLESS))
    assert verdict.correct_states == CORRECT
    for failure in verdict.failures:
        assert (failure.stuck is not None) is (failure.prop in EFFECTS.liveness_names)


@pytest.mark.parametrize("bug", EFFECTS.bug_names)
def test_each_bug_has_a_repair_that_fixes_it_and_tempting_ones(bug: str) -> None:
    kinds = {judge(repair, Bounds()).kind for repair in EFFECTS.repairs_of(bug)}
    assert kinds >= {FIXES, NEEDLESS, TOO_WEAK}
    assert kinds <= set(KINDS)


def test_some_that_fix_it_allow_more() -> None:
    for name, states in ALLOWS_MORE.items():
        assert judge(EFFECTS.repair_named(name), Bounds()).states == states


def test_some_that_are_too_weak_save_the_customer_all_the_same() -> None:
    for name in SAVES_THE_CUSTOMER:
        broken = {failure.prop for failure in judge(EFFECTS.repair_named(name), Bounds()).failures}
        assert "AppliedAtMostOnce" not in broken


def test_never_to_take_over_forbids_what_is_good() -> None:
    verdict = judge(EFFECTS.repair_named("never-take-over"), Bounds())
    assert (verdict.states, verdict.droppable, verdict.forbids_good) == (11, (), True)


def test_an_effect_takes_the_place_of_another_of_the_same_variable() -> None:
    repair, complete = EFFECTS.repair_named("work-on"), EFFECTS.transition("Complete")
    text = plain_text(plain(EFFECTS, repair.repaired(complete), {"AckBeforeEffect"}))
    assert [line.strip() for line in text.splitlines() if "held'" in line] == [r"/\ held' = held \cup {<<w, r, a>>}"]
    with_key = EFFECTS.repair_named("key-with-effect").repaired(EFFECTS.transition("Apply"))
    lines = plain(EFFECTS, with_key, {"EffectWithoutKey"})
    assert [(line.is_removed, line.put_by) for line in lines if "remembered'" in line.text] == [
        (True, None), (False, None),
    ]  # fmt: skip


@pytest.mark.tlc
def test_tlc_gives_the_same_verdicts() -> None:
    seen = seen_by_tlc(Bounds(), [repaired(repair, EFFECTS) for repair in EFFECTS.repairs])
    for repair, there in zip(EFFECTS.repairs, seen, strict=True):
        here = judge(repair, Bounds())
        lengths = {failure.prop: len(failure.trace) for failure in here.failures}
        assert (repair.name, there.distinct, there.steps) == (repair.name, here.states, lengths)
