"""Bugs that some bounds cannot show, against exploring those bounds to the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from a09web.model import silent
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.silent import silent_bugs
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.effects import EFFECTS
from a09web.workbooks.effects.bounds import Bounds as EffectsBounds

SMALL = [
    Bounds(due=due, workers=workers, max_time=max_time, max_epoch=max_epoch)
    for max_time in (1, 2)
    for due in ((1,), (max_time,), (1, max_time))
    for workers, max_epoch in product((1, 2), (1, 2))
]


@pytest.mark.parametrize("bounds", SMALL)
def test_a_bug_is_silent_exactly_when_no_state_breaks_its_property(bounds: Bounds) -> None:
    machine = machine_for(bounds)
    silent = {bug.name for bug in A09.bugs if bug.caught_by not in explore(machine, frozenset({bug.name})).steps}
    assert silent_bugs(bounds) == silent


def test_one_worker_and_one_epoch() -> None:
    assert silent_bugs(Bounds()) == frozenset()
    assert silent_bugs(Bounds(workers=1)) == {"DuplicateClaim"}
    assert silent_bugs(Bounds(max_epoch=1)) == {"StaleCompletion"}
    assert "MissingMaterialization" in silent_bugs(Bounds(due=(3, 3)))


def test_the_largest_bounds_show_every_bug() -> None:
    assert silent_bugs(Bounds(due=(1, 2, 3, 4), workers=3, max_time=8, max_epoch=3)) == frozenset()


@pytest.mark.parametrize(("max_time", "due"), [(t, d) for t in (1, 2, 3) for d in range(1, t + 1)])
def test_what_is_larger_than_need_be_shows_no_more(max_time: int, due: int) -> None:
    """All numbers of workers and epochs, explored as they are."""
    for workers, max_epoch in product((1, 2, 3), (1, 2, 3)):
        bounds = Bounds(due=(due,), workers=workers, max_time=max_time, max_epoch=max_epoch)
        machine = machine_for(bounds)
        silent = {bug.name for bug in A09.bugs if bug.caught_by not in explore(machine, frozenset({bug.name})).steps}
        assert silent_bugs(bounds) == silent


@pytest.fixture
def as_they_are(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody knows smaller bounds of effects that are enough."""
    monkeypatch.setattr(EffectsBounds, "workbook", EFFECTS)  # so that it is put back
    replace(EFFECTS, alone=lambda bounds: (bounds,))
    silent_bugs.cache_clear()
    yield
    silent_bugs.cache_clear()
    silent._breaks.cache_clear()


@pytest.mark.usefixtures("as_they_are")
def test_a_bug_that_can_be_shown_is_found_soon_whatever_the_bounds() -> None:
    assert silent_bugs(EffectsBounds(runs=2, workers=3, max_attempt=4)) == frozenset()
    assert silent_bugs(EffectsBounds(workers=1, max_attempt=1)) == {"KeyPerAttempt"}


@pytest.mark.usefixtures("as_they_are")
def test_where_there_is_too_much_to_look_at_no_bug_is_called_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silent, "LIMIT", 20)
    assert silent_bugs(EffectsBounds(runs=2, workers=1, max_attempt=1)) == frozenset()
