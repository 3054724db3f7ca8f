"""What a step changed, place by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """A place of the state and what became of it: `0 → 1` for a number, `+ r1` or `− r1` for a set."""

    place: str
    text: str

    @property
    def letter(self) -> str:
        """As version control has it: A added, D deleted, M modified."""
        return {"+": "A", "−": "D"}.get(self.text[0], "M")

    def __str__(self) -> str:
        return f"{self.place} {self.text}"


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """The changes between two states, each given as its variables."""
    return [change for name in before if before[name] != after[name] for change in _of(name, before[name], after[name])]


def _of(place: str, before: Any, after: Any) -> Iterator[Change]:
    if isinstance(before, dict):
        for run in before:
            yield from _of(f"{place}[{run}]", before[run], after[run])
    elif isinstance(before, list):
        yield from (Change(place, f"− {_element(gone)}") for gone in before if gone not in after)
        yield from (Change(place, f"+ {_element(new)}") for new in after if new not in before)
    elif before != after:
        yield Change(place, f"{before} → {after}")


def _element(element: Any) -> str:
    return f"<<{', '.join(map(str, element))}>>" if isinstance(element, list) else str(element)
