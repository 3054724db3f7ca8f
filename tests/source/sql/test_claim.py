"""DuplicateClaim: two workers reach for one run."""

from __future__ import annotations

import pytest

from a09web.source.twins import twin
from a09web.workbooks.a09 import A09

from .sessions import REFUSED, SERIALIZABLE, Scene
from .told import proves

RIGHT, WRONG = twin(A09, "DuplicateClaim").right, twin(A09, "DuplicateClaim").wrong
CLAIMED = "SELECT claimed_by, attempt FROM run ORDER BY id"
COMPARE_AND_SET = """
UPDATE run SET status = 'CLAIMED', attempt = attempt + 1, claimed_by = :worker
 WHERE id = :run AND status = 'RUNNABLE'
"""


@proves(
    "Both versions are one statement, and the wrong one looks atomic.",
    "But its inner SELECT takes no lock, so two workers can find the same row.",
    "One of them updates it, and the other waits.",
    "On read committed, the default of PostgreSQL, the condition is then checked again on the new row.",
    "All that it says is that the `id` is the same, and it is.",
    "The second worker claims a claimed run.",
    "On repeatable read and serializable PostgreSQL refuses the second worker.",
    "Two workers can find the same run.",
    "On read committed, the one that waits for the row then only checks again that its id is the same.",
    "Compare what each statement does about a row that another worker is just claiming.",
)
def test_the_worker_that_waits_claims_a_claimed_run(scene: Scene) -> None:
    first, _ = scene.add_run(1), scene.add_run(2)
    one, other = scene.session(), scene.session()
    one.run("BEGIN")
    assert one.run(WRONG, worker="w1") == [(first, 1)]
    sent = other.send(WRONG, worker="w2").waits_for(one)
    one.commit()
    assert sent.result() == scene.on([(first, 2)], REFUSED)
    assert scene.look(CLAIMED) == [scene.on(("w2", 2), ("w1", 1)), (None, 0)]


@proves(
    "In our stress test on read committed, built to provoke this, the wrong form claimed most runs more than once, and "
    "both right forms none.",
)
@pytest.mark.parametrize(("sql", "claims"), [(WRONG, 4), (RIGHT, 1), (COMPARE_AND_SET, 1)])
def test_many_workers_that_wait_for_one_run(scene: Scene, sql: str, claims: int) -> None:
    """As in the stress test: all of them have found the run while somebody held it."""
    number = scene.add_run(1)
    holding, *workers = [scene.session() for _ in range(4)]
    holding.run("BEGIN")
    holding.run(sql, worker="w0", run=number)
    sent = [worker.send(sql, worker="w", run=number) for worker in workers]
    if sql != RIGHT:
        for each in sent:
            each.waits()
    holding.commit()
    for each in sent:
        each.result()
    assert scene.look("SELECT attempt FROM run") == [(scene.on(claims, 1),)]


@proves(
    "In the right version the inner SELECT locks the row that it picks, and `SKIP LOCKED` sends the next worker to "
    "another row.",
    "Read committed is enough for both, and it refuses nobody.",
    "On serializable even a worker that was sent to another row may be refused, since each of the two has read what "
    "the other one changed.",
)
def test_the_next_worker_is_sent_to_another_row(scene: Scene) -> None:
    first, second = scene.add_run(1), scene.add_run(2)
    one, other, late = scene.session(), scene.session(), scene.session()
    one.run("BEGIN")
    other.run("BEGIN")
    assert one.run(RIGHT, worker="w1") == [(first, 1)]
    assert other.run(RIGHT, worker="w2") == [(second, 1)]
    assert late.run(RIGHT, worker="w3") == []
    assert one.commit() != REFUSED
    assert (other.commit() == REFUSED) == (scene.level == SERIALIZABLE)
    assert scene.look(CLAIMED) == [("w1", 1), (None, 0) if scene.level == SERIALIZABLE else ("w2", 1)]


def test_a_run_that_was_claimed_since_is_not_claimed_again(scene: Scene) -> None:
    first, second = scene.add_run(1), scene.add_run(2)
    one, other = scene.session(), scene.session()
    other.begin()
    assert one.run(RIGHT, worker="w1") == [(first, 1)]
    assert other.run(RIGHT, worker="w2") == scene.on([(second, 1)], REFUSED)


@proves("A lock would make the second worker wait.")
def test_a_lock_makes_the_second_worker_wait(scene: Scene) -> None:
    scene.add_run(1)
    second = scene.add_run(2)
    one, other = scene.session(), scene.session()
    locking = RIGHT.replace(" SKIP LOCKED", "")
    assert locking != RIGHT
    one.run("BEGIN")
    one.run(locking, worker="w1")
    sent = other.send(locking, worker="w2").waits_for(one)
    one.commit()
    assert sent.result() == scene.on([(second, 1)], REFUSED)


@proves(
    "A compare-and-set works too: `WHERE id = :run AND status = 'RUNNABLE'`.",
    "The loser changes no row or is refused, and knows that it lost.",
    "`claimers[r] = {}` has to be true of the row at the moment at which it changes.",
)
def test_a_compare_and_set(scene: Scene) -> None:
    number = scene.add_run(1)
    one, other = scene.session(), scene.session()
    one.run("BEGIN")
    assert one.run(COMPARE_AND_SET, worker="w1", run=number) == [(1,)]
    sent = other.send(COMPARE_AND_SET, worker="w2", run=number).waits_for(one)
    one.commit()
    assert sent.result() == scene.on([(0,)], REFUSED)
    assert other.run(COMPARE_AND_SET, worker="w2", run=number) == [(0,)]
    assert scene.look(CLAIMED) == [("w1", 1)]
