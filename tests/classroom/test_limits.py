"""Limits that keep a stranger from guessing, and nobody from coming in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from a09web.classroom import copies, joining, signing_in
from a09web.classroom.joining import join, new_ticket, ticket_in
from a09web.classroom.models import Classroom, Participant
from a09web.kit.refusals import Refused
from a09web.sandbox.models import Sandbox

from .making import PASSWORD, act, joined, opened, said, teacher

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_one_browser_that_guesses_short_codes_locks_out_itself_alone() -> None:
    room = opened(teacher())
    _, row = joined(room)
    path, guesser = f"/c/{room.code}/back/", Client()
    tried = [guesser.post(path, {"resume": "ZZZZZZ"}).status_code for _ in range(joining.WRONG_TRIES + 1)]
    assert tried == [422] * joining.WRONG_TRIES + [429]
    assert guesser.post(path, {"resume": row.resume_code}).status_code == 429
    assert Client().post(path, {"resume": row.resume_code}).status_code == 302


def test_right_codes_are_not_counted_and_all_wrong_ones_of_a_class_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "WRONG_TRIES_IN_CLASS", 3)
    room = opened(teacher())
    _, row = joined(room)
    path = f"/c/{room.code}/back/"
    assert {Client().post(path, {"resume": row.resume_code}).status_code for _ in range(5)} == {302}
    assert [Client().post(path, {"resume": "ZZZZZZ"}).status_code for _ in range(4)] == [422, 422, 422, 429]


def test_joining_has_a_rate_that_lets_a_lecture_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert joining.JOINS_A_MINUTE >= 500
    monkeypatch.setattr(joining, "JOINS_A_MINUTE", 2)
    room = opened(teacher())
    joined(room)
    joined(room)
    with pytest.raises(Refused, match="Very many are joining"):
        join(classroom=room, ticket=ticket_in(new_ticket()), roll=0)


def test_a_class_that_was_locked_meanwhile_takes_nobody_in(settings: Any) -> None:
    room = opened(teacher())
    Classroom.objects.update(is_locked=True)
    with pytest.raises(Refused, match="takes nobody in"):
        join(classroom=room, ticket=ticket_in(new_ticket()), roll=0)
    Classroom.objects.update(is_locked=False)
    settings.STUDENTS_PER_CLASS = 1
    joined(room)
    with pytest.raises(Refused, match="is full"):
        join(classroom=room, ticket=ticket_in(new_ticket()), roll=0)


def test_wrong_passwords_are_counted_by_the_name() -> None:
    teacher()
    path, wrong = "/teach/sign-in/", {"username": "ada", "password": "x"}
    tried = {Client().post(path, wrong).status_code for _ in range(signing_in.WRONG_TRIES)}
    assert tried == {200}
    answer = Client().post(path, {"username": "ada", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Please wait ten minutes" in said(answer)
    teacher("bob")
    assert Client().post(path, {"username": "bob", "password": PASSWORD}).status_code == 302


def test_two_students_may_send_the_same_key_and_each_has_so_many_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "MOST_COPIES", 2)
    ada = teacher()
    room = opened(ada)
    (ann, row), (bob, _) = joined(room), joined(room)
    path = f"/c/{room.code}/copy/"
    for client in (ann, bob, ann):
        assert client.post(path, {"key": "same"}).status_code == 302
    assert Sandbox.objects.filter(public_id__startswith="copy-").count() == 2
    assert ann.post(path, {"key": "other"}).status_code == 302
    answer = ann.post(path, {"key": "third"})
    assert answer.status_code == 422
    assert said(answer) == "You have 2 copies already; that is the limit. Go on with one of them."
    assert Participant.objects.get(pk=row.pk).copy is not None
    act(ada, room, "end")
    assert ann.get(f"/c/{room.code}/mine/").status_code == 200
