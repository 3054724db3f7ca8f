"""What is true of every trace, toggles included, under any bounds: checked on random ones."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain, pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from a09web.model.blame import STEP, Blame, blame
from a09web.model.machine import Machine, NotEnabled, machine_for
from a09web.model.names import is_toggle
from a09web.model.replay import Replay, advance, replay
from a09web.workbooks.a09.bounds import Bounds
from tests.model import reference
from tests.model.reference import BUGS

# How long it takes says how busy the machine is, and nothing about the model.
often = settings(max_examples=100)
very_often = settings(often, max_examples=200)


class Trace(NamedTuple):
    bounds: Bounds
    bugs: frozenset[str]
    steps: tuple[str, ...]

    def replay(self) -> Replay:
        found = replay(*self)
        assert found.refusal is None, found.refusal
        return found


@st.composite
def models(draw: st.DrawFn) -> Bounds:
    max_time = draw(st.integers(1, 8))
    return Bounds(
        due=tuple(draw(st.lists(st.integers(1, max_time), min_size=1, max_size=4))),
        workers=draw(st.integers(1, 3)),
        max_time=max_time,
        max_epoch=draw(st.integers(1, 3)),
    )


@st.composite
def small_models(draw: st.DrawFn) -> Bounds:
    """Bounds under which a short trace gets far."""
    due = draw(st.sampled_from([(1,), (1, 1), (1, 2), (2, 1)]))
    return Bounds(due=due, workers=draw(st.integers(1, 2)), max_time=2, max_epoch=draw(st.integers(2, 3)))


@st.composite
def traces(draw: st.DrawFn, bounds: st.SearchStrategy[Bounds]) -> Trace:
    """A trace that the reference allows: mostly transitions, now and then a toggle."""
    model = draw(bounds)
    bugs = at_start = draw(st.frozensets(st.sampled_from(BUGS)))
    s = reference.initial(model)
    steps = []
    length = draw(st.integers(0, 30))
    for choice in draw(st.lists(st.integers(0, 999), min_size=length, max_size=length)):
        able = reference.enabled(model, bugs, s)
        if choice % 8 == 0 or not able:
            bug = BUGS[choice // 8 % 6]
            steps.append(f"{'-' if bug in bugs else '+'}{bug}")
            bugs ^= {bug}
        else:
            steps.append(able[choice // 8 % len(able)])
            s = reference.after(bugs, s, steps[-1])
    return Trace(model, at_start, tuple(steps))


@often
@given(traces(models()))
def test_a_replay_goes_where_the_reference_goes(trace: Trace) -> None:
    found, walked = trace.replay(), reference.walk(*trace)
    assert len(found.entries) == len(trace.steps) + 1
    for entry, s, bugs, broken in zip(found.entries, walked.states, walked.bugs, walked.broken, strict=True):
        assert found.machine.variables(entry.state) == reference.variables(trace.bounds, s)
        assert (entry.bugs, entry.broken) == (bugs, broken)


@often
@given(traces(models()))
def test_a_state_keeps_its_types(trace: Trace) -> None:
    bounds = trace.bounds
    found = trace.replay()
    for entry in found.entries:
        shown = found.machine.variables(entry.state)
        assert 0 <= shown["checkpoint"] <= shown["now"] <= bounds.max_time
        assert set(shown["scheduled"]) <= set(bounds.runs)
        for name, highest in (("copies", 2), ("epoch", bounds.max_epoch), ("completions", 2)):
            assert tuple(shown[name]) == bounds.runs
            assert all(0 <= value <= highest for value in shown[name].values())
        assert all(0 <= value <= bounds.max_epoch for value in shown["completedEpoch"].values())
        assert all(set(owners) <= set(bounds.worker_names) for owners in shown["claimers"].values())
        assert all(
            w in bounds.worker_names and r in bounds.runs and 1 <= e <= bounds.max_epoch for w, r, e in shown["held"]
        )


@often
@given(traces(models()))
def test_a_replay_is_deterministic(trace: Trace) -> None:
    """Also from any place in the middle, and with a machine that has just been made."""
    found = trace.replay()
    assert trace.replay() == found
    fresh = Machine(trace.bounds)
    for before, after in pairwise(found.entries):
        assert advance(found.machine, before, after.step) == after
        if after.step in fresh.by_name:
            assert fresh.step(before.state, before.bugs, after.step) == after.state


@often
@given(traces(models()))
def test_enabled_means_that_every_guard_holds_that_is_not_removed(trace: Trace) -> None:
    entry = trace.replay().last
    machine = machine_for(trace.bounds)
    s = reference.walk(*trace).states[-1]
    for transition in machine.transitions:
        kept = [g for g in transition.guards if g.declared.removed_by not in entry.bugs]
        assert transition.is_enabled(entry.state, entry.bugs) is all(guard.holds(entry.state) for guard in kept)
        assert transition.failing(entry.state, entry.bugs) == tuple(g for g in kept if not g.holds(entry.state))
    assert sorted(t.name for t in machine.enabled(entry.state, entry.bugs)) == reference.enabled(
        trace.bounds, entry.bugs, s
    )


@often
@given(traces(models()))
def test_what_is_not_enabled_is_refused_and_changes_nothing(trace: Trace) -> None:
    found = trace.replay()
    machine, last = found.machine, found.last
    able = {transition.name for transition in machine.enabled(last.state, last.bugs)}
    for name in sorted(set(machine.by_name) - able)[:12]:
        with pytest.raises(NotEnabled) as refused:
            machine.step(last.state, last.bugs, name)
        assert refused.value.failing != ()
        stopped = replay(trace.bounds, trace.bugs, (*trace.steps, name, "Tick"))
        assert stopped.entries == found.entries
        assert stopped.refusal is not None
        assert (stopped.refusal.index, stopped.refusal.failing) == (len(trace.steps) + 1, refused.value.failing)


@often
@given(traces(models()))
def test_the_state_tells_how_many_transitions_led_to_it(trace: Trace) -> None:
    walked = reference.walk(*trace)
    taken = sum(step[0] not in "+-" for step in trace.steps)
    assert reference.rank(walked.states[-1]) == taken
    shown = machine_for(trace.bounds).variables(trace.replay().last.state)
    done = sum(shown["completions"].values())
    assert shown["now"] + shown["checkpoint"] + sum(shown["epoch"].values()) + 2 * done + len(shown["held"]) == taken


@often
@given(traces(small_models()))
def test_since_and_healed(trace: Trace) -> None:
    found = trace.replay()
    for length in range(len(trace.steps) + 1):
        walked = reference.walk(trace.bounds, trace.bugs, trace.steps[:length])
        for prop in (p.name for p in found.machine.properties):
            assert found.until(length).since(prop) == reference.since(walked, prop)
            assert found.until(length).healed(prop) == reference.healed(walked, prop)


def guilt(one: Blame) -> reference.Guilt:
    also = tuple(entry.index for entry in one.also)
    return reference.Guilt(one.witness, one.since.index, one.bug, one.entry.index, also)


@very_often
@given(traces(small_models()))
def test_blame_is_what_its_definition_says(trace: Trace) -> None:
    found = trace.replay()
    turns = [after for before, after in pairwise(found.entries) if before.broken != after.broken]
    for entry in (*turns, found.last):
        told, steps = blame(found.until(entry.index)), trace.steps[: entry.index]
        assert tuple(told) == entry.broken
        for prop in entry.broken:
            assert {guilt(one) for one in told[prop]} == reference.to_blame(trace.bounds, trace.bugs, steps, prop)


@very_often
@given(traces(small_models()))
def test_every_witness_of_the_end_is_somebodys_and_no_healed_break_is_blamed(trace: Trace) -> None:
    """The correct model breaks nothing. The culprit comes no later than the break, and the witness breaks the property
    from there on."""
    found = trace.replay()
    for prop in found.machine.properties:
        told = blame(found).get(prop.name, ())
        assert {one.witness for one in told} == set(prop.witnesses(found.last.state))
        for one in told:
            assert max(one.entry.index, *(e.index for e in (*one.also, *one.together)), 0) <= one.since.index
            assert all(one.witness in prop.witnesses(e.state) for e in found.entries[one.since.index :])
            assert one.witness not in prop.witnesses(found.entries[one.since.index - 1].state)


@often
@given(traces(small_models()))
def test_with_the_culprit_put_right_the_witness_is_sound(trace: Trace) -> None:
    """Replayed with the bug switched off at these steps alone, what is then refused left out."""
    found = trace.replay()
    for prop in found.machine.properties:
        for one in blame(found).get(prop.name, ()):
            for culprit in (one.entry, *one.also) if one.enough == STEP else ():
                state = found.machine.initial
                for entry in found.entries[1 : one.since.index + 1]:
                    if not is_toggle(entry.step):
                        bugs = entry.bugs - {one.bug} if entry == culprit else entry.bugs
                        with suppress(NotEnabled):
                            state = found.machine.step(state, bugs, entry.step)
                assert one.witness not in prop.witnesses(state)


@often
@given(traces(small_models()))
def test_blame_names_what_the_bug_took_away_at_its_step(trace: Trace) -> None:
    found = trace.replay()
    for blamed in chain.from_iterable(blame(found).values()):
        assert blamed.transition.name == blamed.entry.step
        assert blamed.bug in blamed.entry.bugs
        if blamed.bug == "DuplicateMaterialization":
            assert blamed.guard is None
            assert blamed.effect is not None
            assert blamed.effect.declared.skipped_by == blamed.bug
        else:
            assert blamed.effect is None
            assert blamed.guard is not None
            assert blamed.guard.declared.removed_by == blamed.bug
            assert not blamed.guard.holds(found.entries[blamed.entry.index - 1].state)


@often
@given(traces(models()), st.sampled_from(BUGS))
def test_a_switch_that_is_there_already_is_refused(trace: Trace, bug: str) -> None:
    found = trace.replay()
    wrong = f"{'+' if bug in found.last.bugs else '-'}{bug}"
    stopped = replay(trace.bounds, trace.bugs, (*trace.steps, wrong))
    assert stopped.entries == found.entries
    assert stopped.refusal is not None
    assert stopped.refusal.message.startswith(f"{bug} is o")
