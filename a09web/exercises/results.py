"""What came of a set of works: a row for each attempt, as CSV and JSON, and where everybody went."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace

from django.db.models import prefetch_related_objects

from a09web.model.names import is_toggle
from a09web.sandbox.tree import Node, Tree
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import MAX_STEPS

from .cells import csv_of
from .exercise import Exercise
from .kinds import solved_verdicts
from .models import Attempt, Work
from .services import exercise_with_key, title_of, variant_for


@dataclass(frozen=True)
class Row:
    """One attempt. `solver` and `number` are the name and the number that the caller gave; `score` and `best` are of
    100; answers are in the words that the solver read; `stored` is UTC."""

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
    number: int | None = None


def results(
    works: Iterable[Work], names: Mapping[str, str] | None = None, numbers: Mapping[str, int | None] | None = None
) -> list[Row]:
    """A row for each attempt of these works, by solver and exercise. `names` says what solvers are called; without it
    they have the opaque name of the work. `numbers` says which number they have, if they have one."""
    chosen, named = list(works), names or {}
    titles = {key: exercise_with_key(key) for key in {work.exercise for work in chosen}}
    by_work = _attempts_of(chosen)
    rows = [
        replace(_row(work, attempt, titles[work.exercise]), solver=named.get(work.solver, work.solver), number=number)
        for work in chosen
        for number in [(numbers or {}).get(work.solver)]
        for attempt in by_work.get(work.pk, [])
    ]
    return sorted(rows, key=lambda row: (row.solver, row.exercise, row.attempt))


def _row(work: Work, attempt: Attempt, exercise: Exercise | None) -> Row:
    words = exercise.kind.words if exercise is not None else {}
    return Row(
        solver=work.solver,
        exercise=work.exercise,
        title=title_of(exercise),
        kind=exercise.kind.slug if exercise is not None else "",
        attempt=attempt.number,
        score=round(attempt.score * 100),
        best=round(work.best * 100),
        verdict=verdict_in_words(attempt.verdict, words),
        steps=attempt.steps,
        hints=attempt.hints,
        answer=_in_a_line(attempt.answer, words),
        stored=attempt.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def verdict_in_words(verdict: str, words: Mapping[str, str]) -> str:
    """A verdict such as `wrong: refused`, with what was chosen as the solver read it."""
    what, colon, choice = verdict.partition(": ")
    return what + colon + words.get(choice, choice)


def _in_a_line(answer: Mapping[str, object], words: Mapping[str, str]) -> str:
    return "; ".join(
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else words.get(str(value), value)}"
        for name, value in answer.items()
        if value
    )


def to_csv(rows: Iterable[Row]) -> str:
    """CSV for any spreadsheet: it begins with a byte order mark, and no cell is taken for a formula."""
    return csv_of([field.name for field in fields(Row)], (asdict(row).values() for row in rows))


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

    `done` counts those who solved it, `partly` those whose best answer was worth something and is no solution: a bug
    that is named and not proved, a repair that is too strong. `solved` says in how many steps it was solved, `stuck`
    at which transition those are who did not solve it: the last one refused, else the last one taken. `verdicts`
    counts the last answers. `shortest` is the shortest solution so far, `fewest` the optimum; both are None for a form.
    """

    begun: int
    handed_in: int
    done: int
    solved: tuple[Place, ...]
    stuck: tuple[Place, ...]
    verdicts: tuple[tuple[str, int], ...]
    shortest: int | None
    fewest: int | None
    partly: int = 0


def is_solved(attempt: Attempt) -> bool:
    """Whether an answer was right and whole, whatever hints and wrong answers before it took away."""
    return attempt.verdict.partition(":")[0] in solved_verdicts()


def distribution(works: Iterable[Work]) -> Distribution:
    """Where the solvers of these works, all of one exercise, went."""
    chosen = list(works)
    prefetch_related_objects(chosen, "sandbox__steps")
    exercise = exercise_with_key(chosen[0].exercise) if chosen else None
    words = exercise.kind.words if exercise is not None else {}
    attempts = _attempts_of(chosen)
    right = {work: [each for each in attempts[work.pk] if is_solved(each)] for work in chosen if work.pk in attempts}
    solved = {work: _best(found) for work, found in right.items() if found}
    last = Counter(found[-1].verdict for found in attempts.values())
    told = Distribution(
        begun=len(chosen),
        handed_in=len(attempts),
        done=len(solved),
        solved=(),
        stuck=(),
        verdicts=tuple((verdict_in_words(verdict, words), count) for verdict, count in last.most_common()),
        shortest=None,
        fewest=None,
        partly=sum(any(each.score for each in attempts[work.pk]) for work in right if work not in solved),
    )
    if exercise is None or not exercise.kind.is_played:
        return told
    return replace(
        told,
        solved=_solved(exercise, solved),
        stuck=_stuck(exercise, [work for work in chosen if work not in solved]),
        shortest=min((each.steps for found in right.values() for each in found), default=None),
        fewest=exercise.kind.fewest(exercise),
    )


def _attempts_of(works: Iterable[Work]) -> dict[int, list[Attempt]]:
    """The attempts of each work that has some, in their order."""
    found: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(work__in=[work.pk for work in works]).order_by("number"):
        found.setdefault(attempt.work_id, []).append(attempt)
    return found


def _best(attempts: list[Attempt]) -> Attempt:
    """The best of some, the shortest of these."""
    return max(attempts, key=lambda each: (each.score, -each.steps))


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
        tree = Tree(Node(each.number, each.parent, each.name, each.depth) for each in work.sandbox.steps.all())
        path = [node.name for node in tree.path(work.sandbox.cursor)]
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
