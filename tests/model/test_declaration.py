"""What the model declares: numbered guards, effects, and which bug takes away what."""

from __future__ import annotations

import pytest

from a09web.model.declared import Guard, Transition
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.declaration import ACTORS

BY_NAME = {transition.name: transition for transition in A09.transitions}

GUARDS = {
    "Tick": ["now < MaxTime", r"~ \E r \in Runs : DueAt[r] <= now /\ Materializable(r)"],
    "Materialize": [
        r"r \in scheduled",
        "DueAt[r] > checkpoint",
        "epoch[r] < MaxEpoch",
        "copies[r] < 2",
        "DueAt[r] <= now",
    ],
    "AdvanceCheckpoint": [
        "checkpoint < now",
        r"\A r \in Runs : DueAt[r] <= checkpoint + 1 => copies[r] > 0",
    ],
    "Claim": ["copies[r] > 0", "completedEpoch[r] = 0", r"w \notin claimers[r]", "claimers[r] = {}"],
    "Complete": [r"<<w, r, e>> \in held", "completedEpoch[r] = 0", "e = epoch[r]"],
    "Expire": ["claimers[r] # {}", "epoch[r] < MaxEpoch"],
}
EFFECTS = {
    "Tick": ["now' = now + 1"],
    "Materialize": [
        "scheduled' = scheduled \\ {r}",
        "copies' = [copies EXCEPT ![r] = @ + 1]",
        "epoch' = [epoch EXCEPT ![r] = @ + 1]",
        "claimers' = [claimers EXCEPT ![r] = {}]",
        "completedEpoch' = [completedEpoch EXCEPT ![r] = 0]",
    ],
    "AdvanceCheckpoint": ["checkpoint' = checkpoint + 1"],
    "Claim": [r"claimers' = [claimers EXCEPT ![r] = @ \cup {w}]", r"held' = held \cup {<<w, r, epoch[r]>>}"],
    "Complete": [
        "completedEpoch' = [completedEpoch EXCEPT ![r] = e]",
        "completions' = [completions EXCEPT ![r] = @ + 1]",
        "claimers' = [claimers EXCEPT ![r] = {}]",
        "held' = held \\ {<<w, r, e>>}",
    ],
    "Expire": ["claimers' = [claimers EXCEPT ![r] = {}]", "epoch' = [epoch EXCEPT ![r] = @ + 1]"],
}
BOUND = {("Tick", 1), ("Materialize", 3), ("Materialize", 4), ("Expire", 2)}
REMOVED = {
    "EarlyRelease": ("Materialize", 5),
    "StaleCompletion": ("Complete", 3),
    "DuplicateClaim": ("Claim", 4),
    "CheckpointAdvance": ("AdvanceCheckpoint", 2),
    "MissingMaterialization": ("Tick", 2),
}
CAUGHT_BY = {
    "EarlyRelease": "NoEarlyRunnable",
    "DuplicateMaterialization": "MaterializedRunRemovedFromSchedule",
    "StaleCompletion": "CompletedUsesCurrentEpoch",
    "DuplicateClaim": "AtMostOneClaimer",
    "CheckpointAdvance": "CheckpointAfterDurableMaterialization",
    "MissingMaterialization": "NoOverdueScheduled",
}


def test_there_are_six_transitions() -> None:
    assert set(BY_NAME) == set(GUARDS)
    assert [(t.name, t.actor.name, "".join(p.name for p in t.parameters)) for t in A09.transitions] == [
        ("Tick", "clock", ""),
        ("Materialize", "scanner", "r"),
        ("AdvanceCheckpoint", "scanner", ""),
        ("Claim", "worker", "wr"),
        ("Complete", "worker", "wre"),
        ("Expire", "lease", "r"),
    ]
    assert {t.actor for t in A09.transitions} == set(ACTORS)


@pytest.mark.parametrize("name", GUARDS)
def test_the_guards_in_their_order(name: str) -> None:
    assert [str(guard.test) for guard in BY_NAME[name].guards] == GUARDS[name]


@pytest.mark.parametrize("name", EFFECTS)
def test_the_effects(name: str) -> None:
    assert [str(effect) for effect in BY_NAME[name].effects] == EFFECTS[name]


def test_the_guards_that_only_keep_the_model_finite() -> None:
    assert {(t.name, n) for t, n, guard in _guards() if guard.bound} == BOUND


def test_five_bugs_remove_one_guard_each() -> None:
    removed = [(guard.removed_by, (t.name, n)) for t, n, guard in _guards() if guard.removed_by]
    assert sorted(removed) == sorted(REMOVED.items())


def test_one_bug_skips_one_effect() -> None:
    skipped = [(effect.skipped_by, str(effect)) for t in A09.transitions for effect in t.effects if effect.skipped_by]
    assert skipped == [("DuplicateMaterialization", "scheduled' = scheduled \\ {r}")]


def test_each_bug_is_caught_by_a_property_of_its_own() -> None:
    assert {bug.name: bug.caught_by for bug in A09.bugs} == CAUGHT_BY
    assert tuple(CAUGHT_BY) == A09.bug_names
    deviates = {bug: name for bug, (name, _) in REMOVED.items()} | {"DuplicateMaterialization": "Materialize"}
    assert {bug.name: bug.transition for bug in A09.bugs} == deviates


def test_the_properties() -> None:
    assert [(prop.name, str(prop.formula)) for prop in A09.properties] == [
        ("NoEarlyRunnable", r"\A r \in Runs : copies[r] > 0 => DueAt[r] <= now"),
        ("MaterializedRunRemovedFromSchedule", r"\A r \in Runs : copies[r] > 0 => r \notin scheduled"),
        ("CompletedUsesCurrentEpoch", r"\A r \in Runs : completedEpoch[r] > 0 => completedEpoch[r] = epoch[r]"),
        ("AtMostOneClaimer", r"\A r \in Runs : Cardinality(claimers[r]) <= 1"),
        ("CheckpointAfterDurableMaterialization", r"\A r \in Runs : DueAt[r] <= checkpoint => copies[r] > 0"),
        ("NoOverdueScheduled", r"\A r \in scheduled : now <= DueAt[r]"),
        ("CompletedAtMostOnce", r"\A r \in Runs : completions[r] <= 1"),
    ]
    assert [prop.name for prop in A09.properties if prop.is_consequence] == ["CompletedAtMostOnce"]


def test_everything_is_explained_in_words() -> None:
    meanings = {each.name: each.meaning for each in A09.transitions}
    meanings |= {each.name: each.meaning for each in A09.properties} | {each.name: each.meaning for each in A09.bugs}
    assert [name for name, meaning in meanings.items() if not meaning.endswith(".")] == []
    for transition, number, guard in _guards():
        assert guard.holds.endswith("."), (transition.name, number)
        assert guard.fails.endswith("."), (transition.name, number)
        assert guard.holds != guard.fails, (transition.name, number)


def _guards() -> list[tuple[Transition, int, Guard]]:
    return [(t, number, guard) for t in A09.transitions for number, guard in enumerate(t.guards, start=1)]
