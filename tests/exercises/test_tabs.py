"""Two tabs at one exercise: one that is out of date spends no attempt before it has said so."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from a09web.exercises.exercise import named
from a09web.exercises.models import Attempt
from a09web.workbooks.a09 import A09
from tests.sandbox.visiting import html, text

from .working import Solver

pytestmark = pytest.mark.django_db
FIELDS = ("version", "attempt", "hints", "question")
PREDICT, REPAIR, BREAK, DIAGNOSE = "busy-hands", "the-early-report", "back-from-the-dead", "case-a"


class Tab:
    """A page of an exercise that was loaded once and stays as it was."""

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.show(solver.get())

    def show(self, answer: HttpResponse) -> None:
        self.page, self.text = html(answer), text(answer)
        inputs = [each.attributes for each in self.page.all("input")]
        self.fields = {each["name"]: each["value"] for each in inputs if each.get("name") in FIELDS}

    def hand_in(self, **chosen: Any) -> int:
        answer = self.solver.post(hand_in="1", **{**self.fields, **chosen})
        if answer.status_code != 302:
            self.show(answer)
        return answer.status_code

    @property
    def chosen(self) -> list[str]:
        marked = [each for tag in ("input", "option") for each in self.page.all(tag)]
        return [each.attributes.get("value", "") for each in marked if {"checked", "selected"} & set(each.attributes)]


@pytest.fixture
def solver(client: Client) -> Solver:
    return Solver(client, PREDICT)


def numbers() -> list[int]:
    return [attempt.number for attempt in Attempt.objects.all()]


def test_a_tab_that_does_not_show_the_last_answer_asks_first_and_keeps_what_was_chosen(solver: Solver) -> None:
    one, other = Tab(solver), Tab(solver)
    assert one.hand_in(choice="NoEarlyRunnable") == 302
    assert other.hand_in(choice="AtMostOneClaimer") == 409
    assert numbers() == [1]
    assert "Since this page was made, another answer was handed in. Attempt 1, stored " in other.page.notice
    assert "nothing was handed in now; what you chose is kept." in other.page.notice
    assert (
        "press again if it is to be attempt 2. After 1 wrong answer the next answer counts at most "
        in other.page.notice
    )
    assert other.chosen == ["AtMostOneClaimer"]
    assert "Attempt 1, stored" in other.page.with_class("receipt")[0].text
    assert other.hand_in(choice="AtMostOneClaimer") == 302
    assert numbers() == [1, 2]


def test_the_same_answer_from_another_tab_is_the_same_attempt(solver: Solver) -> None:
    tabs = [Tab(solver) for _ in range(3)]
    assert [tab.hand_in(choice="NoEarlyRunnable") for tab in tabs] == [302, 302, 302]
    assert numbers() == [1]


def test_a_form_that_is_sent_again_counts_once_also_after_it_has_asked(solver: Solver) -> None:
    one, other = Tab(solver), Tab(solver)
    one.hand_in(choice="NoEarlyRunnable")
    other.hand_in(choice="AtMostOneClaimer")
    assert [other.hand_in(choice="AtMostOneClaimer") for _ in range(3)] == [302, 302, 302]
    assert numbers() == [1, 2]


def test_who_goes_back_and_chooses_otherwise_is_asked_first(solver: Solver) -> None:
    before = Tab(solver)
    assert before.hand_in(choice="NoEarlyRunnable") == 302
    assert before.hand_in(choice="AtMostOneClaimer") == 409
    assert numbers() == [1]


def test_a_hint_that_was_taken_in_another_tab_is_told_before_it_costs_something(solver: Solver) -> None:
    tab = Tab(solver)
    solver.post(hint="1")
    assert tab.hand_in(choice="NoEarlyRunnable") == 409
    assert "Since this page was made, a hint was taken." in tab.page.notice
    assert "After 1 hint the next answer counts at most " in tab.page.notice
    assert numbers() == []
    assert tab.hand_in(choice="NoEarlyRunnable") == 302


def test_after_the_answers_were_deleted_a_tab_says_so(solver: Solver) -> None:
    Tab(solver).hand_in(choice="NoEarlyRunnable")
    tab = Tab(solver)
    solver.work.delete()
    assert tab.hand_in(choice="AtMostOneClaimer") == 409
    assert "your answers were deleted" in tab.page.notice


def test_repair_keeps_all_that_was_chosen(client: Client) -> None:
    solver = Solver(client, REPAIR)
    one, other = Tab(solver), Tab(solver)
    first, second, third = (each.attributes["value"] for each in one.page.all("input", name="parts")[:3])
    assert one.hand_in(parts=[first]) == 302
    assert other.hand_in(parts=[second, third]) == 409
    assert sorted(other.chosen) == sorted([second, third])
    assert numbers() == [1]


def test_diagnose_keeps_the_bug_also_if_the_schedule_has_moved_on(client: Client) -> None:
    solver = Solver(client, DIAGNOSE)
    solver.start()
    suspects = [named(A09, bugs) for bugs in solver.mine.own.hypotheses]
    one, other, late = Tab(solver), Tab(solver), Tab(solver)
    assert one.hand_in(bug=suspects[0], refused="") == 302
    assert other.hand_in(bug=suspects[1], refused="") == 409
    assert suspects[1] in other.chosen
    solver.take("Tick")
    assert late.hand_in(bug=suspects[2], refused="") == 409
    assert suspects[2] in late.chosen
    assert numbers() == [1]


def test_break_asks_for_a_look_at_the_schedule_that_moved_on(client: Client) -> None:
    solver = Solver(client, BREAK)
    solver.start()
    one, other = Tab(solver), Tab(solver)
    assert one.hand_in() == 302
    assert other.hand_in() == 302  # the same schedule, the same attempt
    solver.take("Tick")
    assert other.hand_in() == 409
    assert numbers() == [1]
