"""What the glossary says can be seen, and its page has an anchor for each word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from a09web.glossary.words import Word, glossary_of
from a09web.scenarios.address import decode
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from tests.sandbox.visiting import html
from tests.sources import TEMPLATES

GLOSSARY = glossary_of(A09)
PROMISED = """epoch copies durable checkpoint lease zombie fair materialize max-epoch max-time due scheduled runnable
  claimed completed held guard effect property liveness witness culprit trace bug-flag transition stuck branch"""
SHOWN = [word for word in GLOSSARY.words if word.moment is not None]
LONGEST = 260


def test_no_word_is_missing_and_none_is_there_twice() -> None:
    slugs = [word.slug for word in GLOSSARY.words]
    assert set(slugs) >= set(PROMISED.split())
    assert len(slugs) == len(set(slugs))
    forms = [form for word in GLOSSARY.words for form in word.forms]
    assert len(forms) == len(GLOSSARY.by_form)


@pytest.mark.parametrize("word", GLOSSARY.words, ids=lambda word: word.slug)
def test_a_word_is_said_briefly_and_in_whole_sentences(word: Word) -> None:
    assert len(word.says) <= LONGEST
    assert re.fullmatch(r"[A-Z].*\.", word.says)
    assert word.forms or word.names


@pytest.mark.parametrize("word", SHOWN, ids=lambda word: word.slug)
def test_a_moment_opens_as_it_is_written(word: Word) -> None:
    assert word.moment is not None
    opened = decode(word.moment.link)
    assert opened.refusal is None
    assert opened.scenario.cursor == len(opened.scenario.steps)


def test_variables_and_bounds_are_explained_by_their_names() -> None:
    names = {name for word in GLOSSARY.words for name in word.names}
    assert names >= set(A09.variable_names) | {"MaxTime", "MaxEpoch"}
    assert not names & {transition.name for transition in A09.transitions}


def test_the_page_has_an_anchor_for_each_word_and_tells_its_moment(client: Client) -> None:
    page = client.get("/glossary/")
    text = page.content.decode()
    assert [word.slug for word in GLOSSARY.words if f'<div id="{word.slug}"' not in text] == []
    assert [word.slug for word in SHOWN if word.moment and f'href="{word.moment.address}"' not in text] == []
    assert "max-age" in page.headers["Cache-Control"]


DRAWN = {("a09", "board.html"), ("workbooks", "_workers.html")}
BOARD = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES if path.parts[-2:] in DRAWN)


@pytest.mark.parametrize("word", [word for word in GLOSSARY.words if word.lights], ids=lambda word: word.slug)
def test_what_a_word_lights_is_drawn_on_the_board(word: Word) -> None:
    classes = re.findall(r"\.([\w-]+)", word.lights)
    drawn = {name for found in re.findall(r'class="([^"]*)', BOARD) for name in re.split(r"[\s{}]+", found)}
    made = {f"{prefix}{place}" for prefix in ("token-",) for place in ("runnable", "claimed", "completed")}
    assert set(classes) <= drawn | made


def test_all_that_has_a_place_on_the_board_is_lit() -> None:
    lit = {word.slug for word in GLOSSARY.words if word.lights}
    assert lit >= {"checkpoint", "clock", "epoch", "claimers", "zombie", "due"}


@pytest.mark.django_db
def test_every_page_with_a_header_leads_there(client: Client) -> None:
    for address in ("/", "/lessons/", "/exercises/", "/matrix/", "/s/", "/glossary/"):
        links = [link.attributes.get("href") for link in html(client.get(address)).all("a")]
        assert "/glossary/" in links, address


@pytest.mark.parametrize(
    ("slug", "holds"),
    [
        ("overdue", lambda v: "r1" in v["scheduled"] and v["now"] > 1),
        ("copies", lambda v: v["copies"]["r1"] == 2),
        ("checkpoint", lambda v: v["checkpoint"] >= 1 and v["copies"]["r1"] == 0),
        ("claimers", lambda v: len(v["claimers"]["r1"]) == 2),
        ("zombie", lambda v: v["epoch"]["r1"] == 2 and len(v["held"]) == 1),
        ("completed", lambda v: v["completedEpoch"]["r1"] == 1),
    ],
)
def test_a_moment_shows_what_it_says(slug: str, holds: Callable[[dict[str, Any]], bool]) -> None:
    word = next(word for word in GLOSSARY.words if word.slug == slug)
    assert word.moment is not None
    replay = decode(word.moment.link).scenario.replay()
    assert replay.machine.bounds == Bounds()
    assert holds(replay.machine.variables(replay.last.state))
