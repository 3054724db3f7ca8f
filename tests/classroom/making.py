"""A teacher with a class, and students in it, over HTTP."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from a09web.classroom.membership import cookie_name
from a09web.classroom.models import Classroom, Participant

PASSWORD = "correct horse battery staple"


def teacher(name: str = "ada") -> Client:
    user = User.objects.create_user(name, password=PASSWORD)
    client = Client()
    client.force_login(user)
    return client


def opened(by: Client, **fields: str) -> Classroom:
    answer = by.post("/teach/", {"title": "Tuesday", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return Classroom.objects.get(public_id=answer["Location"].split("/")[2])


def joined(classroom: Classroom) -> tuple[Client, Participant]:
    client = Client()
    page = client.get(f"/c/{classroom.code}/").content.decode()
    answer = client.post(f"/c/{classroom.code}/", {"ticket": ticket_in(page), "roll": "0"})
    assert answer.status_code == 302, answer.content.decode()
    signed = client.cookies[cookie_name(classroom.public_id)].value
    return client, Participant.objects.get(public_id=signed.split(":")[0])


def ticket_in(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return found[1]


def act(by: Client, classroom: Classroom, do: str, **fields: Any) -> int:
    return by.post(f"/teach/{classroom.public_id}/do/", {"do": do, **fields}).status_code


def ask(by: Client, classroom: Classroom, about: str, number: int = 1) -> int:
    return act(by, classroom, "ask", kind="breaks", about=about, number=number)


def step(by: Client, classroom: Classroom, name: str) -> int:
    sandbox = Classroom.objects.get(pk=classroom.pk).sandbox
    fields = {"version": sandbox.version, "at": sandbox.cursor, "step": name}
    return by.post(f"/teach/{classroom.public_id}/", fields).status_code


def vote(by: Client, classroom: Classroom, choice: str, *, number: int = 1, round: int = 1, nth: int = 1) -> int:
    fields = {"number": number, "round": round, "choice": choice, "nth": nth}
    return by.post(f"/c/{classroom.code}/vote/", fields).status_code


def cookies(client: Client) -> dict[str, str]:
    """As a socket brings them."""
    return {name: morsel.value for name, morsel in client.cookies.items()}


def panels(page: str) -> str:
    """What a browser that shows this page tells of its parts."""
    return " ".join(f"{name}:{known}" for name, known in re.findall(r'id="([^"]+)" data-hash="([^"]+)"', page))


def said(answer: Any) -> str:
    """The notice in an answer."""
    found = re.search(r'class="notice[^>]*>(?:<span class="told">)?(.*?)(?:</span>)?</p>', answer.content.decode())
    return found[1] if found else ""
