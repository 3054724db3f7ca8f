"""The names in a trace, and bugs and bounds given as text."""

from __future__ import annotations

import pytest

from a09web.invalid_input import InvalidInput
from a09web.model.names import is_toggle, parse_bounds, parse_bugs, parse_number, parse_steps, toggled
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

SIX = (
    "EarlyRelease, DuplicateMaterialization, StaleCompletion, DuplicateClaim, CheckpointAdvance, MissingMaterialization"
)


@pytest.mark.parametrize(("step", "toggle"), [("+EarlyRelease", True), ("-X", True), ("Tick", False), ("", False)])
def test_what_a_toggle_is(step: str, toggle: bool) -> None:
    assert is_toggle(step) is toggle


def test_a_toggle_changes_one_flag() -> None:
    both = toggled(A09, frozenset({"StaleCompletion"}), "+EarlyRelease")
    assert both == {"StaleCompletion", "EarlyRelease"}
    assert toggled(A09, both, "-StaleCompletion") == {"EarlyRelease"}


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("+EarlyRelease", "EarlyRelease is on already; a toggle must change something."),
        ("-StaleCompletion", "StaleCompletion is off already; a toggle must change something."),
        ("+Late", f"There is no bug “Late”. The six are {SIX}."),
        ("-", f"There is no bug “”. The six are {SIX}."),
        ("+earlyrelease", f"There is no bug “earlyrelease”. The six are {SIX}."),
    ],
)
def test_a_toggle_that_is_refused(step: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        toggled(A09, frozenset({"EarlyRelease"}), step)
    assert str(refused.value) == sentence


def test_bugs_as_text() -> None:
    assert parse_bugs(A09, "") == frozenset()
    assert parse_bugs(A09, " StaleCompletion , EarlyRelease,") == {"EarlyRelease", "StaleCompletion"}


def test_an_unknown_bug_is_named_but_not_at_any_length() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_bugs(A09, f"EarlyRelease,{'x' * 100}")
    assert str(refused.value) == f"There is no bug “{'x' * 60}”. The six are {SIX}."


def test_bugs_are_listed_in_the_order_of_the_workbook() -> None:
    assert A09.in_order({"MissingMaterialization", "StaleCompletion", "EarlyRelease"}) == [
        "EarlyRelease",
        "StaleCompletion",
        "MissingMaterialization",
    ]


def test_steps_as_text() -> None:
    assert parse_steps("") == ()
    assert parse_steps(" Tick ;; Claim( w1, r1 );\n+EarlyRelease; ") == ("Tick", "Claim(w1,r1)", "+EarlyRelease")


@pytest.mark.parametrize(("text", "number"), [("0", 0), (" 7 ", 7), ("9999", 9999), ("007", 7)])
def test_a_whole_number(text: str, number: int) -> None:
    assert parse_number("It", text) == number


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", "1e1", "0x1", "10000", "1_0", "٣", "²", "one"])
def test_what_is_not_a_whole_number(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_number("MaxTime", text)
    assert str(refused.value) == f"MaxTime must be a whole number, not “{text}”."


def test_of_a_long_number_the_beginning_is_told() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_number("MaxTime", "9" * 100)
    assert str(refused.value) == f"MaxTime must be a whole number, not “{'9' * 60}”."


def test_bounds_as_text() -> None:
    assert parse_bounds(
        A09, {"due": "3, 1,2", "workers": "1", "max_time": "4", "max_epoch": "3", "bugs": ""}
    ) == Bounds(due=(3, 1, 2), workers=1, max_time=4, max_epoch=3)


def test_bounds_that_are_not_said_are_the_usual_ones() -> None:
    assert parse_bounds(A09, {"workers": "3"}) == Bounds(workers=3)


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (("", "2", "3", "2"), "The number of runs must be from 1 to 4, not 0."),
        (("1,x", "2", "3", "2"), "A due time must be a whole number, not “x”."),
        (("1", "two", "3", "2"), "The number of workers must be a whole number, not “two”."),
        (("1", "2", "-3", "2"), "MaxTime must be a whole number, not “-3”."),
        (("1", "2", "3", "2.5"), "MaxEpoch must be a whole number, not “2.5”."),
        (("1,4", "2", "3", "2"), "r2 is due at 4, but a due time must be from 1 to MaxTime, which is 3."),
    ],
)
def test_bounds_that_are_refused(texts: tuple[str, str, str, str], sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_bounds(A09, dict(zip(("due", "workers", "max_time", "max_epoch"), texts, strict=True)))
    assert str(refused.value) == sentence
