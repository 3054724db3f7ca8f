"""What a failed repair looks like: the way there, the board at its end, and why it stays so."""

from __future__ import annotations

from dataclasses import dataclass

from a09web.model.machine import machine_for
from a09web.model.repairs import Repair
from a09web.model.verdicts import Failure, Verdict
from a09web.workbooks.face import Board
from a09web.workbooks.faces import draw_state

from .content import Lesson


@dataclass(frozen=True)
class Picture:
    """A property that a repaired model breaks: a shortest way, the board, and a sentence on what is wrong there."""

    prop: str
    is_liveness: bool
    trace: tuple[str, ...]
    board: Board
    why: str


def pictures_of(lesson: Lesson, repair: Repair, verdict: Verdict) -> list[Picture]:
    """The nearest safety property that breaks, and the nearest goal that is missed."""
    safety = [failure for failure in verdict.failures if failure.stuck is None]
    stuck = [failure for failure in verdict.failures if failure.stuck is not None]
    return [_picture(lesson, repair, failure) for failure in (*safety[:1], *stuck[:1])]


def _picture(lesson: Lesson, repair: Repair, failure: Failure) -> Picture:
    machine = machine_for(lesson.bounds, repair)
    if failure.stuck is not None:
        why = failure.stuck.sentence
    else:
        prop = next(prop for prop in machine.properties if prop.name == failure.prop)
        meaning = prop.declared.meaning
        why = f"It should hold: {meaning[0].lower()}{meaning[1:]} But here {prop.why(failure.state)}."
    is_liveness = failure.prop in lesson.workbook.liveness_names
    return Picture(failure.prop, is_liveness, failure.trace, draw_state(machine, failure.state), why)
