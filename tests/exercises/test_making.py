"""A teacher's exercises: made from any scenario, refused with a reason beside each field, and worked on by anybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from a09web.exercises.content import starters
from a09web.exercises.making import Form, scenario_of
from a09web.exercises.models import Attempt, StoredExercise, Work
from a09web.exercises.reading import BadExercise, read_exercise, values_of
from a09web.model.bounds import Bounds, InvalidInput
from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import create_sandbox
from tests.sandbox.visiting import html, text

from .working import Solver, starter

pytestmark = pytest.mark.django_db

FILLED = {
    "kind": "break",
    "title": "Over the holidays",
    "story": "Nobody was there. Break it.",
    "scenario": "1~bugs.DuplicateClaim~Tick~Materialize.r1",
    "target": "AtMostOneClaimer",
    "hints": "Look at the workers.\nTwo of them.",
}


@pytest.fixture
def teacher() -> Client:
    return teacher_called("teacher")


def teacher_called(name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_user(name))
    return client


def filled(**fields: Any) -> dict[str, Any]:
    return {**FILLED, **fields}


@pytest.mark.parametrize("path", ["made/", "made/new/", "made/abc/", "made/abc/delete/"])
def test_only_who_signed_in_makes_exercises(client: Client, settings: Any, path: str) -> None:
    settings.LOGIN_URL = "/somewhere/"
    response = client.get(f"/exercises/{path}")
    assert response.status_code == 302
    assert "next=/exercises/made/" in response["Location"]


def test_an_exercise_is_made_and_worked_on_by_a_stranger(teacher: Client, client: Client) -> None:
    response = teacher.post("/exercises/made/new/", filled(save="1"))
    stored = StoredExercise.objects.get()
    assert response["Location"] == f"/exercises/made/{stored.public_id}/?saved=1"
    page = text(teacher.get(response["Location"]))
    assert "It is stored." in page
    assert f"http://testserver/exercises/x/{stored.public_id}/" in page
    assert "Over the holidays" in text(teacher.get("/exercises/made/"))
    solver = Solver(client, f"x/{stored.public_id}")
    assert "Over the holidays" in text(solver.get())
    solver.start()
    solver.hand_in()
    assert Attempt.objects.get().verdict == "holds"


def test_a_form_that_is_sent_ten_times_makes_one_exercise(teacher: Client) -> None:
    key = html(teacher.get("/exercises/made/new/")).value("key")
    addresses = {teacher.post("/exercises/made/new/", filled(save="1", key=key))["Location"] for _ in range(10)}
    assert len(addresses) == StoredExercise.objects.count() == 1
    teacher_called("other").post("/exercises/made/new/", filled(save="1", key=key))
    assert StoredExercise.objects.count() == 2


def test_a_preview_tells_the_answer_and_stores_nothing(teacher: Client) -> None:
    page = html(teacher.post("/exercises/made/new/", filled(preview="1")))
    preview = page.with_class("for-teacher")[0].text
    assert "Optimum2 steps" in preview
    assert "AtMostOneClaimer breaks after 2 steps at the earliest." in preview
    assert "all equally hard" in preview
    assert not StoredExercise.objects.exists()


@pytest.mark.parametrize(
    ("fields", "name", "says"),
    [
        ({"title": ""}, "title", "missing"),
        ({"title": "x" * 61}, "title", "60 characters"),
        ({"story": ""}, "story", "missing"),
        ({"scenario": ""}, "scenario", "Paste the address"),
        ({"scenario": "1~bugs.Nothing"}, "scenario", "no bug"),
        ({"scenario": "1~Claim.w1.r1"}, "scenario", "cannot be replayed"),
        ({"scenario": "abcdefghjkmn"}, "scenario", "There is no sandbox"),
        ({"scenario": "1~on.EarlyRelease"}, "scenario", "must not switch bugs"),
        ({"scenario": "1~due.1.2.3.4~workers.3~MaxTime.5~bugs.DuplicateClaim"}, "scenario", "too many to judge"),
        ({"target": ""}, "target", "must be one of"),
        ({"target": "NoEarlyRunnable"}, "target", "cannot be broken"),
        ({"kind": ""}, "kind", "must be one of"),
        ({"hints": "a\nb\nc\nd"}, "hints", "3 at most"),
        ({"kind": "predict", "asked": ""}, "asked", "missing"),
        ({"kind": "predict", "asked": "Jump"}, "asked", "no step"),
        ({"kind": "diagnose", "hypotheses": ["EarlyRelease"]}, "hypotheses", "must be among them"),
        ({"kind": "diagnose", "hypotheses": ["DuplicateClaim"]}, "hypotheses", "two at least"),
        ({"kind": "repair"}, "scenario", "no steps come before"),
        ({"kind": "repair", "scenario": "1~bugs.DuplicateClaim.EarlyRelease"}, "scenario", "exactly one"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    teacher: Client, fields: dict[str, Any], name: str, says: str
) -> None:
    sent = filled(**fields, save="1")
    response = teacher.post("/exercises/made/new/", sent)
    assert response.status_code == 422
    page = html(response)
    assert says in page.by_id(f"problem-{name}").text
    assert page.value("title") == sent["title"]
    assert page.by_id("story").text == sent["story"]
    assert page.by_id("scenario").text == sent["scenario"]
    assert not StoredExercise.objects.exists()


@pytest.mark.parametrize("exercise", starters(), ids=lambda exercise: exercise.key)
def test_every_starter_could_be_made_with_the_form(exercise: Any) -> None:
    form = Form.of_exercise(exercise)
    made = form.read()
    assert form.problems == {}
    assert made is not None
    assert values_of(made) == values_of(exercise)


def test_a_scenario_is_taken_from_whatever_is_pasted() -> None:
    sandbox = create_sandbox(
        owner="",
        bounds=Bounds((1,), 1, 2, 1),
        bugs=frozenset({"EarlyRelease"}),
        future=["Tick", "Materialize(r1)"],
        at=1,
    )
    for pasted in (sandbox.public_id, f"/s/{sandbox.public_id}/", f" https://a09.example/s/{sandbox.public_id}/?at=2 "):
        found = scenario_of(pasted)
        assert (found.bounds, found.bugs, found.steps) == (sandbox.bounds, sandbox.bugs, ("Tick",))
    for pasted in (
        "1~Tick",
        "/t/1~Tick/",
        "https://a09.example/t/1~Tick/?embed=1",
        "https://a09.example/t/1~Tick/share/",
    ):
        assert scenario_of(pasted).steps == ("Tick",)


def test_a_held_sandbox_cannot_be_looked_into_that_way(client: Client) -> None:
    Solver(client, "case-a").start()
    held = Sandbox.objects.get()
    with pytest.raises(InvalidInput, match="no sandbox"):
        scenario_of(held.public_id)


def test_an_exercise_is_changed_and_what_was_earned_stays(teacher: Client, client: Client) -> None:
    teacher.post("/exercises/made/new/", filled(save="1"))
    stored = StoredExercise.objects.get()
    solver = Solver(client, f"x/{stored.public_id}")
    solver.start()
    old = Sandbox.objects.get().pk
    Work.objects.update(best=0.8)
    edit = f"/exercises/made/{stored.public_id}/"
    assert html(teacher.get(edit)).value("title") == "Over the holidays"
    teacher.post(edit, filled(scenario="1~workers.3~bugs.DuplicateClaim", title="Changed", save="1"))
    assert "Changed" in text(solver.get())
    assert (solver.work.best, Sandbox.objects.get().workers) == (0.8, 3)
    assert Sandbox.objects.get().pk != old


def test_deleting_is_confirmed_and_takes_all_of_it_away(teacher: Client, client: Client) -> None:
    teacher.post("/exercises/made/new/", filled(save="1"))
    stored = StoredExercise.objects.get()
    Solver(client, stored.key).start()
    address = f"/exercises/made/{stored.public_id}/delete/"
    assert "1 person has worked on it" in text(teacher.get(address))
    assert StoredExercise.objects.exists()
    assert teacher.post(address, {"delete": "1"}).status_code == 302
    assert not StoredExercise.objects.exists()
    assert not Work.objects.exists()
    assert not Sandbox.objects.exists()


def test_nobody_touches_anothers_exercise(teacher: Client) -> None:
    teacher.post("/exercises/made/new/", filled(save="1"))
    stored, other = StoredExercise.objects.get(), teacher_called("other")
    for path in ("", "delete/"):
        assert other.get(f"/exercises/made/{stored.public_id}/{path}").status_code == 404
        assert other.post(f"/exercises/made/{stored.public_id}/{path}", filled(save="1", delete="1")).status_code == 404
    assert "Over the holidays" not in text(other.get("/exercises/made/"))


@pytest.mark.parametrize(
    "change", [{"extra": 1}, {"bounds": {}}, {"bounds": {"due": "1"}}, {"steps": "Tick"}, {"hints": [1]}]
)
def test_a_row_or_a_file_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadExercise):
        read_exercise({**values_of(starter("case-a")), **change}, key="any")
