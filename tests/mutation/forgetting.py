"""A plugin of pytest for runs with mutants.

Each test begins with nothing kept: else a mutant would hide behind what was computed before it, and of a function whose
answers are kept it would be known of the first test alone that it reaches it. And a test that waits for what a mutant
never says gives up soon.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from a09web.memo import Memo
from tests.test_architecture import KNOWS

BELOW = tuple(f"a09web.{room}." for room in KNOWS[os.environ["ROOM"]])
"""Where nobody knows what is mutated, so that what is kept there stays true."""

FILES = ("a09web.exercises.content", "a09web.lessons.content")
"""What was read from files is kept as well: to read them all takes longer than most tests."""

PATIENCE_SECONDS = 2

# The same examples for every mutant, and none that an earlier one left behind.
hypothesis.settings.register_profile("mutants", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("mutants")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = asyncio.wait_for

    async def soon(what: Any, timeout: float | None) -> Any:
        return await waiting(what, PATIENCE_SECONDS if timeout is None else min(timeout, PATIENCE_SECONDS))

    monkeypatch.setattr(asyncio, "wait_for", soon)


@pytest.fixture(autouse=True)
def _forget() -> None:
    for kept in _all_kept():
        if isinstance(kept, Memo):
            kept.clear()
        else:
            kept.cache_clear()


def _all_kept() -> Iterator[Any]:
    for name, module in list(sys.modules.items()):
        if name.startswith("a09web.") and not name.startswith((*BELOW, *FILES)):
            for value in list(vars(module).values()):
                if isinstance(value, Memo) or (hasattr(value, "cache_clear") and value.__module__ == name):
                    yield value


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The quick tests first: one that fails is enough."""
    known = Path("mutmut-stats.json")
    seconds: dict[str, float] = json.loads(known.read_text())["duration_by_test"] if known.exists() else {}
    items.sort(key=lambda item: (seconds.get(item.nodeid, 0), item.nodeid))
