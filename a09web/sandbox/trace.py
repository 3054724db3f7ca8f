"""The trace of a moment: what each step changed, and lanes in which each actor and each run can be followed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import cached_property

from a09web.model.bounds import Bounds
from a09web.model.changes import Change, changes
from a09web.model.kept import kept
from a09web.model.machine import Machine, machine_for
from a09web.model.names import is_toggle
from a09web.model.replay import INIT, Entry, Replay
from a09web.workbooks.face import Face, Lane, LaneCell
from a09web.workbooks.faces import face_of

from .tree import Node, Tree

START, TOGGLE = "start", "toggle"
# For each entry of a trace that is to blame: the properties that it broke, by the bug that made it possible.
Culprits = dict[int, dict[str, list[str]]]


@dataclass(frozen=True)
class Line:
    """An entry of a trace, whoever looks at it: what it did in a few words, what it changed, and its cell in each
    lane. `zombies` are the workers that from here on only believe that they own. Of the start, `begins` says what is
    so there."""

    name: str
    actor: str
    role: str
    words: str
    changes: tuple[Change, ...]
    lanes: tuple[LaneCell, ...]
    zombies: tuple[str, ...]
    broke: tuple[str, ...]
    healed: tuple[str, ...]
    begins: str = ""

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
    def role(self) -> str:
        return self.line.role

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

    @cached_property
    def face(self) -> Face:
        return face_of(self.branch.machine.workbook)

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        return self.face.lanes(self.branch.machine.bounds)

    @property
    def legend(self) -> list[tuple[str, str]]:
        """How its lanes look, and what that means; what stands first and what is merely held look alike."""
        looks = self.looks | ({"claimed"} if "holds" in self.looks else set())
        return [(look, words) for look, words in self.face.legend if look in looks]

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


@kept(20_000)
def _line(bounds: Bounds, before: Entry, entry: Entry) -> Line:
    machine = machine_for(bounds)
    was, now = machine.variables(before.state), machine.variables(entry.state)
    face, actor = face_of(machine.workbook), actor_of(machine, entry.step)
    lanes = face.lanes(bounds)
    cells = _joined(face.cells(machine, before.state, entry, actor), lanes, actor)
    return Line(
        name=entry.step,
        actor=actor,
        role=face.role(actor),
        words=face.in_short(Replay(machine, (before, entry)), entry),
        changes=tuple(changes(was, now)),
        lanes=tuple(cells),
        zombies=tuple(lane.name for lane, cell in zip(lanes, cells, strict=True) if cell.begins),
        broke=tuple(prop for prop in entry.broken if entry.index == 0 or prop not in before.broken),
        healed=tuple(prop for prop in before.broken if prop not in entry.broken),
        begins=face.begins if entry.step == INIT else "",
    )


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
