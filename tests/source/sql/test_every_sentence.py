"""Every sentence about SQL is proven by a test, or known to need no proof on a database."""

from __future__ import annotations

import importlib
from pathlib import Path

from .sessions import LEVELS
from .told import APP, PROVEN, told

PROVING = (
    *(f"{__package__}.{path.stem}" for path in Path(__file__).parent.glob("test_*.py")),
    "tests.workbooks.effects.test_twins",
)
NEEDS_NO_PROOF = (
    """
Think of a crash between the note and the work, in either order.
And what the zombie has sent already?
[That is beyond the fence](/meet/).
Two lines on the statement
two-lines-on-the-statement
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
It does not protect the card.
The sender was told that all is well, so it never asks again.
202 is a good answer for work that takes long.
The same holds for whatever stands between the two: a proxy, a queue, a webhook that passes the request on.
Each says yes for itself.
Its yes is worth as much as the place where it has put the request.
It looks for the key, charges, and writes the key afterwards.
That is what the report about Pulsar describes.
If the effect is not a row, such as a mail, no transaction holds both.
Then the key goes on with the request, to whoever does it, and the same question is asked there.
The wrong version makes the key from the number of the attempt.
It looks careful: no two requests have the same key.
But a key is there so that two requests for the same work do have the same.
Where the key is made matters too.
In the worker's memory it dies with the worker.
What belongs to the key is what makes the work the same work: the job, and perhaps what is asked for.
A token that is minted anew, a time, or the name of the worker does not.
The wrong version asks how old a key is.
No time is long enough by itself.
If you cannot hear from the sender, keep keys for longer than the longest retry, and write down both numbers in one \
place.
Then whoever makes one of them longer sees the other.
And look at when the window begins.
That is what the report about NATS describes.
The wrong version asks as well.
But it asks on our side, before it sends.
By then the answer is old.
To look a second time makes the gap smaller, and leaves it.
A fence needs somebody who keeps the highest number, and that has to be whoever does the work.
If the receiver is a service that knows no fence, give it a key that it keeps for long.
If it keeps none, put a small service of your own before it, which does.
Both versions leave the key out: the lesson on EffectWithoutKey is about that.
How long is long enough no clock knows: only the sender knows that no attempt will come.
It needs books that know the job, in the transaction that charges.
A colleague makes the key unique: it now has the number of the attempt in it.
The key goes into the effect's own transaction
Two steps are two transactions, however close together they stand in the code.
Compare what can come between the charge and its key, and what a crash there leaves behind.
it is written down, is it not?
""".replace("\\\n", "")
    .strip()
    .splitlines()
)


def _proven() -> set[str]:
    for name in PROVING:
        importlib.import_module(name)
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
