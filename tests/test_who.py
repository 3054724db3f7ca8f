"""Who reaches what: every address, every operation of the API and every room of sockets, by owner, member, stranger,
another teacher, and the teacher who has signed out. What is new fails until `who.py` says who may come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from a09web.api.clients import token_of
from a09web.classroom.models import Classroom
from a09web.exercises.models import StoredExercise
from a09web.exercises.reading import values_of
from a09web.exercises.services import make_exercise
from a09web.kit.owner import owner_in as kept_owner
from a09web.links.models import ShortLink
from a09web.live.hub import hub
from a09web.sandbox.models import Sandbox
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import Scenario
from a09web.workbooks.a09 import A09
from tests.classroom.making import cookies, joined, opened, teacher
from tests.exercises.working import starter

from .who import ADDRESSES, OPERATIONS, PEOPLE, ROOMS, Who

pytestmark = pytest.mark.django_db


@dataclass
class World:
    """What an owner has who teaches a class, a student of it, and three who have nothing to do with either."""

    people: dict[str, Client]
    sandbox: Sandbox
    room: Classroom
    exercise: StoredExercise
    names: dict[str, str]

    @classmethod
    def made(cls) -> World:
        owner, text = teacher("ada"), encode(Scenario(steps=("Tick",)))
        address = owner.post("/s/", {"bugs": "EarlyRelease"})["Location"]
        link = owner.post(f"/t/{text}/share/", {"title": "x"})["Location"].split("/")[2]
        room = opened(owner)
        exercise = make_exercise(
            author=User.objects.get(username="ada"), workbook=A09, values=values_of(starter("busy-hands"))
        )
        member, _ = joined(room)
        stranger, left = Client(), Client()
        stranger.post("/s/")
        left.force_login(User.objects.get(username="ada"))
        left.post("/teach/sign-out/")
        sandbox = Sandbox.objects.get(public_id=address.split("/")[2])
        names = {"sandbox": sandbox.public_id, "text": text, "link": link, "code": room.code, "room": room.public_id}
        people = dict(zip(PEOPLE, (owner, member, stranger, teacher("bob"), left), strict=True))
        return cls(people, sandbox, room, exercise, names | {"exercise": exercise.public_id})

    def state(self) -> list[Any]:
        """What only the owner may change."""
        mine = [Sandbox.objects.filter(pk=self.sandbox.pk), Classroom.objects.filter(pk=self.room.pk)]
        others = [
            StoredExercise.everything.filter(pk=self.exercise.pk),
            ShortLink.objects.filter(public_id=self.names["link"]),
        ]
        return [list(found.values()) for found in (*mine, *others)]


@pytest.fixture
def world() -> World:
    return World.made()


def owner_in(client: Client) -> str:
    """The name in the browser's cookie."""
    return kept_owner(cookies(client))


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Every address that the app knows, as it is declared."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


def told(answer: Any, path: str) -> str:
    """What came of a request, as `who.py` says it."""
    if answer.status_code not in (301, 302):
        return str(answer.status_code)
    where = answer["Location"]
    if where.startswith("/teach/sign-in/"):
        return "in"
    return "door" if path.startswith("/c/") and where == f"/c/{path.split('/')[2]}/" != path else "on"


def asked(world: World, who: Who, method: str) -> str:
    """What comes of a request by each of them; whatever it did is undone after each."""
    path, said = who.path.format(**world.names), []
    fields = {name: value.format(**world.names) for name, value in who.fields.items()}
    for person in PEOPLE:
        with transaction.atomic():
            client: Any = world.people[person]
            known = client.cookies.copy()
            before = world.state()
            said.append(told(client.get(path) if method == "GET" else client.post(path, fields), path))
            if person not in who.writers:
                assert world.state() == before, f"{person} changed something by {path}"
            client.cookies = known
            transaction.set_rollback(True)
    return " ".join(said)


def test_every_address_operation_and_room_is_in_these_tests() -> None:
    known = set(routes())
    assert {route for route in known if not route.startswith("api/")} == set(ADDRESSES)
    assert {route for route in known if route.startswith("api/")} == {route for _, route in OPERATIONS}
    assert set(hub.kinds) == set(ROOMS)


@pytest.mark.parametrize("route", ADDRESSES)
def test_an_address_opens_for_those_whom_it_is_for(world: World, settings: Any, route: str) -> None:
    settings.TEACHERS_MAY_SIGN_UP = True
    who = ADDRESSES[route]
    assert (asked(world, who, "GET"), asked(world, who, "POST")) == (who.get, who.post)


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_an_operation_is_done_for_those_whom_it_is_for(world: World, operation: tuple[str, str]) -> None:
    method, who = operation[0], OPERATIONS[operation]
    path, owner = who.path.format(**world.names), owner_in(world.people["owner"])
    tokens = {"owner": token_of(owner), "other": token_of("somebody-else"), "none": ""}
    said = []
    for name, token in tokens.items():
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with transaction.atomic():
            before = world.state()
            given = None if who.given is None else json.dumps(who.given).replace("{text}", world.names["text"])
            answer: Any = world.people["stranger"].generic(
                method.upper(), path, given or "", content_type="application/json", headers=headers
            )
            said.append(str(answer.status_code))
            if name != "owner":
                assert world.state()[:3] == before[:3], f"{name} changed something by {path}"
            transaction.set_rollback(True)
    assert " ".join(said) == who.said


@pytest.mark.parametrize("kind", ROOMS)
def test_a_room_is_watched_by_those_whom_it_is_for(world: World, kind: str) -> None:
    name, said = ROOMS[kind]
    guard = hub.kinds[kind].guard
    admitted = [guard is None or guard(world.names[name], cookies(world.people[person])) for person in PEOPLE]
    assert ["yes" if who else "no" for who in admitted] == said.split()
