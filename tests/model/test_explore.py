"""The explorer: its known answers, and the same search done plainly, one state at a time."""

from __future__ import annotations

from itertools import combinations, islice
from typing import Any

import numpy as np
import pytest

from a09web.model.explore import Exploration, explore
from a09web.model.machine import machine_for
from a09web.model.packing import Layer, Packing
from a09web.model.replay import replay
from a09web.model.stepping import Stepper
from a09web.workbooks.a09.bounds import Bounds
from tests.model import reference
from tests.model.reference import BUGS

BOUNDS = Bounds()
ALL_SETS = [frozenset(chosen) for size in range(7) for chosen in combinations(BUGS, size)]

KNOWN = {
    "EarlyRelease": {"NoEarlyRunnable": 1},
    "DuplicateMaterialization": {
        "MaterializedRunRemovedFromSchedule": 2,
        "NoOverdueScheduled": 4,
        "CompletedAtMostOnce": 7,
    },
    "StaleCompletion": {"CompletedUsesCurrentEpoch": 5},
    "DuplicateClaim": {"AtMostOneClaimer": 4},
    "CheckpointAdvance": {"CheckpointAfterDurableMaterialization": 2, "NoOverdueScheduled": 3},
    "MissingMaterialization": {"NoOverdueScheduled": 2},
}
"""The fewest steps to each break, and nothing else breaks."""

CASES = [
    (BOUNDS, ""),
    *((BOUNDS, bug) for bug in BUGS),
    (BOUNDS, "EarlyRelease CheckpointAdvance"),
    (BOUNDS, "DuplicateMaterialization StaleCompletion MissingMaterialization"),
    (Bounds(due=(1,), workers=1, max_time=1, max_epoch=1), " ".join(BUGS)),
    (Bounds(due=(2, 1), workers=1, max_time=2, max_epoch=2), " ".join(BUGS)),
    (Bounds(due=(3,), workers=3, max_time=4, max_epoch=2), " ".join(BUGS)),
    (Bounds(due=(8,), workers=2, max_time=8, max_epoch=2), "StaleCompletion DuplicateClaim"),
    (Bounds(due=(1, 2, 2), workers=1, max_time=2, max_epoch=1), "EarlyRelease MissingMaterialization"),
    (Bounds(due=(1, 1, 1, 1), workers=1, max_time=1, max_epoch=1), ""),
]
"""Bounds with bugs, small enough to search plainly to the end."""

TWO_WORDS = [
    (Bounds(due=(1, 2, 3, 4), workers=3, max_time=8, max_epoch=3), " ".join(BUGS)),
    (Bounds(due=(4, 4, 3, 4), workers=2, max_time=4, max_epoch=2), "MissingMaterialization"),
    (Bounds(due=(1, 1, 1), workers=3, max_time=1, max_epoch=3), ""),
]
"""Bounds whose states need two words, searched up to a limit."""


def ask(bounds: Bounds, bugs: str, *, limit: int = 200_000, **options: Any) -> Exploration:
    """With a limit that no test reaches unless it says so: a search that went round in circles would end too."""
    return explore(machine_for(bounds), frozenset(bugs.split()), limit=limit, **options)


def states(found: Exploration) -> list[list[str]]:
    """The states of each layer, as text."""
    show = found.machine.variables
    return [sorted(reference.canonical(show(layer.state(row))) for row in range(len(layer))) for layer in found.layers]


def plain(bounds: Bounds, reached: list[set[reference.Ref]]) -> list[list[str]]:
    return [sorted(reference.canonical(reference.variables(bounds, s)) for s in layer) for layer in reached]


def test_the_correct_model() -> None:
    found = ask(BOUNDS, "")
    assert (found.distinct, found.generated, found.depth, found.complete) == (1058, 3635, 17, True)
    assert found.steps == {}
    assert found.shortest("NoEarlyRunnable") is None


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_breaks_its_own_property_and_what_follows(bug: str) -> None:
    found = ask(BOUNDS, bug)
    assert found.steps == KNOWN[bug]
    assert found.complete


def test_larger_bounds() -> None:
    found = ask(Bounds(due=(1, 2, 2), workers=2, max_time=3, max_epoch=3), "")
    assert (found.distinct, found.generated, found.depth) == (156_914, 748_075, 28)


@pytest.mark.parametrize(("bounds", "bugs"), CASES)
def test_it_finds_what_a_plain_search_finds(bounds: Bounds, bugs: str) -> None:
    on = bugs.split()
    reached = list(reference.layers(bounds, on))
    found = ask(bounds, bugs)
    assert states(found) == plain(bounds, reached)
    assert found.distinct == sum(map(len, reached))
    assert found.generated == 1 + sum(len(reference.enabled(bounds, on, s)) for layer in reached for s in layer)
    assert found.depth == len(reached)
    assert found.complete
    assert found.steps == reference.fewest_steps(bounds, reached)


@pytest.mark.parametrize(("bounds", "bugs"), TWO_WORDS)
def test_two_words_up_to_a_limit(bounds: Bounds, bugs: str) -> None:
    on = bugs.split()
    found = ask(bounds, bugs, limit=6000)
    assert Packing(found.machine.fields).words == 2
    assert not found.complete
    reached = list(islice(reference.layers(bounds, on), found.depth + 1))
    assert states(found) == plain(bounds, reached[:-1])
    assert found.distinct <= 6000 < found.distinct + len(reached[-1])
    assert found.steps == reference.fewest_steps(bounds, reached[:-1])


def test_two_words_to_the_end() -> None:
    """Two of three runs have come to their end, so that a plain search can go to the end too."""
    bounds = TWO_WORDS[2][0]
    steps = ["Tick"]
    for run in ("r1", "r2"):
        steps += [f"Materialize({run})", f"Claim(w1,{run})", f"Expire({run})", f"Claim(w2,{run})", f"Expire({run})"]
        steps += [f"Claim(w3,{run})", f"Complete(w3,{run},3)"]
    start = replay(bounds, frozenset(), steps).last
    assert start.index == len(steps)
    reached = list(reference.layers(bounds, (), reference.walk(bounds, (), steps).states[-1]))
    found = ask(bounds, "", start=start.state)
    assert states(found) == plain(bounds, reached)
    assert (found.complete, found.depth) == (True, len(reached))
    assert found.distinct > 100


@pytest.mark.parametrize("bugs", ALL_SETS, ids=lambda bugs: "+".join(sorted(bugs)) or "none")
def test_a_shortest_trace_breaks_its_property_with_its_last_step(bugs: frozenset[str]) -> None:
    found = explore(machine_for(BOUNDS), bugs)
    for prop in (p.name for p in found.machine.properties):
        trace = found.shortest(prop)
        assert (trace is not None) == (prop in found.steps)
        if trace is None:
            continue
        assert len(trace) == found.steps[prop]
        played = replay(BOUNDS, bugs, trace)
        assert played.refusal is None
        assert [prop in entry.broken for entry in played.entries] == [False] * len(trace) + [True]


@pytest.mark.parametrize("bugs", ["MissingMaterialization StaleCompletion", " ".join(BUGS)])
def test_there_is_no_shorter_trace(bugs: str) -> None:
    found = ask(BOUNDS, bugs)
    reached = list(islice(reference.layers(BOUNDS, bugs.split()), max(found.steps.values()) + 1))
    assert found.steps == reference.fewest_steps(BOUNDS, reached)


def test_a_trace_in_two_words() -> None:
    bounds = TWO_WORDS[0][0]
    found = ask(bounds, "StaleCompletion", limit=40_000)
    trace = found.shortest("CompletedUsesCurrentEpoch")
    assert trace is not None
    played = replay(bounds, frozenset({"StaleCompletion"}), trace)
    assert played.refusal is None
    assert played.last.broken == ("CompletedUsesCurrentEpoch",)
    assert len(trace) == 5


def test_it_starts_where_it_is_told() -> None:
    """From there distances count anew, and a property that is broken already is broken after 0 steps."""
    steps = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)")
    start = replay(BOUNDS, frozenset(), steps).last.state
    found = ask(BOUNDS, "StaleCompletion", start=start)
    assert found.steps == {"CompletedUsesCurrentEpoch": 1}
    assert found.shortest("CompletedUsesCurrentEpoch") == ("Complete(w1,r1,1)",)
    plainly = reference.walk(BOUNDS, (), steps).states[-1]
    assert states(found) == plain(BOUNDS, list(reference.layers(BOUNDS, ["StaleCompletion"], plainly)))

    broken = machine_for(BOUNDS).step(start, {"StaleCompletion"}, "Complete(w1,r1,1)")
    assert ask(BOUNDS, "", start=broken).steps["CompletedUsesCurrentEpoch"] == 0
    assert ask(BOUNDS, "", start=broken).shortest("CompletedUsesCurrentEpoch") == ()


@pytest.mark.parametrize("limit", [1, 4, 5, 500, 1057, 1058])
def test_it_stops_at_its_limit_and_says_so(limit: int) -> None:
    found = ask(BOUNDS, "", limit=limit)
    assert found.complete is (limit == 1058)
    assert found.distinct == _whole_layers(limit) <= limit


def test_it_asks_after_each_layer_whether_to_go_on() -> None:
    asked: list[int] = []

    def note(states: int) -> bool:
        asked.append(states)
        return True

    found = ask(BOUNDS, "", keep_going=note)
    sizes = [len(layer) for layer in found.layers]
    assert asked == [sum(sizes[: n + 1]) for n in range(17)]
    assert found.complete


def test_it_stops_when_it_is_told_and_says_so() -> None:
    found = ask(BOUNDS, "EarlyRelease", keep_going=lambda states: states < 20)
    assert found.complete is False
    assert found.distinct - len(found.layers[-1]) < 20 <= found.distinct
    assert found.steps == {"NoEarlyRunnable": 1}


def _whole_layers(limit: int) -> int:
    """The states of as many whole layers as the limit has room for."""
    total = 0
    for layer in reference.layers(BOUNDS, ()):
        if total + len(layer) > limit:
            break
        total += len(layer)
    return total


@pytest.mark.parametrize(
    ("bounds", "bugs", "limit"),
    [*((BOUNDS, bug, 6000) for bug in ("", *BUGS)), (BOUNDS, " ".join(BUGS), 20_000), (*TWO_WORDS[0], 3000)],
)
def test_one_state_and_a_whole_layer_read_the_same(bounds: Bounds, bugs: str, limit: int) -> None:
    """Every guard, property and effect has the same value in a state and in the layer that it stands in."""
    found = ask(bounds, bugs, limit=limit)
    assert found.complete or len(bugs.split()) > 1
    machine, on = found.machine, found.bugs
    for layer in found.layers:
        here = [layer.state(row) for row in range(len(layer))]
        for transition in machine.transitions:
            for guard in transition.guards:
                assert _column(layer, guard.test.read(layer)) == [guard.holds(state) for state in here]
            for effect in transition.effects:
                # Of an attempt that does not exist (epoch 0), TLA+ and the machine say nothing.
                able = [row for row, state in enumerate(here) if transition.is_enabled(state, on)]
                at = layer.where(np.isin(np.arange(len(layer)), able))
                assert _column(at, effect.value(at)) == [int(effect.value(here[row])) for row in able]
        for prop in machine.properties:
            assert _column(layer, prop.formula.read(layer)) == [prop.holds(state) for state in here]


def test_a_layer_takes_a_transition_as_its_states_do() -> None:
    """The bit arithmetic of a step, for each bug set of one bug and all."""
    for bounds, bugs in [(BOUNDS, ""), *((BOUNDS, bug) for bug in BUGS), TWO_WORDS[0]]:
        on = frozenset(bugs.split())
        found = ask(bounds, bugs, limit=3000)
        stepper = Stepper(found.machine, on)
        for layer in found.layers:
            enabled = stepper.enabled(layer)
            here = [layer.state(row) for row in range(len(layer))]
            reached = {prepared.transition.name: words for prepared, _, words in stepper.successors(layer, enabled)}
            for transition, mask in zip(found.machine.transitions, enabled, strict=True):
                able = [state for state in here if transition.is_enabled(state, on)]
                assert int(np.count_nonzero(mask)) == len(able)
                if able:
                    following = Layer(stepper.packing, reached[transition.name])
                    assert [following.state(row) for row in range(len(able))] == [transition.apply(s, on) for s in able]


def _column(layer: Layer, value: Any) -> list[int]:
    column: list[int] = np.broadcast_to(np.asarray(value), (len(layer),)).astype(int).tolist()
    return column
