"""The reader of TLC's values."""

from __future__ import annotations

import pytest

from a09web.specs.values import Value, ValueSyntaxError, parse_assignments, parse_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-12", -12),
        ("TRUE", True),
        ("FALSE", False),
        ('"r1"', "r1"),
        (r'"a \"b\" \\ c\n"', 'a "b" \\ c\n'),
        ("{}", frozenset()),
        ('{"r1", "r2"}', frozenset({"r1", "r2"})),
        ("1..3", frozenset({1, 2, 3})),
        ("2..1", frozenset()),
        ("<<>>", ()),
        ('<< "w1", "r1", 1 >>', ("w1", "r1", 1)),
        ('{<<"w1", "r1", 1>>, <<"w2", "r1", 2>>}', frozenset({("w1", "r1", 1), ("w2", "r1", 2)})),
        ("[r1 |-> 0, r2 |-> {}]", {"r1": 0, "r2": frozenset()}),
        ('("r1" :> 0 @@ "r2" :> 1)', {"r1": 0, "r2": 1}),
        ("(1 :> <<TRUE>> @@ 3 :> <<>>)", {1: (True,), 3: ()}),
        ("{{}, {{1}}}", frozenset({frozenset(), frozenset({frozenset({1})})})),
        ('\n  [ r1 |->\n      {"w1",\n "w2"} ]\n', {"r1": frozenset({"w1", "w2"})}),
    ],
)
def test_it_reads_a_value(text: str, value: Value) -> None:
    assert parse_value(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "ends in the middle"),
        ("{1, 2", "ends in the middle"),
        ("{1 2}", "Expected '}', not '2'"),
        ("<<1}", "Expected '>>', not '}'"),
        ("[1 |-> 2]", "Expected a name, not '1'"),
        ("[r1 = 2]", "Expected '|->', not '='"),
        ("(1 :> 2 @@)", "No value starts with ')'"),
        ("1..{}", "Expected a number after '..', not '{'"),
        ("1 2", "The value ends before '2'"),
        ("r1", "No value starts with 'r1'"),
        ("1 ; 2", "not a TLA+ value: ' ; 2'"),
        ('"r1', "not a TLA+ value"),
        ("{[r1 |-> 0]}", "A set of functions"),
        ("__import__('os')", "No value starts with '__import__'"),
    ],
)
def test_it_refuses_what_is_not_a_value(text: str, message: str) -> None:
    with pytest.raises(ValueSyntaxError) as refused:
        parse_value(text)
    assert message in str(refused.value)


def test_it_reads_a_state() -> None:
    assert parse_assignments('/\\ now = 1\n/\\ held = {<<"w1",\n  "r1", 1>>}\n/\\ copies = [r1 |-> 1]\n') == {
        "now": 1,
        "held": frozenset({("w1", "r1", 1)}),
        "copies": {"r1": 1},
    }


def test_a_state_has_nothing_but_variables() -> None:
    with pytest.raises(ValueSyntaxError, match="ends before 'now'"):
        parse_assignments("now = 1")
