"""A log of another shape than the plain one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Given = dict[str, Any]
Numbered = tuple[int, Given]
"""A line as an object, after its number. What is read of it is an event of the plain format, after the same number."""
Note = Callable[[int, str], None]
"""Takes a line that cannot be read, and what is wrong with it: `has no “job_id”`."""


@dataclass(frozen=True)
class Foreign:
    """How the log of a system is read. `columns` are those that it needs as CSV, `shape` says in a sentence what its
    lines are, and `unsaid` what is left open where one of the `naming` events names no worker; both are told to
    people."""

    name: str
    columns: frozenset[str]
    shape: str
    unsaid: str
    naming: frozenset[str]
    events: Callable[[Iterable[Numbered], Note], Iterator[Numbered]]
