"""What is found in a log, and how it is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest

from a09web.invalid_input import InvalidInput
from a09web.logs import checking, following
from a09web.logs.check import asked, check_log
from a09web.logs.findings import TOO_OPEN, UNEXPLAINED
from a09web.logs.report import heading_of, log_report
from a09web.scenarios.address import encode
from a09web.workbooks.a09 import A09
from tests.workbooks.desk import DESK

from .telling import checked, checkpoint, event, findings, only, scheduled

TAKEN = [scheduled(0, "a", 1), event(1, "materialized"), event(1, "claimed", worker="x")]
LATE = [*TAKEN, event(2, "expired"), event(3, "claimed", worker="y"), event(4, "completed", worker="x")]

BROKEN: dict[str, tuple[list[dict[str, Any]], str, str]] = {
    "EarlyRelease": (
        [scheduled(0, "a", 2), event(1, "materialized")],
        "Run a was materialized at 1. a is not due yet: its time is 2 and it is 1 now. That is 1 s early.",
        "1~due.1~workers.1~MaxTime.1~MaxEpoch.1~bugs.EarlyRelease~Materialize.r1",
    ),
    "DuplicateMaterialization": (
        [scheduled(0, "a", 1), event(1, "materialized"), event(1, "materialized")],
        "Run a was materialized at 1. a is no longer in the schedule: it was materialized.",
        "1~due.1~workers.1~MaxTime.1~bugs.DuplicateMaterialization~Tick~Materialize.r1~Materialize.r1",
    ),
    "StaleCompletion": (
        LATE,
        "Run a was completed by x under epoch 1 at 4. The attempt is stale: its epoch is 1, but a is at epoch 2 now.",
        "1~due.1~MaxTime.2~bugs.StaleCompletion~Tick~Materialize.r1~Claim.w1.r1~Tick~Expire.r1~Claim.w2.r1"
        "~Complete.w1.r1.1",
    ),
    "DuplicateClaim": (
        [*TAKEN, event(2, "claimed", worker="y")],
        "Run a was claimed by y at 2. a is owned by x, and a claim must be exclusive.",
        "1~due.1~MaxTime.2~MaxEpoch.1~bugs.DuplicateClaim~Tick~Materialize.r1~Claim.w1.r1~Tick~Claim.w2.r1",
    ),
    "CheckpointAdvance": (
        [scheduled(0, "a", 1), checkpoint(1, 1)],
        "The checkpoint was moved to 1 at 1. The next checkpoint would cover a, never materialized.",
        "1~due.1~workers.1~MaxTime.1~MaxEpoch.1~bugs.CheckpointAdvance~Tick~AdvanceCheckpoint",
    ),
    "MissingMaterialization": (
        [scheduled(0, "a", 1), event(3, "materialized")],
        "Run a was materialized at 3. The scanner has due work, a: time waits until it is materialized. "
        "It was due at 1: 2 s late.",
        "1~due.1~workers.1~MaxTime.2~MaxEpoch.1~bugs.MissingMaterialization~Tick~Tick~Materialize.r1",
    ),
}


@pytest.mark.parametrize("bug", BROKEN)
def test_each_bug_is_found_by_what_it_lets_pass(bug: str) -> None:
    events, sentence, link = BROKEN[bug]
    finding = only(events)
    assert finding.bugs == (bug,)
    assert finding.prop == A09.caught_by[bug]
    assert finding.sentence == sentence
    assert finding.line == len(events)
    assert finding.scenario is not None
    assert encode(finding.scenario) == link
    assert finding.prop in finding.scenario.replay().last.broken or bug == "MissingMaterialization"


def test_a_right_log_is_clean() -> None:
    answer = checked([*LATE[:-1], event(4, "completed", worker="y"), checkpoint(5, 5)])
    assert answer.is_clean
    assert answer.summary == "1 run, 7 events: no broken promise."
    assert answer.sentences == ()


def test_each_run_is_judged_by_itself_up_to_its_first_finding() -> None:
    events = [
        *LATE,
        event(5, "claimed", worker="z"),
        scheduled(5, "b", 9),
        event(6, "materialized", "b"),
        event(9, "completed", "b", worker="x"),
    ]
    assert [(found.name, found.line) for found in findings(events)] == [("a", 6), ("b", 9)]


def test_what_no_bug_explains_is_found_too() -> None:
    finding = only([*TAKEN, event(2, "completed", worker="x"), event(3, "completed", worker="x")])
    assert finding.bugs == ()
    assert finding.scenario is None
    assert "a is completed already, under epoch 1." in finding.sentence


def test_work_that_never_came_is_found_at_the_end() -> None:
    finding = only([scheduled(0, "a", 1), scheduled(0, "b", 9), event(9, "materialized", "b")])
    assert (finding.name, finding.bugs) == ("a", ("MissingMaterialization",))
    assert finding.sentence == (
        "The log ends at 9. The scanner has due work, a: time waits until it is materialized. "
        "It was due at 1: 8 s late."
    )
    assert finding.scenario is not None


def test_a_checkpoint_in_the_future_is_nobody_s() -> None:
    finding = only([scheduled(0, "a", 9), checkpoint(1, 5)])
    assert finding.name == ""
    assert finding.sentence == (
        "The checkpoint was moved to 5 at 1. The checkpoint at 5 has caught up with the clock at 1."
    )


def test_as_late_as_allowed_is_not_late() -> None:
    events = [scheduled(0, "a", 1), event(3, "materialized")]
    assert only(events, late="1.9s").bugs == ("MissingMaterialization",)
    assert findings(events, late="2s") == []


def test_a_day_s_clock_allows_a_minute() -> None:
    events = [scheduled("2026-01-01T12:00:00Z", "a", "2026-01-01T12:00:01Z")]
    assert findings([*events, event("2026-01-01T12:01:01Z", "materialized")]) == []
    assert only([*events, event("2026-01-01T12:01:02Z", "materialized")]).bugs == ("MissingMaterialization",)


def test_what_is_right_only_within_the_skew_is_said() -> None:
    events = [scheduled(0, "a", 2), event(1, "materialized")]
    assert only(events, skew="0.5").sentence.endswith("it is 1 now. That is 1 s early.")
    answer = checked(events, skew="1s")
    assert answer.is_clean
    assert answer.sentences == ("1 event is right only within the skew that you allowed (line 2).",)


def test_what_was_not_logged_is_a_choice() -> None:
    """Somebody who is not named took it: it may have been x, or y."""
    somebody = [*TAKEN[:2], event(1, "claimed"), event(2, "expired"), event(3, "claimed", worker="y")]
    assert only([*somebody, event(4, "completed", epoch=1)]).bugs == ("StaleCompletion",)
    assert findings([*somebody, event(4, "completed")]) == []
    assert findings([*somebody, event(4, "completed", worker="y")]) == []
    assert only([*somebody, event(4, "completed", worker="x")]).bugs == ("StaleCompletion",)


def test_a_lease_that_nobody_logs_may_have_run_out() -> None:
    events = [*TAKEN, event(2, "claimed", worker="y")]
    assert only(events).bugs == ("DuplicateClaim",)
    assert findings(events, unlogged="expired") == []
    assert only([*events, event(3, "completed", worker="x")], unlogged="expired").bugs == ("StaleCompletion",)


def test_many_workers_have_room() -> None:
    events = list(TAKEN[:2])
    for number in range(9):
        events += [event(2, "claimed", worker=f"host-{number}"), event(2, "expired")]
    finding = only([*events, event(3, "completed", worker="host-3")])
    assert "completed by host-3 under epoch" in finding.sentence
    assert finding.bugs == ("StaleCompletion",)
    assert finding.scenario is None, "the sandbox has no nine workers"


def test_a_late_result_is_found_after_a_run_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    done = [*LATE[:-1], event(4, "completed", worker="y")]
    late = event(9, "completed", worker="x")
    assert only([*done, late]).line == len(done) + 1
    monkeypatch.setattr(checking, "MOST_DONE", 1)
    others = [scheduled(5, "b", 5), event(5, "materialized", "b"), event(5, "claimed", "b", worker="x")]
    answer = checked([*done, *others, event(6, "completed", "b", worker="x"), late])
    assert answer.is_clean
    assert "remembered" in answer.sentences[0]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (
            [event(1, "claimed", worker="x"), event(2, "completed", worker="x")],
            "1 run began before the log does, or was done too long before their next event to be remembered, and was "
            "not judged (line 1).",
        ),
        ([event(1, "materialized")], "Of 1 run nothing says when it was due"),
        ([scheduled(0, "a", 9), scheduled(1, "a", 10)], "1 run began again before it was done"),
        ([*TAKEN[:2], event(0, "claimed", worker="x")], "1 event is earlier than the event before of the same run"),
        (
            [*TAKEN[:2], event(2, "claimed", worker="x", epoch=3)],
            "1 event names another epoch than the events before count, and the run was not judged any further; if "
            "something is missing from the log, --unlogged says so (line 3).",
        ),
    ],
)
def test_what_cannot_be_judged_is_said(events: list[dict[str, Any]], said: str) -> None:
    answer = checked(events)
    assert answer.is_clean
    assert len(answer.sentences) == 1
    assert answer.sentences[0].startswith(said)


TWICE: dict[str, Callable[[str], list[dict[str, Any]]]] = {
    "runs began before the log does, or were done too long before their next event to be remembered, and were not "
    "judged (the first at line 1).": lambda run: [event(1, "claimed", run, worker="x")],
    "runs nothing says when they were due, so nothing is said about early or late (the first at line 1).": lambda run: [
        event(1, "materialized", run)
    ],
    "runs began again before they were done, and were not judged any further (the first at line 2).": lambda run: [
        scheduled(0, run, 9),
        scheduled(1, run, 9),
    ],
    "events are earlier than the event before of the same run, and were taken as they stand (the first at line 3).": (
        lambda run: [scheduled(0, run, 1), event(1, "materialized", run), event(0, "claimed", run, worker="x")]
    ),
    "events name another epoch than the events before count, and the run was not judged any further; if something is "
    "missing from the log, --unlogged says so (the first at line 3).": (
        lambda run: [scheduled(0, run, 1), event(1, "materialized", run), event(1, "claimed", run, epoch=3)]
    ),
}


@pytest.mark.parametrize("said", TWICE)
def test_what_cannot_be_judged_is_counted(said: str) -> None:
    (sentence,) = checked([each for run in "ab" for each in TWICE[said](run)]).sentences
    assert sentence in (f"2 {said}", f"Of 2 {said}")


def test_workers_of_whom_there_are_too_many_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST_WORKERS", 2)
    claims = [(event(2, "claimed", worker=each), event(2, "expired")) for each in "xyz"]
    lives = [[scheduled(0, run, 1), event(1, "materialized", run), *chain(*claims)] for run in "ab"]
    of_each = [{**each, "run": run} for run, life in zip("ab", lives, strict=True) for each in life]
    (sentence,) = checked(of_each).sentences
    assert sentence == "2 runs have too many workers, and were not judged any further (the first at line 7)."


def test_where_clocks_may_differ_only_what_needs_it_is_counted() -> None:
    """Also where a run has more workers than there are places for from the start."""
    claims = [
        each for at, name in enumerate("pqrst", 2) for each in (event(at, "claimed", worker=name), event(at, "expired"))
    ]
    assert checked([*TAKEN[:2], *claims], skew="1s").sentences == ()
    early = [each for run in "ab" for each in (scheduled(0, run, 2), event(1, "materialized", run))]
    assert checked(early, skew="1s").sentences == (
        "2 events are right only within the skew that you allowed (the first at line 2).",
    )


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([event(9, "claimed", worker="x")], "Run a was claimed by x at 9. The scanner has due work, a: "),
        ([event(9, "claimed")], "Run a was claimed by some worker at 9. The scanner has due work, a: "),
        (
            [event(9, "completed", worker="x", epoch=3)],
            "Run a was completed by x under epoch 3 at 9. The scanner has due work, a: ",
        ),
        (
            [event(9, "completed")],
            "Run a was completed by some worker under epoch unknown at 9. The scanner has due work, a: ",
        ),
    ],
)
def test_an_event_before_which_time_had_to_wait_is_told_as_it_was_logged(
    events: list[dict[str, Any]], said: str
) -> None:
    finding = only([scheduled(0, "a", 1), *events])
    assert finding.sentence == f"{said}time waits until it is materialized. It was due at 1: 8 s late."


def test_what_is_wrong_before_it_is_due_is_early_only_if_that_is_what_is_wrong() -> None:
    claimed = only([scheduled(0, "a", 5), event(1, "claimed", worker="x")])
    assert claimed.sentence == "Run a was claimed by x at 1. a is not materialized, so there is nothing to claim."


def test_a_run_that_begins_after_a_checkpoint_is_not_before_it() -> None:
    early = only([checkpoint(5, 5), scheduled(6, "a", 9), event(7, "materialized")])
    assert (early.bugs, early.prop) == (("EarlyRelease",), "NoEarlyRunnable")
    covered = only([checkpoint(5, 5), scheduled(6, "a", 3), event(7, "materialized")])
    assert covered.sentence.endswith(
        "a is due at 3, and the checkpoint at 5 says that time is done: the scanner never looks back."
    )


def test_who_is_who_is_told_of_those_whom_the_log_names() -> None:
    assert only(LATE).names == {"r1": "a", "w1": "x", "w2": "y"}
    somebody = only([*TAKEN[:2], event(2, "claimed"), event(3, "claimed", worker="y")])
    assert somebody.names == {"r1": "a", "w2": "y"}
    assert "a is owned by some worker, and a claim must be exclusive." in somebody.sentence


def test_what_no_bug_explains_breaks_no_property_for_a_program() -> None:
    (found,) = log_report(checked([*TAKEN, event(2, "completed", worker="nobody")]))["findings"]
    assert (found["property"], found["bugs"], found["scenario"], found["names"]) == (None, [], None, {"r1": "a"})


def test_a_run_of_which_too_much_is_missing_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST_GUESSES", 1)
    somebody = [*TAKEN[:2], event(1, "claimed"), event(2, "expired"), event(3, "claimed")]
    assert checked(somebody).sentences == (
        "What is not in the log leaves too many possibilities for 1 run, and it was not judged any further; log also "
        "worker and epoch (line 5).",
    )
    assert checked(somebody, unlogged="claimed,expired").sentences[0].endswith("log also claimed and expired (line 3).")


def test_a_run_with_more_workers_than_any_job_has_is_not_followed() -> None:
    claims = [each for number in range(70) for each in (event(2, "claimed", worker=f"w{number}"), event(2, "expired"))]
    answer = checked([*TAKEN[:2], *claims, scheduled(2, "b", 9), event(3, "materialized", "b")])
    assert answer.sentences[0].startswith("1 run has too many workers, and was not judged any further")
    assert [finding.name for finding in answer.checker.findings] == ["b"]


@pytest.mark.parametrize(
    ("events", "unlogged"),
    [
        ([*TAKEN, event(9, "completed", worker="x", epoch=3)], "expired,claimed"),
        ([*TAKEN, *(event(9, "claimed", worker="x", epoch=epoch) for epoch in (2, 3))], "expired,claimed"),
        ([*TAKEN[:2], event(9, "completed", worker="z")], "claimed"),
        ([scheduled(0, "a", 1), event(70, "completed", worker="y", epoch=2)], "materialized,claimed,expired"),
    ],
)
def test_what_is_not_in_the_log_may_have_happened_several_times(events: list[dict[str, Any]], unlogged: str) -> None:
    answer = checked(events, unlogged=unlogged)
    assert (answer.checker.findings, answer.sentences) == ([], ())


def test_an_attempt_that_is_named_later_counts_for_what_came_before() -> None:
    """That a run was made three times before it was claimed is seen when it is done."""
    events = [scheduled(0, "a", 1), event(3, "claimed"), event(5, "completed", epoch=3)]
    assert only(events, unlogged="materialized", late="1h").bugs == ("DuplicateMaterialization",)


@pytest.mark.parametrize("due", [0, -5])
def test_no_time_is_too_early_for_a_log(due: int) -> None:
    assert checked([scheduled(-9, "a", due), event(due, "materialized"), checkpoint(9, due)]).is_clean


def test_two_claims_of_nobody_in_particular_may_be_those_of_two() -> None:
    finding = only([*TAKEN[:2], event(2, "claimed"), event(3, "claimed")])
    assert [each.bugs for each in finding.explanations] == [("DuplicateClaim",)]


def test_what_no_bug_explains_is_said_frankly() -> None:
    finding = only([*TAKEN, event(2, "completed", worker="nobody")])
    assert (finding.bugs, finding.note) == ((), UNEXPLAINED)
    assert only(LATE).note == ""


def test_where_too_much_is_missing_to_name_a_bug_no_bug_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The correct model has one way, and the bugs have more."""
    monkeypatch.setattr(following, "MOST_GUESSES", 3)
    finding = only([*TAKEN, event(4, "materialized")], unlogged="expired")
    assert (finding.bugs, finding.note) == ((), TOO_OPEN)


def test_nobody_waits_for_ever_for_the_log_of_somebody_else() -> None:
    with pytest.raises(InvalidInput, match="This log takes longer than the 0 seconds"):
        check_log([json.dumps(each) for each in TAKEN], asked(A09), seconds=0)


def test_findings_are_counted_by_the_bugs_that_explain_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MOST_FINDINGS", 2)
    early = [each for name in "abcd" for each in (scheduled(0, name, 9), event(1, "materialized", name))]
    answer = checked([*early, scheduled(1, "e", 2), event(2, "materialized", "e"), event(2, "materialized", "e")])
    report = log_report(answer)
    assert report["found"] == 5
    assert report["by_bugs"] == [
        {"bugs": ["EarlyRelease"], "count": 4},
        {"bugs": ["DuplicateMaterialization"], "count": 1},
    ]
    assert len(report["findings"]) == 2
    assert heading_of(answer, ("DuplicateMaterialization",), 1) == (
        "1 finding that DuplicateMaterialization explains: Materialize does not take the run off the schedule"
    )


def test_another_model_has_to_say_what_its_events_are() -> None:
    with pytest.raises(InvalidInput, match="Logs cannot be checked against Desk"):
        asked(DESK)
