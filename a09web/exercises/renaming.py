"""Other names and other numbers for an exercise, in its model, its steps and its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, combinations, permutations, product
from typing import Any

from a09web.model.bounds import Bounds
from a09web.model.sorts import Sort
from a09web.model.workbook import Workbook

from .exercise import Change, Exercise

Renaming = dict[str, str]

_FIGURE = re.compile(r"\d")
_NOTHING = r"(?!)"


@dataclass(frozen=True)
class Spelling:
    """How texts name the members of a workbook's sorts. `name` is `r1` and `W2`, and `run 1` and `Worker 2`; `in_words`
    is what tells one from the others in words that are not renamed."""

    sorts: tuple[Sort, ...]
    name: re.Pattern[str]
    in_words: re.Pattern[str]

    def sort_of(self, found: re.Match[str]) -> Sort:
        """The sort of a member that is named."""
        said = found[1].strip().lower()
        return next(sort for sort in self.sorts if said in (sort.letter.lower(), sort.noun.lower()))

    def member(self, found: re.Match[str]) -> str:
        return f"{self.sort_of(found).letter}{found[2]}"


@lru_cache
def spelling_of(workbook: Workbook[Any]) -> Spelling:
    sorts = workbook.named_sorts
    letters, nouns = ("|".join(re.escape(part) for part in parts) for parts in _parts(sorts))
    many = "|".join(re.escape(f"{sort.noun}s") for sort in sorts)
    name = rf"\b((?:{letters})|(?:{nouns})\s)([1-9])\b"
    in_words = (
        rf"\b(?:{many})\s+\d|\bthe\s+(?:first|second|third|fourth|last)\s+(?:{nouns})\b"
        rf"|\b(?:{nouns})s?(?:\s+(?:one|two|three|four|number)\b|\s*[#№_-]\s*\d)"
    )
    if not sorts:
        name = in_words = _NOTHING
    return Spelling(sorts, re.compile(name, re.IGNORECASE), re.compile(in_words, re.IGNORECASE))


def _parts(sorts: tuple[Sort, ...]) -> tuple[list[str], list[str]]:
    return [sort.letter for sort in sorts], [sort.noun for sort in sorts]


def texts_of(exercise: Exercise) -> str:
    """All that is told in words."""
    return " | ".join([exercise.title, exercise.story, *exercise.hints])


def keeps_names(exercise: Exercise) -> str:
    """The words because of which no member is renamed: they tell one from another. Empty if there are none."""
    found = spelling_of(exercise.workbook).in_words.search(texts_of(exercise))
    return found[0] if found else ""


def names_a_number(exercise: Exercise) -> bool:
    """Whether the texts speak of one member that has a number, such as a due time, so that this has to keep its place
    among the others."""
    words, spelling = texts_of(exercise), spelling_of(exercise.workbook)
    with_numbers = exercise.workbook.indexed.values()
    named = (spelling.sort_of(found) for found in spelling.name.finditer(words))
    return bool(keeps_names(exercise)) or any(sort in with_numbers for sort in named)


def tells_a_number(exercise: Exercise) -> bool:
    """Whether there is a number in the texts that is not a name."""
    return bool(_FIGURE.search(spelling_of(exercise.workbook).name.sub("", texts_of(exercise))))


def renamings(exercise: Exercise) -> Iterator[Renaming]:
    """All of them, the one that changes nothing first."""
    members = [exercise.bounds.names(sort) for sort in exercise.workbook.named_sorts]
    names = [*chain.from_iterable(members)]
    if keeps_names(exercise):
        yield dict(zip(names, names, strict=True))
        return
    for others in product(*map(permutations, members)):
        yield dict(zip(names, chain.from_iterable(others), strict=True))


def renamed(exercise: Exercise, names: Renaming) -> Exercise:
    """The same with other names, in its bounds, its steps and its texts."""
    spelling = spelling_of(exercise.workbook)

    def said(text: str) -> str:
        return spelling.name.sub(lambda found: found[1] + _number(spelling, names, found), text)

    scenario = replace(
        exercise.scenario,
        bounds=_reordered(exercise.bounds, names),
        steps=tuple(said(step) for step in exercise.start),
    )
    return replace(
        exercise,
        scenario=scenario,
        title=said(exercise.title),
        own=exercise.kind.renamed(exercise.own, said),
        story=said(exercise.story),
        hints=tuple(said(hint) for hint in exercise.hints),
        prepared=(),
    )


def _number(spelling: Spelling, names: Renaming, found: re.Match[str]) -> str:
    name = spelling.member(found)
    return names.get(name, name).removeprefix(spelling.sort_of(found).letter)


def numbered(bounds: Bounds, key: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The members that have a number each under the key of a parameter, and these numbers."""
    sort = dict(bounds.parameters())[key].each
    assert sort is not None
    return bounds.names(sort), getattr(bounds, key)


def keys_of_numbers(bounds: Bounds) -> list[str]:
    """The keys of the parameters that have a number for each member of a sort."""
    return [key for key, declared in bounds.parameters() if declared.each is not None]


def _reordered(bounds: Bounds, names: Renaming) -> Bounds:
    """Bounds in which each member has the number of the one that got its name."""
    changed: dict[str, Any] = {}
    for key in keys_of_numbers(bounds):
        members, numbers = numbered(bounds, key)
        given = {names[member]: number for member, number in zip(members, numbers, strict=True)}
        changed[key] = tuple(given[member] for member in members)
    return replace(bounds, **changed)


def moved(exercise: Exercise, bounds: Bounds) -> Exercise:
    """The same with other numbers."""
    return replace(exercise, scenario=replace(exercise.scenario, bounds=bounds), prepared=())


def changed(exercise: Exercise, change: Change) -> Exercise:
    """The variant that a change stands for."""
    return renamed(moved(exercise, replace(exercise.bounds, **dict(change.numbers))), dict(change.names))


def as_json(change: Change) -> dict[str, Any]:
    """A change as a row holds it."""
    numbers = {key: list(number) if isinstance(number, tuple) else number for key, number in change.numbers}
    return {"numbers": numbers, "names": dict(change.names)}


def from_json(value: dict[str, Any]) -> Change:
    numbers = ((key, tuple(each) if isinstance(each, list) else each) for key, each in value["numbers"].items())
    return Change(tuple(numbers), tuple(value["names"].items()))


def order_of(bounds: Bounds) -> tuple[int, ...]:
    """Which member's number is before which."""
    all_numbers = (getattr(bounds, key) for key in keys_of_numbers(bounds))
    return tuple(sign(one - other) for numbers in all_numbers for one, other in combinations(numbers, 2))


def sign(number: int) -> int:
    """What stays of a difference of two numbers where only their order counts."""
    return (number > 0) - (number < 0)
