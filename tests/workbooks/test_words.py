"""The words of a workbook that is not the app's own: its own beside those that all share, and none of another."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from a09web.glossary.marking import glossed
from a09web.glossary.words import glossary_of
from a09web.scenarios.address import decode
from a09web.workbooks.a09 import A09
from tests.sandbox.visiting import html

from .bare import BARE
from .desk import DESK

pytestmark = pytest.mark.usefixtures("desk")

SHARED = {
    "transition", "guard", "effect", "bug-flag", "trace", "branch", "property", "liveness", "fair", "stuck", "witness",
    "culprit",
}  # fmt: skip
LINK = "/t/2~desk~bugs.EarlyLeave~Enter.g1~Leave.g1/"


def slugs(page: str) -> set[str]:
    return {slug for _, slug in re.findall(r'class="gloss"[^>]* href="([^"#]*)#([\w-]+)"', page)}


def test_the_words_that_all_share_are_there_with_what_the_model_says_of_them() -> None:
    words = {word.slug: word for word in glossary_of(DESK).words}
    assert SHARED | {"mark"} == set(words)
    assert words["guard"].model == "inside = {}"
    assert words["property"].model == ""
    assert {word.slug for word in glossary_of(BARE).words} == SHARED
    assert set(words) - {"mark"} <= {word.slug for word in glossary_of(A09).words}
    for word in words.values():
        assert word.moment is None or decode(word.moment.link).refusal is None


def test_no_word_of_another_model_is_marked() -> None:
    said = "<p>A zombie has a mark, and a guard holds. Stamp it.</p>"
    assert re.findall(r'href="([^"]+)"', glossed(said, DESK)) == ["/w/desk/glossary/#mark", "/w/desk/glossary/#guard"]
    assert re.findall(r'href="([^"]+)"', glossed(said, A09)) == ["/glossary/#zombie", "/glossary/#guard"]


@pytest.mark.django_db
def test_its_pages_mark_its_words(client: Client) -> None:
    page = client.get(LINK).content.decode()
    assert slugs(page) <= SHARED | {"mark"}
    rules = json.loads(re.findall(r'id="words">(.*?)</script>', page)[0])
    assert rules["address"] == "/w/desk/glossary/#"
    assert rules["actions"] == ["Enter", "Stamp", "Leave"]
    assert "zombie" not in rules["forms"]
    assert "/w/desk/glossary/" in page


def test_its_glossary_has_a_page(client: Client) -> None:
    page = client.get("/w/desk/glossary/").content.decode()
    assert "Glossary of Desk" in page
    assert 'id="mark"' in page
    assert 'id="zombie"' not in page
    assert client.get("/w/tables/glossary/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "glossary"),
    [
        ("/w/desk/", "/w/desk/glossary/"),
        ("/w/desk/lessons/", "/w/desk/glossary/"),
        ("/w/effects/lessons/key-forgotten/predict/", "/w/effects/glossary/"),
        ("/t/2~effects/share/", "/w/effects/glossary/"),
        ("/t/2~effects/space/", "/w/effects/glossary/"),
        ("/lessons/early-release/predict/", "/glossary/"),
        ("/", "/glossary/"),
    ],
)
def test_the_foot_of_a_page_leads_to_the_glossary_of_its_model(client: Client, page: str, glossary: str) -> None:
    assert link_to_glossary(client, page) == {"href": glossary}
    assert link_to_glossary(client, glossary) == {"href": glossary, "aria-current": "page"}


@pytest.mark.usefixtures("bare")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "beside", "current"),
    [
        ("/w/effects/", ["/w/effects/lessons/", "/w/effects/exercises/", "/w/effects/matrix/"], "page"),
        ("/t/2~effects/", ["/w/effects/lessons/", "/w/effects/exercises/", "/w/effects/matrix/"], "true"),
        ("/w/effects/matrix/", ["/w/effects/lessons/", "/w/effects/exercises/", "/w/effects/matrix/"], "page"),
        ("/w/bare/", ["/lessons/", "/exercises/", "/w/bare/matrix/"], "page"),
        ("/t/1/", ["/lessons/", "/exercises/", "/matrix/"], "true"),
        ("/logs/", ["/lessons/", "/exercises/", "/matrix/"], "page"),
    ],
)
def test_the_header_leads_to_what_the_model_of_the_page_has(
    client: Client, page: str, beside: list[str], current: str
) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    links = html(answer).all("a")
    site = [next(link for link in links if link.text == word) for word in ("Lessons", "Exercises", "Matrix")]
    assert [link.attributes["href"] for link in site] == beside
    words = ["Lessons", "Sandbox", "Exercises", "Matrix", "Logs"]
    marked = [link for link in links if link.text in words and "aria-current" in link.attributes]
    assert [link.attributes["aria-current"] for link in marked] == [current]


def link_to_glossary(client: Client, page: str) -> dict[str, str]:
    return next(link.attributes for link in html(client.get(page)).all("a") if link.text == "Glossary")


@pytest.mark.django_db
def test_parts_that_look_alike_are_marked_for_their_own_workbook(client: Client) -> None:
    """What is kept of a page of one is not shown on that of another."""
    desk, a09 = ("2~desk~Enter.g1", "/w/desk/glossary/"), ("1~Tick", "/glossary/")
    for (first, _), (second, page) in ((a09, desk), (desk, a09)):
        client.get(f"/t/{first}/")
        shown = client.get(f"/t/{second}/").content.decode()
        assert set(re.findall(r'class="gloss"[^>]* href="([^"#]*)', shown)) == {page}
