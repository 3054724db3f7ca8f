"""What this process made once and may need again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")

_all: WeakSet[Memo[Any]] = WeakSet()


class Memo(Generic[T]):
    """Things by what they were made from, at most so many: what was not used for longest goes first.

    Unlike `lru_cache`, the key need not be all that `make` uses, and something made elsewhere can be put here.
    """

    def __init__(self, most: int) -> None:
        self._most, self._things, self._lock = most, OrderedDict[Hashable, T](), Lock()
        _all.add(self)

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept for the key; made now if need be. Two threads that ask at once may both make it."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        self.put(key, made)
        return made

    def put(self, key: Hashable, thing: T) -> None:
        with self._lock:
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._things.clear()


def forget_everything() -> None:
    """Whatever this process keeps, it makes anew: as if it had just begun."""
    for each in _all:
        each.clear()
