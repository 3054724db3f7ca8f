"""Who reaches what: every view and every socket of a class, for its teacher, another teacher, a student, one of another
class, one who was taken out, and a stranger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern

from a09web.classroom import painters, rooms
from a09web.classroom.membership import cookie_name
from a09web.classroom.models import Classroom, Participant, Question, Vote
from a09web.classroom.urls import urlpatterns
from a09web.live.hub import hub
from a09web.sandbox.models import Sandbox

from .making import act, ask, cookies, joined, opened, step, teacher, vote

pytestmark = pytest.mark.django_db

CONSOLE = (
    "console",
    "act",
    "progress",
    "people",
    "traces",
    "class_exercises",
    "export",
    "delete_class",
    "results",
    "gradebook",
    "afterwards",
)
STUDENT = ("vote", "copy", "mine", "class_exercise", "card", "news")
OPEN = ("door", "teach", "sign_in", "sign_out", "sign_up", "first_teacher")
WITH_CODE = ("class", "screen", "back", "join_code")
"""What whoever has the code may see; the page of the class itself is its door for them."""


def test_every_view_of_a_class_is_in_these_tests() -> None:
    patterns = [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]
    assert {pattern.name for pattern in patterns if pattern.name} == {*CONSOLE, *STUDENT, *OPEN, *WITH_CODE}


def console_paths(room: Classroom) -> Iterator[str]:
    base = f"/teach/{room.public_id}/"
    for rest in (
        "",
        "progress/",
        "people/",
        "traces/",
        "exercises/",
        "results/",
        "afterwards/",
        "export.json",
        "delete/",
    ):
        yield base + rest
    for name in ("votes.csv", "votes.json", "attempts.csv", "attempts.json", "table.csv", "canvas.csv", "moodle.csv"):
        yield base + name


def test_the_console_is_for_its_teacher_alone() -> None:
    ada = teacher()
    room = opened(ada)
    student, _ = joined(room)
    other = teacher("bob")
    for path in console_paths(room):
        assert ada.get(path).status_code == 200, path
        assert other.get(path).status_code == 404, path
        for nobody in (student, Client()):
            assert nobody.get(path)["Location"].startswith("/teach/sign-in/"), path
    before = Classroom.objects.values().get(pk=room.pk)
    for nobody in (student, Client(), other):
        for do in ("end", "rotate", "phase", "simulate", "notes"):
            answer = nobody.post(
                f"/teach/{room.public_id}/do/",
                {"do": do, "code": room.code, "phase": "paused", "students": 5, "notes": "x"},
            )
            assert answer.status_code in (302, 404)
        assert step(nobody, room, "Tick") in (302, 404)
        assert nobody.post(f"/teach/{room.public_id}/delete/").status_code in (302, 404)
    assert Classroom.objects.values().get(pk=room.pk) == before
    assert Sandbox.objects.get(pk=room.sandbox_id).version == 0


def test_a_stranger_reaches_nothing_without_the_code_and_only_the_door_with_it() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    joined(room)
    step(ada, room, "Materialize(r1)")
    stranger = Client()
    for path in ("/c/ZZZZZZ/", "/c/ZZZZZZ/screen/", f"/c/{room.public_id}/", f"/s/{room.sandbox.public_id}/"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.get(f"/api/sandboxes/{room.sandbox.public_id}").status_code == 404
    door = stranger.get(f"/c/{room.code}/").content.decode()
    assert "Join as" in door
    assert "Materialize" not in door
    for rest in ("mine/", "exercise/", "me/", "news/"):
        assert stranger.get(f"/c/{room.code}/{rest}")["Location"] == f"/c/{room.code}/"
    for rest in ("vote/", "copy/"):
        assert stranger.post(f"/c/{room.code}/{rest}", {"key": "a"})["Location"] == f"/c/{room.code}/"
    assert not Vote.objects.exists()


def test_a_student_sees_nothing_of_another_student() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    (ann, ann_row), (bob, bob_row) = joined(room), joined(room)
    ask(ada, room, "Materialize(r1)")
    vote(ann, room, "none")
    ann.post(f"/c/{room.code}/copy/", {"key": "abc"})
    act(ada, room, "phase", phase="explore")
    ann.post(f"/c/{room.code}/copy/", {"key": "abc"})
    copy = Participant.objects.get(pk=ann_row.pk).copy
    assert copy is not None
    bob.post(f"/c/{room.code}/copy/", {"again": copy.public_id})
    assert Participant.objects.get(pk=bob_row.pk).copy is None
    seen = "".join(bob.get(f"/c/{room.code}/{rest}").content.decode() for rest in ("", "screen/", "me/", "back/"))
    assert ann_row.name not in seen
    assert ann_row.resume_code not in seen
    assert ann_row.public_id not in seen


def test_what_is_right_is_in_no_page_before_the_reveal() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    ask(ada, room, "Materialize(r1)")
    for phase in ("predict", "discuss", "revote"):
        act(ada, room, "phase", phase=phase)
        act(ada, room, "histogram", state="shown")
        for rest in ("", "screen/"):
            page = ann.get(f"/c/{room.code}/{rest}").content.decode()
            assert "bar-right" not in page
            assert "breaks NoEarlyRunnable" not in page
            assert "is broken" not in page
            assert "by-bug" not in page
    picture = painters.paint_class(room.public_id)
    assert picture is not None
    assert "bar-right" not in picture.html({})
    act(ada, room, "phase", phase="reveal")
    assert "bar-right" in ann.get(f"/c/{room.code}/").content.decode()


def test_the_hidden_histogram_is_in_no_page_and_no_frame() -> None:
    ada = teacher()
    room = opened(ada)
    (ann, _), (bob, _) = joined(room), joined(room)
    ask(ada, room, "Tick")
    vote(bob, room, "NoOverdueScheduled")
    for state, counts, bars in (("hidden", False, False), ("counts", True, False), ("shown", True, True)):
        act(ada, room, "histogram", state=state)
        page = ann.get(f"/c/{room.code}/screen/").content.decode()
        picture = painters.paint_class(room.public_id)
        assert picture is not None
        for text in (page, picture.html({})):
            assert ("1 of 2 answered" in text) is counts
            assert ('class="bars"' in text) is bars


def test_no_version_counts_the_votes_while_the_histogram_is_hidden() -> None:
    """Whoever counts the frames or the versions would count the votes."""
    ada = teacher()
    room = opened(ada)
    (ann, _), (bob, _) = joined(room), joined(room)
    ask(ada, room, "Tick")

    def versions() -> tuple[int, int, int, int]:
        page = ann.get(f"/c/{room.code}/screen/")
        picture, console = painters.paint_class(room.public_id), painters.paint_console(room.public_id)
        assert picture is not None
        assert console is not None
        assert console.version == rooms.console_versions([room.public_id])[room.public_id]
        seen = rooms.class_versions([room.public_id])[room.public_id]
        return seen, picture.version, int(page["Sandbox-Version"]), console.version

    before = versions()
    vote(bob, room, "none")
    assert versions() == (*before[:3], before[3] + 1)
    act(ada, room, "histogram", state="counts")
    shown = versions()
    assert min(shown[:3]) > before[0]
    vote(bob, room, "NoOverdueScheduled", nth=2)
    assert versions() == tuple(version + 1 for version in shown)


def test_who_signs_out_ends_what_this_browser_watches_and_no_other(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    ada = teacher()
    room = opened(ada)
    elsewhere = Client()
    elsewhere.force_login(User.objects.get(username="ada"))
    here = rooms.guard_console(room.public_id, cookies(ada))
    assert here != rooms.guard_console(room.public_id, cookies(elsewhere)) is not None
    known, dismissed = cookies(ada), list[str]()

    def dismiss(who: str) -> None:
        assert rooms.guard_console(room.public_id, known) is None, "who comes back now is let in"
        dismissed.append(who)

    monkeypatch.setattr(hub, "dismiss_everywhere", dismiss)
    for browser in (ada, Client()):
        with django_capture_on_commit_callbacks(execute=True):
            browser.post("/teach/sign-out/")
        assert dismissed == [here]


def test_a_socket_opens_for_members_alone() -> None:
    ada = teacher()
    room, elsewhere = opened(ada), opened(ada)
    ann, row = joined(room)
    wall = Client()
    wall.get(f"/c/{room.code}/screen/")
    assert rooms.guard_class(room.public_id, cookies(ann)) == row.public_id
    assert rooms.guard_class(room.public_id, cookies(wall)) == "screen"
    teacher_here = rooms.teacher_by(cookies(ada)[settings.SESSION_COOKIE_NAME])
    assert rooms.guard_class(room.public_id, cookies(ada)) == teacher_here
    assert rooms.guard_console(room.public_id, cookies(ada)) == teacher_here
    for client in (ann, wall, teacher("bob"), Client()):
        assert rooms.guard_console(room.public_id, cookies(client)) is None
        assert rooms.guard_class(elsewhere.public_id, cookies(client)) is None
    forged = {cookie_name(elsewhere.public_id): cookies(ann)[cookie_name(room.public_id)]}
    assert rooms.guard_class(elsewhere.public_id, forged) is None
    assert rooms.guard_console(room.public_id, {settings.SESSION_COOKIE_NAME: "made-up"}) is None
    act(ada, room, "remove", who=row.public_id)
    assert rooms.guard_class(room.public_id, cookies(ann)) is None


def test_the_versions_of_a_class_only_grow_also_when_its_sandbox_is_changed_for_another() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    versions = [rooms.class_versions([room.public_id])[room.public_id]]

    def grown() -> None:
        versions.append(rooms.class_versions([room.public_id])[room.public_id])
        assert versions[-1] > versions[-2]

    for name in ("Tick", "Materialize(r1)", "Tick"):
        step(ada, room, name)
        grown()
    act(ada, room, "restart", source="duplicate-claim")
    grown()
    step(ada, room, "Tick")
    grown()


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("phase", {"phase": "nonsense"}),
        ("phase", {"phase": "predict"}),
        ("phase", {"phase": "exercise"}),
        ("phase", {"phase": "discuss", "minutes": "x"}),
        ("ask", {"kind": "breaks", "about": "Nonsense", "number": 1}),
        ("ask", {"kind": "maybe", "about": "Tick", "number": 1}),
        ("ask", {"kind": "breaks", "about": "Tick", "number": 7}),
        ("variant", {"number": 1}),
        ("exercise", {"exercise": "none-such"}),
        ("histogram", {"state": "upside-down"}),
        ("switch", {"name": "teacher_id", "on": "yes"}),
        ("restart", {"source": "https://example.org/"}),
        ("rename", {"who": "nobody", "name": "x"}),
        ("simulate", {"students": "100000"}),
        ("nonsense", {}),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence_and_changes_nothing(do: str, fields: dict[str, Any]) -> None:
    ada = teacher()
    room = opened(ada)
    before = Classroom.objects.values().get(pk=room.pk)
    answer = ada.post(f"/teach/{room.public_id}/do/", {"do": do, **fields})
    assert answer.status_code == 422, answer.status_code
    assert 'class="notice notice-refused"' in answer.content.decode()
    assert Classroom.objects.values().get(pk=room.pk) == before
    assert not Question.objects.exists()
