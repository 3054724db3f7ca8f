"""What came of a set of works: a row for each attempt, as CSV and JSON, and where everybody went."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace

from a09web.model.names import is_toggle
from a09web.sandbox.tree import Tree
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import MAX_STEPS

from .breaking import shortest
from .diagnosing import proof
from .exercise import BREAK, DIAGNOSE, ON_A_SANDBOX, Exercise
from .models import Attempt, Work
from .services import exercise_with_key, variant_for

BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """One attempt. `solver` is the name that the caller gave; `score` and `best` are of 100; `stored` is UTC."""

    solver: str
    exercise: str
    title: str
    kind: str
    attempt: int
    score: int
    best: int
    verdict: str
    steps: int
    hints: int
    answer: str
    stored: str


def results(works: Iterable[Work], names: Mapping[str, str] | None = None) -> list[Row]:
    """A row for each attempt of these works, by solver and exercise. `names` says what solvers are called; without it
    they have the opaque name of the work."""
    chosen = list(works)
    titles = {key: exercise_with_key(key) for key in {work.exercise for work in chosen}}
    attempts = Attempt.objects.filter(work__in=[work.pk for work in chosen]).order_by("number")
    by_work: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        by_work.setdefault(attempt.work_id, []).append(attempt)
    rows = [
        _row(work, attempt, titles[work.exercise], (names or {}).get(work.solver, work.solver))
        for work in chosen
        for attempt in by_work.get(work.pk, [])
    ]
    return sorted(rows, key=lambda row: (row.solver, row.exercise, row.attempt))


def _row(work: Work, attempt: Attempt, exercise: Exercise | None, solver: str) -> Row:
    return Row(
        solver=solver,
        exercise=work.exercise,
        title=exercise.title if exercise is not None else "(deleted)",
        kind=exercise.kind if exercise is not None else "",
        attempt=attempt.number,
        score=round(attempt.score * 100),
        best=round(work.best * 100),
        verdict=attempt.verdict,
        steps=attempt.steps,
        hints=attempt.hints,
        answer=_in_a_line(attempt.answer),
        stored=attempt.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _in_a_line(answer: Mapping[str, object]) -> str:
    return "; ".join(
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in answer.items()
        if value
    )


def to_csv(rows: Iterable[Row]) -> str:
    """CSV for any spreadsheet: it begins with a byte order mark, and no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(field.name for field in fields(Row))
    writer.writerows([_safe(value) for value in asdict(row).values()] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def to_json(rows: Iterable[Row]) -> str:
    return json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False)


@dataclass(frozen=True)
class Place:
    """Where some solvers are: after so many steps, or at a transition; and one of their schedules, as the text of a
    link."""

    name: str
    count: int
    example: str


@dataclass(frozen=True)
class Distribution:
    """Where everybody went with one exercise.

    `solved` says in how many steps it was solved, `stuck` at which transition those are who did not solve it: the last
    one refused, else the last one taken. `verdicts` counts the last answers. `shortest` is the best so far, `fewest`
    the optimum; both are None for a form.
    """

    begun: int
    handed_in: int
    done: int
    solved: tuple[Place, ...]
    stuck: tuple[Place, ...]
    verdicts: tuple[tuple[str, int], ...]
    shortest: int | None
    fewest: int | None


def distribution(works: Iterable[Work]) -> Distribution:
    """Where the solvers of these works, all of one exercise, went."""
    chosen = list(works)
    exercise = exercise_with_key(chosen[0].exercise) if chosen else None
    attempts: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(work__in=[work.pk for work in chosen]).order_by("number"):
        attempts.setdefault(attempt.work_id, []).append(attempt)
    best = ((work, _best(attempts.get(work.pk, []))) for work in chosen)
    solved = {work: found for work, found in best if found is not None}
    last = Counter(found[-1].verdict for found in attempts.values())
    is_played = exercise is not None and exercise.kind in ON_A_SANDBOX
    return Distribution(
        begun=len(chosen),
        handed_in=len(attempts),
        done=len(solved),
        solved=_solved(exercise, solved) if exercise is not None and is_played else (),
        stuck=_stuck(exercise, [work for work in chosen if work not in solved])
        if exercise is not None and is_played
        else (),
        verdicts=tuple(last.most_common()),
        shortest=min((attempt.steps for attempt in solved.values()), default=None) if is_played else None,
        fewest=fewest(exercise) if exercise is not None and is_played else None,
    )


def fewest(exercise: Exercise) -> int | None:
    """The computed optimum, in steps; None for a form."""
    if exercise.kind == BREAK:
        return len(shortest(exercise) or ())
    if exercise.kind == DIAGNOSE:
        return len(proof(exercise) or ())
    return None


def _best(attempts: list[Attempt]) -> Attempt | None:
    """The best of those that were worth something, the shortest of these."""
    return max((each for each in attempts if each.score), key=lambda each: (each.score, -each.steps), default=None)


def _solved(exercise: Exercise, solved: Mapping[Work, Attempt]) -> tuple[Place, ...]:
    by_steps: dict[int, list[tuple[Work, Attempt]]] = {}
    for work, attempt in solved.items():
        by_steps.setdefault(attempt.steps, []).append((work, attempt))
    return tuple(
        Place(str(steps), len(found), _as_text(exercise, found[0][0], found[0][1].answer.get("steps", [])))
        for steps, found in sorted(by_steps.items())
    )


def _stuck(exercise: Exercise, works: list[Work]) -> tuple[Place, ...]:
    places: dict[str, list[tuple[Work, list[str]]]] = {}
    for work in works:
        if work.sandbox is None:
            continue
        path = [node.name for node in Tree.of(work.sandbox).path(work.sandbox.cursor)]
        last = next((step for step in reversed(path[len(exercise.start) :]) if not is_toggle(step)), "")
        at = f"{_kind(work.refused)} refused" if work.refused else (f"after {_kind(last)}" if last else "at the start")
        places.setdefault(at, []).append((work, path))
    ordered = sorted(places.items(), key=lambda place: (-len(place[1]), place[0]))
    return tuple(Place(name, len(found), _as_text(exercise, *found[0])) for name, found in ordered)


def _kind(step: str) -> str:
    """A transition without its parameters: variants name them otherwise."""
    return step.partition("(")[0]


def _as_text(exercise: Exercise, work: Work, steps: Iterable[str]) -> str:
    """A schedule of one solver, in the names of that solver's variant."""
    mine = variant_for(work.solver, exercise, work)
    taken = tuple(steps)[:MAX_STEPS]
    return encode(replace(mine.scenario, steps=taken, cursor=len(taken)))
