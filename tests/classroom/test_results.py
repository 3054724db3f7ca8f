"""What a class leaves: who counts, under which number, and in which words."""

from __future__ import annotations

import csv
import io
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from a09web.classroom.membership import cookie_name
from a09web.classroom.models import Classroom, Participant
from a09web.exercises.content import starters
from a09web.exercises.kinds.predicting import PREDICT, right_answers
from a09web.exercises.services import variant_for

from .making import act, ask, joined, opened, teacher, ticket_in, vote

pytestmark = pytest.mark.django_db

RIGHT = "NoEarlyRunnable"


def joins(by: Client, room: Classroom) -> Participant:
    """Somebody joins from a browser that there is already."""
    page = by.get(f"/c/{room.code}/").content.decode()
    by.post(f"/c/{room.code}/", {"ticket": ticket_in(page), "roll": "0"})
    return Participant.objects.get(public_id=by.cookies[cookie_name(room.public_id)].value.split(":")[0])


def rows_of(by: Client, room: Classroom, name: str) -> list[dict[str, str]]:
    text = by.get(f"/teach/{room.public_id}/{name}").content.decode()
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def works(by: Client, room: Classroom, me: Participant) -> None:
    """Hands in a right answer to the exercise of the class, which is one to predict."""
    exercise = next(one for one in starters() if one.key == Classroom.objects.get(pk=room.pk).exercise)
    page = f"/c/{room.code}/exercise/"
    by.post(page, {"start": "1"})
    by.post(page, {"hand_in": "1", "attempt": "1", "choice": right_answers(variant_for(me.owner, exercise))[0]})


def gives_exercise(ada: Client, room: Classroom) -> None:
    act(ada, room, "exercise", exercise=next(one for one in starters() if one.kind is PREDICT).key)


def test_the_teachers_own_trial_counts_nowhere() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    trial = joins(ada, room)
    ann, row = joined(room)
    assert (trial.is_trial, trial.number, row.is_trial, row.number) == (True, None, False, 1)
    ask(ada, room, "Materialize(r1)")
    vote(ada, room, "none")
    vote(ann, room, RIGHT)
    assert "<b>1</b> of 1 answered, 100 % of them right" in ada.get(f"/teach/{room.public_id}/").content.decode()
    act(ada, room, "phase", phase="reveal")
    gives_exercise(ada, room)
    works(ada, room, trial)
    assert "<b>0</b> done" in ada.get(f"/teach/{room.public_id}/").content.decode()
    assert "Nobody has begun" in ada.get(f"/teach/{room.public_id}/traces/").content.decode()
    assert [each["student"] for each in rows_of(ada, room, "votes.csv")] == [row.name]
    assert rows_of(ada, room, "attempts.csv") == []
    kept = ada.get(f"/teach/{room.public_id}/export.json").json()
    assert [(each["number"], each["name"]) for each in kept["students"]] == [(1, row.name)]
    page = ada.get(f"/teach/{room.public_id}/people/").content.decode()
    assert "your own trial: it counts nowhere" in page
    assert "1 student<" in page


def test_another_teacher_who_joins_is_a_student() -> None:
    room = opened(teacher())
    assert not joins(teacher("bob"), room).is_trial


def test_a_number_stays_and_is_given_once_whoever_goes() -> None:
    ada = teacher()
    room = opened(ada)
    (_, first), (_, second) = joined(room), joined(room)
    act(ada, room, "simulate", students=3)
    assert (first.number, second.number) == (1, 2)
    second.delete()
    _, third = joined(room)
    assert third.number == 3
    assert set(room.participants.filter(is_simulated=True).values_list("number", flat=True)) == {None}


def test_a_student_has_one_number_in_all_tables_and_the_words_that_were_read() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    _, (ann, row) = joined(room), joined(room)
    ask(ada, room, "Materialize(r1)")
    vote(ann, room, "refused")
    act(ada, room, "phase", phase="reveal")
    gives_exercise(ada, room)
    works(ann, room, row)
    (voted,) = rows_of(ada, room, "votes.csv")
    assert (voted["number"], voted["answer"], voted["right"]) == ("2", "It is not enabled", "False")
    (tried,) = rows_of(ada, room, "attempts.csv")
    assert (tried["number"], tried["solver"]) == ("2", row.name)


@pytest.mark.parametrize(
    ("title", "file"),
    [
        ("Tuesday, 2nd group", 'filename="tuesday-2nd-group-votes-2026-03-04.csv"'),
        ("Übung", "filename*=utf-8''%C3%BCbung-votes-2026-03-04.csv"),
        ("!?", 'filename="class-votes-2026-03-04.csv"'),
    ],
)
def test_a_file_says_of_which_class_it_is_what_and_of_which_day(title: str, file: str) -> None:
    ada = teacher()
    room = opened(ada)
    Classroom.objects.filter(pk=room.pk).update(title=title, created="2026-03-04T12:00:00Z")
    assert file in ada.get(f"/teach/{room.public_id}/votes.csv")["Content-Disposition"]


def test_the_table_is_searched_by_name_or_number(settings: Any) -> None:
    ada = teacher()
    room = opened(ada)
    names = ["Straße", "Ann", "anna 2", *(f"Student {number}" for number in range(60))]
    Participant.objects.bulk_create(
        Participant(classroom=room, public_id=f"p{number}", name=name, number=number)
        for number, name in enumerate(names, start=1)
    )

    def found(query: str) -> list[str]:
        page = ada.get(f"/teach/{room.public_id}/people/", {"q": query}).content.decode()
        return [name for name in names if f"<bdi>{name}</bdi></th>" in page]

    assert found("STRASSE") == ["Straße"]
    assert found(" ann ") == ["Ann", "anna 2"]
    assert found("2") == ["Ann", "anna 2", *(name for name in names[3:] if "2" in name)]
    assert len(found("student")) == 50
    page = ada.get(f"/teach/{room.public_id}/people/", {"q": "student"}).content.decode()
    assert "?q=student&amp;page=2" in page
    page = ada.get(f"/teach/{room.public_id}/people/", {"q": "<b>"}).content.decode()
    assert "Nobody here has “<bdi>&lt;b&gt;</bdi>”" in page


def test_those_who_joined_before_there_were_numbers_get_theirs() -> None:
    room = opened(teacher())
    rows = [joined(room)[1] for _ in range(3)]
    Participant.objects.update(number=None)
    Classroom.objects.update(last_number=0)
    import_module("a09web.classroom.migrations.0004_numbers").number(apps, None)
    assert [Participant.objects.get(pk=row.pk).number for row in rows] == [1, 2, 3]
    assert Classroom.objects.get(pk=room.pk).last_number == 3
