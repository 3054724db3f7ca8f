"""The console: where one stands after a press, what is shown on the board, and what two devices do to one another."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from a09web.classroom import painters
from a09web.classroom.console import class_parts
from a09web.classroom.models import Classroom, DueRun, Question
from a09web.exercises.content import starters
from a09web.exercises.kinds.breaking import BREAK
from a09web.exercises.kinds.diagnosing import DIAGNOSE
from a09web.exercises.kinds.kind import Kind
from a09web.exercises.models import Work
from tests.sandbox.visiting import html

from .making import act, ask, joined, opened, panels, said, step, teacher

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def fresh(room: Classroom) -> Classroom:
    return Classroom.objects.select_related("sandbox", "question").get(pk=room.pk)


@pytest.mark.parametrize(
    ("do", "fields", "sentence"),
    [
        ("notes", {"notes": "x", "version": 0}, "Your notes are stored."),
        ("rotate", {"code": ""}, "The code is now"),
        ("simulate", {"students": 2}, "2 simulated students are in the class."),
        ("end", {}, "The class has ended."),
    ],
)
def test_after_a_press_one_stands_at_the_console(do: str, fields: dict[str, str], sentence: str) -> None:
    ada = teacher()
    room = opened(ada)
    console = f"/teach/{room.public_id}/"
    answer = ada.post(console + "do/", {"do": do, **fields})
    assert answer["Location"] == console
    assert sentence in text(ada, console)
    assert sentence not in text(ada, console), "it is said once"
    assert ada.get(console + "do/?mode=text")["Location"] == console + "?mode=text"


def test_a_refused_name_is_refused_in_the_table() -> None:
    ada = teacher()
    room = opened(ada)
    (_, ann), (_, bob) = joined(room), joined(room)
    fields = {"do": "rename", "who": ann.public_id, "name": bob.name, "then": "people"}
    answer = ada.post(f"/teach/{room.public_id}/do/", fields)
    assert answer.status_code == 422
    assert "is called" in said(answer)
    assert "<table" in answer.content.decode()


def test_a_teacher_whose_session_ended_signs_in_and_comes_back() -> None:
    ada = teacher()
    room = opened(ada)
    console = f"/teach/{room.public_id}/"
    headers = {**HTMX, "HX-Current-URL": f"http://testserver{console}"}
    for answer in (
        Client().post(console + "do/", {"do": "end"}, headers=headers),
        Client().get(console, headers=headers),
    ):
        assert answer["HX-Redirect"] == f"/teach/sign-in/?next=%2Fteach%2F{room.public_id}%2F"
    assert fresh(room).ended is None


def shown_example(ada: Client, room: Classroom, kind: Kind) -> str:
    """Puts what somebody did with an exercise of that kind on the board; its text."""
    exercise = next(one for one in starters() if one.kind is kind)
    ann, _ = joined(room)
    act(ada, room, "exercise", exercise=exercise.key)
    ann.post(f"/c/{room.code}/exercise/", {"start": "1"})
    found = re.search(r'name="example" value="([^"]+)"', text(ada, f"/teach/{room.public_id}/traces/"))
    assert found
    assert act(ada, room, "example", example=found[1], then="traces") == 302
    return found[1]


def test_an_example_is_shown_and_leaves_phase_question_and_sandbox_alone() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ask(ada, room, "Tick")
    step(ada, room, "Tick")
    example = shown_example(ada, room, BREAK)
    now = fresh(room)
    assert (now.phase, now.sandbox_id, now.sandbox.cursor) == ("exercise", room.sandbox_id, 1)
    assert now.question is not None
    assert now.example == example
    ann, _ = joined(room)
    assert "what somebody did" in text(ann, f"/c/{room.code}/")
    picture = painters.paint_class(room.public_id)
    act(ada, room, "sandbox")
    back = painters.paint_class(room.public_id)
    assert picture is not None
    assert back is not None
    assert 'id="board"' in back.html(picture.hashes)
    assert "what somebody did" not in text(ann, f"/c/{room.code}/")


def test_an_example_of_a_hidden_bug_does_not_tell_it() -> None:
    ada = teacher()
    room = opened(ada)
    ann, _ = joined(room)
    example = shown_example(ada, room, DIAGNOSE)
    exercise = next(one for one in starters() if one.kind is DIAGNOSE)
    picture = painters.paint_class(room.public_id)
    assert picture is not None
    pages = [text(ann, f"/c/{room.code}/"), text(ann, f"/c/{room.code}/screen/"), picture.html({})]
    for page in pages:
        assert "what somebody did" in page
        assert example not in page
        assert 'id="bugs-title"' not in page
        assert 'id="copy-here"' not in page
        for bug in exercise.bugs:
            assert bug not in page
    ann.post(f"/c/{room.code}/copy/", {"key": "a"})
    assert ann.get(f"/c/{room.code}/mine/")["Location"] == f"/c/{room.code}/"


def test_an_example_gives_way_to_a_question() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ask(ada, room, "Tick")
    shown_example(ada, room, BREAK)
    act(ada, room, "phase", phase="discuss")
    assert fresh(room).example == ""
    shown_example(ada, room, BREAK)
    ask(ada, room, "Materialize(r1)", number=2)
    assert fresh(room).example == ""


def test_progress_is_sent_where_it_differs() -> None:
    ada = teacher()
    room = opened(ada)
    ann, _ = joined(room)
    act(ada, room, "exercise", exercise=next(one for one in starters() if one.kind is BREAK).key)
    known = panels(text(ada, f"/teach/{room.public_id}/"))
    path, headers = f"/teach/{room.public_id}/progress/", {**HTMX, "Panels": known}
    assert ada.get(path, headers=headers).status_code == 204
    ann.post(f"/c/{room.code}/exercise/", {"start": "1"})
    assert "<b>1</b> working" in ada.get(path, headers=headers).content.decode()


def test_what_is_no_example_is_not_shown() -> None:
    ada = teacher()
    room = opened(ada)
    assert act(ada, room, "example", example="x") == 422
    act(ada, room, "exercise", exercise=starters()[0].key)
    assert act(ada, room, "example", example="nonsense") == 422
    assert fresh(room).example == ""


def test_the_board_is_not_emptied_by_an_empty_field_and_comes_back() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    assert act(ada, room, "before") == 422
    step(ada, room, "Tick")
    assert act(ada, room, "restart", source=" ") == 422
    assert fresh(room).sandbox_id == room.sandbox_id
    versions = [fresh(room).room_version]
    for do, fields in (
        ("restart", {"source": "claim must remain exclusive"}),
        ("before", {}),
        ("before", {}),
        ("before", {}),
    ):
        assert act(ada, room, do, **fields) == 302
        versions.append(fresh(room).room_version)
        assert versions[-1] > versions[-2]
    assert act(ada, room, "before") == 302
    answer = ada.post(f"/teach/{room.public_id}/do/", {"do": "restart", "source": "start"}, headers=HTMX)
    assert answer["HX-Redirect"] == f"/teach/{room.public_id}/"
    assert fresh(room).sandbox.bugs == frozenset()
    assert act(ada, room, "before") == 302
    assert fresh(room).sandbox.title.endswith(("timer", "exclusive"))


def test_another_question_under_the_same_number_is_refused() -> None:
    ada = teacher()
    room = opened(ada)
    assert ask(ada, room, "Tick") == 302
    assert ask(ada, room, "Tick") == 302
    answer = ada.post(
        f"/teach/{room.public_id}/do/", {"do": "ask", "kind": "breaks", "about": "Materialize(r1)", "number": 1}
    )
    assert said(answer) == "Another question was asked meanwhile. Please look at it first."
    assert Question.objects.get().step == "Tick"


def test_notes_of_one_device_do_not_overwrite_those_of_another() -> None:
    ada = teacher()
    room = opened(ada)
    path = f"/teach/{room.public_id}/do/"
    first = ada.post(path, {"do": "notes", "notes": "from the laptop", "version": 0}, headers=HTMX)
    assert 'id="notes-version" name="version" value="1" hx-swap-oob' in first.content.decode()
    assert act(ada, room, "notes", notes="from the laptop", version=0) == 302, "the same, sent again"
    late = ada.post(path, {"do": "notes", "notes": "from the phone", "version": 0})
    assert late.status_code == 422
    assert "changed on another device" in said(late)
    assert ">from the phone</textarea>" in late.content.decode()
    assert fresh(room).notes == "from the laptop"
    assert act(ada, room, "notes", notes="both", version=1) == 302


def test_who_begins_or_steps_is_at_work() -> None:
    ada = teacher()
    room = opened(ada)
    ann, _ = joined(room)
    act(ada, room, "exercise", exercise=next(one for one in starters() if one.kind is BREAK).key)
    before = painters.paint_console(room.public_id)
    ann.post(f"/c/{room.code}/exercise/", {"start": "1"})
    after = painters.paint_console(room.public_id)
    assert before is not None
    assert after is not None
    assert "<b>1</b> working" in after.html(before.hashes)
    work = Work.objects.get()
    long_ago = timezone.now() - timedelta(minutes=10)
    Work.objects.update(touched=long_ago)
    assert work.sandbox is not None
    type(work.sandbox).objects.filter(pk=work.sandbox.pk).update(touched=long_ago)
    assert "<b>1</b> stuck" in text(ada, f"/teach/{room.public_id}/")
    fields = {"version": work.sandbox.version, "at": work.sandbox.cursor, "step": "Tick"}
    ann.post(f"/c/{room.code}/exercise/", fields)
    Work.objects.update(touched=long_ago)
    assert "<b>1</b> working" in text(ada, f"/teach/{room.public_id}/")


def test_a_held_sandbox_offers_no_pages_that_it_does_not_have() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    ann.post(f"/c/{room.code}/copy/", {"key": "a"})
    for client, path in ((ada, f"/teach/{room.public_id}/"), (ann, f"/c/{room.code}/mine/"), (ann, f"/c/{room.code}/")):
        for address in re.findall(r'href="([^"#]+)"', text(client, path)):
            if not address.startswith(("/static", "http")):
                whole = address if address.startswith("/") else path + address
                assert client.get(whole.replace("&amp;", "&")).status_code in (200, 302), (path, address)


def test_a_class_is_seen_as_text() -> None:
    ada = teacher()
    room = opened(ada)
    ann, _ = joined(room)
    assert ann.get(f"/c/{room.code}/?mode=text")["Location"] == f"/c/{room.code}/"
    assert 'data-mode="text"' in text(ann, f"/c/{room.code}/")


def test_controls_stay_while_numbers_change() -> None:
    ada = teacher()
    room = opened(ada)
    ask(ada, room, "Tick")
    before = painters.paint_console(room.public_id)
    ann, _ = joined(room)
    ann.post(f"/c/{room.code}/vote/", {"number": 1, "round": 1, "choice": "none", "nth": 1})
    after = painters.paint_console(room.public_id)
    assert before is not None
    assert after is not None
    frame = after.html(before.hashes)
    assert "<b>1</b> of 1 answered" in frame
    assert 'type="submit" id="histogram' not in frame
    assert 'id="turn-is_locked"' not in frame
    act(ada, room, "phase", phase="discuss", minutes=1)
    for panel in class_parts(fresh(room)).values():
        for control in re.findall(r"<(?:button|summary|select|textarea)[^>]*>", panel.html):
            assert ' id="' in control, control


def test_a_timer_starts_again_goes_on_and_is_taken_away() -> None:
    ada = teacher()
    room = opened(ada)
    ask(ada, room, "Tick")
    act(ada, room, "phase", phase="discuss", minutes=1)
    first = fresh(room).timer_ends
    assert first is not None
    ada.post(f"/teach/{room.public_id}/do/", {"act": "more", "do": "phase", "minutes": "1"})
    later = fresh(room).timer_ends
    assert later == first + timedelta(minutes=1)
    ada.post(f"/teach/{room.public_id}/do/", {"act": "timer minutes=0", "do": "phase", "minutes": "1"})
    assert fresh(room).timer_ends is None
    assert 'id="timer-again"' in text(ada, f"/teach/{room.public_id}/")


def test_a_class_is_kept_as_long_as_its_teacher_says() -> None:
    ada = teacher()
    room = opened(ada)
    assert act(ada, room, "keep", days=0) == 422
    assert act(ada, room, "end") == 302
    assert act(ada, room, "keep", days=90) == 302
    kept = fresh(room).expires
    assert kept > timezone.now() + timedelta(days=89)
    assert DueRun.objects.get(subject=room.public_id).due == kept


def test_what_to_do_is_said_by_the_console_and_by_no_verdict() -> None:
    """Nor is anybody told to take steps who only follows."""
    ada = teacher()
    classroom = opened(ada)
    student, _ = joined(classroom)
    for name in ("+EarlyRelease", "Tick"):
        step(ada, classroom, name)
        for page in (
            html(ada.get(f"/teach/{classroom.public_id}/")),
            html(student.get(f"/c/{classroom.code}/")),
            html(ada.get(f"/c/{classroom.code}/screen/")),
        ):
            verdict = page.by_id("verdict").text
            assert "EarlyRelease is on." in verdict
            assert "Take steps" not in verdict
            assert "Nothing can break" not in verdict
