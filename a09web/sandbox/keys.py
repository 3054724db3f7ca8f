"""The keys of the sandbox page that lead to the transitions of a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from a09web.model.declared import Transition
from a09web.model.workbook import Workbook

TAKEN = frozenset("urhbpsgvx")
"""What the page itself does with a letter: `static/a09/js/keys.js`."""


@dataclass(frozen=True)
class Key:
    """A letter, and the transition that it leads to. `word` begins with the letter where the name does not have it."""

    letter: str
    transition: str
    word: str = ""


@lru_cache
def keys_of(workbook: Workbook[Any]) -> tuple[Key, ...]:
    """A key for each transition that has one: its own, or the first letter of its name that is free."""
    taken = set(TAKEN) | {each.key[0] for each in workbook.transitions if each.key}
    found = []
    for transition in workbook.transitions:
        if letter := _letter(transition, taken):
            taken.add(letter)
            found.append(Key(letter, transition.name, transition.key))
    return tuple(found)


def _letter(transition: Transition, taken: set[str]) -> str:
    free = (letter for letter in transition.name.lower() if letter.isalpha() and letter not in taken)
    return transition.key[:1] or next(free, "")
