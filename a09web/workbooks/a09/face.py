"""How A09 looks and reads: the time chart with its places, lanes of clock, scanner, runs and workers."""

from __future__ import annotations

from typing import Any

from a09web.model.bounds import Bounds
from a09web.model.fields import State
from a09web.model.kept import kept
from a09web.model.machine import Machine
from a09web.model.replay import INIT, Entry
from a09web.workbooks.face import FLOW, Face, Lane, LaneCell, arguments_of

from . import telling
from .board import Board, draw_state
from .declaration import CLOCK as CLOCK_ACTOR
from .declaration import SCANNER as SCANNER_ACTOR
from .sorts import RUNS, WORKERS
from .status import CLAIMED, COMPLETED, PENDING, RUNNABLE, status_of

RUN, WORKER = RUNS.noun, WORKERS.noun
CLOCK, SCANNER = CLOCK_ACTOR.name, SCANNER_ACTOR.name
LETTERS = {PENDING: "", RUNNABLE: "R", CLAIMED: "C", COMPLETED: "D"}
STALE = "stale"
IDLE, HOLDS, ZOMBIE = "idle", "holds", "zombie"

LEGEND = (
    (PENDING, "not there yet"),
    (RUNNABLE, "runnable"),
    (CLAIMED, "owned"),
    (ZOMBIE, "only believes it owns"),
    (COMPLETED, "completed"),
    (STALE, "completed by an older attempt"),
    ("toggle", "a switch"),
)


class A09Face(Face):
    """Of a run a lane says its status, or `stale` if its result is a late one; of a worker whether it `holds` an
    attempt, is a `zombie` or `idle`."""

    def role(self, name: str) -> str:
        return name

    def draw(self, machine: Machine, state: State) -> Board:
        return draw_state(machine, state)

    def lanes(self, bounds: Bounds) -> tuple[Lane, ...]:
        return _lanes(bounds)

    def look_of(self, machine: Machine, lane: Lane, state: State) -> tuple[str, str]:
        return _look(lane, machine.variables(state))

    def cells(self, machine: Machine, before: State, entry: Entry, actor: str) -> list[LaneCell]:
        was, now = machine.variables(before), machine.variables(entry.state)
        return [self._at(lane, was, now, entry.step, actor) for lane in self.lanes(machine.bounds)]

    def _at(self, lane: Lane, was: dict[str, Any], now: dict[str, Any], step: str, actor: str) -> LaneCell:
        look, owner = _look(lane, now)
        begun = step == INIT
        if lane.kind == CLOCK:
            return LaneCell(look, str(now["now"]) if actor == CLOCK or begun else "", CLOCK, owner)
        if lane.kind == SCANNER:
            moved = begun or now["checkpoint"] != was["checkpoint"]
            mark = str(now["checkpoint"]) if moved else ("M" if actor == SCANNER else "")
            return LaneCell(look, mark, SCANNER, owner)
        touched = self.takes_part(lane, step)
        if lane.kind == RUN:
            letter = LETTERS[status_of(lane.name, now)] or "–"
            return LaneCell(look, letter if touched else "", actor if touched else "", owner)
        mark = ("C" if step.startswith("Claim") else "D") if touched else ""
        begins = look == ZOMBIE and believes(lane.name, was) != ZOMBIE
        return LaneCell(look, mark, lane.name, owner if look != IDLE else "", begins=begins)

    def takes_part(self, lane: Lane, step: str) -> bool:
        return lane.kind in (RUN, WORKER) and lane.name in arguments_of(step)

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        return LEGEND

    @property
    def letters(self) -> dict[str, str]:
        return {status: letter or "–" for status, letter in LETTERS.items()}

    @property
    def label_is(self) -> str:
        return "the clock, then for each run – pending, R runnable, C claimed, D done"

    def in_words(self, name: str, *, must_stay: bool = False) -> str:
        return telling.in_words(name, must_stay=must_stay)

    def would_do(self, machine: Machine, step: str, after: State) -> str:
        return telling.would_do(machine, step, after)

    def did(self, machine: Machine, step: str, after: State) -> str:
        return telling.did(machine, step, after)

    def told(self, machine: Machine, step: str, after: State) -> str:
        return telling.as_sentence(machine, step, after)


FACE = A09Face


@kept(256)
def _lanes(bounds: Bounds) -> tuple[Lane, ...]:
    runs = (Lane(run, RUN, run) for run in bounds.names(RUNS))
    workers = (Lane(worker, WORKER, worker) for worker in bounds.names(WORKERS))
    return (Lane(CLOCK, CLOCK, CLOCK), Lane(SCANNER, SCANNER, SCANNER), *runs, *workers)


def _look(lane: Lane, variables: dict[str, Any]) -> tuple[str, str]:
    if lane.kind == RUN:
        status = status_of(lane.name, variables)
        if status == COMPLETED and variables["completedEpoch"][lane.name] != variables["epoch"][lane.name]:
            return STALE, ""
        return status, variables["claimers"][lane.name][-1] if status == CLAIMED else ""
    if lane.kind == WORKER:
        return believes(lane.name, variables), lane.name
    return FLOW, lane.name


def believes(worker: str, variables: dict[str, Any]) -> str:
    """Whether a worker holds an attempt, and if so, whether the system believes in one of them, too."""
    held = [(run, epoch) for holder, run, epoch in variables["held"] if holder == worker]
    if not held:
        return IDLE
    believed = (epoch == variables["epoch"][run] and worker in variables["claimers"][run] for run, epoch in held)
    return HOLDS if any(believed) else ZOMBIE
