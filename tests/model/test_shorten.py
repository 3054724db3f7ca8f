"""A trace reduced to what its break needs, checked on random traces and on long ones."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a09web.model.blame import blame, foremost
from a09web.model.replay import Replay, advance, begun, replay
from a09web.model.shorten import shortened
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .test_random_traces import Trace, models, often, small_models, traces

LARGEST = Bounds(due=(1, 2, 3, 4), workers=3, max_time=8, max_epoch=3)
ENTRIES = 1_000
# A second on a quiet machine, and some more where others work.
PATIENCE_SECONDS = 5


def names(played: Replay) -> tuple[str, ...]:
    return tuple(entry.step for entry in played.entries[1:])


def told(played: Replay, prop: str) -> tuple[str, str, str] | None:
    """The witness, the bug and the step that the page names first; None if the property holds, or a step is refused."""
    culprit = foremost(blame(played).get(prop, ())) if played.refusal is None else None
    return None if culprit is None else (culprit.witness, culprit.bug, culprit.entry.step)


def without_one(steps: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (steps[:index] + steps[index + 1 :] for index in range(len(steps)))


def is_within(steps: Iterable[str], whole: Iterable[str]) -> bool:
    """Whether the steps are among those of the whole, in their order."""
    left = iter(whole)
    return all(step in left for step in steps)


@often
@given(traces(st.one_of(small_models(), models())))
def test_what_is_left_is_a_trace_with_the_same_break_that_needs_each_of_its_steps(trace: Trace) -> None:
    played = trace.replay()
    for prop in played.last.broken:
        found = shortened(played, prop)
        steps = names(found)
        assert replay(trace.bounds, trace.bugs, steps) == found
        assert is_within(steps, trace.steps)
        assert told(found, prop) == told(played, prop) is not None
        for fewer in without_one(steps):
            assert told(replay(trace.bounds, trace.bugs, fewer), prop) != told(played, prop)
        assert shortened(found, prop) == found
        assert shortened(trace.replay(), prop) == found


def test_toggles_that_are_not_needed_are_left_out_with_those_that_take_them_back() -> None:
    bug = "+EarlyRelease"
    steps = ("+StaleCompletion", bug, "Tick", "-EarlyRelease", "Materialize(r1)", bug, "Materialize(r2)", "Tick")
    played = replay(Bounds(due=(1, 3)), frozenset(), steps)
    assert names(shortened(played, "NoEarlyRunnable")) == (bug, "Materialize(r2)")


def test_an_attempt_that_nothing_needs_is_left_out_as_a_whole() -> None:
    """Neither of its steps can go alone: without Claim, Complete is not enabled."""
    steps = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)", "Materialize(r2)")
    played = replay(Bounds(), frozenset({"EarlyRelease"}), steps)
    assert names(shortened(played, "NoEarlyRunnable")) == ("Materialize(r2)",)


def test_the_break_keeps_its_run_and_its_step() -> None:
    """Another run would break it sooner."""
    steps = ("Materialize(r1)", "Tick", "Materialize(r2)", "Tick")
    played = replay(Bounds(due=(1, 3)), frozenset({"EarlyRelease"}), steps)
    assert names(shortened(played, "NoEarlyRunnable")) == ("Materialize(r2)",)


def test_a_property_that_holds_leaves_its_trace_as_it_is() -> None:
    played = replay(Bounds(), frozenset({"EarlyRelease"}), ("Tick", "Materialize(r1)"))
    assert shortened(played, "NoEarlyRunnable") is played


def long_trace(seed: int, toggles: float) -> Replay:
    """A trace of as many entries as a sandbox holds. So many transitions there are not: most of it are toggles."""
    chooser = Random(seed)
    played = begun(LARGEST, frozenset())
    entries = list(played.entries)
    while len(entries) <= ENTRIES:
        last = entries[-1]
        able = played.machine.enabled(last.state, last.bugs)
        bug = chooser.choice(A09.bug_names)
        is_toggle = not able or chooser.random() < toggles
        step = f"{'-' if bug in last.bugs else '+'}{bug}" if is_toggle else chooser.choice(able).name
        entries.append(advance(played.machine, last, step))
    return Replay(played.machine, tuple(entries))


@pytest.mark.parametrize("toggles", [0.5, 0.9, 0.95])
def test_the_longest_trace_is_shortened_while_one_waits(toggles: float) -> None:
    played = long_trace(7, toggles)
    assert played.last.broken
    for prop in played.last.broken:
        began = time.monotonic()
        assert shortened(played, prop).last.index < 30
        assert time.monotonic() - began < PATIENCE_SECONDS
