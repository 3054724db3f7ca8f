"""An exercise read from a mapping: a file of the starter set, or what a teacher's row holds. What is wrong is said by
field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml

from a09web.invalid_input import InvalidInput
from a09web.model.machine import NotEnabled
from a09web.model.names import is_toggle, parse_bugs
from a09web.model.workbook import Bugs
from a09web.scenarios.lines import clean, is_printable
from a09web.scenarios.scenario import MAX_STEPS, TITLE_LENGTH, Scenario
from a09web.wording import counted
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .breaking import shortest
from .diagnosing import differences, proof, what_differs
from .evidence import MOST_PLACES, Evidence
from .exercise import (
    BREAK,
    DIAGNOSE,
    KINDS,
    MOST_STATES,
    PREDICT,
    REPAIR,
    STARTER,
    Change,
    Exercise,
    called,
    explored_from,
)
from .repairing import does_harm, first_fix

Choice = TypeVar("Choice", bound=str)

# Ten times as fast as the one in Python.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

STORY_LENGTH = 1200
HINT_LENGTH = 300
MOST_HINTS = 3
MOST_HYPOTHESES = 12
MOST_REPAIRED = 30_000
"""Fewer than elsewhere: a preview judges dozens of repaired models."""
BOUNDS = ("due", "workers", "max_time", "max_epoch")

COMMON = ("kind", "title", "story", "bounds", "bugs", "steps", "hints")
OWN: dict[str, tuple[str, ...]] = {
    BREAK: ("target", "only"),
    PREDICT: ("asked",),
    DIAGNOSE: ("hypotheses",),
    REPAIR: (),
}

SINGLE_BUGS: tuple[Bugs, ...] = tuple(frozenset({bug}) for bug in A09.bug_names)


class BadExercise(InvalidInput):
    """An exercise that cannot be set. `problems` tells what is wrong, by field."""

    def __init__(self, problems: Mapping[str, str], where: str = "") -> None:
        self.problems = dict(problems)
        said = "; ".join(f"{field}: {problem}" for field, problem in self.problems.items())
        super().__init__(f"{where}: {said}" if where else said)


class Reader:
    """Takes fields out of a mapping one by one, and collects what is wrong with them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values, self.problems = dict(values), dict[str, str]()

    def wrong(self, name: str, what: str) -> None:
        self.problems.setdefault(name, what)

    def text(self, name: str, longest: int, *, needed: bool = True) -> str:
        value = self.values.get(name, "")
        if not isinstance(value, str):
            self.wrong(name, "This must be a text.")
            return ""
        line = clean(value)
        if needed and not line:
            self.wrong(name, "This is missing.")
        if len(line) > longest:
            self.wrong(name, f"This may have {counted(longest, 'character')} at most, not {len(line)}.")
        if not is_printable(line):
            self.wrong(name, "This has a character that cannot be printed.")
        return line

    def one_of(self, name: str, allowed: tuple[Choice, ...]) -> Choice | Literal[""]:
        value = self.values.get(name, "")
        for choice in allowed:
            if choice == value:
                return choice
        self.wrong(name, f"This must be one of {', '.join(allowed)}.")
        return ""

    def texts(self, name: str, most: int, longest: int) -> tuple[str, ...]:
        values = self.values.get(name) or []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.wrong(name, "This must be a list of texts.")
            return ()
        lines = tuple(map(clean, values))
        if len(lines) > most:
            self.wrong(name, f"There may be {most} at most, not {len(lines)}.")
        if any(len(line) > longest for line in lines):
            self.wrong(name, f"Each may have {counted(longest, 'character')} at most.")
        if not all(map(is_printable, lines)):
            self.wrong(name, "There is a character that cannot be printed.")
        return lines

    def bounds(self) -> Bounds:
        values = self.values.get("bounds")
        if not isinstance(values, Mapping) or set(values) != set(BOUNDS):
            self.wrong("bounds", f"These must be {', '.join(BOUNDS)}.")
            return Bounds()
        due, *others = (values[name] for name in BOUNDS)
        if not isinstance(due, list) or not all(type(number) is int for number in (*due, *others)):
            self.wrong("bounds", "These must be numbers, and the due times a list of them.")
            return Bounds()
        try:
            return Bounds(tuple(due), *others)
        except InvalidInput as wrong:
            self.wrong("bounds", str(wrong))
            return Bounds()

    def bugs(self, name: str, text: str) -> Bugs:
        try:
            return parse_bugs(A09, "" if text == "none" else text)
        except InvalidInput as wrong:
            self.wrong(name, str(wrong))
            return frozenset()


def read_exercise(
    values: Mapping[str, Any], *, key: str, source: str = STARTER, prepared: tuple[Change, ...] = ()
) -> Exercise:
    """The exercise that a mapping holds, checked by the explorer: it can be solved. Raises `BadExercise`.

    One with variants that were prepared was checked when they were found.
    """
    reader = Reader(values)
    kind = reader.one_of("kind", KINDS)
    for name in set(values) - {*COMMON, *OWN.get(kind, ())}:
        reader.wrong(str(name), "This is not known here.")
    steps = reader.texts("steps", MAX_STEPS, TITLE_LENGTH)
    bugs = reader.bugs("bugs", ",".join(reader.texts("bugs", len(A09.bug_names), TITLE_LENGTH)))
    found = Exercise(
        key=key,
        kind=kind or BREAK,
        title=reader.text("title", TITLE_LENGTH),
        story=reader.text("story", STORY_LENGTH),
        scenario=Scenario(bounds=reader.bounds(), bugs=bugs, steps=steps, cursor=len(steps)),
        target=reader.one_of("target", A09.property_names) if kind == BREAK else "",
        only=_flag(reader) if kind == BREAK else False,
        asked=reader.text("asked", TITLE_LENGTH) if kind == PREDICT else "",
        hypotheses=_hypotheses(reader) if kind == DIAGNOSE else (),
        hints=reader.texts("hints", MOST_HINTS, HINT_LENGTH),
        source=source,
        prepared=prepared,
    )
    if reader.problems:
        raise BadExercise(reader.problems, key)
    if not prepared and (problems := problems_of(found)):
        raise BadExercise(problems, key)
    return found


def values_of(exercise: Exercise) -> dict[str, Any]:
    """The mapping that `read_exercise` reads, as JSON can hold it."""
    values: dict[str, Any] = {
        "kind": exercise.kind,
        "title": exercise.title,
        "story": exercise.story,
        "bounds": exercise.bounds.given,
        "bugs": A09.in_order(exercise.bugs),
        "steps": list(exercise.start),
        "hints": list(exercise.hints),
    }
    own = {
        "target": exercise.target,
        "only": exercise.only,
        "asked": exercise.asked,
        "hypotheses": [",".join(A09.in_order(bugs)) or "none" for bugs in exercise.hypotheses],
    }
    return values | {name: own[name] for name in OWN[exercise.kind]}


def problems_of(exercise: Exercise) -> dict[str, str]:
    """What makes an exercise that is well written impossible to set, by field. Explores."""
    refusal = exercise.begun.refusal
    if any(is_toggle(step) for step in exercise.start):
        return {"steps": "The steps before the exercise must not switch bugs; switch them on at the start."}
    if refusal is not None:
        return {"steps": f"The steps before the exercise end at step {refusal.index}: {refusal.message}"}
    if exercise.kind in (BREAK, REPAIR) and not explored_from(exercise.bounds, exercise.bugs, exercise.state).complete:
        return {
            "bounds": f"More than {MOST_STATES:,} states can follow, too many to judge answers at once. "
            "Choose fewer runs or workers, or let the clock stop earlier."
        }
    return CHECKS[exercise.kind](exercise)


def _of_break(exercise: Exercise) -> dict[str, str]:
    if exercise.target in exercise.begun.last.broken:
        return {"target": f"{exercise.target} is broken already where the exercise begins."}
    if shortest(exercise) is None:
        alone = " alone" if exercise.only else ""
        return {"target": f"{exercise.target} cannot be broken{alone} from here with {called(exercise.bugs)}."}
    return {}


def _of_predict(exercise: Exercise) -> dict[str, str]:
    try:
        exercise.machine.transition(exercise.asked)
    except NotEnabled as unknown:
        return {"asked": str(unknown)}
    return {}


def _of_diagnose(exercise: Exercise) -> dict[str, str]:
    if exercise.bugs not in exercise.hypotheses:
        return {"hypotheses": f"What is wrong here, {called(exercise.bugs)}, must be among them."}
    if len(exercise.hypotheses) < 2:
        return {"hypotheses": "There must be two at least, or there is nothing to find out."}
    trouble = differences(exercise).trouble
    if trouble == "start":
        return {"steps": _told_by_the_start(exercise)}
    if trouble:
        return {
            "hypotheses": f"More than {MOST_PLACES:,} places have to be looked at to tell them apart, too many to "
            "judge answers at once. Choose fewer of them, fewer runs or workers, or let the clock stop earlier."
        }
    if proof(exercise) is None:
        return {"hypotheses": "No one schedule tells what is wrong here from all the others."}
    return {}


def _told_by_the_start(exercise: Exercise) -> str:
    """Which hypothesis the steps before the exercise already rule out, and what to do."""
    begun = Evidence(exercise.start)
    for other in exercise.hypotheses:
        if said := what_differs(exercise.bounds, exercise.bugs, other, begun):
            return (
                f"The steps before the exercise rule {called(other)} out already: {said} "
                f"Stand further back, or leave {called(other)} out."
            )
    raise AssertionError("the start goes alike under all hypotheses")


def _of_repair(exercise: Exercise) -> dict[str, str]:
    if len(exercise.bugs) != 1:
        return {"bugs": "A repair is of one bug: choose exactly one."}
    if exercise.start:
        return {"steps": "A repair is of the whole model, so no steps come before it."}
    (bug,) = exercise.bugs
    if explored_from(exercise.bounds, exercise.bugs, exercise.state).distinct > MOST_REPAIRED:
        return {
            "bounds": f"More than {MOST_REPAIRED:,} states can follow, too many to explore them for every repair. "
            "Choose fewer runs or workers, or let the clock stop earlier."
        }
    if not does_harm(bug, exercise.bounds):
        return {"bugs": f"{bug} does no harm at these bounds, so there is nothing to repair. Choose larger ones."}
    if not first_fix(bug, exercise.bounds):
        return {"bugs": f"Nothing that is on offer against {bug} fixes it at these bounds. Choose larger ones."}
    return {}


CHECKS = {BREAK: _of_break, PREDICT: _of_predict, DIAGNOSE: _of_diagnose, REPAIR: _of_repair}


def _flag(reader: Reader) -> bool:
    value = reader.values.get("only", False)
    if not isinstance(value, bool):
        reader.wrong("only", "This must be true or false.")
    return value is True


def _hypotheses(reader: Reader) -> tuple[Bugs, ...]:
    """The bug sets to choose from, in the order of the model; without any, each bug alone."""
    texts = reader.texts("hypotheses", MOST_HYPOTHESES, 200)
    chosen = {reader.bugs("hypotheses", text) for text in texts}
    order = {bugs: number for number, bugs in enumerate((*SINGLE_BUGS, frozenset[str]()))}
    return tuple(sorted(chosen, key=lambda bugs: (order.get(bugs, len(order)), A09.in_order(bugs)))) or SINGLE_BUGS


def read_file(path: Path) -> tuple[Exercise, ...]:
    """The exercises of a YAML file: a mapping from keys to exercises. Raises `BadExercise`."""
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    except yaml.YAMLError as wrong:
        raise BadExercise({"file": f"This is not YAML. {wrong}"}, path.name) from None
    if not isinstance(values, dict) or not all(isinstance(each, dict) for each in values.values()):
        raise BadExercise({"file": "Here must be keys with exercises."}, path.name)
    return tuple(read_exercise(each, key=str(key)) for key, each in values.items())
