"""Ways through a class: back to it, in with a name of one's own, out and in again, and what is left at its end."""

from __future__ import annotations

import pytest
from django.test import Client

from a09web.classroom.models import Classroom, Vote
from a09web.exercises.content import starters

from .making import act, ask, joined, opened, step, teacher, ticket_in, vote

pytestmark = pytest.mark.django_db


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_door_knows_the_classes_of_a_browser() -> None:
    ada = teacher()
    room = opened(ada)
    ann, me = joined(room)
    assert "You are in <bdi>Tuesday</bdi>" in text(ann, "/c/")
    assert "You are in" not in text(Client(), "/c/")
    forged = Client()
    forged.cookies[f"a09_class_{room.public_id}"] = f"{me.public_id}:nothing"
    assert "You are in" not in text(forged, "/c/")
    act(ada, room, "remove", who=me.public_id)
    assert "You are in" not in text(ann, "/c/")


def test_a_name_of_ones_own_has_a_button_of_its_own() -> None:
    ada = teacher()
    room = opened(ada)
    act(ada, room, "switch", name="own_names", on="yes")
    client = Client()
    page = text(client, f"/c/{room.code}/")
    assert "Join with this name" in page
    client.post(f"/c/{room.code}/", {"ticket": ticket_in(page), "roll": "0", "own": "Grace"})
    assert room.participants.get().name == "Grace"


def test_who_was_taken_out_is_let_in_again_by_undo() -> None:
    ada = teacher()
    room = opened(ada)
    _, me = joined(room)
    answer = ada.post(f"/teach/{room.public_id}/do/", {"do": "remove", "who": me.public_id, "then": "people"})
    page = text(ada, answer["Location"])
    assert f"<bdi>{me.name}</bdi> is taken out." in page
    assert "Undo" in page
    act(ada, room, "restore", who=me.public_id, then="people")
    assert "is taken out" not in text(ada, answer["Location"])
    for wrong in ("x", "9" * 30, "²"):
        assert ada.get(f"/teach/{room.public_id}/people/?out={wrong}").status_code == 200


def test_at_the_end_the_results_stand_where_the_phases_were() -> None:
    ada = teacher()
    room = opened(ada)
    ann, _ = joined(room)
    assert act(ada, room, "exercise", exercise=starters()[0].key) == 302
    assert 'id="to-exercise"' in text(ann, f"/c/{room.code}/")
    act(ada, room, "end")
    page = text(ada, f"/teach/{room.public_id}/")
    assert "Results:" in page
    assert 'id="phase-explore"' not in page
    assert 'id="to-exercise"' not in text(ann, f"/c/{room.code}/")


def test_the_console_says_when_the_class_looks_at_another_board() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    said, console = "The class looks at the question", f"/teach/{room.public_id}/"
    assert said not in text(ada, console)
    ask(ada, room, "Materialize(r1)")
    assert said not in text(ada, console)
    step(ada, room, "Tick")
    assert said in text(ada, console)
    act(ada, room, "phase", phase="explore")
    assert said not in text(ada, console)


def test_after_two_rounds_the_advice_goes_on() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    ask(ada, room, "Materialize(r1)")
    vote(ann, room, "none")
    assert "explain the idea again" in text(ada, f"/teach/{room.public_id}/")
    act(ada, room, "phase", phase="revote")
    vote(ann, room, "none", round=2)
    assert "then ask it in another form" in text(ada, f"/teach/{room.public_id}/")


@pytest.mark.parametrize(
    ("rounds", "right", "wrong", "advice"),
    [
        (1, 2, 5, "29 % are right: explain the idea again"),
        (1, 3, 7, "30 % are right: let neighbours discuss"),
        (1, 4, 1, "80 % are right: let neighbours discuss"),
        (1, 17, 4, "81 % are right: explain briefly"),
        (2, 4, 1, "80 % are right after two rounds: explain, then ask it in another form"),
        (2, 17, 4, "81 % are right: explain briefly"),
    ],
)
def test_the_advice_turns_at_its_borders(rounds: int, right: int, wrong: int, advice: str) -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ask(ada, room, "Materialize(r1)")
    if rounds == 2:
        act(ada, room, "phase", phase="revote")
    for number in range(right + wrong):
        one = room.participants.create(public_id=f"p{number}", name=f"Student {number}")
        choice = "NoEarlyRunnable" if number < right else "none"
        Vote.objects.create(question=room.questions.get(), participant=one, round=rounds, choice=choice)
    assert advice in text(ada, f"/teach/{room.public_id}/")


def test_names_are_on_the_wall_only_while_nothing_is_asked() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    _, me = joined(room)
    act(ada, room, "switch", name="names_shown", on="yes")
    assert me.name in text(ada, f"/c/{room.code}/screen/")
    ask(ada, room, "Materialize(r1)")
    assert me.name not in text(ada, f"/c/{room.code}/screen/")
    assert Classroom.objects.get(pk=room.pk).names_shown
