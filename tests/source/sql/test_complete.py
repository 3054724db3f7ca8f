"""StaleCompletion: a worker reports late."""

from __future__ import annotations

import pytest

from a09web.source.twins import twin
from a09web.workbooks.a09 import A09

from .sessions import REFUSED, Scene, Session
from .told import proves

RIGHT, WRONG = twin(A09, "StaleCompletion").right, twin(A09, "StaleCompletion").wrong
CLAIM = twin(A09, "DuplicateClaim").right
EXPIRE = "UPDATE run SET status = 'RUNNABLE', claimed_by = NULL WHERE status = 'CLAIMED'"
ATTEMPT, BY_NAME = " AND attempt = :attempt", " AND claimed_by = :worker"
WORKER_CHECK = f"{WRONG.partition(';')[0]}{BY_NAME};"


@pytest.fixture
def worker(scene: Scene) -> Session:
    """A worker that made the first attempt at a run."""
    scene.add_run(1)
    worker = scene.session()
    assert worker.run(CLAIM, worker="w1") == [(1, 1)]
    return worker


def report(worker: Session, sql: str, attempt: int = 1) -> object:
    return worker.run(sql, run=1, result=f"of attempt {attempt}", attempt=attempt, worker="w1")


def expire_and_claim(scene: Scene, by: str = "w2") -> None:
    other = scene.session()
    other.run(EXPIRE)
    other.run(CLAIM, worker=by)


@proves(
    "The right version names the attempt that the worker got when it claimed.",
    "If the run was claimed again since, `attempt` is higher and no row changes.",
    "That is the message the zombie never got: stop, you are stale.",
    "The wrong version asks for `CLAIMED`, and the run is claimed, only under another attempt.",
    "The status went round in a circle.",
    "claimed, but by which attempt?",
)
@pytest.mark.parametrize(("sql", "accepted"), [(RIGHT, 0), (WRONG, 1)], ids=["right", "wrong"])
def test_a_late_report_after_another_claim(scene: Scene, worker: Session, sql: str, accepted: int) -> None:
    expire_and_claim(scene)
    assert report(worker, sql) == [(accepted,)]
    assert report(worker, sql, 2) == [(1 - accepted,)]


@pytest.mark.parametrize(("sql", "accepted"), [(RIGHT, 0), (WRONG, 1)], ids=["right", "wrong"])
def test_a_late_report_during_another_claim(scene: Scene, worker: Session, sql: str, accepted: int) -> None:
    other = scene.session()
    other.run("BEGIN")
    other.run(EXPIRE)
    other.run(CLAIM, worker="w2")
    sent = worker.send(sql, run=1, result="late", attempt=1).waits_for(other)
    other.commit()
    assert sent.result() == scene.on([(accepted,)], REFUSED)


@proves(
    "A check of `claimed_by` fails in the same way when the same worker claims again.",
    "After the lease ran out the run is claimed again, perhaps by the same worker, and it is CLAIMED as before: only "
    "the number of the attempt tells the late result from the awaited one.",
)
def test_the_same_worker_claims_again(scene: Scene, worker: Session) -> None:
    expire_and_claim(scene, by="w1")
    assert report(worker, RIGHT) == [(0,)]
    assert report(worker, WORKER_CHECK) == [(1,)]


def test_a_check_of_the_worker_refuses_another_one(scene: Scene, worker: Session) -> None:
    expire_and_claim(scene, by="w2")
    assert report(worker, WORKER_CHECK) == [(0,)]


@proves(
    "No row changes either if the result is there already, because the answer to the first report got lost.",
    "no row: stale, or done already: stop",
)
def test_the_answer_to_the_report_got_lost(scene: Scene, worker: Session) -> None:
    assert report(worker, RIGHT) == [(1,)]
    worker.crash()
    assert report(scene.session(), RIGHT) == [(0,)]
    assert scene.look("SELECT result FROM run") == [("of attempt 1",)]


@proves(
    "In this SQL the number goes up with the next claim, in the model already with `Expire`.",
    "So here a worker whose lease ran out may still report, as long as nobody has made the run `RUNNABLE` again.",
    "From then on the status refuses it, and from the next claim on the number does.",
)
@pytest.mark.parametrize("sql", [RIGHT, WRONG], ids=["right", "wrong"])
def test_until_when_a_late_worker_may_report(scene: Scene, worker: Session, sql: str) -> None:
    scene.look("UPDATE run SET lease_until = now() - interval '1 hour'")
    worker.run("BEGIN")
    assert report(worker, sql) == [(1,)]
    worker.run("ROLLBACK")
    scene.look(EXPIRE)
    assert scene.look("SELECT attempt FROM run") == [(1,)]
    assert report(worker, sql) == [(0,)]
    assert scene.session().run(CLAIM, worker="w2") == [(1, 2)]
    assert report(worker, sql) == [(0 if sql == RIGHT else 1,)]


@proves(
    "And the number must never go back.",
    "After a reset a claim gives out an old number again, and the zombie that has it fits, as the report about "
    "Temporal describes.",
)
def test_a_number_that_goes_back(scene: Scene, worker: Session) -> None:
    scene.look("UPDATE run SET status = 'RUNNABLE', attempt = 0")
    assert report(worker, RIGHT) == [(0,)]
    assert scene.session().run(CLAIM, worker="w2") == [(1, 1)]
    assert report(worker, RIGHT) == [(1,)]


@proves("`epoch[r]` becomes a column, `attempt`, and the fence becomes one more condition of the UPDATE.")
def test_the_fence_is_one_more_condition() -> None:
    def words(sql: str) -> str:
        return " ".join(line.partition("--")[0].strip() for line in sql.splitlines()).replace(";", "").strip()

    assert words(RIGHT) == words(WRONG) + ATTEMPT
