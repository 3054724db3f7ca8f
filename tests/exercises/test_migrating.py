"""Variants that were set are kept when the tables change, on SQLite and on PostgreSQL, forwards and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.migrating import Database

OLD = "0003"
NAMES = {"r1": "r2", "r2": "r1", "w1": "w1", "w2": "w2"}
VALUES = {
    "kind": "break", "title": "Kept", "story": "As it was.", "target": "AtMostOneClaimer", "only": False,
    "bounds": {"due": [1, 2], "workers": 2, "max_time": 3, "max_epoch": 2}, "bugs": ["DuplicateClaim"],
    "steps": [], "hints": [],
}  # fmt: skip
CHANGE = {"due": [2, 3], "max_time": 4, "names": NAMES}
SHOW = """
import json
from a09web.exercises.models import StoredExercise, Work
from a09web.exercises.services import exercise_of
from a09web.exercises.variants import variants
(made,) = StoredExercise.objects.all()
print(made.workbook, made.kind, made.title, [each.bounds.given for each in variants(exercise_of(made))])
for each in Work.objects.order_by("solver"):
    print(each.solver, json.dumps(each.variant, sort_keys=True), each.best)
"""


def statements() -> list[str]:
    variant = json.dumps({"of": "0123456789abcdef", **CHANGE})
    work = "INSERT INTO exercises_work (solver, exercise, seed, hints, draft, refused, best, created, touched, variant)"
    rows = [
        f"{work} VALUES ('{solver}', 'x/made', 1, 0, '{{}}', '', 0.5, '2026-01-01', '2026-01-01', '{kept}')"
        for solver, kept in (("one", variant), ("other", "{}"))
    ]
    return [
        "INSERT INTO auth_user (id, username, password, first_name, last_name, email, is_superuser, is_staff, "
        "is_active, date_joined) VALUES (7, 'ada', '', '', '', '', false, false, true, '2026-01-01')",
        'INSERT INTO exercises_storedexercise (public_id, author_id, kind, title, "values", variants, created) '
        f"VALUES ('made', 7, 'break', 'Kept', '{json.dumps(VALUES)}', '{json.dumps([CHANGE])}', '2026-01-01')",
        *rows,
    ]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_exercises_and_works_keep_their_variants(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    database = Database.of_kind(kind, tmp_path, request)
    database.migrate("exercises", OLD)
    database.execute(statements())
    kept = {"of": "0123456789abcdef", "numbers": {"due": [2, 3], "max_time": 4}, "names": NAMES}
    for _ in range(2):
        database.migrate()
        made, one, other = database.shows(SHOW)
        assert made == "a09 break Kept [{'due': [3, 2], 'workers': 2, 'max_time': 4, 'max_epoch': 2}]"
        assert one == f"one {json.dumps(kept, sort_keys=True)} 0.5"
        assert other == "other {} 0.5"
        database.migrate("exercises", OLD)
