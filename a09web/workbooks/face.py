"""How a workbook looks and reads: its board, the lanes of a trace, a step in words.

A workbook may have a face of its own. One that has none is drawn from what it declares: a table with a row for each
member that the model is about, and a lane for each of them and for each actor.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from a09web.model.bounds import Bounds
from a09web.model.fields import State
from a09web.model.machine import Machine
from a09web.model.names import is_toggle
from a09web.model.replay import INIT, Entry, Replay
from a09web.model.variables import Natural, SetOf
from a09web.model.workbook import Workbook
from a09web.wording import listed

MEMBER = "member"
ALONE, MANY = ("clock", "scanner", "lease"), ("w1", "w2", "w3")
"""The colours that the style sheet has: for actors of whom there is one, and for the members of a sort."""
TOLD, LINE = "workbooks/_told.svg", 26
"""A picture that tells a board in sentences, and how many pixels one of them needs."""
FLOW, PENDING, RUNNABLE, CLAIMED = "flow", "pending", "runnable", "claimed"


@dataclass(frozen=True)
class Lane:
    """A line to follow through the trace: an actor, or a member that the model is about. `role` is its colour, if it
    has one."""

    name: str
    kind: str
    role: str = ""


@dataclass(frozen=True)
class LaneCell:
    """One lane at one step.

    `look` is how it goes on after the step; `flow` of what always goes on. `owner` colours it. `mark` is what the step
    did there, a letter or a number, in the colour of `actor`. `station` is `large` for whoever takes the step and
    `small` for what it touches; `join` is where the line between both runs: `down` from here, `up` to here. `begins`
    if somebody goes on from here with what nobody else believes in.
    """

    look: str
    mark: str = ""
    actor: str = ""
    owner: str = ""
    station: str = ""
    join: str = ""
    begins: bool = False

    @property
    def css(self) -> str:
        """Its classes, as few as can be: there are many cells."""
        look = "" if self.look == "idle" else self.look
        return " ".join(filter(None, (look, self.owner, self.join)))


class Board(ABC):
    """A state as a picture."""

    template: str
    """The one with the macros that draw it on a page."""
    picture: str
    """The one with the macros that draw it where it leaves the app: `tall`, and `flat` for a preview."""

    @property
    @abstractmethod
    def sentences(self) -> tuple[str, ...]:
        """The picture in words."""

    @property
    def sentence(self) -> str:
        return " ".join(self.sentences)

    @property
    @abstractmethod
    def rows_by_name(self) -> dict[str, object]:
        """What is drawn of each member that has a row of its own."""

    def unlike(self, other: Board) -> tuple[str, ...]:
        """The names of what stands differently on another board of the same bounds."""
        theirs = other.rows_by_name
        return tuple(name for name, row in self.rows_by_name.items() if row != theirs[name])

    @property
    def tall_height(self) -> int:
        """How many pixels `tall` needs."""
        return LINE * len(self.sentences)

    @property
    def flat_height(self) -> int:
        """How many pixels `flat` needs."""
        return LINE * len(self.sentences)


@dataclass(frozen=True)
class Row:
    """A member with its status and its values, each by the name of its variable, and the properties that it breaks."""

    name: str
    status: str
    values: tuple[tuple[str, str], ...]
    broken: tuple[str, ...]


@dataclass(frozen=True)
class PlainBoard(Board):
    """A table of the members, and what else there is, by the names of variables."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    others: tuple[tuple[str, str], ...]
    template: str = "workbooks/_plain.html"
    picture: str = TOLD

    @property
    def sentences(self) -> tuple[str, ...]:
        others = (f"{name} is {value}." for name, value in self.others)
        return (*others, *map(_in_words, self.rows))

    @property
    def rows_by_name(self) -> dict[str, object]:
        return {row.name: row for row in self.rows}


def _in_words(row: Row) -> str:
    values = listed([f"{name} {value}" for name, value in row.values])
    return f"{row.name} is {row.status}" + (f", with {values}." if values else ".")


class Face:
    """The face of a workbook that has none of its own."""

    def __init__(self, workbook: Workbook[Any]) -> None:
        self.workbook = workbook

    def role(self, name: str) -> str:
        """The colour of an actor; its own name for what is none, such as a toggle."""
        alone = [actor.name for actor in self.workbook.actors if actor.sort is None]
        if name in alone:
            return ALONE[alone.index(name) % len(ALONE)]
        letters = {actor.sort.letter for actor in self.workbook.actors if actor.sort is not None}
        letter, number = name.rstrip("0123456789"), name.lstrip("abcdefghijklmnopqrstuvwxyz")
        return MANY[(int(number) - 1) % len(MANY)] if letter in letters and number.isdigit() else name

    # The board

    def draw(self, machine: Machine, state: State) -> Board:
        variables, about = machine.variables(state), self.workbook.about
        broken = machine.broken(state)
        witnesses = {p.name: p.witnesses(state) for p in machine.properties if p.name in broken}
        own = [v.name for v in self.workbook.variables if v.index is not None and v.index == about]
        statuses = machine.statuses(state)
        return PlainBoard(
            heads=tuple(own),
            rows=tuple(
                Row(
                    name,
                    statuses.get(name, ""),
                    tuple((variable, _shown(variables[variable][name])) for variable in own),
                    tuple(prop for prop, members in witnesses.items() if name in members),
                )
                for name in ([] if about is None else machine.bounds.names(about))
            ),
            others=tuple((name, _shown(value)) for name, value in variables.items() if name not in own),
        )

    # The trace

    def lanes(self, bounds: Bounds) -> tuple[Lane, ...]:
        about = self.workbook.about
        alone = [
            Lane(actor.name, actor.name, self.role(actor.name)) for actor in self.workbook.actors if actor.sort is None
        ]
        sorts = [about, *(actor.sort for actor in self.workbook.actors if actor.sort != about)]
        acting = {actor.sort for actor in self.workbook.actors}
        members = [
            Lane(name, MEMBER, self.role(name) if sort in acting else "")
            for sort in sorts
            if sort is not None
            for name in bounds.names(sort)
        ]
        return (*alone, *members)

    def look_of(self, machine: Machine, lane: Lane, state: State) -> tuple[str, str]:
        """How a lane goes on in a state, and whose colour it has."""
        status = machine.statuses(state).get(lane.name)
        names = [name for name, _ in self.workbook.look.statuses]
        if status is None:
            return FLOW, lane.role
        if status == names[-1]:
            return PENDING, ""
        return (CLAIMED, lane.role) if status == names[0] else (RUNNABLE, "")

    def cells(self, machine: Machine, before: State, entry: Entry, actor: str) -> list[LaneCell]:
        """Each lane at an entry of a trace that `actor` took in the state before."""
        return [self._cell(machine, lane, entry, actor) for lane in self.lanes(machine.bounds)]

    def _cell(self, machine: Machine, lane: Lane, entry: Entry, actor: str) -> LaneCell:
        look, owner = self.look_of(machine, lane, entry.state)
        mark = "M" if lane.name == actor or self.takes_part(lane, entry.step) else ""
        return LaneCell(look, mark, self.role(actor) if mark else "", owner)

    def takes_part(self, lane: Lane, step: str) -> bool:
        """Whether a member is an argument of the step."""
        return lane.kind not in self._alone and lane.name in arguments_of(step)

    @property
    def _alone(self) -> set[str]:
        return {actor.name for actor in self.workbook.actors if actor.sort is None}

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """How a lane may look, and what that means."""
        *others, last = [name for name, _ in self.workbook.look.statuses]
        looks = [(PENDING, last), (RUNNABLE, listed(others[1:])), (CLAIMED, others[0] if others else "")]
        return (*((look, words) for look, words in looks if words), ("toggle", "a switch"))

    # All states

    @property
    def letters(self) -> dict[str, str]:
        """A sign for each status, for where there is little room."""
        *others, last = [name for name, _ in self.workbook.look.statuses]
        return {**{name: name[:1].upper() for name in others}, last: "–"}

    @property
    def label_is(self) -> str:
        """What a short label consists of."""
        numbers = [str(number) for number in self.workbook.look.numbers]
        signs = ", ".join(f"{letter} {status}" for status, letter in self.letters.items())
        each = self.workbook.look.each.sort.noun
        return f"{f'{listed(numbers)}, then ' if numbers else ''}a sign for each {each}: {signs}"

    # Words

    def in_words(self, name: str, *, must_stay: bool = False) -> str:
        """What is wrong where a property is broken; of a goal, what never happens, or may never happen."""
        meanings = {prop.name: prop.meaning for prop in self.workbook.properties}
        if name in meanings:
            return f"This is broken: {meanings[name]}"
        goals = {goal.name: goal.meaning for goal in self.workbook.liveness}
        return f"This {'never happens' if must_stay else 'may never happen'}: {goals[name]}"

    def would_do(self, machine: Machine, step: str, after: State) -> str:
        """What a transition would do, in a few words, without what that would break; `after` is the state it leads
        to."""
        statuses = machine.statuses(after)
        return " and ".join(f"{name} is {statuses[name]}" for name in arguments_of(step) if name in statuses)

    def did(self, machine: Machine, step: str, after: State) -> str:
        """What a transition did, in two or three words."""
        return self.would_do(machine, step, after)

    def told(self, machine: Machine, step: str, after: State) -> str:
        """What a transition did, as a sentence for somebody who does not know the model."""
        meaning = self.workbook.transition(step.partition("(")[0]).meaning
        does = self.would_do(machine, step, after)
        return f"{meaning} Now {does}." if does else meaning

    @property
    def begins(self) -> str:
        """What is so at the start: every run scheduled, everything else zero or empty."""
        variables = self.workbook.variables
        full = [f"every {v.of[0].noun} {v.name}" for v in variables if isinstance(v, SetOf) and v.is_full]
        numbers = [f"{v.name} {v.initial}" for v in variables if isinstance(v, Natural) and v.initial]
        return ", ".join([*full, *numbers, f"everything {'else ' if full or numbers else ''}zero or empty"])

    def in_short(self, played: Replay, entry: Entry) -> str:
        """What an entry of a trace did, in two or three words."""
        if entry.step == INIT:
            return "the start"
        if is_toggle(entry.step):
            return "switched on" if entry.step[0] == "+" else "switched off"
        return self.did(played.machine, entry.step, entry.state)

    def as_sentence(self, played: Replay, entry: Entry) -> str:
        """The same as a sentence."""
        if is_toggle(entry.step):
            return f"{entry.step[1:]} is switched {'on' if entry.step[0] == '+' else 'off'}."
        return self.told(played.machine, entry.step, entry.state)


def arguments_of(step: str) -> list[str]:
    return [part for part in step.partition("(")[2].rstrip(")").split(",") if part]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(inner)}" for key, inner in value.items()) or "nothing"
    if isinstance(value, list):
        return ", ".join(_members(value)) or "nothing"
    return str(value)


def _members(values: list[Any]) -> Iterator[str]:
    for value in values:
        yield f"({', '.join(map(str, value))})" if isinstance(value, list) else str(value)
