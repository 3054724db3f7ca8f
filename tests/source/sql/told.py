"""What the workbooks say about SQL, sentence by sentence, and which sentences a test proves.

A test names the sentences that it proves, word for word. `test_every_sentence.py` finds those that nobody proves, and
those that a test names and nobody says any more: so whoever changes a sentence comes by its test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml

import a09web
from a09web.exercises.content import content_of
from a09web.lessons import content as lessons
from a09web.model.workbook import Workbook
from a09web.source.twins import twins
from a09web.workbooks import WORKBOOKS

Test = TypeVar("Test", bound=Callable[..., None])

PROVEN: set[str] = set()
APP = Path(a09web.__file__).parent
END = re.compile(r"(?<=[.?!])\*?\s+(?=[A-Z`*\[“])")
ABOUT_A_DATABASE = re.compile(
    r"\b(SQL|PostgreSQL|databases?|transactions?|rows?|index|unique|isolation|statements?|crash\w*|commit\w*|"
    r"lock\w*|read committed|repeatable read|serializ\w*|INSERT|UPDATE|SELECT)\b"
)

WORDS_OF_THE_MODEL = {"effects": {"row", "rows", "database", "databases"}}
"""What a model itself speaks of, so that it says nothing about SQL there."""


def proves(*sentences: str) -> Callable[[Test], Test]:
    """Says of a test that these sentences would be false if it failed."""
    PROVEN.update(sentences)
    return lambda test: test


def sentences(text: str) -> list[str]:
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return [sentence for paragraph in paragraphs for sentence in END.split(paragraph) if sentence]


def told() -> Iterator[str]:
    """Every sentence about SQL. What stands beside the SQL is about it; elsewhere it is known by its words."""
    for workbook in WORKBOOKS.values():
        yield from _told_by(workbook)


def _told_by(workbook: Workbook[Any]) -> Iterator[str]:
    beside = [path.read_text(encoding="utf-8") for path in lessons.content_of(workbook).glob("*/production.md")]
    for text in [*beside, *(each.why for each in twins(workbook).values())]:
        yield from sentences(text)
    for each in twins(workbook).values():
        yield from re.findall(r"-- (.*)", f"{each.right}\n{each.wrong}")
    for text in _elsewhere(workbook):
        yield from (sentence for sentence in sentences(text) if _is_about_a_database(sentence, workbook))


def _is_about_a_database(sentence: str, workbook: Workbook[Any]) -> bool:
    own = WORDS_OF_THE_MODEL.get(workbook.slug, set())
    return any(found[0] not in own for found in ABOUT_A_DATABASE.finditer(sentence))


def _elsewhere(workbook: Workbook[Any]) -> Iterator[str]:
    written = lessons.content_of(workbook)
    for path in sorted([*written.rglob("*.md"), *written.rglob("*.yaml"), *content_of(workbook).glob("*.yaml")]):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".yaml":
            yield from strings(yaml.safe_load(text))
        elif path.name != "production.md":
            yield text


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)
