"""The trace of a moment: what each step changed, and lanes in which each actor and each run can be followed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.utils.functional import cached_property

from a09web.model.changes import Change, changes
from a09web.model.machine import Machine, machine_for
from a09web.model.names import is_toggle
from a09web.model.replay import INIT, Entry, Replay
from a09web.workbooks.a09 import declaration
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.a09.status import CLAIMED, COMPLETED, PENDING, RUNNABLE, status_of

from .telling import in_short
from .tree import Node, Tree

RUN, WORKER = "run", "worker"
CLOCK, SCANNER = declaration.CLOCK.name, declaration.SCANNER.name
START, TOGGLE = "start", "toggle"
# For each entry of a trace that is to blame: the properties that it broke, by the bug that made it possible.
Culprits = dict[int, dict[str, list[str]]]
LETTERS = {PENDING: "", RUNNABLE: "R", CLAIMED: "C", COMPLETED: "D"}
FLOW, STALE = "flow", "stale"
IDLE, HOLDS, ZOMBIE = "idle", "holds", "zombie"


@dataclass(frozen=True)
class Lane:
    """A line to follow through the trace: the clock, the scanner, a run or a worker."""

    name: str
    kind: str


@dataclass(frozen=True)
class LaneCell:
    """One lane at one step.

    `look` is how it goes on after the step: a run's status, or `stale` if its result is a late one; `holds`, `zombie`
    or `idle` of a worker; `flow` of the others. `owner` colours it. `mark` is what the step did there, a letter or a
    number, in the colour of `actor`. `station` is `large` for whoever takes the step and `small` for what it touches;
    `join` is where the line between both runs: `down` from here, `up` to here. `begins` if a worker goes on from here
    with an attempt that nobody else believes in.
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
        look = "" if self.look == IDLE else self.look
        return " ".join(filter(None, (look, "" if look == FLOW else self.owner, self.join)))


@dataclass(frozen=True)
class Line:
    """An entry of a trace, whoever looks at it: what it did in a few words, what it changed, and its cell in each
    lane. `zombies` are the workers that from here on only believe that they own."""

    name: str
    actor: str
    words: str
    changes: tuple[Change, ...]
    lanes: tuple[LaneCell, ...]
    zombies: tuple[str, ...]
    broke: tuple[str, ...]
    healed: tuple[str, ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.name, self.changes, self.broke))

    @cached_property
    def looks(self) -> frozenset[str]:
        """What is to be explained of its lanes."""
        return frozenset(cell.look for cell in self.lanes) | ({TOGGLE} if self.actor == TOGGLE else set())

    @cached_property
    def letters(self) -> frozenset[str]:
        return frozenset(change.letter for change in self.changes)


@dataclass(frozen=True)
class TraceEntry:
    """A line of the trace. `number` names the step in the tree; `index` counts the lines that are shown."""

    number: int
    index: int
    query: str
    line: Line
    culprit_of: tuple[str, ...]
    is_here: bool
    is_present: bool
    is_future: bool
    branches: tuple[Node, ...]

    @property
    def name(self) -> str:
        return self.line.name

    @property
    def actor(self) -> str:
        return self.line.actor

    @property
    def words(self) -> str:
        return self.line.words

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.line.changes

    @property
    def lanes(self) -> tuple[LaneCell, ...]:
        return self.line.lanes

    @property
    def broke(self) -> tuple[str, ...]:
        return self.line.broke

    @property
    def healed(self) -> tuple[str, ...]:
        return self.line.healed


@dataclass(frozen=True)
class Trace:
    """A branch of the tree, looked at from one of its steps.

    `numbers` names the step of each entry.
    """

    branch: Replay
    numbers: tuple[int, ...]
    tree: Tree
    here: int
    present: int
    culprits: Culprits
    shows_toggles: bool
    query: str = ""

    @cached_property
    def _here_index(self) -> int:
        return self.numbers.index(self.here)

    @property
    def lanes(self) -> tuple[Lane, ...]:
        return lanes_of(self.branch.machine.bounds)

    @property
    def looks(self) -> frozenset[str]:
        """What is to be explained of its lanes: how they look, and whether a toggle crosses them."""
        return frozenset().union(*(entry.line.looks for entry in self.entries))

    @property
    def letters(self) -> frozenset[str]:
        """The letters of its changes."""
        return frozenset().union(*(entry.line.letters for entry in self.entries))

    @cached_property
    def entries(self) -> tuple[TraceEntry, ...]:
        shown = [entry for entry in self.branch.entries if self.shows_toggles or not is_toggle(entry.step)]
        return tuple(self._entry(entry, index) for index, entry in enumerate(shown))

    @property
    def entry_here(self) -> TraceEntry:
        """The one that is looked at."""
        return next(entry for entry in self.entries if entry.is_here)

    def _entry(self, entry: Entry, index: int) -> TraceEntry:
        before = self.branch.entries[max(entry.index - 1, 0)]
        number = self.numbers[entry.index]
        return TraceEntry(
            number=number,
            index=index,
            query=self.query,
            line=_line(self.branch.machine.bounds, before, entry),
            culprit_of=self._culprit_of(entry.index),
            is_here=number == self.here,
            is_present=number == self.present,
            is_future=entry.index > self._here_index,
            branches=self._branches(entry.index),
        )

    def _culprit_of(self, index: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(prop for props in self.culprits.get(index, {}).values() for prop in props))

    def _branches(self, index: int) -> tuple[Node, ...]:
        """What else was tried from a step."""
        following = self.numbers[index + 1] if index + 1 < len(self.numbers) else None
        others = (node for node in self.tree.children(self.numbers[index]) if node.number != following)
        return tuple(node for node in others if self.shows_toggles or not is_toggle(node.name))


def actor_of(machine: Machine, step: str) -> str:
    if step == INIT:
        return START
    return TOGGLE if is_toggle(step) else machine.transition(step).actor


def lanes_of(bounds: Bounds) -> tuple[Lane, ...]:
    runs = (Lane(run, RUN) for run in bounds.runs)
    workers = (Lane(worker, WORKER) for worker in bounds.worker_names)
    return (Lane(CLOCK, CLOCK), Lane(SCANNER, SCANNER), *runs, *workers)


@lru_cache(maxsize=20_000)
def _line(bounds: Bounds, before: Entry, entry: Entry) -> Line:
    machine = machine_for(bounds)
    was, now = machine.variables(before.state), machine.variables(entry.state)
    actor = actor_of(machine, entry.step)
    lanes = lanes_of(bounds)
    cells = _joined([_cell(lane, was, now, entry.step, actor) for lane in lanes], lanes, actor)
    return Line(
        name=entry.step,
        actor=actor,
        words=in_short(Replay(machine, (before, entry)), entry),
        changes=tuple(changes(was, now)),
        lanes=tuple(cells),
        zombies=tuple(lane.name for lane, cell in zip(lanes, cells, strict=True) if cell.begins),
        broke=tuple(prop for prop in entry.broken if entry.index == 0 or prop not in before.broken),
        healed=tuple(prop for prop in before.broken if prop not in entry.broken),
    )


def _cell(lane: Lane, was: dict[str, Any], now: dict[str, Any], step: str, actor: str) -> LaneCell:
    look, owner = look_of(lane, now)
    if lane.kind == CLOCK:
        return LaneCell(look, str(now["now"]) if actor in (CLOCK, START) else "", CLOCK, owner)
    if lane.kind == SCANNER:
        moved = actor == START or now["checkpoint"] != was["checkpoint"]
        mark = str(now["checkpoint"]) if moved else ("M" if actor == SCANNER else "")
        return LaneCell(look, mark, SCANNER, owner)
    touched = takes_part(lane, step)
    if lane.kind == RUN:
        letter = LETTERS[status_of(lane.name, now)] or "–"
        return LaneCell(look, letter if touched else "", actor if touched else "", owner)
    mark = ("C" if step.startswith("Claim") else "D") if touched else ""
    begins = look == ZOMBIE and believes(lane.name, was) != ZOMBIE
    return LaneCell(look, mark, lane.name, owner if look != IDLE else "", begins=begins)


def _joined(cells: list[LaneCell], lanes: tuple[Lane, ...], actor: str) -> list[LaneCell]:
    """The cells with the stations of a step, joined by a line. That of whoever takes it is large; who takes it and has
    no lane, as the lease, has the large one where it reaches."""
    stops = [] if actor == START else [place for place, cell in enumerate(cells) if cell.mark]
    if not stops:
        return cells
    first, last = stops[0], stops[-1]
    large = next((place for place in stops if lanes[place].name == actor), first)

    joins = {first: "down", last: "up"} if first < last else {}
    return [
        replace(cell, station="large" if place == large else "small", join=joins.get(place, ""))
        if place in stops
        else cell
        for place, cell in enumerate(cells)
    ]


def look_of(lane: Lane, state: dict[str, Any]) -> tuple[str, str]:
    """How a lane goes on in a state, and whose colour it has."""
    if lane.kind == RUN:
        status = status_of(lane.name, state)
        if status == COMPLETED and state["completedEpoch"][lane.name] != state["epoch"][lane.name]:
            return STALE, ""
        return status, state["claimers"][lane.name][-1] if status == CLAIMED else ""
    if lane.kind == WORKER:
        return believes(lane.name, state), lane.name
    return FLOW, lane.name


def takes_part(lane: Lane, step: str) -> bool:
    """Whether a run or a worker is an argument of the step."""
    return lane.name in step.partition("(")[2].rstrip(")").split(",")


def believes(worker: str, variables: dict[str, Any]) -> str:
    """Whether a worker holds an attempt, and if so, whether the system believes in one of them, too."""
    held = [(run, epoch) for holder, run, epoch in variables["held"] if holder == worker]
    if not held:
        return IDLE
    believed = (epoch == variables["epoch"][run] and worker in variables["claimers"][run] for run, epoch in held)
    return HOLDS if any(believed) else ZOMBIE
