"""Exercises of a workbook that is not the app's own, of each kind: in its folder, and a teacher's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from a09web.exercises.content import starters
from a09web.exercises.exercise import Exercise
from a09web.exercises.kinds import KINDS
from a09web.exercises.kinds.breaking import shortest
from a09web.exercises.kinds.diagnosing import proof
from a09web.exercises.kinds.predicting import right_answers
from a09web.exercises.kinds.repairing import bug_of, first_fix
from a09web.exercises.models import StoredExercise, Work
from a09web.exercises.reader import BadExercise
from a09web.exercises.reading import problems_of, read_exercise
from a09web.exercises.variants import changes, variants
from a09web.model.verdicts import FIXES, judge
from a09web.workbooks import WORKBOOKS
from tests.classroom.making import teacher
from tests.exercises.working import Solver
from tests.sandbox.visiting import html, text

from .desk import DESK, Bounds

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.django_db]

EACH = pytest.mark.parametrize("kind", KINDS)


def of_kind(kind: str) -> Exercise:
    (found,) = (each for each in starters(DESK) if each.kind.slug == kind)
    return found


def at(client: Client, exercise: Exercise) -> Solver:
    return Solver(client, exercise.key, f"/w/desk/exercises/{exercise.name}/")


def answer_to(exercise: Exercise) -> dict[str, Any]:
    """What its form holds of a right answer; steps are taken."""
    if exercise.kind.slug == "predict":
        return {"choice": right_answers(exercise)[0]}
    if exercise.kind.slug == "repair":
        return {"parts": [choice.name for choice in first_fix(bug_of(exercise), exercise.bounds)]}
    return {"bug": ",".join(exercise.bugs)} if exercise.kind.slug == "diagnose" else {}


def steps_to(exercise: Exercise) -> tuple[str, ...]:
    if exercise.kind.slug == "break":
        return shortest(exercise) or ()
    found = proof(exercise)
    assert found is not None
    return found.steps


@EACH
def test_each_kind_is_solved(client: Client, kind: str) -> None:
    solver = at(client, of_kind(kind))
    assert solver.mine.bounds.workbook is DESK
    if solver.mine.kind.is_played:
        solver.start()
        solver.take(*steps_to(solver.mine))
    solver.hand_in(**answer_to(solver.mine))
    assert Work.objects.get().best == 1
    page = html(solver.get())
    assert page.by_id("answer").text
    assert "/w/desk/exercises/" in [link.attributes["href"] for link in page.all("a")]


@EACH
def test_variants_have_other_names_and_are_as_hard(kind: str) -> None:
    exercise = of_kind(kind)
    for each in variants(exercise):
        assert problems_of(each) == {}
        assert each.kind.difficulty(each) == exercise.kind.difficulty(exercise)
    stories = {each.story for each in variants(exercise)}
    assert len(stories) == (2 if " g" in exercise.story and kind in ("break", "predict") else 1)


def test_a_text_that_tells_one_guest_from_another_keeps_the_names() -> None:
    exercise = of_kind("break")
    values = {
        "kind": "break", "title": "Told", "story": "The second guest is in a hurry.", "target": exercise.own.target,
        "bounds": {"asked": [1, 2], "max_mark": 2}, "bugs": ["EarlyLeave"],
    }  # fmt: skip
    told = read_exercise(values, workbook=DESK, key="told")
    assert {dict(change.names)["g1"] for change in changes(told)} == {"g1"}
    with pytest.raises(BadExercise) as refused:
        read_exercise({**values, "bounds": {"due": [1]}}, workbook=DESK, key="told")
    assert refused.value.problems["bounds"] == "These must be asked, max_mark."


def test_what_the_correct_model_misses_counts_against_no_repair() -> None:
    """Where a guest has come back, nobody promises that all are ever there at once."""
    assert judge(DESK.repair_named("one-by-one"), Bounds()).kind == FIXES


def test_the_list_has_them_and_leads_to_each(client: Client) -> None:
    page = html(client.get("/w/desk/exercises/"))
    links = [link.attributes["href"] for link in page.all("a")]
    assert [each.key for each in starters(DESK)] == [f"desk/{name}" for name in NAMES]
    assert all(f"/w/desk/exercises/{name}/" in links for name in NAMES)
    assert "Exercises of Desk" in page.all("h1")[0].text
    assert client.get("/w/desk/exercises/the-impatient-timer/").status_code == 404
    assert client.get("/exercises/no-queue/").status_code == 404
    assert client.get("/w/tables/exercises/").status_code == 404


NAMES = ("off-too-soon", "no-queue", "something-is-odd", "one-desk")


@pytest.mark.usefixtures("bare")
def test_a_workbook_without_exercises_says_so(client: Client) -> None:
    page = html(client.get("/w/bare/exercises/"))
    assert "None is written for this model yet." in page.all("section")[0].text
    assert "/w/bare/" in [link.attributes["href"] for link in page.all("a")]


SENT = {
    "kind": "break", "title": "Mine", "story": "Let g1 go.", "target": "LeftHaveTheirMarks", "hints": "", "key": "k",
    "scenario": "2~desk~asked.1.2~MaxMark.2~bugs.EarlyLeave~Enter.g1",
}  # fmt: skip


def test_a_teacher_makes_one_of_a_link(client: Client) -> None:
    ada = teacher()
    form = text(ada.get("/exercises/made/new/"))
    assert '<optgroup label="Desk">' in form
    assert "names of runs, workers and guests are renamed" in form
    preview = text(ada.post("/exercises/made/new/", {**SENT, "preview": "1"}))
    assert "LeftHaveTheirMarks breaks after 1 step at the earliest." in preview
    assert "AtMostOneClaimer" not in preview
    refused = ada.post("/exercises/made/new/", {**SENT, "target": "AtMostOneClaimer", "preview": "1"})
    assert "This must be one of AtMostOneInside, LeftHaveTheirMarks, LeftAreOut." in text(refused)
    assert ada.post("/exercises/made/new/", {**SENT, "save": "1"}).status_code == 302
    made = StoredExercise.objects.get()
    assert (made.workbook, made.values["bounds"]) == ("desk", {"asked": [1, 2], "max_mark": 2})
    assert "Break of Desk" in text(ada.get("/exercises/made/"))
    solver = Solver(client, made.key, made.get_absolute_url())
    solver.start()
    (step,) = (name for name in ("Leave(g1)", "Leave(g2)") if f'value="{name}"' in text(solver.get()))
    solver.take(step)
    solver.hand_in()
    assert Work.objects.get().best == 1


def test_one_of_a_workbook_that_is_gone_has_no_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = teacher()
    ada.post("/exercises/made/new/", {**SENT, "save": "1"})
    made = StoredExercise.objects.get()
    monkeypatch.delitem(WORKBOOKS, DESK.slug)
    assert client.get(made.get_absolute_url()).status_code == 404
    assert "of a model that this server no longer has" in text(ada.get("/exercises/made/"))
    assert "There is no workbook “desk”." in text(ada.get(f"/exercises/made/{made.public_id}/"))
