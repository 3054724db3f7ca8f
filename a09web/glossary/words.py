"""The words of the model and of the page, as they are written in `words.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ADDRESS = "/glossary/#"
CONTENT = Path(__file__).parent / "words.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Seen:
    """A moment in which a word can be seen: the text of its link, and what is seen there."""

    link: str
    shows: str

    @property
    def address(self) -> str:
        return f"/t/{self.link}/"


@dataclass(frozen=True)
class Word:
    """A word with what it says. `slug` is its anchor; `forms` are marked in text, `names` where they are code alone;
    `lights` is what of the board it lights, as a CSS selector."""

    slug: str
    title: str
    says: str
    model: str = ""
    forms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    lights: str = ""
    moment: Seen | None = None

    @property
    def address(self) -> str:
        return f"{ADDRESS}{self.slug}"


@dataclass(frozen=True)
class Group:
    """Words that are read together."""

    title: str
    words: tuple[Word, ...]


@cache
def groups() -> tuple[Group, ...]:
    written: dict[str, Any] = yaml.load(CONTENT.read_text(encoding="utf-8"), Loader=LOADER)
    return tuple(
        Group(title, tuple(_word(slug, fields) for slug, fields in words.items())) for title, words in written.items()
    )


def _word(slug: str, fields: Mapping[str, Any]) -> Word:
    moment = Seen(**fields["moment"]) if "moment" in fields else None
    lists = {name: tuple(fields.get(name, ())) for name in ("forms", "names")}
    return Word(slug, **{**fields, **lists, "moment": moment})


@cache
def words() -> tuple[Word, ...]:
    return tuple(word for group in groups() for word in group.words)


@cache
def by_form() -> dict[str, Word]:
    """Each form in small letters."""
    return {form.lower(): word for word in words() for form in word.forms}


@cache
def by_name() -> dict[str, Word]:
    return {name: word for word in words() for name in word.names}
