"""A random walk: enabled transitions chosen by a seeded generator, so that the same seed walks the same way."""

from __future__ import annotations

from random import Random

from .fields import State
from .machine import Machine
from .workbook import Bugs

LONGEST = 60


def random_walk(
    machine: Machine, state: State, bugs: Bugs, seed: int, *, until_broken: bool = False, longest: int = LONGEST
) -> tuple[str, ...]:
    """The steps of a walk until nothing is enabled, `longest` steps are taken, or (if asked) a property breaks anew."""
    chooser = Random(seed)
    steps: list[str] = []
    broken = set(machine.broken(state))
    while len(steps) < longest:
        enabled = machine.enabled(state, bugs)
        if not enabled:
            break
        chosen = chooser.choice(enabled)
        steps.append(chosen.name)
        state = chosen.apply(state, bugs)
        now_broken = set(machine.broken(state))
        if until_broken and now_broken - broken:
            break
        broken = now_broken
    return tuple(steps)
