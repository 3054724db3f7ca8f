"""What the first workbook does not say: sets within sets, members at a value of the state, a set in a quantifier."""

from __future__ import annotations

import pytest

from a09web.model.effects import assign
from a09web.model.expressions import Expr, Scope
from a09web.model.fields import FieldMap, State
from a09web.model.packing import Layer, Packing
from a09web.model.quantified import for_all
from a09web.model.replay import replay
from a09web.model.stepping import truth
from a09web.model.subsets import Just, UpTo, Within
from a09web.model.terms import Cardinality, Choose, Never
from a09web.workbooks.effects import declaration as d
from a09web.workbooks.effects.bounds import Bounds

BOUNDS = Bounds()
SCOPE = Scope(FieldMap(BOUNDS))
HERE = SCOPE.bind(d.r, 0).bind(d.w, 1).bind(d.a, 2)
"""Run r1, worker w2, attempt 2."""

BUGS = frozenset({"KeyPerAttempt"})
RETRIED = ("Claim(w1,r1)", "Send(w1,r1,1)", "Apply(r1,1)", "Expire(r1)", "Claim(w2,r1)", "Send(w2,r1,2)")
TWICE = (*RETRIED, "Apply(r1,2)", "Answer(r1,2)", "Complete(w2,r1,2)", "Forget(r1)")


def state(steps: tuple[str, ...], at: int) -> State:
    played = replay(BOUNDS, BUGS, steps[:at])
    assert played.refusal is None
    return played.last.state


INITIAL, ONE, BOTH, DONE = state(TWICE, 0), state(TWICE, 6), state(TWICE, 8), state(TWICE, 10)
"""Before anything, before the retry is applied, after both were, and when all is forgotten."""

SAID: list[tuple[Expr, State, str, bool, str, str]] = [
    (
        Within(d.remembered, Just(d.a)), ONE, r"remembered[r] \subseteq {a}", False, r"{1} \subseteq {2}",
        "`remembered[r1] = {1}` is not within `{2}`",
    ),
    (
        Within(d.remembered, Just(d.a)), INITIAL, r"remembered[r] \subseteq {a}", True, r"{} \subseteq {2}",
        "`remembered[r1] = {}` is within `{2}`",
    ),
    (
        Within(UpTo(d.a), d.answers), BOTH, r"1..a \subseteq answers[r]", False, r"1..2 \subseteq {2}",
        "`1..2` is not within `answers[r1] = {2}`",
    ),
    (
        Within(UpTo(d.attempt), d.requests), BOTH, r"1..attempt[r] \subseteq requests[r]", True,
        r"1..2 \subseteq {1, 2}", "`1..attempt[r1] = 1..2` is within `requests[r1] = {1, 2}`",
    ),
    (
        Within(d.answers, d.requests), BOTH, r"answers[r] \subseteq requests[r]", True, r"{2} \subseteq {1, 2}",
        "`answers[r1] = {2}` is within `requests[r1] = {1, 2}`",
    ),
    (d.remembered.is_not_empty(), ONE, "remembered[r] # {}", True, "{1} # {}", "`remembered[r1] = {1}`"),
    (
        Cardinality(d.remembered) <= 1, BOTH, "Cardinality(remembered[r]) <= 1", False, "Cardinality({1, 2}) <= 1",
        "`remembered[r1] = {1, 2}` has 2 members, and at most 1 is allowed",
    ),
    (
        d.held.has(d.w, d.r, d.attempt), ONE, r"<<w, r, attempt[r]>> \in held", True,
        r"<<w2, r1, 2>> \in {<<w1, r1, 1>>, <<w2, r1, 2>>}", "`<<w2, r1, 2>>` is in `held`",
    ),
    (
        ~d.held.has(d.w, d.r, d.attempt), INITIAL, r"<<w, r, attempt[r]>> \notin held", True,
        r"<<w2, r1, 1>> \notin {}", "`<<w2, r1, 1>>` is not in `held`",
    ),
    (
        ((d.effects > 0) & d.fence.equals(0)).implies(d.remembered.is_empty()), ONE,
        r"effects[r] > 0 /\ fence[r] = 0 => remembered[r] = {}", False, r"1 > 0 /\ 0 = 0 => {1} = {}",
        "`effects[r1] = 1` and `fence[r1] = 0` but `remembered[r1] = {1}`",
    ),
    (
        ((d.effects > 0) & d.fence.equals(0)).implies(d.remembered.is_empty()), DONE,
        r"effects[r] > 0 /\ fence[r] = 0 => remembered[r] = {}", True, r"2 > 0 /\ 2 = 0 => {} = {}",
        "`fence[r1] = 2`",
    ),
    (
        ((d.effects > 0) & (d.fence > 0)).implies(d.effects.equals(d.attempt)), BOTH,
        r"effects[r] > 0 /\ fence[r] > 0 => effects[r] = attempt[r]", True, r"2 > 0 /\ 0 > 0 => 2 = 2",
        "`fence[r1] = 0`",
    ),
    (
        ~((d.effects > 0) & d.fence.equals(0)), ONE, r"~ (effects[r] > 0 /\ fence[r] = 0)", False,
        r"~ (1 > 0 /\ 0 = 0)", "`effects[r1] = 1` and `fence[r1] = 0`",
    ),
    (Never(), ONE, "FALSE", False, "FALSE", "`FALSE` is never true"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "at", "text", "is_true", "filled", "reason"), SAID, ids=lambda part: str(part)[:40]
)
def test_a_formula(formula: Expr, at: State, text: str, is_true: bool, filled: str, reason: str) -> None:
    assert str(formula) == text
    here = formula.at(HERE)
    assert bool(here.read(at)) is is_true
    assert here.filled(at) == filled
    assert here.because(at, is_true) == reason


@pytest.mark.parametrize("formula", [each[0] for each in SAID], ids=str)
def test_a_layer_of_states_is_read_as_each_of_them(formula: Expr) -> None:
    packing, states = Packing(HERE.fields), [INITIAL, ONE, BOTH, DONE]
    layer, here = Layer(packing, packing.pack(states)), formula.at(HERE)
    assert truth(layer, here.read(layer)).tolist() == [bool(here.read(one)) for one in states]


def test_what_has_been_told_of_each_part_is_not_said_again() -> None:
    equal = ((d.effects > 0) & d.fence.equals(0)).implies(d.effects.equals(d.completed))
    assert equal.at(HERE).because(ONE, False) == "`effects[r1] = 1` and `fence[r1] = 0` but `completed[r1] = 0`"


def test_a_set_of_the_state_in_a_quantifier_within_another() -> None:
    above = for_all(d.r, for_all(d.a, d.a > d.completed, within=d.remembered))
    assert str(above) == r"\A r \in Runs : \A a \in remembered[r] : a > completed[r]"
    here = above.at(SCOPE)
    assert [bool(here.read(at)) for at in (INITIAL, BOTH, DONE)] == [True, True, True]
    late = replay(BOUNDS, BUGS, (*TWICE[:-1],)).last.state
    assert here.witnesses(late) == ("r1",)
    assert str(here.instances[0][1]) == r"\A a \in remembered[r1] : a > completed[r1]"
    assert here.because(late, False) == (
        "`1` is in `remembered[r1]` but `1 <= completed[r1] = 2`; "
        "`2` is in `remembered[r1]` but `2 <= completed[r1] = 2`"
    )


def test_a_member_is_chosen_by_what_is_true_of_it() -> None:
    holder = Choose(d.w, d.held.has(d.w, d.r, d.attempt))
    assert str(holder) == r"CHOOSE w \in Workers : <<w, r, attempt[r]>> \in held"
    assert [holder.at(HERE).show(at) for at in (state(TWICE, 1), ONE)] == ["w1", "w2"]


def test_a_variable_becomes_another() -> None:
    effect = assign(d.fence, d.attempt)
    assert str(effect) == "fence' = [fence EXCEPT ![r] = attempt[r]]"
    assert str(effect.at(HERE)) == "fence' = [fence EXCEPT ![r1] = attempt[r1]]"
    _, value = effect.change(HERE)
    assert value(ONE) == 2
    assert effect.bits(HERE) is None


def test_the_first_value_may_be_one() -> None:
    assert SCOPE.fields.variables(INITIAL)["attempt"] == {"r1": 1}
