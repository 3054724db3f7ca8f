"""Evidence that tells bugs apart, and the search for the shortest."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from a09web.model.bounds import Bounds
from a09web.model.fields import State
from a09web.model.kept import kept
from a09web.model.machine import NotEnabled, machine_for
from a09web.model.workbook import Bugs, Workbook

MOST_PLACES = 2_000
"""So many places of a search are looked at for one exercise, about a second of work. Six bugs take a hundred."""

Place = tuple[State, tuple[int, ...]]


@lru_cache
def guards_of(workbook: Workbook[Any]) -> dict[str, str]:
    """For each bug that takes a guard away the transition that has it."""
    return {guard.removed_by: each.name for each in workbook.transitions for guard in each.guards if guard.removed_by}


@dataclass(frozen=True)
class Evidence:
    """Steps that were accepted one after another, and one that was refused at their end, if any."""

    steps: tuple[str, ...]
    refused: str = ""

    def __len__(self) -> int:
        return len(self.steps) + bool(self.refused)


class Spent(Exception):
    """The search has looked at all the places that it may look at."""


class Search:
    """How some hypotheses answer, in the states that are looked at. A state is asked once, whoever asks."""

    def __init__(self, bounds: Bounds, hypotheses: tuple[Bugs, ...], most: int = MOST_PLACES) -> None:
        self.machine, self.hypotheses, self.most = machine_for(bounds), hypotheses, most
        self.looked_at = 0
        self._answers: dict[State, list[tuple[str, tuple[State | None, ...]]]] = {}

    def shortest(self, start: State, truth: int, others: tuple[int, ...]) -> Evidence | None:
        """Shortest evidence under one hypothesis that rules the others out, all by their numbers; None if there is
        none. Raises `Spent`."""
        if not others:
            return Evidence(())
        if self._is_hopeless(truth, others):
            return None
        begun: Place = (start, others)
        came: dict[Place, tuple[Place, str] | None] = {begun: None}
        queue = deque([begun])
        while queue:
            place = queue.popleft()
            self._spend()
            state, alive = place
            for step, after in self.answers(state):
                mine = after[truth]
                left = tuple(other for other in alive if after[other] == mine)
                if not left:
                    way = _way(came, place)
                    return Evidence(way, step) if mine is None else Evidence((*way, step))
                if mine is not None and (mine, left) not in came:
                    came[mine, left] = place, step
                    queue.append((mine, left))
        return None

    def _spend(self) -> None:
        self.looked_at += 1
        if self.looked_at > self.most:
            raise Spent

    def _is_hopeless(self, truth: int, others: tuple[int, ...]) -> bool:
        """Whether several others only ever accept more than the truth does: one refusal has to speak against all of
        them, and no step is refused by all that they do not ask."""
        bugs, workbook = self.hypotheses[truth], self.machine.workbook
        more = [self.hypotheses[other] - bugs for other in others if bugs < self.hypotheses[other]]
        guards = guards_of(workbook)
        asked = [{guards[bug] for bug in extra} for extra in more if not extra & workbook.leads_elsewhere]
        return bool(asked) and not set.intersection(*asked)

    def answers(self, state: State) -> list[tuple[str, tuple[State | None, ...]]]:
        """Each step that some hypothesis accepts, with the state after it under each; None where it is refused."""
        if state not in self._answers:
            self._answers[state] = list(self._asked(state))
        return self._answers[state]

    def _asked(self, state: State) -> Iterator[tuple[str, tuple[State | None, ...]]]:
        for transition in self.machine.transitions:
            failing = [guard.declared.removed_by for guard in transition.guards if not guard.holds(state)]
            if None in failing:
                continue
            needed = set(failing)
            after = tuple(transition.apply(state, bugs) if needed <= bugs else None for bugs in self.hypotheses)
            if any(after):
                yield transition.name, after


def _way(came: dict[Place, tuple[Place, str] | None], place: Place) -> tuple[str, ...]:
    steps: list[str] = []
    while (before := came[place]) is not None:
        place, step = before
        steps.append(step)
    return tuple(reversed(steps))


@dataclass(frozen=True)
class Differences:
    """How hard some hypotheses are to tell apart: for each, as if it were the truth, the fewest steps against each
    other one, and against all of them; 0 where nothing tells. It does not say which is the truth.

    `trouble` is why that cannot be said: the steps before do not go alike under all, or there is too much to look at.
    """

    lengths: tuple[tuple[int, ...], ...] = ()
    looked_at: int = 0
    trouble: str = ""


@kept(256)
def differences_of(bounds: Bounds, start: tuple[str, ...], hypotheses: tuple[Bugs, ...]) -> Differences:
    """The differences after some steps, found by searching."""
    ends = {_after(bounds, start, bugs) for bugs in hypotheses}
    if len(ends) != 1 or (state := ends.pop()) is None:
        return Differences(trouble="start")
    search, numbers = Search(bounds, hypotheses), range(len(hypotheses))
    try:
        pairs = {(a, b): len(search.shortest(state, a, (b,)) or ()) for a in numbers for b in numbers if a < b}
        lengths = []
        for truth in numbers:
            others = tuple(other for other in numbers if other != truth)
            each = [pairs[min(truth, other), max(truth, other)] for other in others]
            proof = search.shortest(state, truth, others) if all(each) else None
            lengths.append((*each, len(proof or ())))
    except Spent:
        return Differences(looked_at=search.looked_at, trouble="spent")
    return Differences(tuple(lengths), search.looked_at)


def _after(bounds: Bounds, steps: tuple[str, ...], bugs: Bugs) -> State | None:
    machine = machine_for(bounds)
    state = machine.initial
    try:
        for step in steps:
            state = machine.step(state, bugs, step)
    except NotEnabled:
        return None
    return state
