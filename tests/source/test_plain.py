"""Transitions as plain TLA+: what the machine does, line by line, and TLC finds the same states in it."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a09web.model.declared import Bug, Transition
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.replay import replay
from a09web.model.transitions import ConcreteTransition
from a09web.source.grammar import parse
from a09web.source.plain import Change, Line, as_taken, difference, plain, plain_text
from a09web.source.texts import definition
from a09web.specs import modules, tlc
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

BOUNDS = Bounds()
MACHINE = machine_for(BOUNDS)
SETS = [frozenset(chosen) for size in range(len(A09.bugs) + 1) for chosen in combinations(A09.bug_names, size)]
each_bug = pytest.mark.parametrize("bug", A09.bugs, ids=A09.bug_names)
each_transition = pytest.mark.parametrize("transition", MACHINE.transitions, ids=[t.name for t in MACHINE.transitions])


def of_kind(lines: tuple[Line, ...], kind: str) -> list[Line]:
    return [line for line in lines if line.kind == kind]


def test_the_correct_transition_reads_like_plain_tla() -> None:
    materialize = next(each for each in A09.transitions if each.name == "Materialize")
    assert plain_text(plain(A09, materialize)).splitlines() == [
        "Materialize(r) ==",
        "    /\\ r \\in scheduled",
        "    /\\ DueAt[r] > checkpoint",
        "    /\\ epoch[r] < MaxEpoch",
        "    /\\ copies[r] < 2",
        "    /\\ DueAt[r] <= now",
        "    /\\ scheduled' = scheduled \\ {r}",
        "    /\\ copies' = [copies EXCEPT ![r] = @ + 1]",
        "    /\\ epoch' = [epoch EXCEPT ![r] = @ + 1]",
        "    /\\ claimers' = [claimers EXCEPT ![r] = {}]",
        "    /\\ completedEpoch' = [completedEpoch EXCEPT ![r] = 0]",
        "    /\\ UNCHANGED <<now, held, completions, checkpoint>>",
    ]


@each_bug
def test_a_bug_changes_exactly_one_guard_or_effect(bug: Bug) -> None:
    transition = next(each for each in A09.transitions if each.name == bug.transition)
    changes = difference(A09, bug.name)
    [gone] = [change.text for change in changes if change.kind == "-"]
    come = [change.text for change in changes if change.kind == "+"]
    correct = "\n".join(change.text for change in changes if change.kind != "+")
    assert correct == plain_text(plain(A09, transition))
    assert "\n".join(change.text for change in changes if change.kind != "-") == plain_text(
        plain(A09, transition, {bug.name})
    )
    if bug.name == "DuplicateMaterialization":
        assert (gone, come) == ("    /\\ scheduled' = scheduled \\ {r}", ["    /\\ scheduled' = scheduled"])
    else:
        [guard] = [guard for guard in transition.guards if guard.removed_by == bug.name]
        assert (gone, come) == (f"    /\\ {guard.test}", [])


@each_bug
def test_what_goes_stands_in_the_module_beside_the_name_of_the_bug(bug: Bug) -> None:
    [gone] = [change.text.removeprefix("    /\\ ") for change in difference(A09, bug.name) if change.kind == "-"]
    [line] = [line.text for line in definition(A09, bug.transition).under(A09.bug_names) if line.bug == bug.name]
    assert gone.partition("' = ")[2] in line if "' =" in gone else gone in line


def test_the_new_line_follows_the_one_it_replaces() -> None:
    changes = difference(A09, "DuplicateMaterialization")
    place = next(index for index, change in enumerate(changes) if change.kind == "-")
    assert changes[place + 1] == Change("+", "    /\\ scheduled' = scheduled")


def test_an_unknown_bug_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no bug 'Heisenbug'"):
        difference(A09, "Heisenbug")


@each_transition
def test_the_lines_of_a_step_are_the_guards_and_effects_of_the_machine(transition: ConcreteTransition) -> None:
    for bugs in SETS:
        lines = as_taken(A09, transition, bugs)
        assert [
            (line.number, line.text, line.bound, line.removed_by, line.is_removed) for line in of_kind(lines, "guard")
        ] == [
            (guard.number, f"    /\\ {guard.text}", guard.declared.bound, guard.declared.removed_by,
             guard.is_removed(bugs))
            for guard in transition.guards
        ]  # fmt: skip
        declared = [line for line in of_kind(lines, "effect") if line.put_by is None]
        assert [line.text for line in declared] == [f"    /\\ {effect.text}" for effect in transition.effects]
        assert [line.text for line in declared if not line.is_removed] == [
            f"    /\\ {effect.text}" for effect in transition.active_effects(bugs)
        ]
        assert {line.put_by for line in lines if line.put_by} == {
            line.removed_by for line in declared if line.is_removed
        }


@each_transition
def test_each_variable_is_said_to_change_or_not_to(transition: ConcreteTransition) -> None:
    for bugs in ((), A09.bug_names):
        text = plain_text(as_taken(A09, transition, bugs))
        [kept] = re.findall(r"UNCHANGED <<(.*)>>", text)
        assert sorted([*kept.split(", "), *re.findall(r"(\w+)' =", text)]) == sorted(MACHINE.variables(MACHINE.initial))


@given(st.lists(st.integers(0, 50), max_size=12), st.sampled_from(SETS))
def test_a_guard_says_whether_it_holds_in_the_state(choices: list[int], bugs: frozenset[str]) -> None:
    state = MACHINE.initial
    for choice in choices:
        enabled = MACHINE.enabled(state, bugs)
        state = enabled[choice % len(enabled)].apply(state, bugs) if enabled else state
    for transition in MACHINE.transitions:
        guards = of_kind(as_taken(A09, transition, bugs, state), "guard")
        assert [line.holds for line in guards] == [guard.holds(state) for guard in transition.guards]
        assert [line.filled for line in guards] == [guard.test.filled(state) for guard in transition.guards]
        in_force = all(line.holds for line in guards if not line.is_removed)
        assert in_force == transition.is_enabled(state, bugs)


def test_a_zombie_comes_back() -> None:
    steps = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)")
    state = replay(BOUNDS, frozenset(), steps).last.state
    head, *_ = lines = as_taken(A09, MACHINE.transition("Complete(w1,r1,1)"), {"StaleCompletion"}, state)
    assert head == Line("Complete(w1, r1, 1) ==", "head")
    assert lines[3] == Line(
        "    /\\ 1 = epoch[r1]",
        "guard",
        number=3,
        removed_by="StaleCompletion",
        is_removed=True,
        filled="1 = 2",
        holds=False,
    )


@pytest.mark.parametrize("transition", A09.transitions, ids=[each.name for each in A09.transitions])
def test_plain_tla_can_be_read(transition: Transition) -> None:
    for bugs in ((), A09.bug_names):
        text = plain_text(plain(A09, transition, bugs))
        assert not parse(f"---- MODULE M ----\n{text}\n====").root_node.has_error


@pytest.mark.tlc
# For each single bug the repaired models of `tests/specs` hold the plain actions, too.
@pytest.mark.parametrize(
    "bugs",
    [
        pytest.param(SETS[0], id="none"),
        pytest.param(SETS[-1], id="all"),
        *(pytest.param(one, id=min(one), marks=pytest.mark.night) for one in SETS[1 : len(A09.bugs) + 1]),
    ],
)
def test_tlc_finds_the_same_states_in_plain_tla(
    bugs: frozenset[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The actions of A09.tla with the plain ones in their place, and no flag on."""
    text = modules.text_of(A09)
    for declared in A09.transitions:
        before, after = definition(A09, declared.name).text, plain_text(plain(A09, declared, bugs))
        assert text.count(before) == 1
        text = text.replace(before, after)
    (tmp_path / "A09.tla").write_text(text, encoding="utf-8")
    monkeypatch.setattr(modules, "folder_of", lambda workbook: tmp_path)
    found, expected = tlc.check(bounds=BOUNDS, timeout=120), explore(MACHINE, bugs)
    assert (found.distinct, found.generated, found.depth) == (expected.distinct, expected.generated, expected.depth)
