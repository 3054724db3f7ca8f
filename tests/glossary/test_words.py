"""What the glossary says can be seen, and its page has an anchor for each word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from a09web.glossary.words import Word, glossary_of
from a09web.model.workbook import Workbook
from a09web.scenarios.address import decode
from a09web.workbooks import WORKBOOKS
from a09web.workbooks.a09 import A09
from a09web.workbooks.effects import EFFECTS
from tests.sandbox.visiting import html
from tests.sources import TEMPLATES

GLOSSARIES = {workbook: glossary_of(workbook) for workbook in WORKBOOKS.values()}
WORDS = [(workbook, word) for workbook, glossary in GLOSSARIES.items() for word in glossary.words]
SHARED = "guard effect property liveness fair witness culprit trace bug-flag transition stuck branch"
PROMISED = {
    A09: """epoch copies durable checkpoint lease zombie materialize max-epoch max-time due scheduled runnable claimed
      completed held""",
    EFFECTS: """job attempt held lease zombie completed max-attempt wire request retry answer receiver books key
      fence""",
}
LONGEST = 260

of_each = pytest.mark.parametrize("workbook", GLOSSARIES, ids=lambda workbook: workbook.slug)


def these(words: list[tuple[Workbook[Any], Word]]) -> pytest.MarkDecorator:
    """Each of these words, with the workbook that has it."""
    return pytest.mark.parametrize(
        ("workbook", "word"), words, ids=[f"{book.slug}-{word.slug}" for book, word in words]
    )


def shown(workbook: Workbook[Any]) -> list[Word]:
    return [word for word in GLOSSARIES[workbook].words if word.moment is not None]


def page_of(workbook: Workbook[Any]) -> str:
    return GLOSSARIES[workbook].page


@of_each
def test_no_word_is_missing_and_none_is_there_twice(workbook: Workbook[Any]) -> None:
    glossary = GLOSSARIES[workbook]
    slugs = [word.slug for word in glossary.words]
    assert set(slugs) >= {*SHARED.split(), *PROMISED[workbook].split()}
    assert len(slugs) == len(set(slugs))
    forms = [form for word in glossary.words for form in word.forms]
    assert len(forms) == len(glossary.by_form)


@these(WORDS)
def test_a_word_is_said_briefly_and_in_whole_sentences(workbook: Workbook[Any], word: Word) -> None:
    assert len(word.says) <= LONGEST
    assert re.fullmatch(r"[A-Z].*\.", word.says)
    assert word.forms or word.names


@these([(workbook, word) for workbook, word in WORDS if word.moment is not None])
def test_a_moment_opens_as_it_is_written(workbook: Workbook[Any], word: Word) -> None:
    assert word.moment is not None
    opened = decode(word.moment.link)
    assert opened.refusal is None
    assert opened.scenario.bounds.workbook is workbook
    assert opened.scenario.cursor == len(opened.scenario.steps)


@of_each
def test_variables_and_bounds_are_explained_by_their_names(workbook: Workbook[Any]) -> None:
    names = {name for word in GLOSSARIES[workbook].words for name in word.names}
    limits = {parameter.constant for _, parameter in workbook.bounds.parameters() if parameter.constant}
    assert names >= set(workbook.variable_names) | limits
    assert not names & {transition.name for transition in workbook.transitions}


@of_each
def test_the_page_has_an_anchor_for_each_word_and_tells_its_moment(client: Client, workbook: Workbook[Any]) -> None:
    page = client.get(page_of(workbook))
    text = page.content.decode()
    assert [word.slug for word in GLOSSARIES[workbook].words if f'<div id="{word.slug}"' not in text] == []
    assert [word.slug for word in shown(workbook) if word.moment and f'href="{word.moment.address}"' not in text] == []
    assert "max-age" in page.headers["Cache-Control"]


def board_of(workbook: Workbook[Any]) -> str:
    drawn = {(workbook.slug, "board.html"), ("workbooks", "_workers.html")}
    return "".join(path.read_text(encoding="utf-8") for path in TEMPLATES if path.parts[-2:] in drawn)


@these([(workbook, word) for workbook, word in WORDS if word.lights])
def test_what_a_word_lights_is_drawn_on_the_board(workbook: Workbook[Any], word: Word) -> None:
    board = board_of(workbook)
    classes = re.findall(r"\.([\w-]+)", word.lights)
    drawn = {name for found in re.findall(r'class="([^"]*)', board) for name in re.split(r"[\s{}]+", found)}
    made = {f"{prefix}{place}" for prefix in ("token-",) for place in ("runnable", "claimed", "completed")}
    assert set(classes) <= drawn | made


@pytest.mark.parametrize(
    ("workbook", "placed"),
    [
        (A09, "checkpoint clock epoch claimers zombie due"),
        (EFFECTS, "attempt zombie completed wire request answer books key fence effect"),
    ],
)
def test_all_that_has_a_place_on_the_board_is_lit(workbook: Workbook[Any], placed: str) -> None:
    lit = {word.slug for word in GLOSSARIES[workbook].words if word.lights}
    assert lit >= set(placed.split())


@pytest.mark.django_db
def test_every_page_with_a_header_leads_there(client: Client) -> None:
    for address in ("/", "/lessons/", "/exercises/", "/matrix/", "/s/", "/glossary/"):
        links = [link.attributes.get("href") for link in html(client.get(address)).all("a")]
        assert "/glossary/" in links, address


@pytest.mark.parametrize(
    ("workbook", "slug", "holds"),
    [
        (A09, "overdue", lambda v: "r1" in v["scheduled"] and v["now"] > 1),
        (A09, "copies", lambda v: v["copies"]["r1"] == 2),
        (A09, "checkpoint", lambda v: v["checkpoint"] >= 1 and v["copies"]["r1"] == 0),
        (A09, "claimers", lambda v: len(v["claimers"]["r1"]) == 2),
        (A09, "zombie", lambda v: v["epoch"]["r1"] == 2 and len(v["held"]) == 1),
        (A09, "completed", lambda v: v["completedEpoch"]["r1"] == 1),
        (EFFECTS, "zombie", lambda v: v["attempt"]["r1"] == 2 and len(v["held"]) == 1),
        (EFFECTS, "completed", lambda v: v["completed"]["r1"] == 1),
        (EFFECTS, "retry", lambda v: v["effects"]["r1"] == 1 and len(v["requests"]["r1"]) == 2),
        (EFFECTS, "answer", lambda v: v["answers"]["r1"] and v["effects"]["r1"] == 0),
        (EFFECTS, "books", lambda v: v["effects"]["r1"] == 2),
        (EFFECTS, "key", lambda v: v["remembered"]["r1"] == [1]),
        (EFFECTS, "fence", lambda v: v["fence"]["r1"] == 1 and not v["remembered"]["r1"]),
    ],
)
def test_a_moment_shows_what_it_says(
    workbook: Workbook[Any], slug: str, holds: Callable[[dict[str, Any]], bool]
) -> None:
    word = next(word for word in GLOSSARIES[workbook].words if word.slug == slug)
    assert word.moment is not None
    replay = decode(word.moment.link).scenario.replay()
    assert replay.machine.bounds == workbook.bounds()
    assert holds(replay.machine.variables(replay.last.state))
