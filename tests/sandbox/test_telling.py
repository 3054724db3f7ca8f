"""What the words on a button say is what its step does, in every state that can be reached."""

from __future__ import annotations

import re
from typing import Any

import pytest

from a09web.model.machine import machine_for
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.a09.status import RUNNABLE, status_of
from a09web.workbooks.a09.telling import in_words, would_do

SMALL = Bounds(due=(1, 1), max_time=2, max_epoch=2)
ONE_RUN = Bounds(due=(1,), max_time=2, max_epoch=2)


def is_so(step: str, words: str, was: dict[str, Any], now: dict[str, Any], bounds: Bounds) -> bool:
    """Whether the words are true of a step between two states."""
    action, _, rest = step.rstrip(")").partition("(")
    arguments = rest.split(",")
    numbers = [int(number) for number in re.findall(r"(?<![\w])\d+", words)]
    if action == "Tick":
        due = [run for run, time in zip(bounds.runs, bounds.due, strict=True) if time == now["now"]]
        return numbers == [now["now"]] and re.findall(r"r\d", words) == due
    if action == "Materialize":
        (run,) = arguments
        if words == f"{run} becomes runnable":
            return was["copies"][run] == 0 and status_of(run, now) == RUNNABLE
        return words == f"{run} is made once more" and was["copies"][run] > 0
    if action == "AdvanceCheckpoint":
        return numbers == [now["checkpoint"]] and "checkpoint" in words
    if action == "Claim":
        worker, run = arguments
        return words.startswith(f"{worker} starts attempt") and [worker, run, numbers[0]] in now["held"]
    if action == "Expire":
        return "nobody is told" in words and now["claimers"][arguments[0]] == [] and now["held"] == was["held"]
    worker, run, attempt = arguments
    held = [worker, run, int(attempt)]
    is_given_back = held in was["held"] and held not in now["held"]
    return words == f"{worker} reports attempt {attempt}" and is_given_back


@pytest.mark.parametrize(
    ("bounds", "bugs"),
    [
        pytest.param(SMALL, frozenset[str](), id="no bug"),
        pytest.param(ONE_RUN, frozenset(A09.bug_names), id="all bugs"),
        pytest.param(SMALL, frozenset(A09.bug_names), id="all bugs, two runs", marks=pytest.mark.night),
    ],
)
def test_what_a_step_would_do_is_what_it_does(bounds: Bounds, bugs: frozenset[str]) -> None:
    machine = machine_for(bounds)
    found, seen, wrong = [machine.initial], {machine.initial}, set()
    while found:
        state = found.pop()
        for transition in machine.transitions:
            if not transition.is_enabled(state, bugs):
                continue
            after = transition.apply(state, bugs)
            words = would_do(machine, transition.name, after)
            if not is_so(transition.name, words, machine.variables(state), machine.variables(after), bounds):
                wrong.add((transition.name, words))
            if after not in seen:
                seen.add(after)
                found.append(after)
    assert len(seen) > 100
    assert not wrong


def test_of_each_property_is_said_what_is_wrong() -> None:
    assert len({in_words(name) for name in A09.property_names}) == len(A09.property_names)
    for name in A09.liveness_names:
        assert " is never " in in_words(name, must_stay=True)
        assert " may never be " in in_words(name)
