"""How the workbook looks and reads: three places, and lanes of workers, runs and the receiver."""

from __future__ import annotations

from a09web.model.bounds import Bounds
from a09web.model.fields import State
from a09web.model.kept import kept
from a09web.model.machine import Machine
from a09web.model.replay import INIT, Entry
from a09web.workbooks.face import CLAIMED, FLOW, PENDING, Face, Lane, LaneCell, arguments_of

from . import telling
from .board import Board, draw_state
from .declaration import RECEIVER as RECEIVER_ACTOR
from .sorts import RUNS, WORKERS
from .status import COMPLETED, WORKED_ON, holder_of, status_of, why_stale

RUN, WORKER, RECEIVER = RUNS.noun, WORKERS.noun, RECEIVER_ACTOR.name
IDLE, HOLDS, ZOMBIE = "idle", "holds", "zombie"

LEGEND = (
    (PENDING, "open"),
    (CLAIMED, "worked on"),
    (ZOMBIE, "zombie"),
    (COMPLETED, "completed"),
    ("toggle", "a switch"),
)


class EffectsFace(Face):
    """Of a worker a lane says whether it `holds` a current attempt, is a `zombie` or `idle`; of a run its status."""

    def role(self, name: str) -> str:
        return name

    def draw(self, machine: Machine, state: State) -> Board:
        return draw_state(machine, state)

    def lanes(self, bounds: Bounds) -> tuple[Lane, ...]:
        return _lanes(bounds)

    def look_of(self, machine: Machine, lane: Lane, state: State) -> tuple[str, str]:
        variables = machine.variables(state)
        if lane.kind == RECEIVER:
            return FLOW, lane.role
        if lane.kind == WORKER:
            return _believes(machine, lane.name, state), lane.name
        status = status_of(lane.name, variables)
        if status == WORKED_ON:
            return CLAIMED, holder_of(lane.name, variables)
        return (COMPLETED if status == COMPLETED else PENDING), ""

    def cells(self, machine: Machine, before: State, entry: Entry, actor: str) -> list[LaneCell]:
        return [self._at(machine, lane, before, entry, actor) for lane in self.lanes(machine.bounds)]

    def _at(self, machine: Machine, lane: Lane, before: State, entry: Entry, actor: str) -> LaneCell:
        look, owner = self.look_of(machine, lane, entry.state)
        takes_part = lane.name == actor or self.takes_part(lane, entry.step)
        mark = entry.step[:1] if takes_part and entry.step != INIT else ""
        begins = look == ZOMBIE and _believes(machine, lane.name, before) != ZOMBIE
        return LaneCell(look, mark, actor if mark else "", "" if look == IDLE else owner, begins=begins)

    def takes_part(self, lane: Lane, step: str) -> bool:
        return lane.kind != RECEIVER and lane.name in arguments_of(step)

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        return LEGEND

    def in_words(self, name: str, *, must_stay: bool = False) -> str:
        return telling.in_words(name, must_stay=must_stay)

    def would_do(self, machine: Machine, step: str, after: State) -> str:
        return telling.would_do(machine, step, after)

    def did(self, machine: Machine, step: str, after: State) -> str:
        return telling.did(machine, step, after)

    def told(self, machine: Machine, step: str, after: State) -> str:
        return telling.as_sentence(machine, step, after)


FACE = EffectsFace


@kept(256)
def _lanes(bounds: Bounds) -> tuple[Lane, ...]:
    workers = (Lane(name, WORKER, name) for name in bounds.names(WORKERS))
    runs = (Lane(name, RUN, name) for name in bounds.names(RUNS))
    return (*workers, *runs, Lane(RECEIVER, RECEIVER, RECEIVER))


def _believes(machine: Machine, worker: str, state: State) -> str:
    """Whether a worker is executing an attempt, and if so, whether somebody waits for one of them."""
    variables = machine.variables(state)
    held = [(run, attempt) for holder, run, attempt in variables["held"] if holder == worker]
    if not held:
        return IDLE
    return ZOMBIE if all(why_stale(run, attempt, variables) for run, attempt in held) else HOLDS
