"""What is kept of machines goes with them.

A machine with all that was found out by it takes some hundred kilobytes, and whoever asks for other bounds each time
has as many machines made. So what is kept of them has one end: when there are `MOST_MACHINES`, all that was kept is let
go, and what is still wanted is made anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import TypeVar

T = TypeVar("T")

MOST_MACHINES = 128

_forgetting: list[Callable[[], None]] = []
_made = 0


def kept(most: int) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
    """As `lru_cache`, for what follows from a machine, from bounds or from a state."""

    def keep(make: Callable[..., T]) -> _lru_cache_wrapper[T]:
        cached = lru_cache(maxsize=most)(make)
        forgotten_with_machines(cached.cache_clear)
        return cached

    return keep


def forgotten_with_machines(forget: Callable[[], None]) -> None:
    """Has something else forgotten, or done, when the machines are let go."""
    _forgetting.append(forget)


def another_machine() -> None:
    """Called before one is made."""
    global _made
    _made += 1
    if _made > MOST_MACHINES:
        _made = 1
        for forget in _forgetting:
            forget()
