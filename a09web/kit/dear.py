"""Pages that cost so much that a step must not wait for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])

_MARK = "dear_methods"


def dear(*methods: str) -> Callable[[V], V]:
    """Marks a view whose answers to these methods have workers of their own: hashing a password, drawing in pixels,
    reading what was uploaded. It is the outermost decorator."""

    def marked(view: V) -> V:
        setattr(view, _MARK, frozenset(methods))
        return view

    return marked


def is_dear(view: Callable[..., Any], method: str) -> bool:
    return method in getattr(view, _MARK, ())
