"""Expressions as TLA+, with values filled in, and as reasons, each beside what a person would write."""

from __future__ import annotations

import pytest

from a09web.model.expressions import Expr, Number, Param, Scope
from a09web.model.fields import FieldMap, State
from a09web.model.quantified import exists, for_all
from a09web.model.replay import replay
from a09web.model.terms import Cardinality, Constant, EmptySet, Read
from a09web.workbooks.a09 import declaration as d
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.a09.sorts import EPOCHS

BOUNDS = Bounds(due=(1, 2), workers=2, max_time=3, max_epoch=2)
SCOPE = Scope(FieldMap(BOUNDS))
HERE = SCOPE.bind(d.r, 0).bind(d.w, 1).bind(d.e, 2)
"""Run r1, worker w2, epoch 2."""

BUSY = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Claim(w2,r1)")
"""It is 1; r1 is at epoch 2 and owned by w2, while w1 is a zombie with epoch 1; r2 is untouched."""


def state(*steps: str) -> State:
    played = replay(BOUNDS, frozenset(), steps)
    assert played.refusal is None
    return played.last.state


INITIAL = state()
CLAIMED = state(*BUSY)

TEXTS: list[tuple[Expr, str, str, str]] = [
    (d.now < d.max_time, "now < MaxTime", "now < MaxTime", "1 < 3"),
    (d.due_at <= d.now, "DueAt[r] <= now", "DueAt[r1] <= now", "1 <= 1"),
    (d.due_at > d.checkpoint, "DueAt[r] > checkpoint", "DueAt[r1] > checkpoint", "1 > 0"),
    (d.epoch < d.max_epoch, "epoch[r] < MaxEpoch", "epoch[r1] < MaxEpoch", "2 < 2"),
    (d.due_at <= d.checkpoint + 1, "DueAt[r] <= checkpoint + 1", "DueAt[r1] <= checkpoint + 1", "1 <= 1"),
    (d.copies.differs(0), "copies[r] # 0", "copies[r1] # 0", "1 # 0"),
    (d.e.equals(d.epoch), "e = epoch[r]", "2 = epoch[r1]", "2 = 2"),
    (d.claimers.is_empty(), "claimers[r] = {}", "claimers[r1] = {}", "{w2} = {}"),
    (d.claimers.is_not_empty(), "claimers[r] # {}", "claimers[r1] # {}", "{w2} # {}"),
    (d.scheduled.has(d.r), r"r \in scheduled", r"r1 \in scheduled", r"r1 \in {r2}"),
    (d.claimers.has(d.w), r"w \in claimers[r]", r"w2 \in claimers[r1]", r"w2 \in {w2}"),
    (~d.claimers.has(d.w), r"w \notin claimers[r]", r"w2 \notin claimers[r1]", r"w2 \notin {w2}"),
    (
        d.held.has(d.w, d.r, d.e),
        r"<<w, r, e>> \in held",
        r"<<w2, r1, 2>> \in held",
        r"<<w2, r1, 2>> \in {<<w1, r1, 1>>, <<w2, r1, 2>>}, the attempts at r1",
    ),
    (
        Cardinality(d.claimers) <= 1,
        "Cardinality(claimers[r]) <= 1",
        "Cardinality(claimers[r1]) <= 1",
        "Cardinality({w2}) <= 1",
    ),
]


@pytest.mark.parametrize(("formula", "text", "concrete", "filled"), TEXTS, ids=[text for _, text, _, _ in TEXTS])
def test_a_formula_as_text(formula: Expr, text: str, concrete: str, filled: str) -> None:
    assert str(formula) == text
    here = formula.at(HERE)
    assert str(here) == concrete
    assert here.filled(CLAIMED) == filled


REASONS: list[tuple[Expr, State, bool, str]] = [
    (d.due_at <= d.now, INITIAL, False, "`DueAt[r1] = 1 > now = 0`"),
    (d.due_at <= d.now, CLAIMED, True, "`DueAt[r1] = 1 <= now = 1`"),
    (d.now < d.max_time, INITIAL, True, "`now = 0 < MaxTime = 3`"),
    (d.checkpoint < d.now, INITIAL, False, "`checkpoint = 0 >= now = 0`"),
    (d.copies > 0, INITIAL, False, "`copies[r1] = 0`"),
    (d.copies > 0, CLAIMED, True, "`copies[r1] = 1`"),
    (d.completions <= 0, INITIAL, True, "`completions[r1] = 0`"),
    (d.copies <= 0, CLAIMED, False, "`copies[r1] = 1 > 0`"),
    (d.copies.equals(d.epoch), INITIAL, True, "`copies[r1] = epoch[r1] = 0`"),
    (d.copies.equals(d.epoch), CLAIMED, False, "`copies[r1] = 1 # epoch[r1] = 2`"),
    (d.scheduled.has(d.r), INITIAL, True, "`r1` is in `scheduled`"),
    (d.scheduled.has(d.r), CLAIMED, False, "`r1` is not in `scheduled`"),
    (~d.scheduled.has(d.r), CLAIMED, True, "`r1` is not in `scheduled`"),
    (d.held.has(d.w, d.r, d.e), CLAIMED, True, "`<<w2, r1, 2>>` is in `held`"),
    (Cardinality(d.claimers) <= 1, CLAIMED, True, "`claimers[r1] = {w2}` has 1 member"),
    (Cardinality(d.claimers) <= 0, CLAIMED, False, "`claimers[r1] = {w2}` has 1 member, and at most 0 is allowed"),
    ((d.copies > 0) & (d.epoch > 1), CLAIMED, True, "`copies[r1] = 1` and `epoch[r1] = 2`"),
    ((d.copies > 0) & (d.epoch > 2), CLAIMED, False, "`epoch[r1] = 2`"),
    ((d.copies > 0).implies(d.due_at <= d.now), INITIAL, True, "`copies[r1] = 0`"),
    ((d.copies > 0).implies(d.due_at <= d.now), CLAIMED, True, "`DueAt[r1] = 1 <= now = 1`"),
    ((d.copies > 0).implies(d.epoch <= d.now), CLAIMED, False, "`copies[r1] = 1` but `epoch[r1] = 2 > now = 1`"),
    # What the reader has just been told is not said twice.
    ((d.copies > 0).implies(d.copies.equals(d.epoch)), CLAIMED, False, "`copies[r1] = 1` but `epoch[r1] = 2`"),
    (d.MATERIALIZABLE, CLAIMED, False, "`r1` is not in `scheduled` and `epoch[r1] = 2 >= MaxEpoch = 2`"),
]


@pytest.mark.parametrize(("formula", "at", "truth", "reason"), REASONS, ids=[f"{r[0]} {r[2]}" for r in REASONS])
def test_the_reason_for_a_verdict(formula: Expr, at: State, truth: bool, reason: str) -> None:
    here = formula.at(HERE)
    assert bool(here.read(at)) is truth
    assert here.because(at, truth) == reason


def test_a_universal_statement_speaks_of_the_runs_that_break_it_or_else_of_all() -> None:
    due = for_all(d.r, (d.due_at <= d.checkpoint + 1).implies(d.copies > 0))
    assert str(due) == r"\A r \in Runs : DueAt[r] <= checkpoint + 1 => copies[r] > 0"
    due = due.at(SCOPE)
    assert due.witnesses(INITIAL) == ("r1",)
    assert due.because(INITIAL, False) == "`DueAt[r1] = 1 <= checkpoint + 1 = 1` but `copies[r1] = 0`"
    assert due.witnesses(CLAIMED) == ()
    assert due.because(CLAIMED, True) == "`copies[r1] = 1`; `DueAt[r2] = 2 > checkpoint + 1 = 1`"


def test_an_existential_statement_speaks_of_the_runs_that_satisfy_it_or_else_of_all() -> None:
    some = exists(d.r, (d.due_at <= d.now) & d.MATERIALIZABLE)
    assert str(some) == r"\E r \in Runs : DueAt[r] <= now /\ Materializable(r)"
    some = some.at(SCOPE)
    at_one = state("Tick")
    assert some.witnesses(at_one) == ("r1",)
    assert some.because(at_one, True) == (
        "`DueAt[r1] = 1 <= now = 1` and `r1` is in `scheduled` and `DueAt[r1] = 1 > checkpoint = 0` "
        "and `epoch[r1] = 0 < MaxEpoch = 2` and `copies[r1] = 0`"
    )
    assert some.witnesses(INITIAL) == ()
    assert some.because(INITIAL, False) == "`DueAt[r1] = 1 > now = 0`; `DueAt[r2] = 2 > now = 0`"


def test_what_is_filled_into_a_negated_statement_is_true() -> None:
    """Its values are reasons, and a reason is a fact: a `~` in front of it would deny it."""
    no_due_work = d.TICK.guards[1].test.at(SCOPE)
    assert no_due_work.filled(INITIAL) == "`DueAt[r1] = 1 > now = 0`; `DueAt[r2] = 2 > now = 0`"


def test_a_range_narrowed_to_a_set_ignores_what_is_outside() -> None:
    overdue = for_all(d.r, d.now <= d.due_at, within=d.scheduled)
    assert str(overdue) == r"\A r \in scheduled : now <= DueAt[r]"
    later = state("Tick", "Materialize(r1)", "Tick")
    assert overdue.at(SCOPE).read(later)
    assert overdue.at(SCOPE).because(later, True) == "`r1` is not in `scheduled`; `now = 2 <= DueAt[r2] = 2`"


def test_a_parameter_within_a_quantifier_is_named_once_concrete() -> None:
    """The explorer takes guards with one text for one guard."""
    idle = for_all(d.e, ~d.held.has(d.w, d.r, d.e))
    assert str(idle) == r"\A e \in 1..MaxEpoch : <<w, r, e>> \notin held"
    assert str(idle.at(HERE)) == r"\A e \in 1..MaxEpoch : <<w2, r1, e>> \notin held"


def test_a_definition_is_printed_by_its_name_and_means_its_body() -> None:
    assert str(d.MATERIALIZABLE.at(HERE)) == "Materializable(r1)"
    assert d.MATERIALIZABLE.at(HERE).read(INITIAL)
    assert not d.MATERIALIZABLE.at(HERE).read(CLAIMED)


def test_a_negation_of_something_long() -> None:
    assert str(~(d.copies > 0)) == "~ copies[r] > 0"
    assert (~(d.copies > 0)).at(HERE).filled(CLAIMED) == "~ 1 > 0"


@pytest.mark.parametrize(
    ("comparison", "truths"),
    [
        (d.copies < 1, (True, False)),
        (d.copies <= 0, (True, False)),
        (d.copies > 0, (False, True)),
        (d.copies.equals(0), (True, False)),
        (d.copies.differs(0), (False, True)),
    ],
    ids=str,
)
def test_comparisons(comparison: Expr, truths: tuple[bool, bool]) -> None:
    here = comparison.at(HERE)
    assert (here.read(INITIAL), here.read(CLAIMED)) == truths


@pytest.mark.parametrize("left", [0, 2])
@pytest.mark.parametrize("right", [0, 2])
def test_the_connectives(left: int, right: int) -> None:
    """The number of copies is 1: each side is true when its number is 0."""
    a, b = d.copies > left, d.copies > right
    truth = {0: True, 2: False}
    assert a.implies(b).at(HERE).read(CLAIMED) is (not truth[left] or truth[right])
    assert (a & b).at(HERE).read(CLAIMED) is (truth[left] and truth[right])
    assert (~a).at(HERE).read(CLAIMED) is not truth[left]


def test_an_expression_with_parameters_has_no_value() -> None:
    with pytest.raises(TypeError, match=r"make it concrete with at\(scope\) first"):
        (d.copies > 0).read(INITIAL)


def test_a_number_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="now is neither true nor false"):
        Read(d.NOW).at(SCOPE).because(INITIAL, True)


def test_literals() -> None:
    shown = [part.at(HERE).show(INITIAL) for part in (Number(3), EmptySet(), d.r, Param("e", EPOCHS))]
    assert shown == ["3", "{}", "r1", "2"]
    assert [Constant(name).at(HERE).show(INITIAL) for name in ("MaxTime", "MaxEpoch")] == ["3", "2"]


def test_a_range_that_the_state_gives_narrows_both_quantifiers() -> None:
    """Nothing is outside of the schedule at first, and then r1 is: what is not in the range says nothing."""
    there = exists(d.r, d.due_at.equals(1), within=d.scheduled).at(SCOPE)
    all_late = for_all(d.r, d.due_at.equals(2), within=d.scheduled).at(SCOPE)
    assert (there.read(INITIAL), all_late.read(INITIAL)) == (True, False)
    after = replay(BOUNDS, frozenset(), ("Tick", "Materialize(r1)")).last.state
    assert (there.read(after), all_late.read(after)) == (False, True)
