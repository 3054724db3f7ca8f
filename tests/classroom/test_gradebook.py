"""The one table of a class, counted a second way from the rows of votes and attempts, and in the forms of others."""

from __future__ import annotations

import csv
import io
from random import Random

import pytest
from django.test import Client

from a09web.classroom.gradebook import Gradebook, _each_another, _headed, gradebook_of
from a09web.classroom.models import Classroom, Participant, Vote
from a09web.exercises.content import starters
from a09web.exercises.kinds.predicting import PREDICT
from a09web.exercises.models import Attempt

from .making import act, ask, joined, opened, teacher, vote
from .test_results import RIGHT, joins

pytestmark = pytest.mark.django_db

CHOICES = (RIGHT, "none", "refused")

# The head of a gradebook as Canvas exports it, and as its guide asks for it in an import.
CANVAS_SAMPLE = """Student,ID,SIS User ID,SIS Login ID,Section,Essay (4314282),Quiz 1
    Points Possible,,,,,40,10
"Doe, Jane",101,2002,jdoe,Section 1,36,9
"""
# A file for the import of grades of Moodle: any columns, of which the teacher says what they are. What is named as a
# field of a user is proposed for it.
MOODLE_SAMPLE = """Username,Full name,Essay,Quiz 1
jdoe,Jane Doe,36,9
"""


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def file(by: Client, room: Classroom, name: str) -> list[list[str]]:
    answer = by.get(f"/teach/{room.public_id}/{name}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return read(answer.content.decode().removeprefix("\ufeff"))


def played(students: int = 8) -> tuple[Client, Classroom]:
    """A class with two questions in two rounds each and two exercises, of which everybody did something by chance; a
    trial of the teacher, simulated students, and one who was taken out."""
    ada, chance = teacher(), Random(4)
    room = opened(ada, lesson="early-release")
    everybody = [joined(room) for _ in range(students)]
    joins(ada, room)
    for number in (1, 2):
        ask(ada, room, "Materialize(r1)", number)
        for round in (1, 2):
            for client, _ in everybody:
                if chance.random() < 0.7:
                    vote(client, room, chance.choice(CHOICES), number=number, round=round)
            vote(ada, room, RIGHT, number=number, round=round)
            act(ada, room, "phase", phase="revote" if round == 1 else "reveal")
    act(ada, room, "simulate", students=3)
    for exercise in [one for one in starters() if one.kind is PREDICT][:2]:
        act(ada, room, "exercise", exercise=exercise.key)
        page = f"/c/{room.code}/exercise/"
        for client in (*(client for client, _ in everybody), ada):
            for attempt in range(1, chance.choice((1, 2, 4))):
                client.post(page, {"start": "1"})
                choice = chance.choice((*CHOICES, "AtMostOneClaimer"))
                client.post(page, {"hand_in": "1", "attempt": str(attempt), "choice": choice})
    act(ada, room, "remove", who=everybody[0][1].public_id)
    return ada, Classroom.objects.get(pk=room.pk)


def counted_again(room: Classroom, one: Participant) -> list[str]:
    """The marks of somebody, from each row of votes and attempts on its own."""
    marks = []
    for question in room.questions.all():
        votes = {
            row.round: row.choice for row in Vote.objects.all() if (row.question, row.participant) == (question, one)
        }
        marks.append("" if not votes else "100" if votes[max(votes)] == RIGHT else "0")
    attempts = [row for row in Attempt.objects.select_related("work") if row.work.solver == one.owner]
    for exercise in [each for each in starters() if each.kind is PREDICT][:2]:
        scores = [row.score for row in attempts if row.work.exercise == exercise.key]
        marks.append(f"{100 * max(scores):.0f}" if scores else "")
    return marks


def test_the_table_is_what_the_rows_of_votes_and_attempts_say() -> None:
    ada, room = played()
    head, *rows = file(ada, room, "table.csv")
    titles = [one.title for one in starters() if one.kind is PREDICT][:2]
    assert head == [
        "number", "student", "taken out",
        "Question 1: What does Materialize(r1) break?", "Question 2: What does Materialize(r1) break?",
        *(f"Exercise: {title}" for title in titles),
    ]  # fmt: skip
    everybody = list(room.participants.filter(is_trial=False, is_simulated=False).order_by("pk"))
    assert [row[1] for row in rows] == [one.name for one in everybody]
    assert [row[3:] for row in rows] == [counted_again(room, one) for one in everybody]
    assert [row[2] for row in rows] == ["yes", *[""] * 7]
    marks = {mark for row in rows for mark in row[3:]}
    assert {"", "0", "100"} < marks, "chance made all kinds of marks"


def test_the_page_shows_the_same() -> None:
    ada, room = played(3)
    page = ada.get(f"/teach/{room.public_id}/results/").content.decode()
    book = gradebook_of(room)
    for line in book.lines:
        cells = "".join(f"<td>{'–' if mark is None else mark}</td>" for mark in line.marks)
        row = next(row for row in page.replace("\n", "").split("<tr") if f"<bdi>{line.one.name}</bdi>" in row)
        assert cells in row.replace("  ", "")
    assert page.count("taken out</span>") == 1
    for name in ("table.csv", "canvas.csv", "moodle.csv"):
        assert f"/teach/{room.public_id}/{name}" in page


def test_canvas_takes_the_file_as_it_writes_its_own() -> None:
    ada, room = played(3)
    head, points, *rows = file(ada, room, "canvas.csv")
    sample_head, sample_points, sample = read(CANVAS_SAMPLE)
    fixed = sample_head.index("Section") + 1
    assert head[:fixed] == sample_head[:fixed]
    assert points[:fixed] == sample_points[:fixed]
    assert set(points[fixed:]) == {"100"}
    book = gradebook_of(room)
    assert head[fixed:] == [f"Tuesday, {column}" for column in book.columns]
    login = sample_head.index("SIS Login ID")
    assert sample[login] == "jdoe"
    assert [row[login] for row in rows] == [line.one.name for line in book.present]
    assert [row[fixed:] for row in rows] == [
        ["" if mark is None else str(mark) for mark in line.marks] for line in book.present
    ]
    assert len(rows) == 2, "who was taken out is not in it"


def test_moodle_takes_the_file_for_a_grade_in_each_column() -> None:
    ada, room = played(3)
    head, *rows = file(ada, room, "moodle.csv")
    sample_head, _ = read(MOODLE_SAMPLE)
    assert head[0] == sample_head[0]
    book = gradebook_of(room)
    assert head[2:] == [f"Tuesday, {column}" for column in book.columns]
    assert [(row[0], row[2:]) for row in rows] == [
        (line.one.name, ["" if mark is None else str(mark) for mark in line.marks]) for line in book.present
    ]


@pytest.mark.parametrize("name", ["canvas.csv", "moodle.csv"])
def test_what_machines_read_has_no_mark_before_its_first_letter(name: str) -> None:
    ada, room = played(1)
    content = ada.get(f"/teach/{room.public_id}/{name}").content
    assert content[:1].isalpha()


def test_each_column_has_another_title_and_none_looks_like_a_number_of_canvas() -> None:
    assert _each_another(["a", "b", "a", "a"]) == ("a", "b", "a, 2", "a, 3")
    assert _headed(Gradebook(("Exercise: Twice (2)", "b"), ()), "Tue") == ["Tue, Exercise: Twice [2]", "Tue, b"]


def test_a_class_in_which_nothing_was_asked_says_so() -> None:
    ada = teacher()
    room = opened(ada)
    page = f"/teach/{room.public_id}/results/"
    assert "Nobody has joined yet." in ada.get(page).content.decode()
    joined(room)
    assert "Nothing was asked yet" in ada.get(page).content.decode()
