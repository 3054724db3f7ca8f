"""Times and durations as people write them."""

from __future__ import annotations

import pytest

from a09web.invalid_input import InvalidInput
from a09web.logs.times import (
    NUMBER,
    WITH_ZONE,
    WITHOUT_ZONE,
    parse_duration,
    parse_time,
    show_duration,
    show_time,
)

NOON = 1_767_268_800_000_000  # 2026-01-01T12:00:00Z


@pytest.mark.parametrize(
    ("written", "time", "kind"),
    [
        ("2026-01-01T12:00:00Z", NOON, WITH_ZONE),
        ("2026-01-01 13:00:00.25+01:00", NOON + 250_000, WITH_ZONE),
        ("2026-01-01T12:00:00", NOON, WITHOUT_ZONE),
        (3, 3_000_000, NUMBER),
        (2.5, 2_500_000, NUMBER),
        ("1767268800", NOON, NUMBER),
        ("20260101", 20_260_101_000_000, NUMBER),
        ("-1.5", -1_500_000, NUMBER),
    ],
)
def test_a_time_is_microseconds_of_some_kind(written: object, time: int, kind: str) -> None:
    assert parse_time(written) == (time, kind)


@pytest.mark.parametrize(
    "written",
    ["", "noon", "2026-13-01", True, None, [], {}, float("nan"), float("inf"), 1e300, 10**40, "9" * 90, "１２"],
)
def test_what_is_no_time_is_refused(written: object) -> None:
    with pytest.raises(InvalidInput, match="is no time"):
        parse_time(written)


@pytest.mark.parametrize(
    ("time", "kind", "shown"),
    [
        (NOON, WITH_ZONE, "2026-01-01 12:00:00"),
        (NOON + 250_000, WITHOUT_ZONE, "2026-01-01 12:00:00.25"),
        (3_000_000, NUMBER, "3"),
        (-1_500_000, NUMBER, "-1.5"),
        (10**25, WITH_ZONE, "10000000000000000000 s"),
    ],
)
def test_a_time_is_shown_as_its_log_has_it(time: int, kind: str, shown: str) -> None:
    assert show_time(time, kind) == shown


@pytest.mark.parametrize(
    ("written", "duration", "shown"),
    [
        ("0", 0, "0 s"),
        ("250ms", 250_000, "0.25 s"),
        ("1.3 s", 1_300_000, "1.3 s"),
        ("90", 90_000_000, "1 min 30 s"),
        ("59.5s", 59_500_000, "59.5 s"),
        ("60s", 60_000_000, "1 min"),
        ("5m", 300_000_000, "5 min"),
        ("200m", 12_000_000_000, "3 h 20 min"),
        ("1h", 3_600_000_000, "1 h"),
        ("1d", 86_400_000_000, "1 d"),
        ("30h", 108_000_000_000, "1 d 6 h"),
    ],
)
def test_a_duration_has_a_unit(written: str, duration: int, shown: str) -> None:
    assert parse_duration(written) == duration
    assert show_duration(duration) == shown


@pytest.mark.parametrize("written", ["5x", "-1s", "s", "1 2", "1e9", "9" * 200, "٣s"])
def test_what_is_no_duration_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="is no duration"):
        parse_duration(written)
