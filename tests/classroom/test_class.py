"""A class over HTTP: it is opened, joined, followed, asked, and ended."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from a09web.classroom.models import Classroom, Vote
from a09web.exercises.content import starters
from a09web.exercises.kinds.predicting import PREDICT, right_answers
from a09web.exercises.models import Work
from a09web.exercises.services import variant_for

from .making import PASSWORD, act, ask, joined, opened, step, teacher, ticket_in, vote

pytestmark = pytest.mark.django_db

RIGHT = "NoEarlyRunnable"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def shown_steps(page: str) -> list[str]:
    """The entries of the trace on a page."""
    return re.findall(r'<div role="listitem" class="entry .*?<a [^>]*>([^<]+)</a>', page, re.DOTALL)


def test_a_class_from_a_lesson_with_a_vote_a_revote_and_the_answer() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    assert room.sandbox.is_attached
    (ann, _), (bob, _) = joined(room), joined(room)
    assert "2 students" in text(ada, f"/teach/{room.public_id}/")
    assert ask(ada, room, "Materialize(r1)") == 302
    page = text(ann, f"/c/{room.code}/")
    assert 'data-safe="answers"' in page, "what the pill says while the connection is lost"
    assert "What does <code>Materialize(r1)</code> break?" in page
    assert RIGHT in page
    assert vote(ann, room, RIGHT) == 302
    assert vote(bob, room, "none") == 302
    assert "Stored: NoEarlyRunnable" in text(ann, f"/c/{room.code}/")
    console = text(ada, f"/teach/{room.public_id}/")
    assert "<b>2</b> of 2 answered, 50 % of them right" in console
    assert "let neighbours discuss" in console
    assert act(ada, room, "phase", phase="discuss", minutes=3) == 302
    assert vote(ann, room, "none", nth=2) == 409
    assert act(ada, room, "phase", phase="revote") == 302
    assert vote(bob, room, RIGHT, round=2) == 302
    assert act(ada, room, "phase", phase="reveal") == 302
    page = text(bob, f"/c/{room.code}/")
    assert "breaks NoEarlyRunnable" in page or "<code>Materialize(r1)</code> breaks" in page
    assert "Round 2" in page
    assert sorted(Vote.objects.values_list("round", "choice")) == [(1, RIGHT), (1, "none"), (2, RIGHT)]


def test_who_follows_sees_the_step_and_cannot_take_one() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    before = text(ann, f"/c/{room.code}/")
    assert step(ada, room, "Materialize(r1)") == 302
    after = text(ann, f"/c/{room.code}/")
    assert "NoEarlyRunnable</b> is broken" in after
    assert "NoEarlyRunnable</b> is broken" not in before
    assert 'name="step"' not in after
    assert "NoEarlyRunnable</b> is broken" in text(Client(), f"/c/{room.code}/screen/")


def test_what_the_teacher_took_back_is_shown_asked_and_copied_nowhere() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, me = joined(room)
    for name in ("Tick", "Materialize(r1)"):
        step(ada, room, name)
    assert ada.post(f"/teach/{room.public_id}/", {"version": 2, "at": 2, "move": 1}).status_code == 302
    pages = (ann, f"/c/{room.code}/"), (Client(), f"/c/{room.code}/screen/")
    assert "entry-future" in text(ada, f"/teach/{room.public_id}/")
    assert [shown_steps(text(*page)) for page in pages] == [["Init", "Tick"]] * 2
    ann.post(f"/c/{room.code}/copy/", {"key": "a"})
    me.refresh_from_db()
    assert me.copy is not None
    assert list(me.copy.steps.values_list("name", flat=True)) == ["Tick"]
    ask(ada, room, "Claim(w1,r1)")
    assert room.questions.get().text.endswith("~Tick")
    assert "The class looks at the question" not in text(ada, f"/teach/{room.public_id}/")
    assert [shown_steps(text(*page)) for page in pages] == [["Init", "Tick"]] * 2


def test_a_step_is_sent_as_a_difference_and_nothing_where_nothing_changed() -> None:
    ada = teacher()
    room = opened(ada)
    ann, _ = joined(room)
    known = " ".join(
        f"{a}:{b}" for a, b in re.findall(r'id="([^"]+)" data-hash="([^"]+)"', text(ann, f"/c/{room.code}/"))
    )
    headers = {"HX-Request": "true", "Panels": known}
    assert ann.get(f"/c/{room.code}/", headers=headers).status_code == 204
    step(ada, room, "Tick")
    answer = ann.get(f"/c/{room.code}/", headers=headers)
    assert answer.status_code == 200
    assert 'id="board"' in answer.content.decode()
    assert 'id="now"' not in answer.content.decode()


def test_joining_twice_with_one_page_is_one_student_and_names_can_be_rolled_three_times() -> None:
    room = opened(teacher())
    client = Client()
    page = text(client, f"/c/{room.code}/")
    ticket, names = ticket_in(page), []
    for roll in range(5):
        page = client.post(f"/c/{room.code}/", {"ticket": ticket, "roll": roll, "again": "1"}).content.decode()
        names.append(page.split('class="your-name">')[1].split("<")[0])
    assert len(set(names[:3])) == 3
    assert names[2] == names[3] == names[4]
    for _ in range(10):
        client.post(f"/c/{room.code}/", {"ticket": ticket, "roll": "3"})
    assert room.participants.count() == 1


def test_a_code_can_be_rotated_and_a_class_locked_and_who_is_in_stays_in() -> None:
    ada = teacher()
    room = opened(ada)
    ann, _ = joined(room)
    assert act(ada, room, "rotate", code=room.code) == 302
    fresh = Classroom.objects.get(pk=room.pk)
    assert fresh.code != room.code
    assert Client().get(f"/c/{room.code}/").status_code == 404
    assert ann.get(f"/c/{room.code}/")["Location"] == f"/c/{fresh.code}/"
    act(ada, fresh, "switch", name="is_locked", on="yes")
    page = text(Client(), f"/c/{fresh.code}/")
    assert "takes nobody in" in page
    assert text(ann, f"/c/{fresh.code}/")


def test_who_is_taken_out_sees_nothing_until_let_in_again() -> None:
    ada = teacher()
    room = opened(ada)
    ann, row = joined(room)
    assert act(ada, room, "remove", who=row.public_id, then="people") == 302
    assert ann.get(f"/c/{room.code}/").status_code == 403
    assert vote(ann, room, RIGHT) == 403
    act(ada, room, "restore", who=row.public_id)
    assert text(ann, f"/c/{room.code}/")


def test_a_student_goes_on_elsewhere_with_the_short_code_and_breaks_off_and_returns() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    step(ada, room, "Tick")
    ann, row = joined(room)
    assert ann.post(f"/c/{room.code}/copy/", {"key": "abc1"}).status_code == 302
    assert ann.post(f"/c/{room.code}/copy/", {"key": "abc1"}).status_code == 302
    row.refresh_from_db()
    assert row.copy is not None
    assert row.copy.cursor == 1
    fields = {"version": row.copy.version, "at": 1, "step": "Materialize(r1)"}
    assert ann.post(f"/c/{room.code}/mine/", fields).status_code == 302
    phone = Client()
    assert phone.post(f"/c/{room.code}/back/", {"resume": "WRONG1"}).status_code == 422
    assert phone.post(f"/c/{room.code}/back/", {"resume": row.resume_code.lower()}).status_code == 302
    assert "Materialize(r1)" in text(phone, f"/c/{room.code}/mine/")
    assert phone.get(f"/s/{row.copy.public_id}/").status_code == 404
    ask(ada, room, "Tick")
    assert phone.get(f"/c/{room.code}/mine/")["Location"] == f"/c/{room.code}/"


def test_an_ended_class_is_kept_for_its_students_and_takes_nothing_more() -> None:
    ada = teacher()
    room = opened(ada)
    ann, _ = joined(room)
    ask(ada, room, "Tick")
    assert act(ada, room, "end") == 302
    assert "has ended" in text(ann, f"/c/{room.code}/")
    assert vote(ann, room, "none") == 409
    assert Client().get(f"/c/{room.code}/").status_code == 404
    assert step(ada, room, "Tick") == 302
    assert Classroom.objects.get(pk=room.pk).sandbox.cursor == 0
    assert act(ada, room, "phase", phase="paused") == 409


def test_a_change_of_mind_counts_and_an_old_request_that_comes_again_does_not() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    ask(ada, room, "Materialize(r1)")
    for nth, choice in enumerate(("none", "refused", RIGHT), start=1):
        assert vote(ann, room, choice, nth=nth) == 302
    for nth, choice in enumerate(("none", "refused"), start=1):
        assert vote(ann, room, choice, nth=nth) == 302
        assert list(Vote.objects.values_list("choice", "nth")) == [(RIGHT, 3)]
    assert vote(ann, room, "none", nth=3) == 422, "another device gave the third answer already"
    assert vote(ann, room, "none", nth=9) == 422
    assert list(Vote.objects.values_list("choice", "nth")) == [(RIGHT, 3)]


def test_which_step_next_is_right_where_it_leads_to_the_nearest_break() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    assert act(ada, room, "ask", kind="next", number=1) == 302
    page = text(ann, f"/c/{room.code}/")
    assert "Which step leads to a break soonest?" in page
    assert 'value="Claim(w1,r1)"' not in page, "it is not enabled"
    assert vote(ann, room, "Materialize(r2)") == 302
    assert "100 % of them right" in text(ada, f"/teach/{room.public_id}/")
    act(ada, room, "phase", phase="reveal")
    assert "leads to a break in the fewest steps" in text(ann, f"/c/{room.code}/")


def test_a_question_can_be_asked_again_in_another_form_with_the_same_answer() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    ask(ada, room, "Materialize(r1)")
    act(ada, room, "phase", phase="reveal")
    assert act(ada, room, "phase", phase="predict") == 422
    assert act(ada, room, "variant", number=2) == 302
    first, second = room.questions.all()
    assert second.variant_of == first
    assert (first.text, first.step) != (second.text, second.step)
    assert vote(ann, room, RIGHT, number=2) == 302
    assert "100 % of them right" in text(ada, f"/teach/{room.public_id}/")


def test_an_exercise_in_a_class_and_its_results() -> None:
    ada = teacher()
    room = opened(ada)
    ann, row = joined(room)
    exercise = next(one for one in starters() if one.kind is PREDICT)
    assert act(ada, room, "exercise", exercise=exercise.key) == 302
    assert f"/c/{room.code}/exercise/" in text(ann, f"/c/{room.code}/")
    page = f"/c/{room.code}/exercise/"
    assert exercise.title in text(ann, page)
    ann.post(page, {"start": "1"})
    assert "<b>1</b> working" in text(ada, f"/teach/{room.public_id}/")
    right = right_answers(variant_for(row.owner, exercise))[0]
    answer = ann.post(page, {"hand_in": "1", "attempt": "1", "choice": right})
    assert answer.status_code in (200, 302), answer.content.decode()[:300]
    assert Work.objects.get().best > 0
    assert "<b>1</b> done" in text(ada, f"/teach/{room.public_id}/")
    rows = ada.get(f"/teach/{room.public_id}/attempts.csv").content.decode()
    assert rows.startswith("\ufeff")
    assert row.name in rows
    act(ada, room, "phase", phase="explore")
    refused = ann.post(page, {"hand_in": "1", "attempt": "2", "choice": right})
    assert "gone on" in refused.content.decode()


def test_a_rehearsal_with_simulated_students_leaves_nothing_behind() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ask(ada, room, "Materialize(r1)")
    assert act(ada, room, "simulate", students=30) == 302
    assert "<b>30</b> of 30 answered" in text(ada, f"/teach/{room.public_id}/")
    act(ada, room, "phase", phase="revote")
    assert Vote.objects.filter(round=2).count() == 30
    assert act(ada, room, "simulate", students=0) == 302
    assert not Vote.objects.exists()
    assert room.participants.count() == 0


def test_everything_can_be_taken_along_and_deleted() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, row = joined(room)
    ask(ada, room, "Materialize(r1)")
    vote(ann, room, RIGHT)
    kept = ada.get(f"/teach/{room.public_id}/export.json").json()
    assert kept["students"][0]["name"] == row.name
    assert kept["votes"][0] | {"stored": ""} == {
        "question": 1,
        "asked": "What does Materialize(r1) break?",
        "round": 1,
        "number": 1,
        "student": row.name,
        "answer": RIGHT,
        "right": True,
        "stored": "",
    }
    row.name = "=1+1"
    row.save()
    assert "'=1+1" in ada.get(f"/teach/{room.public_id}/votes.csv").content.decode()
    assert ada.post(f"/teach/{room.public_id}/delete/").status_code == 302
    assert not Classroom.objects.exists()
    assert not Vote.objects.exists()


def test_teachers_sign_in_and_sign_up_only_where_they_may(settings: Any) -> None:
    assert "no account" in text(Client(), "/teach/sign-in/")
    assert "/teach/sign-up/" not in text(Client(), "/teach/sign-in/")
    assert Client().get("/teach/sign-up/").status_code == 404
    settings.TEACHERS_MAY_SIGN_UP = True
    assert "/teach/sign-up/" in text(Client(), "/teach/sign-in/")
    eve = Client()
    assert text(eve, "/teach/sign-up/")
    fields = {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}
    assert eve.post("/teach/sign-up/", fields | {"password2": "other"}).status_code == 422
    assert eve.post("/teach/sign-up/", fields)["Location"] == "/teach/"
    again = Client()
    assert (
        "no teacher with this name"
        in again.post("/teach/sign-in/", {"username": "eve", "password": "x"}).content.decode()
    )
    assert again.post("/teach/sign-in/", {"username": "eve", "password": PASSWORD})["Location"] == "/teach/"
    assert "None yet" in text(again, "/teach/")
    assert again.post("/teach/sign-out/")["Location"] == "/"


def test_a_class_starts_from_a_lesson_a_link_a_short_link_or_a_sandbox() -> None:
    ada, ann = teacher(), Client()
    sandbox = ann.post("/s/", {"bugs": "DuplicateClaim"})["Location"]
    link = ann.get(sandbox + "share/")["Location"].removesuffix("share/")
    sources = ("duplicate-claim", sandbox, "http://testserver" + sandbox, link, "https://a09.example" + link + "?at=0")
    for source in sources:
        assert opened(ada, source=source).sandbox.bugs == {"DuplicateClaim"}, source
    answer = ada.post("/teach/", {"title": "x", "source": "https://example.org/nothing"})
    assert answer.status_code == 422
    assert "Nothing is at that address" in answer.content.decode()
    assert 'value="https://example.org/nothing"' in answer.content.decode()
