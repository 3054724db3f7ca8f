"""Limits that keep a stranger from guessing, and nobody from coming in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from a09web.classroom import copies, entering, joining, signing_in
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


def browser(path: str, **meta: Any) -> Client:
    """A browser that has seen the page, so that it has a name."""
    made = Client(**meta)
    made.get(path)
    return made


def test_one_browser_that_guesses_short_codes_locks_out_itself_alone() -> None:
    room = opened(teacher())
    _, row = joined(room)
    path, most = f"/c/{room.code}/back/", joining.WRONG_CODES.of_client
    guesser = browser(path)
    tried = [guesser.post(path, {"resume": "ZZZZZZ"}).status_code for _ in range(most + 1)]
    assert tried == [422] * most + [429]
    assert guesser.post(path, {"resume": row.resume_code}).status_code == 429
    assert browser(path).post(path, {"resume": row.resume_code}).status_code == 302


def test_many_wrong_codes_of_those_without_a_name_count_for_them_alone() -> None:
    """A program that keeps no cookies is one client, however often it asks."""
    room = opened(teacher())
    _, row = joined(room)
    path = f"/c/{room.code}/back/"
    assert {Client().post(path, {"resume": "ZZZZZZ"}).status_code for _ in range(600)} == {422, 429}
    assert Client().post(path, {"resume": row.resume_code}).status_code == 429
    assert browser(path).post(path, {"resume": row.resume_code}).status_code == 302


def test_right_codes_are_not_counted_and_an_address_has_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "WRONG_CODES", replace(joining.WRONG_CODES, of_address=3))
    room = opened(teacher())
    _, row = joined(room)
    path, elsewhere = f"/c/{room.code}/back/", {"REMOTE_ADDR": "192.0.2.9"}
    assert {browser(path).post(path, {"resume": row.resume_code}).status_code for _ in range(5)} == {302}
    tried = [browser(path).post(path, {"resume": "ZZZZZZ"}).status_code for _ in range(4)]
    assert tried == [422, 422, 422, 429]
    assert browser(path, **elsewhere).post(path, {"resume": row.resume_code}).status_code == 302
    other = opened(teacher("bob"))
    assert browser(path).post(f"/c/{other.code}/back/", {"resume": "ZZZZZZ"}).status_code == 422


def test_joining_has_a_rate_that_lets_a_lecture_in_and_shuts_out_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    assert joining.JOINS.of_address >= 500
    monkeypatch.setattr(entering, "JOINS", replace(joining.JOINS, of_address=2))
    room = opened(teacher())
    path = f"/c/{room.code}/"
    joined(room)
    joined(room)
    late, elsewhere = browser(path), browser(path, REMOTE_ADDR="192.0.2.9")
    answer = late.post(path, {"ticket": new_ticket(), "roll": "0"})
    assert answer.status_code == 429
    assert "Very many are joining" in said(answer)
    assert elsewhere.post(path, {"ticket": new_ticket(), "roll": "0"}).status_code == 302


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


def test_wrong_passwords_of_somebody_else_lock_nobody_out() -> None:
    teacher()
    path, wrong, right = (
        "/teach/sign-in/",
        {"username": "ada", "password": "x"},
        {"username": "ada", "password": PASSWORD},
    )
    guesser = browser(path)
    tried = {guesser.post(path, wrong).status_code for _ in range(signing_in.WRONG_PASSWORDS.of_client)}
    assert tried == {200}
    answer = guesser.post(path, right)
    assert answer.status_code == 429
    assert "Please wait ten minutes" in said(answer)
    assert browser(path).post(path, right).status_code == 302


def test_while_redis_is_away_nothing_is_limited(settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9"}
    }
    room = opened(teacher())
    _, row = joined(room)
    path = f"/c/{room.code}/back/"
    assert browser(path).post(path, {"resume": "ZZZZZZ"}).status_code == 422
    assert browser(path).post(path, {"resume": row.resume_code}).status_code == 302


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
