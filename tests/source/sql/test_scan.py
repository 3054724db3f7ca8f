"""MissingMaterialization: what a scan sees, and what nobody sees."""

from __future__ import annotations

from a09web.source.twins import twin
from a09web.workbooks.a09 import A09
from tests.servers import wait_until

from .sessions import Rows, Scene
from .told import proves

RIGHT, WRONG = twin(A09, "MissingMaterialization").right, twin(A09, "MissingMaterialization").wrong
MATERIALIZE = twin(A09, "DuplicateMaterialization").right
OVERDUE = "SELECT count(*) FROM future WHERE status = 'OUTSTANDING' AND due_at < now() - interval '2 min'"
WITHOUT_A_RUN = """
SELECT f.id FROM future f LEFT JOIN run r ON r.future_id = f.id
 WHERE f.status = 'MATERIALIZED' AND r.id IS NULL
"""


@proves(
    "The right version asks about the state: what is outstanding and due?",
    "It has no lower bound in time.",
    "A scanner that was away for five minutes, or for a night, finds everything that came due meanwhile.",
    "The work is late, and then it is done.",
    "The wrong version asks about the time: what came due in the last sixty seconds?",
    "After a longer pause it finds what came due in the last minute of it.",
    "What came due before has fallen out of the window, and no later scan sees it.",
    "What nobody could see within a minute of its due time, because no scanner ran or it was not committed yet, is in "
    "no window, and nothing fails.",
)
def test_a_scanner_that_was_away(scene: Scene) -> None:
    scanner = scene.session()
    for number, due_in in enumerate(["-12 h", "-5 min", "-61 s", "-5 s", "-1 s", "1 hour"], start=1):
        scene.add_entry(number, due_in)
    scene.add_entry(7, "-5 s")
    scene.look("UPDATE future SET status = 'MATERIALIZED' WHERE id = 7")
    assert scanner.run(RIGHT) == [(1,), (2,), (3,), (4,), (5,)]
    assert scanner.run(WRONG) == [(4,), (5,)]
    assert len(scanner.run(MATERIALIZE)) == 5
    assert scanner.run(RIGHT) == []


@proves(
    "A scan every minute is not enough either.",
    "Nobody sees a row before it is committed: if that is more than a minute after its due time, the row is in no "
    "window, however often a scan comes by.",
)
def test_a_row_that_commits_late(scene: Scene) -> None:
    """A scan looked at every window in which the row could have been, and did not see it."""
    user, scanner = scene.session(), scene.session()
    user.run("BEGIN; INSERT INTO future VALUES (1, now() - interval '61 s')")
    assert scanner.run(WRONG.replace("now()", "now() - interval '30 s'")) == scanner.run(WRONG) == []
    assert scanner.run(RIGHT) == []
    user.commit()
    assert scanner.run(WRONG) == []
    assert scanner.run(RIGHT) == [(1,)]


@proves(
    "Let each scan be a transaction of its own.",
    "In a long one `now()` stands still, and on repeatable read and serializable so does all that it sees.",
)
def test_a_scan_is_a_transaction_of_its_own(scene: Scene) -> None:
    scanner = scene.session()
    scanner.run("BEGIN")
    [(begun,)] = scanner.run("SELECT now()")
    scene.add_entry(1)
    scene.look("INSERT INTO future VALUES (2, clock_timestamp())")
    wait_until(lambda: scene.look("SELECT max(due_at) < now() FROM future") == [(True,)], "both are due")
    assert scanner.run("SELECT now()") == [(begun,)]
    assert scanner.run(RIGHT) == scene.on([(1,)], [])
    scanner.commit()
    assert scanner.run(RIGHT) == [(1,), (2,)]


@proves(
    "So look from outside: count the outstanding rows that are later than you can accept.",
    "That probe is `NoOverdueScheduled`, asked of a live system.",
    "Count the rows that are `OUTSTANDING` with a `due_at` further back than you accept, and raise an alarm when there "
    "are any.",
    "And it sees only what is committed and still outstanding.",
    "A row that was marked and never got its run is not overdue.",
    "To find those, join the marked rows with their runs and look for the gaps.",
)
def test_the_two_probes(scene: Scene) -> None:
    user, scanner, probe = scene.session(), scene.session(), scene.session()
    scene.add_entry(1, "-5 min")
    scene.add_entry(2, "-1 s")
    user.run("BEGIN; INSERT INTO future VALUES (3, now() - interval '5 min')")
    assert probe.run(OVERDUE) == [(1,)]
    scanner.run(WRONG)
    assert probe.run(OVERDUE) == [(1,)]
    scanner.run("BEGIN")
    scanner.run(MATERIALIZE)
    assert gaps(scene) == []
    scanner.commit()
    user.commit()
    assert [probe.run(OVERDUE), gaps(scene)] == [[(1,)], []]
    scene.look("UPDATE future SET status = 'MATERIALIZED' WHERE id = 3")
    assert [probe.run(OVERDUE), gaps(scene)] == [[(0,)], [(3,)]]


def gaps(scene: Scene) -> Rows:
    return scene.session().run(WITHOUT_A_RUN)
