"""Every sentence about SQL is proven by a test, or known to need no proof on a database."""

from __future__ import annotations

import importlib
from pathlib import Path

from .sessions import LEVELS
from .told import APP, PROVEN, told

NEEDS_NO_PROOF = (
    """
Mind two details.
One detail is on your side.
Somebody may be postponing the run at this very moment.
Both versions show the mark alone.
In the right version the question and the act are one statement.
`due_at <= now()` stands beside the status, on the row that is changed, and `now()` is the clock of the database.
The guard `DueAt[r] <= now` becomes a condition of the UPDATE itself.
Compare what each of the two statements asks about the time.
The wrong version believes the timer.
It does check the status, so it looks careful.
the timer rang, so it must be time
The scanner was changed to spare the database one read.
No crash, no second scanner and no second copy is needed.
It needs no crash: the second write never comes.
Give every run a unique key, so that a second copy is refused: `Materialize` asks `copies[r] = 0`.
But the entry stays, so the schedule goes on asking for a run that exists, and in time it even looks overdue: a unique \
key is a safety net, not the repair.
[term-llm #1038](https://github.com/SamSaffron/term-llm/pull/1038) describes a crash between the writes that leaves a \
queued run and a job that is still due.
We have reproduced only the SQL.
Neither query promises that the scanner runs.
This query is the exact match from the repairs, with a wider match.
""".replace("\\\n", "")
    .strip()
    .splitlines()
)


def _proven() -> set[str]:
    for path in Path(__file__).parent.glob("test_*.py"):
        importlib.import_module(f"{__package__}.{path.stem}")
    return PROVEN


def test_every_sentence_about_sql_is_proven() -> None:
    assert [sentence for sentence in told() if sentence not in {*_proven(), *NEEDS_NO_PROOF}] == []


def test_what_is_proven_or_needs_no_proof_is_said() -> None:
    said = set(told())
    assert len(said) > 100
    assert [sentence for sentence in sorted(_proven()) if sentence not in said] == []
    assert [sentence for sentence in NEEDS_NO_PROOF if sentence not in said or sentence in _proven()] == []


def test_the_page_names_the_levels_that_were_tried() -> None:
    page = (APP.parent / "templates/lessons/production.html").read_text(encoding="utf-8")
    assert [level for level in LEVELS if level not in page] == []
