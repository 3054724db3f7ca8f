"""What a step changed, place by place."""

from __future__ import annotations

import pytest

from a09web.model.changes import Change, changes
from a09web.model.replay import replay
from a09web.workbooks.a09.bounds import Bounds

TRACE = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Claim(w2,r1)", "Complete(w2,r1,2)", "+EarlyRelease")


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (1, ["now 0 → 1"]),
        (2, ["scheduled − r1", "copies[r1] 0 → 1", "epoch[r1] 0 → 1"]),
        (3, ["claimers[r1] + w1", "held + <<w1, r1, 1>>"]),
        (4, ["epoch[r1] 1 → 2", "claimers[r1] − w1"]),
        (5, ["claimers[r1] + w2", "held + <<w2, r1, 2>>"]),
        (6, ["claimers[r1] − w2", "held − <<w2, r1, 2>>", "completedEpoch[r1] 0 → 2", "completions[r1] 0 → 1"]),
        (7, []),
    ],
)
def test_the_changes_of_a_step(index: int, expected: list[str]) -> None:
    played = replay(Bounds(), frozenset(), TRACE)
    assert played.refusal is None
    before, after = (played.machine.variables(played.entries[i].state) for i in (index - 1, index))
    assert [str(change) for change in changes(before, after)] == expected


def test_a_set_can_lose_and_gain_at_once() -> None:
    found = changes({"held": [["w1", "r1", 1], ["w2", "r1", 1]]}, {"held": [["w2", "r1", 1], ["w2", "r1", 2]]})
    assert [(change.place, change.text) for change in found] == [
        ("held", "− <<w1, r1, 1>>"),
        ("held", "+ <<w2, r1, 2>>"),
    ]


@pytest.mark.parametrize(
    ("change", "letter"),
    [
        (Change("now", "0 → 1"), "M"),
        (Change("checkpoint", "12 → 3"), "M"),
        (Change("claimers[r1]", "+ w1"), "A"),
        (Change("held", "+ <<w2, r1, 2>>"), "A"),
        (Change("scheduled", "− r1"), "D"),
    ],
)
def test_a_change_has_the_letter_that_version_control_gives_it(change: Change, letter: str) -> None:
    assert change.letter == letter


def test_the_letters_of_the_changes_of_each_step() -> None:
    played = replay(Bounds(), frozenset(), TRACE)
    states = [played.machine.variables(entry.state) for entry in played.entries]
    letters = [
        "".join(change.letter for change in changes(before, after))
        for before, after in zip(states, states[1:], strict=False)
    ]
    assert letters == ["M", "DMM", "AA", "MD", "AA", "DDMM", ""]
