"""What a code opens, and what a former one does not: "Another code" and "Take out" keep somebody out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from a09web.classroom import painters, rooms, services
from a09web.classroom.models import Classroom, Participant
from a09web.live.hub import hub

from .making import act, cookies, joined, opened, teacher

pytestmark = pytest.mark.django_db


def rotated(by: Client, room: Classroom) -> Classroom:
    act(by, room, "rotate", code=room.code)
    return Classroom.objects.select_related("sandbox", "question").get(pk=room.pk)


def test_a_former_code_is_unknown_to_all_but_students_of_the_class() -> None:
    ada = teacher()
    room = opened(ada)
    ann, _ = joined(room)
    fresh = rotated(ada, room)
    stranger = Client()
    unknown = stranger.get("/c/ZZZZZZ/")
    for rest in ("", "screen/", "mine/", "exercise/", "me/", "news/", "back/", "qr.svg"):
        answer = stranger.get(f"/c/{room.code}/{rest}")
        assert (answer.status_code, answer.content) == (404, unknown.content), rest
    for rest in ("", "vote/", "copy/", "back/", "exercise/"):
        assert stranger.post(f"/c/{room.code}/{rest}", {"resume": "x"}).status_code == 404, rest
    assert ann.get(f"/c/{room.code}/")["Location"] == f"/c/{fresh.code}/"
    assert ann.get(f"/c/{room.code}/me/").status_code == 200
    assert ann.get(f"/c/{room.code}/qr.svg").status_code == 404


def test_who_was_taken_out_is_told_no_new_code() -> None:
    ada = teacher()
    room = opened(ada)
    ann, row = joined(room)
    act(ada, room, "remove", who=row.public_id)
    fresh = rotated(ada, room)
    for rest in ("", "mine/", "me/", "news/"):
        for headers in ({}, {"HX-Request": "true"}):
            answer = ann.get(f"/c/{room.code}/{rest}", headers=headers)
            assert fresh.code not in answer.content.decode() + str(answer.headers)
    assert "taken you out" in ann.get(f"/c/{room.code}/").content.decode()


def test_a_projector_sees_nothing_under_another_code() -> None:
    ada = teacher()
    room = opened(ada)
    wall = Client()
    assert wall.get(f"/c/{room.code}/screen/").status_code == 200
    assert rooms.guard_class(room.public_id, cookies(wall)) == "screen"
    fresh = rotated(ada, room)
    assert rooms.guard_class(room.public_id, cookies(wall)) is None
    assert wall.get(f"/c/{room.code}/screen/").status_code == 404
    assert ada.get(f"/c/{room.code}/screen/")["Location"] == f"/c/{fresh.code}/screen/"
    assert wall.get(f"/c/{fresh.code}/screen/").status_code == 200
    assert rooms.guard_class(room.public_id, cookies(wall)) == "screen"


def test_after_the_end_a_projector_stays_where_it_was_open_and_opens_nowhere_else() -> None:
    ada = teacher()
    room = opened(ada)
    wall = Client()
    wall.get(f"/c/{room.code}/screen/")
    act(ada, room, "end")
    assert "has ended" in wall.get(f"/c/{room.code}/screen/").content.decode()
    assert rooms.guard_class(room.public_id, cookies(wall)) == "screen"
    assert Client().get(f"/c/{room.code}/screen/").status_code == 404
    assert ada.get(f"/c/{room.code}/screen/").status_code == 200


def test_who_was_taken_out_sees_no_projector_unless_it_is_the_teacher() -> None:
    ada = teacher()
    room = opened(ada)
    ann, row = joined(room)
    act(ada, room, "remove", who=row.public_id)
    assert ann.get(f"/c/{room.code}/screen/").status_code == 403
    assert rooms.guard_class(room.public_id, cookies(ann)) is None
    both = ada
    both.cookies.update(ann.cookies)
    assert both.get(f"/c/{room.code}/screen/").status_code == 200
    assert rooms.guard_class(room.public_id, cookies(both)) == rooms.guard_console(room.public_id, cookies(ada))


def test_the_frames_of_both_rooms_hold_the_code_that_counts() -> None:
    ada = teacher()
    room = opened(ada)
    both = (painters.paint_class, painters.paint_console)
    before = [paint(room.public_id) for paint in both]
    fresh = rotated(ada, room)
    for paint, old in zip(both, before, strict=True):
        picture = paint(room.public_id)
        assert picture is not None
        assert old is not None
        assert f"<b>{fresh.code}</b>" in picture.html(old.hashes)
        assert f"/c/{fresh.code}/qr.svg" in picture.html(old.hashes)
    act(ada, fresh, "end")
    for paint in both:
        picture = paint(room.public_id)
        assert picture is not None
        assert fresh.code not in picture.html({}).replace(f"/c/{fresh.code}/mine/", "")


@pytest.mark.parametrize("way", ["rotate", "remove"])
def test_who_is_shut_out_is_dismissed_before_the_others_are_told(
    way: str, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """The frame that tells the others of it holds the new code."""
    room = opened(teacher())
    joined(room)
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(hub, "dismiss", lambda room, who: told.append(("dismiss", room)))
    monkeypatch.setattr(hub, "changed", lambda room: told.append(("changed", room)))
    with django_capture_on_commit_callbacks(execute=True):
        if way == "rotate":
            services.rotate_code(classroom=room, code=room.code)
        else:
            services.remove(participant=Participant.objects.get())
    assert told[0] == ("dismiss", f"c.{room.public_id}")
    assert ("changed", f"c.{room.public_id}") in told
