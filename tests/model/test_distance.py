"""The distance of every state to every break, against a plain search from each state."""

from __future__ import annotations

import pytest

from a09web.model.distance import NEVER, distances
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from tests.model import reference
from tests.model.reference import BUGS

BOUNDS = Bounds()
FAIR = ("Tick", "AdvanceCheckpoint", "Materialize", "Claim", "Complete")


def plain_distances(bounds: Bounds, bugs: frozenset[str], fair: frozenset[str]) -> dict[str, dict[str, int]]:
    """For each state, as text, the fewest steps to each property that can break; nothing is shared with the engine."""
    reached = list(reference.layers(bounds, bugs))
    found: dict[reference.Ref, dict[str, int]] = {}
    for layer in reversed(reached):
        for state in layer:
            names = reference.enabled(bounds, bugs, state)
            near = dict.fromkeys(reference.broken(bounds, state), 0)
            if not any(name.partition("(")[0] in fair for name in names):
                near.update(dict.fromkeys(unmet(bounds, state), 0))
            for name in names:
                for prop, steps in found[reference.after(bugs, state, name)].items():
                    near[prop] = min(near.get(prop, steps + 1), steps + 1)
            found[state] = near
    return {reference.canonical(reference.variables(bounds, state)): near for state, near in found.items()}


def unmet(bounds: Bounds, state: reference.Ref) -> list[str]:
    """The goals that a state which stays for ever does not meet."""
    due_and_missing = any(due <= state.now and not n for due, n in zip(bounds.due, state.copies, strict=True))
    found = ["EventuallyMaterialized"] if due_and_missing else []
    found += ["EventuallyCompleted"] if 0 in state.completions else []
    return found + (["CheckpointCatchesUp"] if state.checkpoint < bounds.max_time else [])


@pytest.mark.parametrize(
    ("bounds", "bugs"),
    [
        (BOUNDS, ""),
        *((BOUNDS, bug) for bug in BUGS),
        (Bounds(due=(2, 1), workers=1, max_time=2, max_epoch=2), " ".join(BUGS)),
        (Bounds(due=(1, 1, 1), workers=1, max_time=1, max_epoch=1), "CheckpointAdvance EarlyRelease"),
    ],
)
def test_every_distance_from_every_state(bounds: Bounds, bugs: str) -> None:
    on = frozenset(bugs.split())
    fair = A09.default_fairness(on)
    found = explore(machine_for(bounds), on, fair=fair)
    expected = plain_distances(bounds, on, fair)
    compared = 0
    for layer, near in zip(found.layers, distances(found), strict=True):
        for row in range(len(layer)):
            state = reference.canonical(found.machine.variables(layer.state(row)))
            here = dict(zip(found.properties, near[row].tolist(), strict=True))
            assert {prop: steps for prop, steps in here.items() if steps != NEVER} == expected[state]
            compared += 1
    assert compared == len(expected) == found.distinct


def test_distances_in_two_words() -> None:
    """At the start they are what the search itself found."""
    machine = machine_for(Bounds(due=(1, 1, 1), workers=3, max_time=1, max_epoch=3))
    found = explore(machine, frozenset({"EarlyRelease", "DuplicateClaim"}), limit=60_000)
    assert len(found.layers[0].words) == 2
    near = dict(zip(found.properties, distances(found)[0][0].tolist(), strict=True))
    assert {prop: steps for prop, steps in near.items() if steps != NEVER} == found.steps != {}


@pytest.mark.parametrize("fair", [(), FAIR, ("Tick",), ("Tick", "Materialize", "Claim"), FAIR[1:]])
@pytest.mark.parametrize("bug", ["", "CheckpointAdvance", "MissingMaterialization"])
def test_liveness_under_any_fairness(bug: str, fair: tuple[str, ...]) -> None:
    bugs = frozenset(bug.split())
    found = explore(machine_for(BOUNDS), bugs, fair=fair)
    start = reference.canonical(reference.variables(BOUNDS, reference.initial(BOUNDS)))
    assert found.steps == plain_distances(BOUNDS, bugs, frozenset(fair))[start]


KNOWN = {
    "": {},
    "CheckpointAdvance": {"EventuallyMaterialized": 6, "EventuallyCompleted": 6},
    "MissingMaterialization": {"EventuallyMaterialized": 3, "EventuallyCompleted": 3, "CheckpointCatchesUp": 3},
    "EarlyRelease": {},
    "DuplicateMaterialization": {},
    "StaleCompletion": {},
    "DuplicateClaim": {},
}


@pytest.mark.parametrize("bug", KNOWN)
def test_liveness_of_single_bugs(bug: str) -> None:
    bugs = frozenset(bug.split())
    found = explore(machine_for(BOUNDS), bugs, fair=A09.default_fairness(bugs))
    safety = {prop.name for prop in found.machine.properties}
    assert {name: steps for name, steps in found.steps.items() if name not in safety} == KNOWN[bug]


def test_with_the_scanners_fairness_missing_materialization_is_late_and_not_lost() -> None:
    found = explore(machine_for(BOUNDS), frozenset({"MissingMaterialization"}), fair=FAIR)
    assert found.steps == {"NoOverdueScheduled": 2}
