"""A word is marked where it stands first, and never where a link does harm."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from a09web.glossary import marking
from a09web.glossary.marking import UNMARKED
from a09web.workbooks.a09 import A09
from tests.sandbox.making import BREAKS
from tests.sandbox.visiting import html

glossed = marking.marker_of(A09)
ZOMBIE = '<a class="gloss" href="/glossary/#zombie">zombie</a>'
VOID = {"input", "meta", "link", "img", "br", "hr", "wbr"}


def test_the_first_of_several_is_marked() -> None:
    assert glossed("<p>A zombie and a <b>zombie</b>.</p>") == f"<p>A {ZOMBIE} and a <b>zombie</b>.</p>"
    assert glossed("<p>zombies, zombie</p>").count("<a ") == 1


@pytest.mark.parametrize("tag", ["a", "button", "label", "summary", "h2", "svg", "pre", "option", "s"])
def test_nothing_is_marked_in_controls_headings_and_pictures(tag: str) -> None:
    inside = f"<{tag}>a <b>zombie</b><br> <i>zombie</i></{tag}>"
    assert glossed(inside) == inside
    assert glossed(f"{inside} a zombie") == f"{inside} a {ZOMBIE}"


@pytest.mark.parametrize("code", ["epoch[r1] = 1", "checkpoint + 1", "Materialize(r1)", "Materialize", "e = epoch"])
def test_a_formula_is_left_alone(code: str) -> None:
    assert glossed(f"<code>{code}</code>") == f"<code>{code}</code>"


def test_a_name_that_stands_alone_as_code_is_marked() -> None:
    assert 'href="/glossary/#checkpoint">checkpoint</a></code>' in glossed("<p>It is <code>checkpoint</code>.</p>")
    assert 'href="/glossary/#max-epoch">MaxEpoch</a></code>' in glossed("<code>MaxEpoch</code> 2")


@pytest.mark.parametrize("said", ["Claim, Complete, Materialize, Tick", "the lease's end", "#due", "a/due", "undue"])
def test_names_and_parts_of_words_are_left_alone(said: str) -> None:
    assert glossed(said) == said


def test_a_name_that_may_be_broken_is_left_alone() -> None:
    name = "Checkpoint<wbr>After<wbr>Durable<wbr>Materialization"
    assert glossed(f"<strong>{name}</strong>, a zombie") == f"<strong>{name}</strong>, a {ZOMBIE}"
    assert glossed('<span class="kept">+Materialization</span><wbr>Due') == (
        '<span class="kept">+Materialization</span><wbr>Due'
    )


def test_what_is_not_closed_ends_with_what_it_stands_in() -> None:
    assert glossed("<div><h2>x<p>y</div> a zombie") == f"<div><h2>x<p>y</div> a {ZOMBIE}"


class Marks(HTMLParser):
    """The words that are marked in a page, each with the elements that it stands in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, list[tuple[str, str]]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if known.get("class") == "gloss":
            self.found.append(((known["href"] or "").partition("#")[2], list(self.open)))
        if tag not in VOID:
            self.open.append((tag, known.get("id") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass


def check(response: Any) -> set[str]:
    """The words that a page marks: none in what is pressed, and each once in the text of a lesson or an exercise."""
    marks = Marks(response.content.decode())
    for word, inside in marks.found:
        assert not {tag for tag, _ in inside} & UNMARKED, word
    in_guide = [word for word, inside in marks.found if ("div", "guide") in inside or ("main", "main") not in inside]
    assert len(in_guide) == len(set(in_guide))
    return {word for word, _ in marks.found}


@pytest.mark.django_db
def test_lessons_topics_and_exercises_are_marked(client: Client) -> None:
    client.post("/lessons/stale-completion/meet/", {"start": "1"})
    assert {"zombie", "lease", "guard", "epoch"} <= check(client.get("/lessons/stale-completion/meet/"))
    assert "epoch" in check(client.get("/lessons/stale-completion/predict/"))
    assert {"fence", "zombie"} <= check(client.get("/lessons/stale-completion/production/"))
    assert {"fair", "overdue"} <= check(client.get("/lessons/safety-or-liveness/"))
    assert "scanner" in check(client.get("/exercises/the-bookmark/"))
    client.post("/exercises/the-bookmark/", {"start": "1"})
    assert "scanner" in check(client.get("/exercises/the-bookmark/"))
    assert "scanner" in check(client.get("/exercises/a-quiet-morning/"))


def link(bug: str) -> str:
    return f"/t/1~bugs.{bug}~" + "~".join(re.sub(r"[(,]", ".", step).removesuffix(")") for step in BREAKS[bug]) + "/"


@pytest.mark.django_db
def test_a_sandbox_is_marked_in_whatever_stands_in_it(client: Client) -> None:
    found = check(client.get(link("StaleCompletion")))
    assert {"scheduled", "runnable", "completed", "max-epoch", "epoch", "fair"} <= found
    assert "property" in check(client.get("/t/1~Tick/"))


@pytest.mark.django_db
def test_inside_the_page_of_somebody_else_a_word_opens_a_page_of_its_own(client: Client) -> None:
    page = html(client.get(link("StaleCompletion") + "?embed=1"))
    glosses = [each for each in page.all("a") if each.attributes.get("class") == "gloss"]
    assert glosses
    assert [each for each in glosses if each.attributes.get("target") != "_blank"] == []


@pytest.mark.django_db
def test_a_page_that_works_offline_marks_nothing(client: Client) -> None:
    page = client.get(link("StaleCompletion") + "scenario.html").content.decode()
    assert "scheduled" in page
    assert 'class="gloss"' not in page
