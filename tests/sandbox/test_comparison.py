"""The boards of the correct model and of this one, step by step."""

from __future__ import annotations

from typing import cast

import pytest
from django.test import Client

from a09web.sandbox.comparison import DIFFERENT, REFUSED, SAME, TOGGLE, UNREACHED, Comparison, compare_at
from a09web.sandbox.models import Sandbox
from a09web.workbooks.a09.board import Board

from .making import BREAKS, ZOMBIE, made, moment, move
from .visiting import html

pytestmark = pytest.mark.django_db


def compared(sandbox: Sandbox, at: int | None = None) -> Comparison:
    return compare_at(moment(sandbox, at))


def fates(found: Comparison) -> list[str]:
    return [step.fate for step in found.steps]


def test_up_to_the_difference_the_boards_are_the_same() -> None:
    sandbox = made(*BREAKS["StaleCompletion"], bugs={"StaleCompletion"})
    for at in range(5):
        found = compared(sandbox, at)
        assert found.here == found.correct
        assert not found.stopped
        assert fates(found) == [SAME] * 5 + [REFUSED]


def test_a_refused_step_leaves_the_correct_model_where_it_was() -> None:
    sandbox = made(*BREAKS["StaleCompletion"], "Tick", bugs={"StaleCompletion"})
    before = compared(sandbox, 4).correct
    for at in (5, 6):
        found = compared(sandbox, at)
        assert found.stopped
        assert found.correct == before
        assert found.here != before
    assert fates(found) == [SAME] * 5 + [REFUSED, UNREACHED]


def test_a_step_that_is_done_differently_is_shown_on_both_boards() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)", bugs={"DuplicateMaterialization"})
    found = compared(sandbox, 2)
    assert not found.stopped
    assert [run.scheduled for run in cast(Board, found.here).runs] == [True, True]
    assert [run.scheduled for run in cast(Board, found.correct).runs] == [False, True]
    later = compared(sandbox, 3)
    assert later.stopped
    assert later.correct == found.correct
    assert fates(later) == [SAME, SAME, DIFFERENT, UNREACHED]


def test_toggles_have_no_place_on_the_correct_model() -> None:
    sandbox = made("Tick", "+EarlyRelease", "Materialize(r2)")
    assert fates(compared(sandbox)) == [SAME, SAME, TOGGLE, REFUSED]
    at_toggle = compared(sandbox, 2)
    assert at_toggle.here == at_toggle.correct


def test_the_way_through_the_steps_of_a_branch() -> None:
    sandbox = made(*ZOMBIE)
    move(sandbox, 1)
    found = compared(sandbox)
    assert (found.before and found.before.number, found.after and found.after.number) == (0, 2)
    assert compared(sandbox, 0).before is None
    assert compared(sandbox, 4).after is None
    assert found.parting is None


def test_what_differs_is_said_of_both_in_words() -> None:
    sandbox = made(*BREAKS["StaleCompletion"], bugs={"StaleCompletion"})
    same, unlike = compared(sandbox, 4), compared(sandbox)
    assert (same.said_only_here, same.said_only_there) == ([], [])
    assert unlike.said_only_here == [
        "r1, due at 1, has left the schedule and was completed under epoch 1; it is at epoch 2.",
        "w1 is idle.",
    ]
    assert unlike.said_only_there == [
        "r1, due at 1, has left the schedule and is runnable; it is at epoch 2.",
        "w1 works on r1 under epoch 1 as a zombie.",
    ]


@pytest.mark.parametrize("bug", BREAKS)
def test_the_page_says_the_verdict_of_both_models(client: Client, bug: str) -> None:
    sandbox = made(*BREAKS[bug], bugs={bug})
    differs = html(client.get(f"{sandbox.get_absolute_url()}compare/")).with_class("differs")[0].text
    assert moment(sandbox).broken[0].in_words in differs
    assert "All 7 properties hold." in differs
