"""What is stored is kept when the tables change, on SQLite and on PostgreSQL, forwards and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.migrating import Database

OLD = "0006"
COLUMNS = "public_id, owner, title, workers, max_time, max_epoch, bugs_at_start, cursor, tip, last_number, version"
ROW = "'{}', 'somebody', 'Kept', {}, {}, 3, 'EarlyRelease', 0, 0, 0, 7"
SHOW = """
from a09web.sandbox.models import Sandbox
for each in Sandbox.objects.order_by("public_id"):
    print(each.public_id, each.workbook, each.bounds.texts, each.title, each.is_attached, each.version)
"""


def statements() -> list[str]:
    rows = [
        f"INSERT INTO sandbox_sandbox ({COLUMNS}, held, origin, created, touched) "
        f"VALUES ({ROW.format(name, workers, max_time)}, {held}, '', '2026-01-01', '2026-01-01')"
        for name, workers, max_time, held in (("one", 1, 5, "false"), ("other", 3, 8, "true"))
    ]
    entry = "INSERT INTO sandbox_scheduleentry (sandbox_id, run, due) SELECT id, 'r1', 4 FROM sandbox_sandbox"
    return [*rows, entry]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_sandbox_keeps_its_bounds(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    database = Database.of_kind(kind, tmp_path, request)
    database.migrate("sandbox", OLD)
    database.execute(statements())
    expected = [
        "one a09 {'due': '4', 'workers': '1', 'max_time': '5', 'max_epoch': '3'} Kept False 7",
        "other a09 {'due': '4', 'workers': '3', 'max_time': '8', 'max_epoch': '3'} Kept True 7",
    ]
    for _ in range(2):
        database.migrate()
        assert database.shows(SHOW) == expected
        database.migrate("sandbox", OLD)
