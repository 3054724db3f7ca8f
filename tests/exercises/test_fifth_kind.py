"""A fifth kind takes `fifth.py`, a template and its line in the registry, and goes wherever the others go."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.template import engines
from django.test import Client

from a09web.exercises.kinds import KINDS
from a09web.exercises.models import Attempt, StoredExercise, Work
from a09web.exercises.results import distribution, is_solved
from tests.classroom.making import act, opened
from tests.sandbox.visiting import html, text

from .fifth import COUNT
from .working import Solver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_fifth")]

FILLED = {
    "kind": "count",
    "title": "How bad is it?",
    "story": "It is Monday. Count what is broken.",
    "scenario": "1~bugs.EarlyRelease~Materialize.r1",
    "most": "3",
    "hints": "Look at the time.",
}


@pytest.fixture
def _fifth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its line in the registry, and its template."""
    monkeypatch.setitem(KINDS, COUNT.slug, COUNT)
    backend: Any = engines["jinja2"]
    beside = Path(__file__).with_name("templates")
    files = backend.env.loader.loaders[0]
    monkeypatch.setattr(files, "searchpath", [*files.searchpath, str(beside)])


@pytest.fixture
def teacher(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_user("ada"))
    return client


def made_by(teacher: Client) -> StoredExercise:
    assert teacher.post("/exercises/made/new/", {**FILLED, "save": "1"}).status_code == 302
    return StoredExercise.objects.get()


def test_a_teacher_makes_one_and_is_told_what_is_wrong(teacher: Client) -> None:
    form = text(teacher.get("/exercises/made/new/"))
    assert "Say how many properties are broken." in form
    assert "The largest number" in form
    unknown = html(teacher.post("/exercises/made/new/", {**FILLED, "most": "7", "preview": "1"}))
    assert unknown.by_id("problem-most").text == "This must be one of 3, 5."
    assert unknown.by_id("most").attributes["value"] == "7"
    shown = html(teacher.post("/exercises/made/new/", {**FILLED, "preview": "1"})).with_class("for-teacher")[0].text
    assert "1 property is broken." in shown
    assert "Optimum" not in shown
    stored = made_by(teacher)
    assert (stored.kind, stored.values["most"]) == ("count", "3")
    assert "Count" in text(teacher.get("/exercises/made/"))
    assert html(teacher.get(f"/exercises/made/{stored.public_id}/")).by_id("most").attributes["value"] == "3"


def test_a_student_answers_and_is_graded(teacher: Client) -> None:
    solver = Solver(Client(), made_by(teacher).key)
    assert "How many properties are broken?" in text(solver.get())
    assert solver.post(draft="1", number="9").status_code == 422
    assert solver.post(draft="1", number="2").status_code == 302
    assert [each.attributes["value"] for each in html(solver.get()).all("input", checked="")] == ["2"]
    solver.hand_in(number="")
    assert html(solver.get()).by_id("answer-title").text == "No number"
    solver.hand_in(number="2")
    assert html(solver.get()).by_id("answer-title").text == "Not this one"
    assert "After 1 wrong answer the next answer counts at most 50 of 100." in text(solver.get())
    solver.hand_in(number="1")
    answer = html(solver.get()).by_id("answer").text
    assert "1 property is broken." in answer
    assert "50 of 100" in answer
    assert [(each.answer, is_solved(each)) for each in Attempt.objects.all()] == [
        ({"number": ""}, False), ({"number": "2"}, False), ({"number": "1"}, True)
    ]  # fmt: skip


def test_its_results_are_a_table_csv_and_json(teacher: Client) -> None:
    stored = made_by(teacher)
    solver = Solver(Client(), stored.key)
    solver.hand_in(number="2")
    solver.hand_in(number="1")
    found = distribution(Work.objects.all())
    assert (found.begun, found.done, found.fewest, found.verdicts) == (1, 1, None, (("right", 1),))
    page = html(teacher.get(f"/exercises/made/{stored.public_id}/results/"))
    assert [cell.text for cell in page.all("td")][:2] == ["50", "2"]
    table = text(teacher.get(f"/exercises/made/{stored.public_id}/results.csv")).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["kind"], row["answer"], row["score"]) for row in rows] == [
        ("count", "number: 2", "0"), ("count", "number: 1", "50")
    ]  # fmt: skip
    told = json.loads(text(teacher.get(f"/exercises/made/{stored.public_id}/results.json")))
    assert [row["verdict"] for row in told] == ["wrong", "right"]


def test_a_class_works_on_it(teacher: Client) -> None:
    stored, room = made_by(teacher), opened(teacher)
    listed = text(teacher.get(f"/teach/{room.public_id}/exercises/"))
    assert "Count: how many are broken" in listed
    assert stored.title in listed
    assert act(teacher, room, "exercise", exercise=stored.key) == 302
    assert stored.title in text(teacher.get(f"/teach/{room.public_id}/"))


def test_the_list_of_kinds_tells_of_it(client: Client) -> None:
    assert "Say how many properties are broken." in text(client.get("/exercises/"))
