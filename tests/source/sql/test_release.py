"""EarlyRelease: the clock is asked by the statement that acts."""

from __future__ import annotations

import pytest

from a09web.source.twins import twin
from a09web.workbooks.a09 import A09
from tests.servers import wait_until

from .sessions import REFUSED, Scene
from .told import proves

RIGHT, WRONG = twin(A09, "EarlyRelease").right, twin(A09, "EarlyRelease").wrong
POSTPONE = "UPDATE future SET due_at = now() + interval '1 hour' WHERE id = 1"


@proves(
    "A timer that rings too soon changes no row.",
    "That is an answer, not an error: as long as the entry is `OUTSTANDING`, set the timer again.",
    "no row: not due yet, or released already",
    "But a fast clock releases the run too soon, and so does a timer that was set before the run was postponed.",
    "A timer only says when to look: whether the run is due is decided by its row and the database's clock, in the "
    "statement that acts.",
)
def test_a_timer_that_rings_too_soon(scene: Scene) -> None:
    scanner = scene.session()
    scene.add_entry(1, "1 hour")
    scene.add_entry(2)
    scene.add_entry(3)
    scene.look("UPDATE future SET due_at = now() + interval '1 hour' WHERE id = 3")
    assert scanner.run(RIGHT, future=1) == scanner.run(RIGHT, future=3) == []
    scene.comes_due(1)
    assert scanner.run(RIGHT, future=1) == [(1,)]
    assert scanner.run(RIGHT, future=1) == []
    assert scanner.run(RIGHT, future=2) == [(2,)]
    assert scanner.run(WRONG, future=3) == [(3,)]


@proves(
    "Then the UPDATE waits for the commit.",
    "On read committed it asks both questions again, of the new row, and changes nothing.",
    "On repeatable read and serializable PostgreSQL refuses it.",
)
@pytest.mark.parametrize(("sql", "released"), [(RIGHT, []), (WRONG, [(1,)])], ids=["right", "wrong"])
def test_a_run_that_is_being_postponed(scene: Scene, sql: str, released: list[tuple[int]]) -> None:
    """What only looks right asks one question again, and it is the wrong one."""
    scene.add_entry(1)
    user, scanner = scene.session(), scene.session()
    user.run("BEGIN")
    user.run(POSTPONE)
    sent = scanner.send(sql, future=1).waits_for(user)
    user.commit()
    assert sent.result() == scene.on(released, REFUSED)


@proves(
    "In PostgreSQL `now()` is the time at which the transaction started.",
    "A long transaction acts late, never early.",
)
def test_a_long_transaction_acts_late(scene: Scene) -> None:
    """The only test here for which time has to pass. Where it passes too soon, the next attempt gives it more."""
    scanner = scene.session()
    for number in range(1, 12):
        scene.look("INSERT INTO future VALUES (:n, clock_timestamp() + :n * :n * interval '30 ms')", n=number)
        scanner.run("BEGIN")
        if scanner.run("SELECT now() < due_at FROM future WHERE id = :n", n=number) == [(True,)]:
            break
        scanner.commit()
    due = "SELECT due_at < clock_timestamp() FROM future WHERE id = :n"
    wait_until(lambda: scene.look(due, n=number) == [(True,)], "the entry comes due")
    assert scanner.run(RIGHT, future=number) == []
    scanner.commit()
    assert scanner.run(RIGHT, future=number) == [(number,)]


@proves(
    "The run is inserted in the same transaction, for the row that was returned: the lesson on duplicate "
    "materialization is about that.",
)
def test_one_of_two_scanners_makes_the_run_that_it_was_given(scene: Scene) -> None:
    scene.add_entry(1)
    first, second = scene.session(), scene.session()
    first.run("BEGIN")
    assert first.run(RIGHT, future=1) == [(1,)]
    sent = second.send(RIGHT, future=1).waits_for(first)
    first.run("INSERT INTO run (future_id) VALUES (1)")
    first.commit()
    assert sent.result() == scene.on([], REFUSED)
    assert second.run(RIGHT, future=1) == []


@proves(
    "If you drop the trigger instead, and nothing else looks for what is due, this bug turns into its opposite, and "
    "the run never comes.",
    "A row that is outstanding and due is found by one of the next scans, whatever was dropped.",
)
def test_a_trigger_that_is_dropped(scene: Scene) -> None:
    scanner = scene.session()
    scene.add_entry(1, "1 hour")
    assert scanner.run(RIGHT, future=1) == []
    scene.comes_due(1)
    assert scene.look("SELECT status FROM future") == [("OUTSTANDING",)]
    assert scanner.run(twin(A09, "MissingMaterialization").right) == [(1,)]
