"""A solver at an exercise without a browser, and exercises made for a test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.http import HttpResponse
from django.test import Client

from a09web.exercises.content import starter_with, starters
from a09web.exercises.exercise import Exercise
from a09web.exercises.models import Work
from a09web.exercises.renaming import spelling_of, texts_of
from a09web.exercises.services import variant_for
from a09web.workbooks import WORKBOOKS
from a09web.workbooks.a09.bounds import Bounds
from tests.sandbox.visiting import HTMX, html, owner_in

EVERY = tuple(exercise for workbook in WORKBOOKS.values() for exercise in starters(workbook))
"""The starters of all workbooks of the app."""


def key_of(exercise: Exercise) -> str:
    return exercise.key


def names_somebody(exercise: Exercise) -> bool:
    """Whether a text or a step names a member, or a member has a number: who has none is the same under any name."""
    spelling = spelling_of(exercise.workbook)
    said = " ".join([texts_of(exercise), *exercise.start, str(exercise.own)])
    return bool(spelling.name.search(said) or exercise.workbook.indexed)


def starter(key: str) -> Exercise:
    found = starter_with(key)
    assert found is not None, key
    return found


def with_bugs(exercise: Exercise, *bugs: str) -> Exercise:
    return replace(exercise, scenario=replace(exercise.scenario, bugs=frozenset(bugs)))


def bounds_of(exercise: Exercise) -> Bounds:
    """The bounds of an exercise of A09."""
    return cast(Bounds, exercise.bounds)


class Solver:
    """Somebody at the page of one exercise."""

    def __init__(self, client: Client, key: str, address: str = "") -> None:
        self.client, self.key = client, key
        self.address = address or f"/exercises/{key}/"

    def get(self, query: str = "") -> HttpResponse:
        response = cast(HttpResponse, self.client.get(self.address + query))
        assert response.status_code == 200, response.content.decode()
        return response

    @property
    def work(self) -> Work:
        return Work.objects.get(solver=owner_in(self.client), exercise=self.key)

    @property
    def mine(self) -> Exercise:
        """The variant that this solver has."""
        self.get()
        return variant_for(owner_in(self.client), starter(self.key))

    def post(self, *, htmx: bool = False, **fields: Any) -> HttpResponse:
        headers = HTMX if htmx else {}
        return cast(HttpResponse, self.client.post(self.address, fields, headers=headers))

    def start(self) -> None:
        assert self.post(start="1").status_code == 302

    def act(self, *, htmx: bool = False, **fields: Any) -> HttpResponse:
        """Posts to the sandbox, from its present version and step."""
        sandbox = self.work.sandbox
        assert sandbox is not None
        return self.post(htmx=htmx, **{"version": sandbox.version, "at": sandbox.cursor, **fields})

    def take(self, *steps: str) -> None:
        for step in steps:
            response = self.act(step=step)
            assert response.status_code == 302, html(response).notice

    def hand_in(self, **fields: Any) -> HttpResponse:
        """Hands in what the page shows."""
        page = html(self.get())
        shown = {
            element.attributes["name"]: element.attributes["value"]
            for element in page.all("input")
            if element.attributes.get("name") in ("version", "attempt", "hints", "question")
        }
        return self.post(hand_in="1", **{**shown, **fields})
