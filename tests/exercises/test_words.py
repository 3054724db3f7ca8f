"""What a solver is told, word for word: `told.txt` has answers to the starters, and below each what came of it.

Whoever changes a sentence changes it there, too, and reads it once more with its values.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from a09web.exercises.answers import graded
from a09web.exercises.exercise import Exercise
from a09web.exercises.verdict import Picture, price
from a09web.model.machine import machine_for

from .working import starter

HEAD = "# "
SOLUTION = "solution"

ANSWERS = Path(__file__).with_name("told.txt").read_text(encoding="utf-8").split("\n\n")


def told(head: str) -> str:
    """An answer under its head, which names the exercise and what was answered."""
    key, _, answer = head.removeprefix(HEAD).partition(" ")
    exercise = starter(key)
    verdict = exercise.kind.solution(exercise) if answer == SOLUTION else graded(exercise, json.loads(answer))
    first = f"{verdict.score:g}, {verdict.kind}, steps: {verdict.steps}"
    return "\n".join([head, first, *verdict.sentences, *(drawn(exercise, each) for each in verdict.pictures)])


def drawn(exercise: Exercise, picture: Picture) -> str:
    """A picture in words. It has to be of the state to which its steps lead."""
    machine = machine_for(picture.bounds, picture.repair)
    state = machine.initial
    for step in picture.steps:
        state = machine.step(state, exercise.bugs, step)
    assert (picture.bounds, picture.state) == (exercise.bounds, state)
    return f"[{picture.caption}: {'; '.join(picture.steps)}]"


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.partition("\n")[0].removeprefix(HEAD)[:80])
def test_an_answer_is_told_what_came_of_it(answer: str) -> None:
    assert told(answer.partition("\n")[0]) == answer.rstrip("\n")


@pytest.mark.parametrize(
    ("key", "hints", "wrong", "sentence"),
    [
        ("the-impatient-timer", 1, 0, "After 1 hint the next answer counts at most 90 of 100."),
        ("the-impatient-timer", 4, 3, "After 4 hints the next answer counts at most 40 of 100."),
        ("the-impatient-timer", 9, 0, "After 9 hints the next answer counts at most 25 of 100."),
        ("the-impatient-timer", 0, 3, ""),
        ("busy-hands", 2, 0, "After 2 hints the next answer counts at most 75 of 100."),
        ("busy-hands", 3, 0, "After 3 hints the next answer counts at most 50 of 100."),
        ("busy-hands", 9, 0, "After 9 hints the next answer counts at most 50 of 100."),
        ("busy-hands", 0, 1, "After 1 wrong answer the next answer counts at most 50 of 100."),
        ("busy-hands", 2, 9, "After 2 hints and 9 wrong answers the next answer counts at most 10 of 100."),
    ],
)
def test_the_price_of_hints_and_wrong_answers_is_told_before_the_next(
    key: str, hints: int, wrong: int, sentence: str
) -> None:
    assert price(starter(key), hints=hints, wrong=wrong) == sentence
