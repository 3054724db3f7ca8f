"""A lesson of a workbook that is not the app's own, from its first part to its last, out of files in its folder."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from a09web.exercises.content import starter_with
from a09web.lessons.checks import content_is_valid, problems_of
from a09web.lessons.content import PARTS, lessons
from a09web.lessons.judging import breaking
from a09web.lessons.models import Progress
from a09web.workbooks.a09 import A09
from tests.sandbox.visiting import html, text

from .desk import DESK

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.django_db]

ADDRESS = "/w/desk/lessons/crowding/"


def stored() -> Progress:
    return Progress.objects.get()


def play(client: Client, part: str, **fields: Any) -> None:
    """Posts to the sandbox of a part, as it stands."""
    client.get(f"{ADDRESS}{part}/")
    shown = stored().meet_sandbox if part == "meet" else stored().break_sandbox
    assert shown is not None
    answer = client.post(f"{ADDRESS}{part}/", {"version": shown.version, "at": shown.cursor, **fields})
    assert (answer.status_code, answer["Location"]) == (302, f"{ADDRESS}{part}/")


def done(client: Client) -> int:
    """How many parts the contents call done."""
    return len(html(client.get(ADDRESS)).with_class("part-done"))


def test_its_content_is_in_order() -> None:
    assert list(problems_of(DESK, computed=True)) == []
    assert content_is_valid() == []
    (lesson,) = lessons(DESK)
    assert starter_with(f"desk/{lesson.exercise}") is not None
    call_command("check_lessons", verbosity=0)


def test_each_part_is_done_with_the_words_of_the_workbook(client: Client) -> None:
    answer = client.post(ADDRESS, {"start": "1"})
    assert (answer.status_code, answer["Location"]) == (302, f"{ADDRESS}meet/")
    assert (stored().workbook, stored().slug) == ("desk", "crowding")
    for _ in range(6):
        press = html(client.get(f"{ADDRESS}meet/")).by_id("next-step").attributes
        play(client, "meet", **{press["name"]: press["value"]})
    client.post(f"{ADDRESS}meet/", {"ask": "guard", "guard": "2"})
    meet = text(client.get(f"{ADDRESS}meet/"))
    assert "That was the correct run." in meet
    assert "This check refuses it. g1 is at the desk." in meet

    client.post(f"{ADDRESS}predict/", {"prediction": "AtMostOneInside"})
    assert "Fewest steps to a break: 2." in text(client.get(f"{ADDRESS}predict/"))

    client.post(f"{ADDRESS}break/", {"hint": "1"})
    assert "On a shortest way from here g" in text(client.get(f"{ADDRESS}break/"))
    play(client, "break", step="Enter(g1)")
    play(client, "break", step="Enter(g2)")
    assert "You took 2 steps, and no way is shorter." in text(client.get(f"{ADDRESS}break/"))

    client.post(f"{ADDRESS}why/", {"ask": "culprit", "culprit": "2"})
    assert "Crowding" in html(client.get(f"{ADDRESS}why/")).by_id("guide-more").text

    client.post(f"{ADDRESS}repair/", {"repair": "not-twice"})
    assert "Too weak" in text(client.get(f"{ADDRESS}repair/"))
    client.post(f"{ADDRESS}repair/", {"repair": "one-by-one"})
    assert "over all eight properties" in text(client.get(f"{ADDRESS}repair/"))

    production = text(client.get(f"{ADDRESS}production/"))
    assert "SQL" not in html(client.get(f"{ADDRESS}production/")).by_id("main").text
    assert "A lock, a lease" in production

    client.post(f"{ADDRESS}check/", {"answer": breaking(lessons(DESK)[0])[0]})
    end = html(client.get(f"{ADDRESS}check/"))
    assert "what it builds on: who is inside, and what each guest asked for." in end.by_id("recall").text
    links = [link.attributes["href"] for link in end.all("a")]
    assert "/w/desk/exercises/no-queue/" in links
    assert "/w/desk/lessons/" in links
    assert [form.attributes["action"] for form in end.all("form") if "action" in form.attributes] == ["/w/desk/"]
    assert done(client) == len(PARTS)


def test_lessons_of_the_same_name_are_two_lessons(client: Client) -> None:
    client.post(ADDRESS, {"start": "1"})
    Progress.objects.create(owner=stored().owner, workbook=A09.slug, slug="crowding")
    client.post(ADDRESS, {"forget": "1"})
    assert [(each.workbook, each.slug) for each in Progress.objects.all()] == [("a09", "crowding")]


def test_the_list_leads_to_it_and_to_nothing_that_is_not_there(client: Client) -> None:
    page = html(client.get("/w/desk/lessons/"))
    assert page.all("h1")[0].text == "One lesson of Desk, ten minutes"
    assert "Across the lessons" not in page.by_id("main").text
    assert "/w/desk/lessons/" in [link.attributes["href"] for link in html(client.get("/lessons/")).all("a")]
    for address in ("/w/desk/lessons/early-release/", "/lessons/crowding/", "/w/desk/lessons/mirror-images/"):
        assert client.get(address).status_code == 404, address
    links = [link.attributes["href"] for link in html(client.get("/w/desk/")).all("a")]
    assert {"/w/desk/lessons/", "/w/desk/exercises/"} <= set(links)


@pytest.mark.usefixtures("bare")
def test_a_workbook_without_lessons_says_so(client: Client) -> None:
    page = html(client.get("/w/bare/lessons/"))
    assert "None is written for this model yet." in page.all("section")[0].text
    assert not page.with_class("card")
    links = [link.attributes["href"] for link in html(client.get("/w/bare/")).all("a")]
    assert not {"/w/bare/lessons/", "/w/bare/exercises/"} & set(links)
    assert "/w/bare/lessons/" not in [link.attributes["href"] for link in html(client.get("/lessons/")).all("a")]
