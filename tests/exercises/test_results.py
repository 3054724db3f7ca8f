"""Results: a row for each attempt, safe in a spreadsheet, and where everybody went."""

from __future__ import annotations

import csv
import io
import json

import pytest

from a09web.exercises.breaking import shortest
from a09web.exercises.diagnosing import proof
from a09web.exercises.exercise import ON_A_SANDBOX, named
from a09web.exercises.models import Work
from a09web.exercises.results import Row, distribution, results, to_csv, to_json
from a09web.exercises.services import actor_of, begin, hand_in, note_refusal, sandbox_for, variant_for
from a09web.sandbox.services import take_step
from a09web.sandbox.tree import Tree
from a09web.scenarios.address import decode

from .working import starter

pytestmark = pytest.mark.django_db


def worked(solver: str, key: str, *answers: dict[str, object]) -> Work:
    exercise = starter(key)
    work = begin(solver=solver, exercise=exercise)
    if exercise.kind in ON_A_SANDBOX:
        sandbox_for(work=work, exercise=exercise)
    for number, answer in enumerate(answers, start=1):
        hand_in(work=work, exercise=variant_for(solver, exercise, work), key=str(number), answer=answer)
    work.refresh_from_db()
    return work


def stepped(work: Work, *steps: str) -> None:
    sandbox = work.sandbox
    assert sandbox is not None
    for step in steps:
        take_step(
            sandbox=sandbox, tree=Tree.of(sandbox), actor=actor_of(work.solver), version=sandbox.version,
            at=sandbox.cursor, name=step,
        )  # fmt: skip


def test_there_is_a_row_for_each_attempt() -> None:
    one = worked("s1", "busy-hands", {"choice": "none"}, {"choice": "AtMostOneClaimer"})
    other = worked("s2", "the-crowded-run", {"parts": ["part4"]})
    idle = worked("s3", "case-a")
    rows = results([one, other, idle], names={"s1": "brave otter"})
    assert [(row.solver, row.exercise, row.attempt, row.score, row.best) for row in rows] == [
        ("brave otter", "busy-hands", 1, 0, 50),
        ("brave otter", "busy-hands", 2, 50, 50),
        ("s2", "the-crowded-run", 1, 100, 100),
    ]
    assert rows[1].answer == "choice: AtMostOneClaimer"
    assert rows[0].kind == "predict"


def test_a_spreadsheet_takes_no_cell_for_a_formula() -> None:
    work = worked("s1", "busy-hands", {"choice": "none"})
    text = to_csv(results([work], names={"s1": '=HYPERLINK("http://evil")'}))
    assert text.startswith("\ufeffsolver,exercise,")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert row["solver"] == '\'=HYPERLINK("http://evil")'
    assert list(row) == list(Row.__dataclass_fields__)
    assert json.loads(to_json(results([work])))[0]["solver"] == "s1"


def test_where_everybody_went() -> None:
    exercise = starter("back-from-the-dead")
    works = []
    for number, detour in enumerate([(), (), ("AdvanceCheckpoint",)]):
        work = worked(f"solver {number}", exercise.key)
        way = shortest(variant_for(work.solver, exercise, work)) or ()
        hand_in(
            work=work,
            exercise=variant_for(work.solver, exercise, work),
            key="1",
            answer={"steps": [*way[:2], *detour, *way[2:]]},
        )
        works.append(work)
    stuck = worked("stuck", exercise.key)
    stepped(stuck, "Tick")
    refused = worked("refused", exercise.key)
    note_refusal(work=refused, step="Claim(w1,r1)")
    waiting = worked("waiting", exercise.key)
    found = distribution([*works, stuck, refused, waiting])
    assert (found.begun, found.handed_in, found.fewest) == (6, 3, 5)
    assert [(place.name, place.count) for place in found.stuck] == [
        ("Claim refused", 1), ("after Tick", 1), ("at the start", 1)
    ]  # fmt: skip
    assert decode(found.stuck[1].example).scenario.steps == ("Tick",)
    assert found.done == sum(place.count for place in found.solved)
    assert found.shortest == 5
    for place in found.solved:
        assert len(decode(place.example).scenario.steps) == int(place.name)


def test_where_everybody_went_with_a_form_is_a_count_of_answers() -> None:
    works = [worked(f"s{n}", "busy-hands", {"choice": c}) for n, c in enumerate(["none", "none", "AtMostOneClaimer"])]
    found = distribution(works)
    assert found.verdicts == (("wrong: none", 2), ("right: AtMostOneClaimer", 1))
    assert (found.done, found.fewest, found.stuck) == (1, None, ())


def test_a_diagnosis_is_counted_by_its_evidence() -> None:
    exercise = starter("case-e")
    work = worked("s1", exercise.key)
    mine = variant_for("s1", exercise, work)
    evidence = proof(mine)
    assert evidence is not None
    hand_in(work=work, exercise=mine, key="1", answer={"bug": named(mine.bugs), "steps": list(evidence.steps)})
    found = distribution([work])
    assert (found.shortest, found.fewest) == (2, 2)


def test_nobody_went_anywhere() -> None:
    assert distribution([]).begun == 0
    assert results([]) == []
