"""A teacher's exercises: made from any scenario, refused with a reason beside each field, and worked on by anybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from a09web.exercises.content import starters
from a09web.exercises.making import Form, scenario_of
from a09web.exercises.models import Attempt, StoredExercise, Work
from a09web.exercises.reader import BadExercise
from a09web.exercises.reading import read_exercise, values_of
from a09web.exercises.results import results
from a09web.exercises.services import (
    _read,
    begin,
    exercise_of,
    exercise_with_key,
    forget,
    forget_untouched,
    hand_in,
    variant_for,
)
from a09web.invalid_input import InvalidInput
from a09web.links.models import ShortLink
from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import create_sandbox, take_step
from a09web.sandbox.tree import Tree
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
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
        ({"scenario": "abcdefghjkmn"}, "scenario", "Nothing is at that address"),
        ({"scenario": "/l/abcdefghjkmn/"}, "scenario", "Nothing is at that address"),
        ({"scenario": "1~Tick~Materialize.r1~on.DuplicateMaterialization"}, "scenario", "stand before that step"),
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
        ({"kind": "repair", "scenario": "1~MaxEpoch.1~bugs.StaleCompletion"}, "scenario", "does no harm"),
        ({"kind": "repair", "scenario": "1~workers.1~bugs.DuplicateClaim"}, "scenario", "does no harm"),
        (
            {"kind": "repair", "scenario": "1~due.1.2.3~workers.3~MaxTime.4~bugs.EarlyRelease"},
            "scenario",
            "for every repair",
        ),
        ({"kind": "diagnose", "scenario": "1~bugs.DuplicateClaim~Tick~Materialize.r1"}, "scenario", "out already"),
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
    for pasted in (
        sandbox.public_id,
        f"/s/{sandbox.public_id}/",
        f" https://a09.example/s/{sandbox.public_id}/?at=2 ",
        f"a09.example/s/{sandbox.public_id}/compare/?a=1",
    ):
        found = scenario_of(pasted)
        assert (found.bounds, found.bugs, found.steps) == (sandbox.bounds, sandbox.bugs, ("Tick",))
    for pasted in (
        "1~Tick",
        "/t/1~Tick/",
        "https://a09.example/t/1~Tick/?embed=1",
        "https://a09.example/t/1~Tick/share/",
    ):
        assert scenario_of(pasted).steps == ("Tick",)


def test_a_bug_that_was_switched_on_in_a_sandbox_is_on_from_the_start(teacher: Client) -> None:
    """That is how a teacher usually gets there; also after steps, where these go the same way."""
    sandbox = create_sandbox(owner="", bounds=Bounds())
    for version, step in enumerate(["+EarlyRelease", "Tick", "+DuplicateClaim", "Materialize(r1)"]):
        take_step(sandbox=sandbox, tree=Tree.of(sandbox), actor="me", version=version, at=version, name=step)
    found = scenario_of(f"/s/{sandbox.public_id}/")
    assert found.bugs == {"EarlyRelease", "DuplicateClaim"}
    assert found.steps == ("Tick", "Materialize(r1)")
    made_by(teacher, scenario=f"http://testserver/s/{sandbox.public_id}/")


def test_a_short_link_is_an_address_too(teacher: Client) -> None:
    link = ShortLink.objects.create(text="1~bugs.DuplicateClaim~at.1~Tick~Materialize.r1", owner="me")
    for pasted in (link.get_absolute_url(), f"http://testserver/l/{link.public_id}/?mode=text"):
        assert scenario_of(pasted).steps == ("Tick",)
    made_by(teacher, scenario=link.get_absolute_url())


def test_fairness_that_was_chosen_is_left_out_and_that_is_said(teacher: Client) -> None:
    chosen = filled(scenario="1~bugs.DuplicateClaim~fair.Tick")
    said = "in an exercise the bugs decide it"
    assert said in text(teacher.post("/exercises/made/new/", {**chosen, "preview": "1"}))
    assert said in text(teacher.get(teacher.post("/exercises/made/new/", {**chosen, "save": "1"})["Location"]))
    assert said not in text(teacher.post("/exercises/made/new/", filled(preview="1")))


def test_a_preview_says_why_names_or_times_stay(teacher: Client) -> None:
    def shown(**fields: str) -> str:
        return (
            html(teacher.post("/exercises/made/new/", filled(**fields, preview="1"))).with_class("for-teacher")[0].text
        )

    assert "because the text says “the second worker”" in shown(story="It hangs. Let the second worker claim it.")
    assert "because the text tells a number" in shown(story="You have 5 minutes. Break it.")
    assert "because" not in shown()


def test_a_held_sandbox_cannot_be_looked_into_that_way(client: Client) -> None:
    Solver(client, "case-a").start()
    attached = Sandbox.objects.get()
    with pytest.raises(InvalidInput, match="Nothing is at that address"):
        scenario_of(attached.public_id)


def made_by(teacher: Client, **fields: Any) -> StoredExercise:
    response = teacher.post("/exercises/made/new/", filled(**fields, save="1"))
    assert response.status_code == 302, html(response).notice
    return StoredExercise.objects.latest("created")


def test_an_exercise_is_changed_and_what_was_earned_stays(teacher: Client, client: Client) -> None:
    """Nobody's sandbox is taken away by looking; who has an old one may begin anew."""
    stored = made_by(teacher)
    solver = Solver(client, stored.key)
    solver.start()
    old = Sandbox.objects.get().pk
    Work.objects.update(best=0.8)
    edit = f"/exercises/made/{stored.public_id}/"
    assert html(teacher.get(edit)).value("title") == "Over the holidays"
    teacher.post(edit, filled(scenario="1~workers.3~bugs.DuplicateClaim", title="Changed", save="1"))
    page = solver.get()
    assert "This exercise was changed after you had begun" in text(page)
    assert solver.act(step="Tick").status_code == 409
    assert solver.post(hand_in="1", attempt="1", version="0").status_code == 409
    assert Sandbox.objects.get().pk == old
    for _ in range(3):
        assert solver.post(anew="1").status_code == 302
    assert "Changed" in text(solver.get())
    assert (solver.work.best, Sandbox.objects.get().numbers["workers"]) == (0.8, 3)
    solver.take("Tick")


def test_a_mended_text_leaves_everybody_variant_and_sandbox(teacher: Client) -> None:
    """Also one that tells a number, after which no times are moved in new variants."""
    fields = {"scenario": "1~due.2.3~MaxTime.4~bugs.EarlyRelease", "target": "NoEarlyRunnable", "hints": ""}
    stored = made_by(teacher, **fields)
    solvers = [Solver(Client(), stored.key) for _ in range(8)]
    for solver in solvers:
        solver.start()
    before = {work.pk: (work.sandbox_id, work.variant) for work in Work.objects.all()}
    edit = f"/exercises/made/{stored.public_id}/"
    teacher.post(edit, filled(**fields, story="You have 5 minutes. Break it.", save="1"))
    for solver in solvers:
        assert "You have 5 minutes" in text(solver.get())
        assert solver.act(step="Tick").status_code == 302
    assert {work.pk: (work.sandbox_id, work.variant) for work in Work.objects.all()} == before


def test_variants_are_stored_with_the_exercise_and_nobody_searches_again(
    teacher: Client, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = made_by(teacher)
    assert len(stored.variants) > 4

    def search(*_: Any) -> None:
        raise AssertionError("a student waits")

    monkeypatch.setattr("a09web.exercises.variants._found", search)
    monkeypatch.setattr("a09web.exercises.reading.problems_of", search)
    _read.cache_clear()
    solver = Solver(client, stored.key)
    solver.start()
    solver.get()


def test_an_answer_to_the_old_question_is_not_graded_on_the_new_one(teacher: Client, client: Client) -> None:
    fields = {"kind": "predict", "scenario": "1~bugs.DuplicateClaim~Tick~Materialize.r1~Claim.w1.r1"}
    stored = made_by(teacher, **fields, asked="Claim(w2,r1)")
    solver = Solver(client, stored.key)
    page = html(solver.get())
    solver.post(hand_in="1", attempt="1", choice="none", question=page.value("question"))
    assert "After 1 wrong answer" in text(solver.get())
    edit = f"/exercises/made/{stored.public_id}/"
    teacher.post(edit, filled(**fields, asked="Claim(w1,r1)", save="1"))
    late = solver.post(hand_in="1", attempt="2", choice="AtMostOneClaimer", question=page.value("question"))
    assert late.status_code == 409
    assert "was changed since that page was made" in html(late).notice
    assert Attempt.objects.count() == 1
    assert html(late).value("question") != page.value("question")
    assert "wrong answer" not in text(solver.get())
    solver.hand_in(choice="refused")
    assert solver.work.best == 1


def test_what_is_corrected_after_going_back_is_stored(teacher: Client) -> None:
    key = html(teacher.get("/exercises/made/new/")).value("key")
    first = teacher.post("/exercises/made/new/", filled(save="1", key=key))
    again = teacher.post("/exercises/made/new/", filled(save="1", key=key, title="Corrected"))
    assert first["Location"] == again["Location"]
    assert StoredExercise.objects.get().title == "Corrected"


def test_deleting_is_confirmed_and_takes_all_of_it_away(teacher: Client, client: Client) -> None:
    stored = made_by(teacher)
    Solver(client, stored.key).start()
    address = f"/exercises/made/{stored.public_id}/delete/"
    assert "1 person has worked on it" in text(teacher.get(address))
    assert StoredExercise.objects.exists()
    assert teacher.post(address, {"delete": "1"}).status_code == 302
    assert not StoredExercise.objects.exists()
    assert not Work.objects.exists()
    assert not Sandbox.objects.exists()
    assert client.get(stored.get_absolute_url()).status_code == 404
    assert teacher.get(f"/exercises/made/{stored.public_id}/").status_code == 404


def test_what_classes_did_with_a_deleted_exercise_is_theirs(teacher: Client) -> None:
    stored = made_by(teacher)
    exercise = exercise_of(stored)
    work = begin(solver="s.somebody", exercise=exercise)
    hand_in(work=work, exercise=variant_for(work.solver, exercise, work), key="1", answer={"steps": []})
    teacher.post(f"/exercises/made/{stored.public_id}/delete/", {"delete": "1"})
    (row,) = results(Work.objects.all())
    assert (row.title, row.kind) == ("Over the holidays", "break")
    assert exercise_with_key(stored.key) == exercise
    StoredExercise.everything.update(withdrawn="2020-01-01T00:00Z")
    forget_untouched(days=365)
    assert exercise_with_key(stored.key) == exercise
    forget(Work.objects.all())
    forget_untouched(days=365)
    assert not StoredExercise.everything.exists()


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
        read_exercise({**values_of(starter("case-a")), **change}, workbook=A09, key="any")
