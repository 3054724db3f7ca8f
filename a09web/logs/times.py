"""Times and durations as people write them, in whole microseconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from a09web.invalid_input import InvalidInput

SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"": SECOND, "us": 1, "ms": 1_000, "s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND, "d": 86_400 * SECOND}
_DURATION = re.compile(r"(\d+(?:\.\d+)?) ?(us|ms|s|m|h|d|)", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?", re.ASCII)
_NO_TIME = "is no time: it must be a number of seconds or an ISO time such as 2026-01-31T12:00:00Z"
_LONGEST = 100
# More seconds than these are no time.
_MOST = 10**15

NUMBER, WITH_ZONE, WITHOUT_ZONE = "a number of seconds", "a time with a zone", "a time without a zone"
"""The kinds of time. Times of two kinds cannot be compared."""


def parse_time(value: Any) -> tuple[int, str]:
    """A time in microseconds, and its kind. Raises `InvalidInput` for what is no time."""
    if isinstance(value, str):
        if value[4:5] == "-" or not _NUMBER.fullmatch(value):
            return _of_text(value)
        value = float(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _MOST:
        return round(value * SECOND), NUMBER
    raise InvalidInput(_NO_TIME)


def _of_text(text: str) -> tuple[int, str]:
    try:
        return _of_date(datetime.fromisoformat(text))
    except ValueError:
        raise InvalidInput(_NO_TIME) from None


def _of_date(date: datetime) -> tuple[int, str]:
    kind = WITHOUT_ZONE if date.tzinfo is None else WITH_ZONE
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    since = date - _EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds, kind


def show_time(time: int, kind: str) -> str:
    """A time as its log has it, in UTC if it has a zone."""
    if kind == NUMBER:
        return _decimal(time)
    try:
        text = (_EPOCH + timedelta(microseconds=time)).replace(tzinfo=None).isoformat(" ")
    except OverflowError:
        return f"{_decimal(time)} s"
    return text.rstrip("0") if "." in text else text


def parse_duration(text: str) -> int:
    """Microseconds from `2s`, `1.5 m` or `250ms`; a bare number is seconds. Raises `InvalidInput` for anything else."""
    matched = _DURATION.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if matched is None:
        raise InvalidInput(f"“{text[:40]}” is no duration: write a number and a unit, such as 250ms, 2s, 5m, 1h or 1d.")
    return round(float(matched[1]) * _UNITS[matched[2]])


def show_duration(duration: int) -> str:
    """`1.3 s`, `2 min`, `3 h 20 min`: of the two largest units what is not zero."""
    if duration < 60 * SECOND:
        return f"{_decimal(duration)} s"
    minutes, hours, days = duration // (60 * SECOND), duration // (3600 * SECOND), duration // (86_400 * SECOND)
    if hours == 0:
        seconds = duration % (60 * SECOND) // SECOND
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    if days == 0:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if hours % 24 else f"{days} d"


def _decimal(microseconds: int) -> str:
    whole, rest = divmod(abs(microseconds), SECOND)
    sign = "-" if microseconds < 0 else ""
    return f"{sign}{whole}.{rest:06}".rstrip("0") if rest else f"{sign}{whole}"
