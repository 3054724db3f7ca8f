"""What the sentences of guards say is so: each is read back and held against its state, over all reachable states."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.transitions import ConcreteTransition
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

ALL = frozenset(A09.bug_names)
PLACES = {
    "one run, two workers": Bounds(due=(1,), workers=2, max_time=2, max_epoch=2),
    "two runs": Bounds(due=(1, 2), workers=1, max_time=2, max_epoch=1),
}


class There:
    """A state, and whose guard speaks: the parameters of its transition."""

    def __init__(self, bounds: Bounds, state: dict[str, Any], transition: ConcreteTransition) -> None:
        self.bounds, self.state = bounds, state
        parameters = [parameter.name for parameter in transition.declared.parameters]
        self.of = dict(zip(parameters, re.findall(r"\w+", transition.name)[1:], strict=True))
        self.due = dict(zip(bounds.runs, bounds.due, strict=True))

    def __getattr__(self, name: str) -> Any:
        return self.state[name]

    def holds_it(self) -> bool:
        return [self.of["w"], self.of["r"], int(self.of["e"])] in self.held

    def has_work(self) -> list[str]:
        return [
            run
            for run, due in self.due.items()
            if self.checkpoint < due <= self.now
            and run in self.scheduled
            and self.epoch[run] < self.bounds.max_epoch
            and self.copies[run] < 2
        ]

    def covers(self) -> list[str]:
        return [run for run, due in self.due.items() if due <= self.checkpoint + 1 and not self.copies[run]]


def names(text: str) -> list[str]:
    return text.split(" and ")


R, N = r"(r\d)", r"(\d)"
TRUE: dict[str, Callable[..., bool]] = {
    rf"{R} is still in the schedule": lambda s, r: r in s.scheduled,
    rf"{R} is no longer in the schedule: it was materialized": lambda s, r: r not in s.scheduled and s.copies[r] > 0,
    rf"{R} is due at {N}, after the checkpoint at {N}, so the scanner will still meet it": lambda s, r, d, c: (
        r in s.scheduled and s.due[r] == d > c == s.checkpoint
    ),
    rf"{R} is due at {N}, after the checkpoint at {N}": lambda s, r, d, c: (
        r not in s.scheduled and s.due[r] == d > c == s.checkpoint
    ),
    rf"{R} is due at {N}, and the checkpoint at {N} says that time is done: the scanner never looks back": (
        lambda s, r, d, c: s.due[r] == d <= c == s.checkpoint
    ),
    rf"{R} has attempts left: it is at epoch {N} of at most {N}": lambda s, r, n, m: (
        s.epoch[r] == n < m == s.bounds.max_epoch
    ),
    rf"{R} is at epoch {N}, the last [\w ]+": lambda s, r, n: s.epoch[r] == n == s.bounds.max_epoch,
    rf"{R} was materialized {N} of at most 2 times": lambda s, r, n: s.copies[r] == n < 2,
    rf"{R} was materialized twice already, which is where this model stops counting": lambda s, r: s.copies[r] == 2,
    rf"{R} is due: its time is {N} and it is {N} now": lambda s, r, d, t: s.due[r] == d <= t == s.now,
    rf"{R} is not due yet: its time is {N} and it is {N} now": lambda s, r, d, t: s.due[r] == d > t == s.now,
    rf"It is {N} now, and the clock runs to {N}": lambda s, t, m: s.now == t < m == s.bounds.max_time,
    rf"It is {N}, where this model's clock stops": lambda s, t: s.now == t == s.bounds.max_time,
    "The scanner has no due work, so time need not wait for it": lambda s: not s.has_work(),
    r"The scanner has due work, (.+): time waits until it is materialized": lambda s, runs: s.has_work() == names(runs),
    rf"The checkpoint at {N} is behind the clock at {N}": lambda s, c, t: s.checkpoint == c < t == s.now,
    rf"The checkpoint at {N} has caught up with the clock at {N}": lambda s, c, t: s.checkpoint == c == t == s.now,
    "Everything that the next checkpoint covers is materialized": lambda s: not s.covers(),
    r"The next checkpoint would cover (.+), never materialized": lambda s, runs: s.covers() == names(runs),
    rf"{R} is not completed": lambda s, r: s.completedEpoch[r] == 0,
    rf"{R} is completed already, under epoch {N}": lambda s, r, n: s.completedEpoch[r] == n > 0,
    rf"{R} is materialized": lambda s, r: s.copies[r] > 0,
    rf"{R} is not materialized, so there is nothing to claim": lambda s, r: s.copies[r] == 0,
    rf"(w\d) does not own {R}": lambda s, w, r: w not in s.claimers[r],
    rf"(w\d) owns {R} already": lambda s, w, r: w in s.claimers[r],
    rf"Nobody owns {R}": lambda s, r: not s.claimers[r],
    rf"Nobody owns {R}, so no lease can expire": lambda s, r: not s.claimers[r],
    rf"{R} is owned by (.+), and a claim must be exclusive": lambda s, r, owners: s.claimers[r] == names(owners),
    rf"{R} is owned by (w\d(?: and w\d)*)": lambda s, r, owners: s.claimers[r] == names(owners),
    rf"(w\d) holds an attempt of {R} under epoch {N}": lambda s, w, r, e: [w, r, e] in s.held,
    rf"(w\d) holds no attempt of {R} under epoch {N}": lambda s, w, r, e: [w, r, e] not in s.held,
    rf"The attempt is current: its epoch is {N}, and so is the run's": lambda s, e: (
        s.holds_it() and s.epoch[s.of["r"]] == e
    ),
    rf"The attempt is stale: its epoch is {N}, but {R} is at epoch {N} now": lambda s, e, r, n: (
        s.holds_it() and s.epoch[r] == n > e
    ),
    rf"There is no attempt under epoch {N} yet: {R} is at epoch {N}": lambda s, e, r, n: (
        s.epoch[r] == n < e and not any(run == r and epoch == e for _, run, epoch in s.held)
    ),
    rf"An attempt under epoch {N} would be stale: {R} is at epoch {N} now": lambda s, e, r, n: (
        not s.holds_it() and s.epoch[r] == n > e
    ),
    rf"An attempt under epoch {N} would be current: {R} is at that epoch": lambda s, e, r: (
        not s.holds_it() and s.epoch[r] == e
    ),
}
"""When each sentence is true; what it takes for granted belongs to it."""


@pytest.mark.parametrize("bounds", PLACES.values(), ids=PLACES)
def test_no_guard_says_what_is_not_so(bounds: Bounds) -> None:
    machine, wrong, heard = machine_for(bounds), set(), set()
    for layer in explore(machine, ALL).layers:
        for state in map(layer.state, range(len(layer))):
            variables = machine.variables(state)
            for transition in machine.transitions:
                there = There(bounds, variables, transition)
                for guard in transition.guards:
                    sentence = guard.sentence(state)
                    said = [(form, found) for form in TRUE if (found := re.fullmatch(rf"{form}\.", sentence))]
                    assert len(said) == 1, sentence
                    [(form, found)] = said
                    values = [int(value) if value.isdigit() else value for value in found.groups()]
                    heard.add(form)
                    if not TRUE[form](there, *values):
                        wrong.add(sentence)
    assert wrong == set()
    assert len(heard) > 30
