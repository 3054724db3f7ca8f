"""The pages of the exercises, as somebody without scripts meets them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from a09web.exercises.content import starters
from a09web.exercises.exercise import named
from a09web.exercises.kinds.breaking import shortest
from a09web.exercises.kinds.diagnosing import proof
from a09web.exercises.kinds.predicting import choices_of, right_answers
from a09web.exercises.models import Attempt, Work
from a09web.exercises.pages import work_page
from a09web.exercises.services import MOST_ATTEMPTS, forget_untouched
from a09web.sandbox.models import Sandbox
from a09web.workbooks.a09 import A09
from tests.sandbox.visiting import html, text

from .working import Solver, starter

pytestmark = pytest.mark.django_db


def test_the_list_has_every_exercise_and_shows_progress(client: Client) -> None:
    solver = Solver(client, "busy-hands")
    solver.hand_in(choice=right_answers(solver.mine)[0])
    page = html(client.get("/exercises/"))
    links = [link.attributes["href"] for link in page.all("a")]
    assert all(f"/exercises/{exercise.key}/" in links for exercise in starters())
    assert page.with_class("mine-done")[0].text == "solved, 100"
    assert "1 of 37 solved" in page.with_class("buttons")[0].text


@pytest.mark.parametrize("exercise", starters(), ids=lambda exercise: exercise.key)
def test_every_exercise_has_its_page(client: Client, exercise: Any) -> None:
    solver = Solver(client, exercise.key)
    assert exercise.title in html(solver.get()).all("h1")[0].text
    assert not Work.objects.exists()  # looking makes nothing
    if exercise.kind.is_played:
        solver.start()
        page = html(solver.get())
        assert exercise.title in page.by_id("guide").text
        assert "hand_in" in page.choices


def test_an_exercise_that_there_is_not(client: Client) -> None:
    assert client.get("/exercises/nothing/").status_code == 404
    assert client.get("/exercises/x/nothing/").status_code == 404


# Break


def test_a_break_is_handed_in_and_stored(client: Client) -> None:
    solver = Solver(client, "back-from-the-dead")
    solver.start()
    solver.take(*(shortest(solver.mine) or ()))
    assert "is broken. Your schedule has 5 steps" in html(solver.get()).by_id("guide").text
    assert solver.hand_in()["Location"] == "/exercises/back-from-the-dead/#answer"
    answer = html(solver.get()).by_id("answer").text
    assert "no way is shorter" in answer
    attempt = Attempt.objects.get()
    assert f"Attempt 1, stored {attempt.created:%H:%M} UTC: 100 of 100." in answer
    assert (attempt.score, attempt.verdict, attempt.steps, solver.work.best) == (1, "broken", 5, 1)


def test_a_retry_never_loses_points(client: Client) -> None:
    solver = Solver(client, "back-from-the-dead")
    solver.start()
    solver.take(*(shortest(solver.mine) or ()))
    solver.hand_in()
    assert solver.act(move="0").status_code == 302
    solver.hand_in()
    assert (solver.work.best, Attempt.objects.count()) == (1, 2)
    assert "Your best answer counts: 100." in html(solver.get()).by_id("answer").text


def test_a_schedule_ends_where_its_solver_went_back_to(client: Client) -> None:
    solver = Solver(client, "back-from-the-dead")
    solver.start()
    solver.take(*(shortest(solver.mine) or ()))
    assert solver.act(move="2").status_code == 302
    guide = html(solver.get()).by_id("guide").text
    assert "Your schedule has 2 steps" in guide
    assert "is broken" not in guide
    solver.hand_in()
    attempt = Attempt.objects.get()
    assert (attempt.score, len(attempt.answer["steps"])) == (0, 2)


def test_no_bug_is_switched_and_no_fairness(client: Client) -> None:
    solver = Solver(client, "back-from-the-dead")
    solver.start()
    assert "no bug is switched" in html(solver.act(step="+EarlyRelease")).notice
    assert "fairness is as the exercise sets it" in html(solver.act(fair="-Tick")).notice
    assert solver.act(step="-StaleCompletion").status_code == 422


def test_undo_and_reset_end_where_the_exercise_begins(client: Client) -> None:
    solver = Solver(client, "two-hands-on-one-job")
    solver.start()
    begun = len(solver.mine.start)
    solver.take("AdvanceCheckpoint")
    assert solver.act(move="0").status_code == 302
    sandbox = solver.work.sandbox
    assert sandbox is not None
    assert sandbox.cursor == begun
    assert "begins after 2 steps" in html(solver.act(step="Tick", at="0")).notice


def test_a_page_that_is_out_of_date_hands_nothing_in(client: Client) -> None:
    solver = Solver(client, "back-from-the-dead")
    solver.start()
    solver.take("Tick")
    response = solver.post(hand_in="1", version="0", attempt="1")
    assert response.status_code == 409
    assert not Attempt.objects.exists()
    assert "Tick" in text(response)


def test_a_step_of_a_work_that_is_not_begun_does_nothing(client: Client) -> None:
    solver = Solver(client, "back-from-the-dead")
    solver.get()
    response = solver.post(step="Tick", version="0", at="0")
    assert response.status_code == 409
    assert not Sandbox.objects.exists()


def test_another_browser_has_a_work_of_its_own(client: Client, stranger: Client) -> None:
    for browser in (client, stranger):
        Solver(browser, "back-from-the-dead").start()
    assert Work.objects.count() == Sandbox.objects.filter(is_attached=True).count() == 2


# Predict, repair, drafts


def test_what_is_chosen_survives_a_reload(client: Client) -> None:
    solver = Solver(client, "busy-hands")
    solver.get()
    assert solver.post(htmx=True, draft="1", choice="NoEarlyRunnable").status_code == 204
    assert html(solver.get()).all("input", name="choice", checked="")[0].attributes["value"] == "NoEarlyRunnable"
    repair = Solver(client, "the-crowded-run")
    assert repair.post(draft="1", parts=["part4", "part1"]).status_code == 302
    chosen = {box.attributes["value"] for box in html(repair.get()).all("input", name="parts", checked="")}
    assert chosen == {"part1", "part4"}
    assert not Attempt.objects.exists()


def test_a_draft_of_diagnose_survives_a_reload(client: Client) -> None:
    solver = Solver(client, "case-b")
    solver.start()
    solver.act(step="Expire(r1)")
    solver.post(htmx=True, draft="1", bug="DuplicateClaim", refused="Expire(r1)")
    chosen = [option.attributes["value"] for option in html(solver.get()).all("option", selected="")]
    assert chosen == ["DuplicateClaim", "Expire(r1)"]
    solver.take("Tick")
    chosen = [option.attributes["value"] for option in html(solver.get()).all("option", selected="")]
    assert chosen == ["DuplicateClaim"]  # the refusal was before that step


def test_each_wrong_prediction_leaves_less(client: Client) -> None:
    solver = Solver(client, "busy-hands")
    right = right_answers(solver.mine)
    wrong = [choice for choice in choices_of(A09) if choice not in right]
    solver.hand_in(choice=wrong[0])
    assert "After 1 wrong answer the next answer counts at most 50 of 100." in text(solver.get())
    solver.hand_in(choice=wrong[1])
    solver.hand_in(choice=right[0])
    assert solver.work.best == 0.25


def test_an_empty_form_is_refused_and_nothing_is_stored(client: Client) -> None:
    for key in ("busy-hands", "the-crowded-run"):
        response = Solver(client, key).hand_in()
        assert response.status_code == 422
        assert "Please choose" in html(response).notice
    assert not Attempt.objects.exists()


def test_what_can_be_chosen_keeps_its_order(client: Client) -> None:
    repair = Solver(client, "the-crowded-run")

    def offered() -> list[str]:
        return [box.attributes["value"] for box in html(repair.get()).all("input", name="parts")]

    at_first = offered()
    assert len(at_first) > 3
    for part in at_first[:2]:
        repair.post(draft="1", parts=[part])
        assert offered() == at_first


def test_a_repair_shows_where_it_fails(client: Client) -> None:
    solver = Solver(client, "the-crowded-run")
    solver.hand_in(parts=["part3"])
    answer = html(solver.get()).by_id("answer").text
    assert "Too strong" in answer
    assert "It stays here for ever." in answer
    assert solver.work.best == 0.3


# Diagnose


def test_a_bug_is_named_and_proved(client: Client) -> None:
    solver = Solver(client, "case-e")
    solver.start()
    mine = solver.mine
    found = proof(mine)
    assert found is not None
    solver.hand_in(bug=named(A09, mine.bugs))
    assert "Named, but not proved" in html(solver.get()).by_id("answer").text
    solver.take(*found.steps)
    solver.hand_in(bug=named(A09, mine.bugs), refused=found.refused)
    assert "Proved" in html(solver.get()).by_id("answer").text
    assert [attempt.score for attempt in Attempt.objects.all()] == [0.5, 1]


def test_a_refused_step_is_offered_as_evidence(client: Client) -> None:
    solver = Solver(client, "case-e")
    solver.start()
    solver.act(step="Expire(r1)")
    assert "and then Expire(r1) was refused" in html(solver.get()).by_id("guide").text


def test_evidence_that_was_not_put_together_rightly_costs_nothing(client: Client) -> None:
    solver = Solver(client, "case-e")
    solver.start()
    solver.hand_in(bug="EarlyRelease", refused="Tick")
    assert "That is no evidence" in html(solver.get()).by_id("answer").text
    assert "wrong answer" not in text(solver.get())


# Hints


def test_hints_come_one_by_one_and_cap_what_can_be_had(client: Client) -> None:
    solver = Solver(client, "busy-hands")
    hints = solver.mine.hints
    assert hints[0] not in text(solver.get())
    for _ in range(10):
        solver.post(hint="1")
    assert hints[0] in text(solver.get())
    assert hints[1] not in text(solver.get())
    solver.post(hint="7")
    assert solver.work.hints == 1
    solver.hand_in(choice=right_answers(solver.mine)[0])
    assert solver.work.best == 0.9


def test_a_hint_taken_later_takes_nothing_away(client: Client) -> None:
    solver = Solver(client, "back-from-the-dead")
    solver.start()
    solver.take(*(shortest(solver.mine) or ()))
    solver.hand_in()
    for number in "123":
        solver.post(hint=number)
    solver.hand_in()
    assert [attempt.score for attempt in Attempt.objects.all()] == [1, 0.5]
    assert solver.work.best == 1


def test_how_far_it_is_and_the_next_step_are_hints_behind_those_that_are_written(client: Client) -> None:
    solver = Solver(client, "one-entry-two-runs")
    solver.start()
    solver.hand_in()
    assert "at least" not in html(solver.get()).by_id("answer").text
    for number in "123":
        solver.post(hint=number)
    assert "How far is it?" in text(solver.get())
    solver.post(hint="4")
    page = html(solver.get()).by_id("hints").text
    assert "From where you stand it is 7 steps at least." in page
    assert "The next of them" not in page
    assert "A hint caps this exercise at 25." in page
    solver.post(hint="5")
    while (
        found := re.search(r"The next of them can be ([\w(),]+)\.", html(solver.get()).by_id("hints").text)
    ) is not None:
        solver.take(found[1])
    solver.hand_in()
    assert (solver.work.best, solver.work.hints) == (0.25, 5)


# Names only


@pytest.mark.parametrize(
    "sent",
    [
        {"bug": "", "refused": "Mr Smith is to blame"},
        {"bug": "=1+1", "refused": ""},
    ],
)
def test_no_text_of_a_students_own_is_stored(client: Client, sent: dict[str, Any]) -> None:
    solver = Solver(client, "case-a")
    solver.start()
    assert solver.post(draft="1", **sent).status_code == 422
    assert solver.hand_in(**sent).status_code == 422
    assert (solver.work.draft, solver.work.refused, Attempt.objects.count()) == ({}, "", 0)
    predict = Solver(client, "busy-hands")
    assert predict.post(draft="1", choice="Mr Smith").status_code == 422
    played = Solver(client, "back-from-the-dead")
    played.start()
    played.post(draft="1", refused="Mr Smith")
    assert played.work.refused == ""


# Once


def test_the_same_answer_sent_ten_times_is_one_attempt(client: Client) -> None:
    solver = Solver(client, "busy-hands")
    for _ in range(10):
        assert solver.post(hand_in="1", attempt="1", choice="NoEarlyRunnable").status_code == 302
    assert Attempt.objects.count() == 1
    solver.post(hand_in="1", attempt="2", choice="NoEarlyRunnable")
    assert [attempt.number for attempt in Attempt.objects.all()] == [1, 2]


def test_nobody_fills_the_table(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("a09web.exercises.services.MOST_ATTEMPTS", 2)
    assert MOST_ATTEMPTS > 2
    solver = Solver(client, "busy-hands")
    for number in (1, 2, 3):
        response = solver.post(hand_in="1", attempt=str(number), choice="NoEarlyRunnable")
    assert "that is the limit" in html(response).notice
    assert Attempt.objects.count() == 2


def test_a_browser_begins_only_so_many_works(client: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR = 1
    Solver(client, "back-from-the-dead").start()
    response = Solver(client, "the-bookmark").post(start="1")
    assert response.status_code == 429
    assert "within an hour" in html(response).notice


def test_old_works_are_forgotten_with_their_sandboxes(client: Client) -> None:
    Solver(client, "back-from-the-dead").start()
    assert forget_untouched(days=1) == 0
    Work.objects.update(touched="2020-01-01T00:00Z")
    assert forget_untouched(days=1) == 0  # its sandbox was stepped
    Sandbox.objects.update(touched="2020-01-01T00:00Z")
    assert forget_untouched(days=1) == 1
    assert not Sandbox.objects.exists()


def test_a_work_whose_sandbox_is_gone_can_be_started_again(client: Client) -> None:
    solver = Solver(client, "back-from-the-dead")
    solver.start()
    Sandbox.objects.all().delete()
    assert "start" in html(solver.get()).choices
    solver.start()
    solver.take("Tick")


def test_a_full_sandbox_is_replaced_by_an_empty_one(client: Client, settings: Any) -> None:
    solver = Solver(client, "back-from-the-dead")
    solver.start()
    solver.take("Tick")
    settings.STEPS_PER_SANDBOX = 1
    run = (shortest(solver.mine) or ())[1]
    assert "no room for another step" in html(solver.act(step=run)).notice
    settings.STEPS_PER_SANDBOX = 2
    solver.post(anew="1")  # it is not full any more, so it stays
    assert Sandbox.objects.get().last_number == 1
    settings.STEPS_PER_SANDBOX = 1
    assert "anew" in html(solver.get()).choices
    for _ in range(3):
        solver.post(anew="1")
    assert Sandbox.objects.get().last_number == 0


# Inside another page


def asked(method: str, **fields: str) -> HttpRequest:
    made = RequestFactory().post("/", fields) if method == "POST" else RequestFactory().get("/")
    made._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    return made


def test_a_class_uses_the_same_page_for_solvers_of_its_own() -> None:
    exercise, here = starter("back-from-the-dead"), "/class/abc/exercise/"
    told: list[int] = []

    def page(request: HttpRequest) -> HttpResponse:
        frame = {"template": "exercises/_head.html"}
        return work_page(
            request, exercise, "participant 7", here, frame, on_attempt=lambda work, made: told.append(made.number)
        )

    assert page(asked("POST", start="1"))["Location"] == here
    shown = text(page(asked("GET")))
    assert f'action="{here}"' in shown
    assert 'class="strip"' in shown
    assert "/exercises/" not in shown
    for _ in range(2):
        page(asked("POST", hand_in="1", version="0", attempt="1"))
    assert told == [1]
    assert Work.objects.get(solver="participant 7").attempts.count() == 1


def test_a_class_can_be_closed() -> None:
    exercise, here = starter("busy-hands"), "/class/abc/exercise/"
    frame = {"closed": "This class is over, so nothing was stored."}
    page = text(work_page(asked("GET"), exercise, "participant 7", here, frame))
    assert "This class is over" in page
    assert "hand_in" not in page
    response = work_page(asked("POST", hand_in="1", attempt="1", choice="none"), exercise, "participant 7", here, frame)
    assert "This class is over" in text(response)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"start": "1"}, {"hint": "1"}, {"anew": "1"}, {"draft": "1", "bug": "StaleCompletion"}]
)
def test_a_class_that_is_closed_takes_and_offers_nothing(fields: dict[str, str]) -> None:
    exercise, here = starter("case-a"), "/class/abc/exercise/"
    frame = {"closed": "This class is over."}
    response = work_page(asked("POST", **fields), exercise, "s.7", here, frame)
    assert response.status_code == 422
    assert "This class is over." in text(response)
    assert not Work.objects.exists()
    work_page(asked("POST", start="1"), exercise, "s.7", here)
    for method in ("GET", "POST"):
        page = html(work_page(asked(method, **(fields if method == "POST" else {})), exercise, "s.7", here, frame))
        assert not {"start", "hint", "anew", "draft", "hand_in"} & set(page.choices)
    assert Work.objects.get().hints == 0
