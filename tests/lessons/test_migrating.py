"""How far somebody has come is kept when the tables change, on SQLite and on PostgreSQL, forwards and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.migrating import Database

OLD = "0002"
COLUMNS = "owner, slug, predictions, hints, broke_in, repairs, answers, guards, culprits, recalled, seen, touched"
SHOW = """
from a09web.lessons.models import Progress
for each in Progress.objects.order_by("slug"):
    print(each.owner, each.workbook, each.slug, each.hints, each.broke_in, each.seen)
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_learner_keeps_the_progress(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    database = Database.of_kind(kind, tmp_path, request)
    database.migrate("lessons", OLD)
    database.execute(
        f"INSERT INTO lessons_progress ({COLUMNS}) VALUES ('somebody', '{slug}', '[]', 2, 3, '[]', '[]', '[]', '[]', "
        "'[]', '[\"meet\"]', '2026-01-01')"
        for slug in ("duplicate-claim", "early-release")
    )
    for _ in range(2):
        database.migrate()
        assert database.shows(SHOW) == [
            f"somebody a09 {slug} 2 3 ['meet']" for slug in ("duplicate-claim", "early-release")
        ]
        database.migrate("lessons", OLD)
