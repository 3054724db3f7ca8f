"""What a full collection has seen is set aside, and found again by tidying."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from a09web import collector


class Knot:
    """It holds itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.callbacks.remove(collector._set_aside)
    gc.unfreeze()


def seen_by_the_collector(kept: list[Knot]) -> int:
    """How many of these the next collection would look at. The number of all that was set aside says less: meanwhile
    others may have been freed."""
    known = {id(knot) for knot in kept}
    return sum(id(each) in known for each in gc.get_objects())


def test_after_a_full_collection_everything_is_set_aside() -> None:
    collector.settle()
    kept = [Knot() for _ in range(1000)]
    assert seen_by_the_collector(kept) == len(kept)
    gc.collect()
    assert seen_by_the_collector(kept) == 0


def test_what_is_new_is_freed_as_ever() -> None:
    collector.settle()
    gone = weakref.ref(Knot())
    gc.collect()
    assert gone() is None


def test_what_was_set_aside_is_freed_when_it_is_tidied() -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    collector.settle()
    del knot
    gc.collect()
    assert gone() is not None
    collector.tidy()
    assert gone() is None
