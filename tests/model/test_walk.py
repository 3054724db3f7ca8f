"""Random walks."""

from __future__ import annotations

import pytest

from a09web.model.machine import machine_for
from a09web.model.replay import replay
from a09web.model.walk import random_walk
from a09web.workbooks.a09.bounds import Bounds

MACHINE = machine_for(Bounds())


@pytest.mark.parametrize("seed", range(20))
def test_the_same_seed_walks_the_same_way_and_every_step_is_enabled(seed: int) -> None:
    bugs = frozenset({"DuplicateClaim", "EarlyRelease"})
    steps = random_walk(MACHINE, MACHINE.initial, bugs, seed)
    assert steps == random_walk(MACHINE, MACHINE.initial, bugs, seed)
    played = replay(Bounds(), bugs, steps)
    assert played.refusal is None
    assert not MACHINE.enabled(played.last.state, bugs)


def test_seeds_walk_different_ways() -> None:
    assert len({random_walk(MACHINE, MACHINE.initial, frozenset(), seed) for seed in range(20)}) > 15


@pytest.mark.parametrize("seed", range(20))
def test_a_walk_until_it_breaks_ends_with_the_first_break(seed: int) -> None:
    bugs = frozenset({"EarlyRelease", "MissingMaterialization", "DuplicateClaim"})
    entries = replay(Bounds(), bugs, random_walk(MACHINE, MACHINE.initial, bugs, seed, until_broken=True)).entries
    assert not any(entry.broken for entry in entries[:-1])
    assert entries[-1].broken or not MACHINE.enabled(entries[-1].state, bugs)


def test_a_walk_has_an_end() -> None:
    assert len(random_walk(MACHINE, MACHINE.initial, frozenset(), 1, longest=3)) == 3
