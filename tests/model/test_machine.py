"""The machine, one state at a time, against the same model written out plainly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from a09web.model.effects import assign
from a09web.model.expressions import Scope
from a09web.model.machine import Machine, NotEnabled, machine_for
from a09web.model.transitions import ConcreteEffect
from a09web.workbooks.a09 import declaration as d
from a09web.workbooks.a09.bounds import Bounds
from tests.model import reference
from tests.model.reference import BUGS, Ref

BOUNDS = Bounds()
MACHINE = machine_for(BOUNDS)

Pairs = dict[Ref, tuple[int, ...]]


def reachable(machine: Machine, bugs: frozenset[str]) -> Pairs:
    """The states that the reference reaches, each with the machine's own after the same transitions."""
    first = reference.initial(machine.bounds)
    found: Pairs = {first: machine.initial}
    waiting = [first]
    while waiting:
        s = waiting.pop()
        for name in reference.enabled(machine.bounds, bugs, s):
            following = reference.after(bugs, s, name)
            if following not in found:
                found[following] = machine.step(found[s], bugs, name)
                waiting.append(following)
    return found


@pytest.fixture(scope="module", params=["", *BUGS])
def states(request: pytest.FixtureRequest) -> Pairs:
    return reachable(MACHINE, frozenset({request.param} - {""}))


def test_every_reachable_state_reads_the_same(states: Pairs) -> None:
    for s, state in states.items():
        assert MACHINE.variables(state) == reference.variables(BOUNDS, s)


def test_every_guard_has_the_verdict_that_it_should(states: Pairs) -> None:
    for s, state in states.items():
        found = {t.name: tuple(guard.holds(state) for guard in t.guards) for t in MACHINE.transitions}
        assert found == reference.verdicts(BOUNDS, s)


def test_every_property_has_the_verdict_that_it_should(states: Pairs) -> None:
    for s, state in states.items():
        assert MACHINE.broken(state) == reference.broken(BOUNDS, s)


def test_the_transitions_of_the_default_model() -> None:
    assert sorted(MACHINE.by_name) == sorted(reference.verdicts(BOUNDS, reference.initial(BOUNDS)))
    assert [t.name for t in MACHINE.transitions][:4] == [
        "Tick",
        "Materialize(r1)",
        "Materialize(r2)",
        "AdvanceCheckpoint",
    ]
    assert len(MACHINE.transitions) == 1 + 2 + 1 + 4 + 8 + 2


def test_a_worker_is_the_actor_of_its_own_transitions() -> None:
    actors = {
        name: MACHINE.transition(name).actor for name in ("Tick", "Expire(r1)", "Claim(w2,r1)", "Complete(w1,r2,2)")
    }
    assert actors == {"Tick": "clock", "Expire(r1)": "lease", "Claim(w2,r1)": "w2", "Complete(w1,r2,2)": "w1"}


def test_a_refusal_names_the_guards_that_fail_and_says_why() -> None:
    with pytest.raises(NotEnabled) as refused:
        MACHINE.step(MACHINE.initial, frozenset(), "Complete(w1,r1,1)")
    assert str(refused.value) == (
        "Complete(w1,r1,1) is not enabled. w1 holds no attempt of r1 under epoch 1. "
        "There is no attempt under epoch 1 yet: r1 is at epoch 0."
    )
    assert [guard.number for guard in refused.value.failing] == [1, 3]
    assert refused.value.step == "Complete(w1,r1,1)"


def test_a_removed_guard_is_still_there_with_its_verdict() -> None:
    early = frozenset({"EarlyRelease"})
    materialize = MACHINE.transition("Materialize(r1)")
    [removed] = [guard for guard in materialize.guards if guard.is_removed(early)]
    assert (removed.number, removed.text, removed.holds(MACHINE.initial)) == (5, "DueAt[r1] <= now", False)
    assert removed.sentence(MACHINE.initial) == "r1 is not due yet: its time is 1 and it is 0 now."
    assert materialize.failing(MACHINE.initial, early) == ()
    assert materialize.failing(MACHINE.initial, frozenset()) == (removed,)


@pytest.mark.parametrize(
    ("steps", "name", "number", "sentence"),
    [
        ("", "Tick", 2, "The scanner has no due work, so time need not wait for it."),
        ("Tick", "Tick", 1, "It is 1 now, and the clock runs to 3."),
        ("Tick", "Tick", 2, "The scanner has due work, r1: time waits until it is materialized."),
        ("Tick", "AdvanceCheckpoint", 2, "The next checkpoint would cover r1, never materialized."),
        ("Tick Materialize(r1)", "Materialize(r1)", 1, "r1 is no longer in the schedule: it was materialized."),
        ("Tick Materialize(r1) Claim(w2,r1)", "Claim(w1,r1)", 4, "r1 is owned by w2, and a claim must be exclusive."),
        ("Tick Materialize(r1) Claim(w2,r1)", "Expire(r1)", 2, "r1 has attempts left: it is at epoch 1 of at most 2."),
        (
            "Tick Materialize(r1) Claim(w2,r1) Expire(r1) Claim(w1,r1)",
            "Expire(r1)",
            2,
            "r1 is at epoch 2, the last one this model allows.",
        ),
        (
            "Tick Materialize(r1) AdvanceCheckpoint",
            "Materialize(r1)",
            2,
            "r1 is due at 1, and the checkpoint at 1 says that time is done: the scanner never looks back.",
        ),
    ],
)
def test_a_verdict_as_a_sentence(steps: str, name: str, number: int, sentence: str) -> None:
    state = MACHINE.initial
    for step in steps.split():
        state = MACHINE.step(state, frozenset(), step)
    assert MACHINE.transition(name).guards[number - 1].sentence(state) == sentence


def test_every_sentence_can_be_said_in_every_state(states: Pairs) -> None:
    """No template names a value that there is not."""
    for state in list(states.values())[::25]:
        for transition in MACHINE.transitions:
            for guard in transition.guards:
                sentence = guard.sentence(state)
                assert "{" not in sentence
                assert "[" not in sentence


def test_two_runs_that_wait_are_both_named() -> None:
    machine = machine_for(Bounds(due=(1, 2, 1)))
    state = machine.step(machine.initial, frozenset(), "Tick")
    assert machine.transition("Tick").guards[1].sentence(state) == (
        "The scanner has due work, r1 and r3: time waits until it is materialized."
    )


@pytest.mark.parametrize(
    "name", ["", "tick", "Materialize(r3)", "Claim(r1,w1)", "Complete(w1,r1,3)", "Tick()", "x" * 99]
)
def test_an_unknown_step_is_answered_with_what_there_is(name: str) -> None:
    with pytest.raises(NotEnabled) as refused:
        MACHINE.step(MACHINE.initial, frozenset(), name)
    assert refused.value.failing == ()
    assert str(refused.value) == (
        f"There is no step “{name[:60]}” here. A step is one of Tick; Materialize(r); AdvanceCheckpoint; Claim(w,r); "
        "Complete(w,r,e); Expire(r), with runs r1, r2, workers w1, w2 and epochs 1 to 2, "
        "or a toggle such as +EarlyRelease."
    )


def test_the_guard_or_effect_that_a_bug_takes_from_a_transition() -> None:
    materialize = MACHINE.transition("Materialize(r2)")
    guard, effect = materialize.removed_by("EarlyRelease")
    assert guard is materialize.guards[4]
    assert effect is None
    guard, effect = materialize.removed_by("DuplicateMaterialization")
    assert guard is None
    assert effect is not None
    assert effect.text == "scheduled' = scheduled \\ {r2}"
    assert materialize.removed_by("StaleCompletion") == (None, None)


def test_effects_are_read_in_the_old_state() -> None:
    """As in TLA+. No effect of the model reads what another one of its transition writes, so here are two that do."""
    scope = Scope(MACHINE.fields)
    swap = (assign(d.now, d.checkpoint + 0), assign(d.checkpoint, d.now + 0))
    effects = tuple(ConcreteEffect(effect, scope, *effect.change(scope)) for effect in swap)
    state = MACHINE.step(MACHINE.initial, frozenset(), "Tick")
    after = MACHINE.variables(replace(MACHINE.transition("Tick"), effects=effects).apply(state, frozenset()))
    assert (after["now"], after["checkpoint"]) == (0, 1)


def test_to_materialize_again_starts_a_new_attempt_and_leaves_a_zombie() -> None:
    duplicate = frozenset({"DuplicateMaterialization"})
    state = MACHINE.initial
    for step in ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Materialize(r1)"):
        state = MACHINE.step(state, duplicate, step)
    shown = MACHINE.variables(state)
    assert shown["held"] == [["w1", "r1", 1]]
    assert (shown["epoch"]["r1"], shown["copies"]["r1"], shown["claimers"]["r1"]) == (2, 2, [])
