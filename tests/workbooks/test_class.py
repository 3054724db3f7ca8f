"""A class on a workbook that is not the app's own: from its list, a lesson or a link, with votes, copies, exercises."""

from __future__ import annotations

import pytest

from a09web.classroom.models import Classroom, Vote
from a09web.exercises.models import Work
from a09web.sandbox.models import Sandbox
from tests.classroom.making import act, ask, joined, opened, step, teacher, vote
from tests.exercises.working import Solver
from tests.sandbox.visiting import html, text

from .desk import DESK

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.django_db]

LINK = "2~desk~asked.1.2~MaxMark.2~bugs.Crowding~Enter.g1"
START = {"asked": [1, 1], "max_mark": 1}


@pytest.mark.parametrize(
    ("fields", "bounds", "bugs"),
    [
        ({"lesson": "desk/"}, START, frozenset()),
        ({"lesson": "desk/crowding"}, START, frozenset({"Crowding"})),
        ({"source": "One at a time"}, START, frozenset({"Crowding"})),
        ({"source": f"https://example.org/t/{LINK}/"}, {"asked": [1, 2], "max_mark": 2}, frozenset({"Crowding"})),
    ],
    ids=["start", "lesson", "title", "link"],
)
def test_a_class_begins_where_it_is_told(fields: dict[str, str], bounds: object, bugs: frozenset[str]) -> None:
    board = opened(teacher(), **fields).sandbox
    assert (board.workbook, board.bounds.given, board.bugs) == ("desk", bounds, bugs)


def test_a_form_offers_each_start_and_each_lesson() -> None:
    page = text(teacher().get("/teach/"))
    assert '<option value="desk/">the start of Desk, no bug on</option>' in page
    assert '<option value="desk/crowding">lesson 1 of Desk: One at a time</option>' in page


def test_a_class_votes_on_its_steps_and_takes_copies() -> None:
    ada = teacher()
    room = opened(ada, source=LINK)
    student, _ = joined(room)
    assert ask(ada, room, "Enter(g2)") == 302
    page = text(student.get(f"/c/{room.code}/"))
    assert "LeftHaveTheirMarks" in page
    assert "AtMostOneClaimer" not in page
    assert vote(student, room, "AtMostOneInside") == 302
    assert vote(student, room, "AtMostOneClaimer", nth=2) == 422
    assert act(ada, room, "phase", phase="reveal") == 302
    assert Vote.objects.get().choice == "AtMostOneInside"
    assert "`g1` is in" in text(student.get(f"/c/{room.code}/")).replace("<code>", "`").replace("</code>", "`")
    assert "votes" in text(student.get(f"/c/{room.code}/screen/")).lower()
    assert act(ada, room, "variant", number=2) == 302
    assert Classroom.objects.get().question.step == "Enter(g1)"  # type: ignore[union-attr]
    act(ada, room, "phase", phase="explore")
    assert step(ada, room, "Enter(g2)") == 302
    assert student.post(f"/c/{room.code}/copy/", {"key": "k"}).status_code == 302
    copy = Sandbox.objects.get(public_id__startswith="copy-")
    assert (copy.declared, copy.bounds.given) == (DESK, {"asked": [1, 2], "max_mark": 2})
    assert "g1 is inside" in text(student.get(f"/c/{room.code}/mine/"))
    assert act(ada, room, "restart", source="start") == 302
    room.refresh_from_db()
    assert (room.sandbox.workbook, room.sandbox.bounds.given) == ("desk", START)


def test_a_class_is_set_one_of_its_exercises() -> None:
    ada = teacher()
    room = opened(ada, lesson="desk/crowding")
    page = html(ada.get(f"/teach/{room.public_id}/exercises/"))
    assert [heading.text for heading in page.all("h2")][0] == "Desk"
    assert "/w/desk/exercises/no-queue/" in [link.attributes["href"] for link in page.all("a")]
    assert act(ada, room, "exercise", exercise="desk/no-queue") == 302
    student, me = joined(room)
    solver = Solver(student, "desk/no-queue", f"/c/{room.code}/exercise/")
    solver.hand_in(choice="AtMostOneInside")
    work = Work.objects.get()
    assert (work.solver, work.best) == (me.owner, 1)
    assert "no-queue" in text(ada.get(f"/teach/{room.public_id}/attempts.csv"))
    assert ada.get(f"/teach/{room.public_id}/traces/").status_code == 200


def test_a_class_does_an_exercise_of_the_second_workbook() -> None:
    """From the page on which it is chosen to the file of its attempts."""
    ada = teacher()
    room = opened(ada, source="2~effects~Claim.w1.r1")
    page = html(ada.get(f"/teach/{room.public_id}/exercises/"))
    assert [heading.text for heading in page.all("h2")][0] == "Effects"
    assert act(ada, room, "exercise", exercise="effects/an-envelope-arrives") == 302
    student, me = joined(room)
    Solver(student, "effects/an-envelope-arrives", f"/c/{room.code}/exercise/").hand_in(choice="AppliedIsRemembered")
    assert (Work.objects.get().solver, Work.objects.get().best) == (me.owner, 1)
    assert "effects/an-envelope-arrives" in text(ada.get(f"/teach/{room.public_id}/attempts.csv"))


def test_a_class_rehearses() -> None:
    ada = teacher()
    room = opened(ada, source=LINK)
    act(ada, room, "simulate", students=3)
    assert act(ada, room, "ask", kind="next", about="", number=1) == 302
    assert set(Vote.objects.values_list("choice", flat=True)) <= {"Enter(g2)", "Stamp(g1,1)"}
