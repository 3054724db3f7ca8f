"""Highlighting: no character is lost, whatever the text, and the pieces have the classes that a reader expects."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a09web.model.machine import machine_for
from a09web.model.transitions import ConcreteTransition
from a09web.source import grammar
from a09web.source.highlight import (
    CLASSES,
    COMMENT,
    CONSTANT,
    KEYWORD,
    NAME,
    OPERATOR,
    STRING,
    VARIABLE,
    highlighted,
)
from a09web.source.plain import as_taken
from a09web.source.texts import definitions
from a09web.specs.modules import text_of
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

MODULE = text_of(A09)
TRANSITIONS = machine_for(Bounds()).transitions


def check_joins(text: str) -> None:
    lines = highlighted(A09, text)
    assert ["".join(token.text for token in line) for line in lines] == text.split("\n")
    assert {token.css for line in lines for token in line} <= {"", *CLASSES}
    assert all(token.text for line in lines for token in line)


def pieces(text: str) -> list[tuple[str, str]]:
    """The pieces that have a class."""
    return [(token.css, token.text) for line in highlighted(A09, text) for token in line if token.css]


@pytest.mark.parametrize("name", definitions(A09))
def test_the_pieces_of_a_definition_join_to_it(name: str) -> None:
    each = definitions(A09)[name]
    for text in (each.text, each.comment, f"{each.comment}\n{each.text}", each.text.partition("==")[2]):
        check_joins(text)


def test_the_pieces_of_the_whole_module_join_to_it() -> None:
    check_joins(MODULE)


@given(st.integers(0, len(MODULE)), st.integers(0, 400))
def test_the_pieces_of_a_slice_join_to_it(start: int, length: int) -> None:
    check_joins(MODULE[start : start + length])


@given(st.lists(st.sampled_from([*"\n\r\t\"\\'()*é∈𝕏-= ", "(*", "*)", "\\*", "====", "/\\", "x ==", "r1", "now"])))
def test_the_pieces_of_any_text_join_to_it(parts: list[str]) -> None:
    check_joins("".join(parts))


@given(st.text())
def test_the_pieces_of_a_text_of_any_characters_join_to_it(text: str) -> None:
    check_joins(text)


def test_a_definition() -> None:
    assert pieces('Late(r) ==\n    \\E w \\in Workers : "x" \\notin Bugs => now > 1  \\* over') == [
        (NAME, "Late"),
        (OPERATOR, "=="),
        (OPERATOR, "\\E"),
        (OPERATOR, "\\in"),
        (CONSTANT, "Workers"),
        (STRING, '"x"'),
        (OPERATOR, "\\notin"),
        (CONSTANT, "Bugs"),
        (OPERATOR, "=>"),
        (VARIABLE, "now"),
        (OPERATOR, ">"),
        (CONSTANT, "1"),
        (COMMENT, "\\* over"),
    ]


def test_a_lone_expression() -> None:
    assert pieces("/\\ UNCHANGED <<now>>\n/\\ r \\in scheduled") == [
        (OPERATOR, "/\\"),
        (KEYWORD, "UNCHANGED"),
        (VARIABLE, "now"),
        (OPERATOR, "/\\"),
        (OPERATOR, "\\in"),
        (VARIABLE, "scheduled"),
    ]


def test_what_comes_after_letters_of_several_bytes_has_its_class_in_its_place() -> None:
    assert pieces('"é𝕏" = now (* ü *)') == [
        (STRING, '"é𝕏"'),
        (OPERATOR, "="),
        (VARIABLE, "now"),
        (COMMENT, "(* ü *)"),
    ]


def test_a_broken_line_does_not_take_the_colours_of_the_others() -> None:
    assert (VARIABLE, "held") in pieces("Broken(w ==\n    /\\ <<w, r>> \\in held")


@pytest.mark.parametrize("transition", TRANSITIONS, ids=[each.name for each in TRANSITIONS])
def test_a_transition_as_it_was_taken(transition: ConcreteTransition) -> None:
    lines = as_taken(A09, transition, ())
    text = "\n".join(line.text for line in lines)
    check_joins(text)
    assert highlighted(A09, text)[0][0] == (NAME, transition.declared.name)
    assert all(tokens[:2] == (("", "    "), (OPERATOR, "/\\")) for tokens in highlighted(A09, text)[1:])


def test_every_definition_can_be_read_by_itself() -> None:
    for each in definitions(A09).values():
        assert not grammar.parse(f"---- MODULE M ----\n{each.text}\n====").root_node.has_error


def test_the_module_declares_its_constants_and_variables() -> None:
    assert grammar.declared(A09, "constant") == {"Runs", "Workers", "DueAt", "MaxTime", "MaxEpoch", "Bugs"}
    assert {"now", "held", "completedEpoch", "checkpoint"} <= grammar.declared(A09, "variable")


def test_the_grammar_gives_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        grammar.language.__wrapped__()
