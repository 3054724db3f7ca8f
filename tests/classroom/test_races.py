"""What two do at once, and what is computed once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from a09web.classroom import asking, due, export, rooms, services, voting
from a09web.classroom.models import Classroom, DueRun, Question, Vote
from a09web.live.hub import hub
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import Scenario
from a09web.workbooks.a09.bounds import Bounds

from .making import act, ask, joined, opened, said, step, teacher, vote

pytestmark = pytest.mark.django_db


def test_a_vote_that_is_closed_while_it_is_stored_is_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    ask(ada, room, "Materialize(r1)")

    def closed_meanwhile(question: Question) -> asking.Asked:
        Classroom.objects.filter(pk=room.pk).update(phase="discuss")
        return asking.asked_in(question)

    monkeypatch.setattr(voting, "asked_in", closed_meanwhile)
    assert vote(ann, room, "none") == 409
    assert not Vote.objects.exists()


def test_another_board_counts_the_steps_that_were_taken_meanwhile() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    seen = rooms.class_named(room.public_id)
    assert seen is not None
    for name in ("Tick", "Materialize(r1)", "Tick"):
        step(ada, room, name)
    before = rooms.class_versions([room.public_id])[room.public_id]
    services.start_from(classroom=seen, scenario=Scenario())
    assert rooms.class_versions([room.public_id])[room.public_id] > before


def test_an_attempt_from_before_a_new_time_completes_nothing() -> None:
    due.schedule(kind="note", subject="a", when=timezone.now() - timedelta(hours=1))
    run = DueRun.objects.get()
    assert due.claim(run, timezone.now())
    due.schedule(kind="note", subject="a", when=timezone.now() + timedelta(hours=1))
    assert not due.complete(run, timezone.now())
    assert DueRun.objects.get().completed is None


def test_what_lies_too_far_ahead_is_not_asked() -> None:
    ada = teacher()
    large = Bounds(due=(1, 1, 1, 1), workers=3, max_time=4, max_epoch=3)
    room = opened(ada, source="/t/" + encode(Scenario(bounds=large, steps=("Tick",), cursor=1)) + "/")
    answer = ada.post(f"/teach/{room.public_id}/do/", {"do": "ask", "kind": "next", "number": 1})
    assert answer.status_code == 422
    assert "Ask it later in the schedule" in said(answer)
    assert ask(ada, room, "Tick") == 302
    answer = ada.post(f"/teach/{room.public_id}/do/", {"do": "ask", "kind": "next", "number": 2})
    assert answer.status_code == 422


def test_which_step_next_has_no_other_form_and_says_so() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    act(ada, room, "ask", kind="next", number=1)
    answer = ada.post(f"/teach/{room.public_id}/do/", {"do": "variant", "number": 2})
    assert "Only what a step breaks can be asked in another form" in said(answer)


def test_a_rehearsal_answers_variants_shrinks_is_no_result_and_ends_with_the_class() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, row = joined(room)
    ask(ada, room, "Materialize(r1)")
    vote(ann, room, "none")
    act(ada, room, "simulate", students=6)
    assert act(ada, room, "simulate", students=2) == 302
    assert room.participants.filter(is_simulated=True).count() == 2
    assert act(ada, room, "variant", number=2) == 302
    assert Vote.objects.filter(question__number=2).count() == 2
    kept = ada.get(f"/teach/{room.public_id}/export.json").json()
    assert [each["student"] for each in kept["votes"]] == [row.name]
    assert [each["name"] for each in kept["students"]] == [row.name]
    act(ada, room, "end")
    assert act(ada, room, "simulate", students=9) == 409
    assert room.participants.filter(is_simulated=True).count() == 2
    assert act(ada, room, "simulate", students=0) == 302
    assert not room.participants.filter(is_simulated=True).exists()


def test_simulated_answers_are_told(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    act(ada, room, "simulate", students=3)
    told: list[int] = []

    def changed(name: str) -> None:
        told.append(rooms.console_versions([room.public_id])[room.public_id])

    monkeypatch.setattr(hub, "changed", changed)
    with django_capture_on_commit_callbacks(execute=True):
        ask(ada, room, "Materialize(r1)")
    assert told[-1] == rooms.console_versions([room.public_id])[room.public_id]


def test_what_is_right_is_computed_once_for_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    students = [joined(room)[0] for _ in range(4)]
    ask(ada, room, "Materialize(r1)")
    for each in students:
        vote(each, room, "none")
    computed: list[Question] = []

    def counted(question: Question) -> asking.Asked:
        computed.append(question)
        return asking.asked_in(question)

    monkeypatch.setattr(export, "asked_in", counted)
    with CaptureQueriesContext(connection) as queries:
        assert len(export.votes_of(room)) == 4
    assert len(computed) == 1
    assert len(queries) == 2
