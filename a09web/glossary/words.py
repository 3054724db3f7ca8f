"""The words of each model and of the page: those that all share stand in `words.yaml` here, the others in the folder of
a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from a09web.model.workbook import Workbook
from a09web.workbooks import FIRST
from a09web.workbooks.folders import folder_of

SHARED = Path(__file__).parent / "words.yaml"
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
    """A word with what it says. `slug` is its anchor on the page at `page`; `forms` are marked in text, `names` where
    they are code alone; `lights` is what of the board it lights, as a CSS selector."""

    page: str
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
        return f"{self.page}#{self.slug}"


@dataclass(frozen=True)
class Group:
    """Words that are read together."""

    title: str
    words: tuple[Word, ...]


@dataclass(frozen=True, eq=False)
class Glossary:
    """The words of a model, and those that every model shares. `actions` are the names of its transitions, which are no
    words, however alike they look."""

    page: str
    groups: tuple[Group, ...]
    actions: tuple[str, ...]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for group in self.groups for word in group.words)

    @cached_property
    def by_form(self) -> dict[str, Word]:
        """Each form in small letters."""
        return {form.lower(): word for word in self.words for form in word.forms}

    @cached_property
    def by_name(self) -> dict[str, Word]:
        return {name: word for word in self.words for name in word.names}


@cache
def glossary_of(workbook: Workbook[Any]) -> Glossary:
    page = "/glossary/" if workbook is FIRST else f"/w/{workbook.slug}/glossary/"
    groups = tuple(
        Group(title, tuple(_word(page, slug, fields) for slug, fields in words.items()))
        for title, words in _beside(_written(folder_of(workbook) / SHARED.name), _written(SHARED)).items()
    )
    return Glossary(page, groups, tuple(transition.name for transition in workbook.transitions))


Written = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""The fields of words by slug, by the title of their group."""


def _written(path: Path) -> Written:
    found: Written = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) if path.exists() else {}
    return found


def _beside(own: Written, shared: Written) -> Written:
    """The groups of a model, then those that all share, in which what the model says of a word stands beside."""
    groups = {title: words for title, words in own.items() if title not in shared}
    for title, words in shared.items():
        mine = own.get(title, {})
        groups[title] = {slug: {**words.get(slug, {}), **mine.get(slug, {})} for slug in {**words, **mine}}
    return groups


def _word(page: str, slug: str, fields: Mapping[str, Any]) -> Word:
    moment = Seen(**fields["moment"]) if "moment" in fields else None
    lists = {name: tuple(fields.get(name, ())) for name in ("forms", "names")}
    return Word(page, slug, **{**fields, **lists, "moment": moment})
