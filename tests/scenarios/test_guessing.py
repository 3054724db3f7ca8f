"""Bounds that a file does not say: those with which its steps need the fewest bugs."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a09web.model.machine import machine_for
from a09web.model.replay import Replay, replay
from a09web.model.workbook import Bugs
from a09web.scenarios.scenario import Scenario
from a09web.scenarios.uploads import read_upload
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from tests.model.test_random_traces import often

from .making import bare, opened

USUAL = "The file does not say its bounds; they are taken to be the usual ones."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "1~due.3.1~Tick~Materialize.r2~Tick~Tick~Materialize.r1",
            "1~due.3.1~Tick~Materialize.r2~Tick~Tick~Materialize.r1",
        ),
        ("1~due.2.2~bugs.EarlyRelease~Tick~Materialize.r1", "1~Tick~Materialize.r1"),
        ("1~due.5.5~MaxTime.6~Tick~Tick~Tick~Tick~Tick", "1~due.5.5~MaxTime.5~Tick~Tick~Tick~Tick~Tick"),
        ("1~due.2.4.4~MaxTime.4~Tick~Tick~Materialize.r1", "1~due.2.2.3~Tick~Tick~Materialize.r1"),
        (  # no toggle is put in where other due times do without
            "1~due.1~MaxTime.1~bugs.EarlyRelease~off.EarlyRelease~Tick~Materialize.r1",
            "1~due.1~bugs.EarlyRelease~off.EarlyRelease~Tick~Materialize.r1",
        ),
    ],
)
def test_bounds_are_those_that_need_the_fewest_bugs(text: str, found: str) -> None:
    upload = read_upload(bare(opened(text)))
    assert upload.scenario == opened(found)


def test_what_tlc_calls_violated_is_violated_at_the_end() -> None:
    """Without that sentence the trace needs no bug at all."""
    text = "1~due.2.3~bugs.EarlyRelease~Tick~Materialize.r1"
    printed = "Error: Invariant NoEarlyRunnable is violated.\n" + bare(opened(text))
    upload = read_upload(printed)
    assert upload.scenario == opened("1~due.2.2~bugs.EarlyRelease~Tick~Materialize.r1")
    assert upload.told == (
        USUAL,
        "Other bounds are assumed: r1 is due at 2. With the usual bounds NoEarlyRunnable would not be broken at the "
        "end, as the file says.",
        "The file does not say which bugs were on; with these bounds its steps need EarlyRelease.",
    )


def test_a_sentence_that_no_bounds_explain_is_told() -> None:
    printed = "Error: Invariant AtMostOneClaimer is violated.\n" + bare(opened("1~Tick"))
    assert read_upload(printed).told[-1] == (
        "The file says that AtMostOneClaimer is violated, and with these bounds it is not."
    )


@pytest.mark.parametrize(
    ("text", "violated", "found", "why"),
    [
        (
            "1~due.3.3~Tick~AdvanceCheckpoint~Tick~AdvanceCheckpoint",
            "",
            "1~due.3.3~Tick~AdvanceCheckpoint~Tick~AdvanceCheckpoint",
            "r1 is due at 3, r2 is due at 3. With the usual bounds its steps would also need CheckpointAdvance.",
        ),
        (
            "1~due.1.3~bugs.EarlyRelease~Materialize.r2~Claim.w1.r2~Tick~Materialize.r1",
            "NoEarlyRunnable",
            "1~due.1.2~bugs.EarlyRelease~Materialize.r2~Claim.w1.r2~Tick~Materialize.r1",
            "",
        ),
        (
            "1~due.1.1~MaxTime.2~bugs.MissingMaterialization~Tick~Materialize.r1~Tick",
            "NoOverdueScheduled",
            "1~due.1.1~bugs.MissingMaterialization~Tick~Materialize.r1~Tick",
            "r2 is due at 1. With the usual bounds NoOverdueScheduled would not be broken at the end, as the file "
            "says.",
        ),
        (
            "1~due.1.1~MaxEpoch.1~bugs.DuplicateMaterialization~Tick~Materialize.r1~Materialize.r2~Tick",
            "",
            "1~due.1.1~MaxEpoch.1~bugs.DuplicateMaterialization~Tick~Materialize.r1~Materialize.r2~Tick",
            "r2 is due at 1, MaxEpoch is 1. With the usual bounds its steps would also need EarlyRelease and "
            "MissingMaterialization.",
        ),
    ],
)
def test_all_due_times_are_tried(text: str, violated: str, found: str, why: str) -> None:
    printed = f"Invariant {violated} is violated.\n" + bare(opened(text))
    upload = read_upload(printed)
    assert upload.scenario == opened(found)
    assert any(sentence == f"Other bounds are assumed: {why}" for sentence in upload.told) or not why


LATEST = 4
BUG_SETS = [frozenset(chosen) for size in range(3) for chosen in combinations(A09.bug_names, size)]


@st.composite
def without_toggles(draw: st.DrawFn) -> Scenario:
    due = tuple(draw(st.lists(st.integers(1, LATEST), min_size=1, max_size=2)))
    bounds = Bounds(due=due, max_time=LATEST, max_epoch=draw(st.integers(1, 3)))
    bugs = draw(st.frozensets(st.sampled_from(A09.bug_names), max_size=3))
    machine, state, steps = machine_for(bounds), machine_for(bounds).initial, list[str]()
    for choice in draw(st.lists(st.integers(0, 99), max_size=9)):
        if able := machine.enabled(state, bugs):
            steps.append(able[choice % len(able)].name)
            state = machine.step(state, bugs, steps[-1])
    return Scenario(bounds=bounds, bugs=bugs, steps=tuple(steps), cursor=len(steps))


@often
@given(without_toggles())
def test_no_other_bounds_need_fewer_bugs(scenario: Scenario) -> None:
    guessed = read_upload(bare(scenario)).scenario
    assert guessed.steps == scenario.steps
    fewer = [bugs for bugs in BUG_SETS if len(bugs) < len(guessed.bugs)]
    for due, max_epoch in product(product(range(1, LATEST + 1), repeat=len(scenario.bounds.schedule)), range(1, 4)):
        bounds = Bounds(due=due, max_time=LATEST, max_epoch=max_epoch)
        assert not any(explains(bounds, bugs, scenario) for bugs in fewer)


def explains(bounds: Bounds, bugs: Bugs, scenario: Scenario) -> bool:
    played = replay(bounds, bugs, scenario.steps)
    return played.refusal is None and shown(played) == shown(scenario.replay())


def shown(played: Replay) -> list[dict[str, Any]]:
    return [played.machine.variables(entry.state) for entry in played.entries]
