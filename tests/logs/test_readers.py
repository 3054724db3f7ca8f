"""What is read of the logs of other systems; `queues/` has what these systems really leave."""

from __future__ import annotations

import json
from typing import Any

import pytest

from a09web.invalid_input import InvalidInput
from a09web.logs.check import Checked, asked, check_log
from a09web.logs.readers import READERS
from a09web.logs.readers.procrastinate import procrastinate_events
from a09web.workbooks.a09 import A09


def rows(*events: tuple[int, str]) -> list[dict[str, Any]]:
    """The rows of one job: each with its second and its type, in the order of their ids."""
    return [{"id": number, "job_id": 7, "type": name, "at": at} for number, (at, name) in enumerate(events)]


def worker(action: str, name: str, attempts: int, **others: Any) -> dict[str, Any]:
    return {
        "action": action,
        "worker": {"name": name, "worker_id": 1},
        "job": {"id": 7, "attempts": attempts},
        **others,
    }


def told(lines: list[dict[str, Any]]) -> tuple[list[tuple[str, str, Any, Any]], list[str]]:
    """The events: name, time, worker and epoch; and what was wrong with lines."""
    wrong: list[str] = []
    events = procrastinate_events(enumerate(lines, 1), lambda line, what: wrong.append(f"{line} {what}"))
    return [(each["event"], each["at"], each.get("worker"), each.get("epoch")) for _, each in events], wrong


def answer(lines: list[dict[str, Any]]) -> Checked:
    return check_log(map(json.dumps, lines), asked(A09, source="procrastinate"))


LATE = rows((0, "deferred"), (1, "started"), (9, "deferred_for_retry"), (10, "started"), (11, "succeeded"))


def test_a_job_is_ready_when_it_is_due_and_who_did_what_is_in_the_lines_of_workers() -> None:
    lines = [
        *rows(
            (5, "scheduled"),
            (0, "deferred"),
            (6, "started"),
            (9, "deferred_for_retry"),
            (10, "started"),
            (11, "succeeded"),
        ),
        {"message": "another line of a worker"},
        worker("finish_task", "b", 1, status="Status.SUCCEEDED"),
        worker("start_job", "b", 1),
        worker("start_job", "a", 0),
    ]
    assert told(lines) == (
        [
            ("scheduled", "0", None, None),
            ("materialized", "5", None, None),
            ("claimed", "6", "a/1", 1),
            ("expired", "9", None, None),
            ("claimed", "10", "b/1", 2),
            ("completed", "11", "b/1", 2),
        ],
        [],
    )
    assert answer(lines).sentences == ()


def test_a_late_result_is_found_where_the_workers_say_whose_it_was() -> None:
    said = [worker("start_job", "a", 0), worker("start_job", "b", 1), worker("finish_task", "a", 0, status="succeeded")]
    (finding,) = answer([*LATE, *said]).checker.findings
    assert (finding.bugs, finding.line) == (("StaleCompletion",), 5)
    assert answer(LATE).sentences == (READERS["procrastinate"].unsaid,)
    (unnamed,) = answer([*LATE, *said[1:]]).sentences  # whose the first attempt was is not known
    assert unnamed == READERS["procrastinate"].unsaid


def test_a_job_that_is_started_before_it_is_due_was_released_early() -> None:
    (finding,) = answer(rows((5, "scheduled"), (0, "deferred"), (3, "started"))).checker.findings
    assert finding.bugs == ("EarlyRelease",)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([(0, "deferred"), (9, "cancelled")], []),
        ([(5, "scheduled"), (0, "deferred")], ["scheduled"]),
        ([(5, "scheduled"), (0, "deferred"), (5, "abort_requested")], ["scheduled", "materialized"]),
        ([(0, "deferred"), (1, "started"), (2, "failed")], ["scheduled", "materialized", "claimed", "completed"]),
        ([(0, "deferred"), (1, "started"), (2, "aborted")], ["scheduled", "materialized", "claimed", "completed"]),
        (
            [(0, "deferred"), (1, "started"), (2, "failed"), (3, "retried"), (4, "started"), (5, "failed")],
            ["scheduled", "materialized", "claimed", "expired", "claimed", "completed"],
        ),
        (
            [(0, "deferred"), (1, "started"), (2, "deferred_for_retry"), (3, "cancelled")],
            ["scheduled", "materialized", "claimed", "expired"],
        ),
        ([(1, "started"), (2, "succeeded")], ["claimed", "completed"]),
    ],
)
def test_what_becomes_of_a_job(events: list[tuple[int, str]], expected: list[str]) -> None:
    assert [name for name, *_ in told(rows(*events))[0]] == expected


def test_a_job_that_failed_and_was_retried_by_hand_counts_two_attempts_more() -> None:
    lines = rows((0, "deferred"), (1, "started"), (2, "failed"), (3, "retried"), (4, "started"))
    events, _ = told([*lines, worker("start_job", "a", 0), worker("start_job", "b", 2)])
    assert [event[2:] for event in events if event[0] == "claimed"] == [("a/1", 1), ("b/1", 2)]


def test_a_result_after_a_job_was_put_back_is_a_result_if_a_worker_says_so() -> None:
    lines = rows((0, "deferred"), (1, "started"), (2, "deferred_for_retry"), (3, "cancelled"))
    events, _ = told([*lines, worker("start_job", "a", 0), worker("finish_task", "a", 0, status="failed")])
    assert events[-1] == ("completed", "3", "a/1", 1)


def test_that_an_attempt_is_to_be_retried_is_no_result() -> None:
    events, _ = told([*LATE, worker("finish_task", "a", 0, status="todo")])
    assert events[-1] == ("completed", "11", None, None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"job_id": 7, "at": 1}, "1 has no “type”"),
        ({"type": "started", "at": 1}, "1 has no “job_id”"),
        ({"job_id": 7, "type": "started"}, "1 has no “at”"),
        ({"job_id": 7, "type": "started", "at": 1, "id": "x"}, "1 has “x” as its “id”, which must be a whole number"),
        ({"action": "start_job"}, "1 has no “job” and “worker”, which the log of a worker has as objects"),
        (worker("start_job", "a", None), "1 has “None” as its “attempts”, which must be a whole number"),  # type: ignore[arg-type]
    ],
)
def test_a_line_that_is_neither_is_told(line: dict[str, Any], said: str) -> None:
    assert told([line]) == ([], [said])


def test_rows_may_be_csv_and_in_any_order() -> None:
    text = "id,job_id,type,at\n2,7,started,2026-01-01 12:00:01+00\n1,7,deferred,2026-01-01 12:00:00+00\n"
    assert (
        check_log(text.splitlines(), asked(A09, source="procrastinate")).summary
        == "1 run, 3 events: no broken promise."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "No line of the log is an event. Each line is a row of procrastinate_events"),
        ("at,event", "with “at”, “job_id” and “type” among them. Each line is a row of procrastinate_events"),
        ('[1]\n{"job_id": 1, "type": "started", "at": "noon"}', "no log that can be read"),
        ('{"job_id": 1, "type": "started", "at": "noon"}', "No line of the log is an event. Line 1 is no time"),
    ],
)
def test_what_is_no_log_of_it_is_refused_with_what_one_looks_like(text: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_log(text.splitlines(), asked(A09, source="procrastinate"))
    assert said in str(refused.value)


def test_a_system_without_a_reader_is_refused_with_those_that_have_one() -> None:
    with pytest.raises(InvalidInput, match="There is no reader for logs of “sidekiq”, only for those of procrastinate"):
        asked(A09, source="sidekiq")
