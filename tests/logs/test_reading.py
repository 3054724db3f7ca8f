"""What is read of a log, and what is said of the rest."""

from __future__ import annotations

import json
from io import StringIO

import pytest

from a09web.invalid_input import InvalidInput
from a09web.logs.check import asked, check_log
from a09web.logs.reading import LONGEST_LINE, SAID, Event, Reader, lines_of
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.logged import LOGGED


def read(text: str) -> tuple[list[Event], list[str]]:
    reader = Reader(LOGGED)
    return list(reader.events(lines_of(StringIO(text)))), reader.unread.sentences


def test_json_lines_and_csv_are_the_same_events() -> None:
    as_json = (
        '{"at": 0, "event": "scheduled", "run": 7, "due": 2, "customer": "is dropped"}\n\n'
        '{"at": 3, "event": "claimed", "run": "7", "worker": "w", "epoch": 1}\n'
        '{"at": 4, "event": "checkpoint", "upto": 2}\n'
    )
    as_csv = (
        "\ufeffrun,event,at,due,worker,epoch,upto,customer\n7,scheduled,0,2,,,,x\n\n"
        "7,claimed,3,,w,1\n,checkpoint,4,,,,2,\n"
    )
    expected = [
        Event(1, 0, "scheduled", "7", None, None, 2_000_000),
        Event(3, 3_000_000, "claimed", "7", "w", 1, None),
        Event(4, 4_000_000, "checkpoint", "", None, None, 2_000_000),
    ]
    assert read(as_json) == (expected, [])
    events, unread = read(as_csv)
    assert [event._replace(line=0) for event in events] == [event._replace(line=0) for event in expected]
    assert unread == []


GOOD = '{"at": 0, "event": "scheduled", "run": 7, "due": 2}\n'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"at": 1, "event"', "Line 2 is no JSON object."),
        ("[1, 2]", "Line 2 is no JSON object."),
        ("[" * 5000, "Line 2 is no JSON object."),
        ('{"at": 1}', "Line 2 has no “event”."),
        ('{"at": 1, "event": ""}', "Line 2 has no “event”."),
        (
            json.dumps({"event": "y" * 41}),
            f"Line 2 has the event “{'y' * 40}”, which is none of scheduled, materialized, claimed, expired, completed "
            "and checkpoint.",
        ),
        (
            '{"at": 1, "event": "started", "run": 7}',
            "Line 2 has the event “started”, which is none of scheduled, materialized, claimed, expired, completed and "
            "checkpoint.",
        ),
        ('{"at": 1, "event": "claimed"}', "Line 2 has no “run”."),
        ('{"event": "claimed", "run": 7}', "Line 2 has no “at”."),
        ('{"at": 1, "event": "checkpoint"}', "Line 2 has no “upto”."),
        (
            '{"at": "noon", "event": "claimed", "run": 7}',
            "Line 2 has “noon” as its “at”, which is no time: it must be a number of seconds or an ISO time such as "
            "2026-01-31T12:00:00Z.",
        ),
        (
            '{"at": "2026-01-01T12:00:00Z", "event": "claimed", "run": 7}',
            "Line 2 has a time with a zone as its “at”, where the log began with a number of seconds.",
        ),
        (
            '{"at": 1, "event": "claimed", "run": 7, "epoch": 0}',
            "Line 2 has “0” as its “epoch”, which must be a whole number from 1.",
        ),
        (
            '{"at": 1, "event": "claimed", "run": {"id": 7}}',
            "Line 2 has as its “run” what is neither a text nor a whole number.",
        ),
        (
            json.dumps({"at": 1, "event": "claimed", "run": "a\0b"}),
            "Line 2 has a “run” with characters that cannot be shown, or with more than 200.",
        ),
        ("x" * (LONGEST_LINE + 5), f"Line 2 has {LONGEST_LINE + 1:,} characters, and an event has at most 100,000."),
    ],
)
def test_a_line_that_is_no_event_is_told_and_the_others_are_read(line: str, said: str) -> None:
    events, unread = read(GOOD + line + "\n" + GOOD)
    assert unread == [said]
    assert [event.line for event in events] == [1, 3]


def test_many_such_lines_are_counted() -> None:
    _, unread = read(GOOD + "{\n" * (SAID + 3))
    assert len(unread) == SAID + 1
    assert unread[-1] == "So it is with 3 more lines."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The log is empty"),
        ("\n \n", "The log is empty"),
        ("\0\1\2\ufffd", "no log that can be read"),
        ("2026-01-01 12:00:00 INFO job 7 started\n", "no log that can be read"),
        ("run,due\n7,1\n", "no log that can be read"),
        ("{}\n{}\n", "No line of the log is an event. Line 1 has no “event”. Line 2 has no “event”. Each line is one"),
        ("at,event\n", "No line of the log is an event"),
    ],
)
def test_what_is_no_log_is_refused_with_what_a_log_looks_like(text: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_log(lines_of(StringIO(text)), asked(A09))
    assert said in str(refused.value)
    if "empty" not in said:
        assert "one of scheduled, materialized" in str(refused.value)


def test_a_file_without_lines_is_not_held() -> None:
    """A line is read no further than an event may go."""
    line, second = lines_of(StringIO("x" * 5 * LONGEST_LINE + "\nsecond\n"))
    assert len(line) == LONGEST_LINE + 1
    assert second == "second\n"


def test_the_last_line_needs_no_end_and_the_longest_is_whole() -> None:
    longest = "x" * LONGEST_LINE + "\n"
    assert list(lines_of(StringIO(longest + "second"))) == [longest, "second"]
