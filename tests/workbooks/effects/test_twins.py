"""The twins of the bugs, on a real PostgreSQL, on each isolation level: what is wrong does harm, and what is right does
not. A test names the sentences of the lessons that it proves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from django.test import Client

from a09web.source.twins import schema, twin, twins
from a09web.workbooks.effects import EFFECTS
from tests.backing import Postgres
from tests.sandbox.visiting import html
from tests.source.sql.sessions import LEVELS, REFUSED, Scene, Session, statements
from tests.source.sql.sessions import scene as made_scene
from tests.source.sql.told import proves

KEY = "6f1b"
_numbers = count()


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> str:
    return postgres.empty_database()


@pytest.fixture(params=LEVELS, ids=[level.replace(" ", "-") for level in LEVELS])
def scene(request: pytest.FixtureRequest, database: str) -> Iterator[Scene]:
    with made_scene(database, f"effects{next(_numbers)}", request.param, schema(EFFECTS)) as made:
        made.look("INSERT INTO jobs DEFAULT VALUES")
        yield made


def sql(bug: str, *, right: bool) -> str:
    return twin(EFFECTS, bug).right if right else twin(EFFECTS, bug).wrong


def charges(scene: Scene) -> int:
    [(charged,)] = scene.look("SELECT count(*) FROM charges")
    return int(charged)


def key_of_job(worker: Session) -> str:
    """What every attempt reads before it sends."""
    [(key,)] = worker.run(sql("KeyPerAttempt", right=True), job=1)
    return str(key)


def request_arrives(who: Session, key: str = KEY) -> int:
    """How many charges it makes."""
    [(charged,)] = who.run(sql("EffectWithoutKey", right=True), job=1, key=key)
    return int(charged)


both = pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])


def test_every_bug_has_a_twin_with_cases() -> None:
    assert tuple(twins(EFFECTS)) == EFFECTS.bug_names
    cases = [case for each in twins(EFFECTS).values() for case in each.cases]
    assert all(case.sentence.endswith(".") and case.title.rpartition("#")[2] in case.url for case in cases)
    assert len({case.url for case in cases}) == len(cases)
    for each in twins(EFFECTS).values():
        assert each.why.endswith(".")
        assert max(map(len, f"{each.right}\n{each.wrong}".splitlines())) <= 70


@proves(
    "The right version begins with the request.",
    "Only when the answer is there does it touch the row.",
    "A crash on the way leaves the row open.",
    "The wrong version changes the row first.",
    "A crash before the request leaves a row that says `done`, and no charge.",
    "Nobody looks at it again, since whoever looks for work looks for rows that are not done.",
    "After a crash between the two the row says that it is done, and nobody looks at it again.",
    "So the order decides what a crash leaves behind.",
    "first: POST /charges, and wait for 2xx",
    "and now: POST /charges",
)
@both
def test_a_crash_after_the_completion_and_before_the_charge(scene: Scene, right: bool) -> None:
    """The wrong one has recorded by then what never happens; the right one begins with the charge."""
    begins_with_charge = sql("AckBeforeEffect", right=right).startswith("-- first: POST")
    assert begins_with_charge is right
    worker = scene.session()
    if not begins_with_charge:
        worker.run(sql("AckBeforeEffect", right=False), job=1, attempt=1)
    worker.crash()
    assert scene.look("SELECT id FROM jobs WHERE done IS NULL") == ([(1,)] if right else [])
    assert charges(scene) == 0


@proves(
    "The next attempt asks again, under the same key, and is told that it is done.",
    "So a crash costs a second request, and no second charge.",
    "The other way round a crash leaves the row open, and the next attempt asks again under the same key.",
    "A crash before the answer costs the sender a second request.",
    "A worker that takes over after a crash finds the same key, and the receiver finds it in its table.",
    "Committed with the job, before the first request, it outlives them all.",
)
def test_a_crash_after_the_charge_costs_a_second_request(scene: Scene) -> None:
    worker, receiver = scene.session(), scene.session()
    assert request_arrives(receiver, key_of_job(worker)) == 1
    worker.crash()
    scene.look("UPDATE jobs SET attempt = attempt + 1 WHERE done IS NULL")
    other = scene.session()
    assert request_arrives(receiver, key_of_job(other)) == 0
    assert other.run(sql("AckBeforeEffect", right=True), job=1, attempt=2) == [(1,)]
    assert charges(scene) == 1


@proves(
    "To put both into one transaction does not help.",
    "The request is no part of it.",
    "If the request goes out and the transaction is undone, the charge stays.",
    "The record and the charge are in two databases, and no transaction holds both.",
    "No transaction holds both.",
)
def test_a_transaction_of_ours_does_not_hold_the_charge(scene: Scene) -> None:
    worker, receiver = scene.session(), scene.session()
    worker.run("BEGIN")
    worker.run(sql("AckBeforeEffect", right=False), job=1, attempt=1)
    assert request_arrives(receiver) == 1
    worker.crash()
    assert scene.look("SELECT id FROM jobs WHERE done IS NULL") == [(1,)]
    assert charges(scene) == 1


@proves("If the transaction is committed and the request is lost, the row is done.")
def test_a_request_that_is_lost_undoes_nothing(scene: Scene) -> None:
    worker = scene.session()
    worker.run("BEGIN")
    worker.run(sql("AckBeforeEffect", right=False), job=1, attempt=1)
    worker.commit()
    assert scene.look("SELECT id FROM jobs WHERE done IS NULL") == []
    assert charges(scene) == 0


@proves(
    "The right version also asks for the number of the attempt and for a row that is still open.",
    "It protects the row: a worker that comes late changes nothing.",
)
def test_a_completion_counts_once_and_only_of_the_current_attempt(scene: Scene) -> None:
    complete = sql("AckBeforeEffect", right=True)
    worker = scene.session()
    assert [worker.run(complete, job=1, attempt=attempt) for attempt in (2, 1, 1)] == [[(0,)], [(1,)], [(0,)]]


@proves(
    "The right version commits the charge, and then it answers.",
    "A crash after it costs nothing, because the charge is there.",
    "The wrong version answers 202 and leaves the charge to a task in memory.",
    "A restart in between loses the task.",
    "A restart loses the task, and the sender has thrown its copy away, for it was told that all is well.",
    "202 Accepted: a task in memory will do it soon",
    "and now: 200 OK",
)
@both
def test_what_is_left_of_a_restart_after_the_answer(scene: Scene, right: bool) -> None:
    text = sql("EarlyAnswer", right=right)
    answer = "200 OK" if right else "202 Accepted"
    before, _, _ = text.partition(f"-- {'and now: ' if right else ''}{answer}")
    receiver = scene.session()
    if statements(before):
        receiver.run(before, job=1)
    receiver.crash()
    assert charges(scene) == int(right)


@proves(
    "But it has to be said of something that is written down: a row in a table of requests, committed before the "
    "answer.",
    "Whoever does the work reads that row, and a restart does not touch it.",
    "An answer is worth as much as what it speaks of is durable; 202 is for a request that lies in a table.",
)
def test_a_request_that_lies_in_a_table_outlives_a_restart(scene: Scene) -> None:
    scene.look("CREATE TABLE requests (job bigint)")
    receiver = scene.session()
    receiver.run("INSERT INTO requests VALUES (1)")
    receiver.crash()
    work = "WITH due AS (DELETE FROM requests RETURNING job) INSERT INTO charges (job) SELECT job FROM due"
    assert scene.session().run(work) == [(1,)]
    assert charges(scene) == 1


@proves(
    "The wrong version has two statements, so two transactions.",
    "Two statements are two transactions.",
    "A crash in between leaves the charge without its key, and the next request charges again.",
    "The right version is one statement.",
    "It writes the key, and it charges if the key is new.",
    "If the same request comes again, the key is there, no row is inserted, and nothing is charged.",
    "In one statement the key decides who charges.",
    "no row: it was charged before",
)
@both
def test_a_crash_between_the_charge_and_its_key(scene: Scene, right: bool) -> None:
    first, *others = statements(sql("EffectWithoutKey", right=right))
    assert len(others) == (0 if right else 1)
    receiver = scene.session()
    receiver.run(first, job=1, key=KEY)
    receiver.crash()
    scene.session().run(sql("EffectWithoutKey", right=right), job=1, key=KEY)
    assert charges(scene) == (1 if right else 2)


@proves("A crash leaves both or neither.")
def test_a_crash_in_the_one_statement_leaves_neither(scene: Scene) -> None:
    receiver = scene.session()
    receiver.run("BEGIN")
    request_arrives(receiver)
    receiver.crash()
    assert scene.look("SELECT count(*) FROM keys") == [(0,)]
    assert charges(scene) == 0


@proves(
    "It does not take a crash: two requests at the same time both find no key, and both charge.",
    "That the key is unique does not help, since the charge is made by then.",
    "After a crash between them the charge is there and its key is not, and two requests at once both find no key.",
)
def test_two_requests_at_once_both_find_no_key(scene: Scene) -> None:
    charge, write = statements(sql("EffectWithoutKey", right=False))
    one, other = scene.session(), scene.session()
    assert [each.run(charge, job=1, key=KEY) for each in (one, other)] == [[(1,)], [(1,)]]
    assert [each.run(write, job=1, key=KEY) for each in (one, other)] == [[(1,)], [(0,)]]
    assert charges(scene) == 2


@proves(
    "To write the key first, in a transaction of its own, turns the bug round.",
    "A crash in between leaves the key without a charge, and every repeat is taken for a second one.",
)
def test_the_key_first_and_a_crash(scene: Scene) -> None:
    receiver = scene.session()
    receiver.run(statements(sql("EffectWithoutKey", right=False))[1], job=1, key=KEY)
    receiver.crash()
    assert request_arrives(scene.session()) == 0
    assert charges(scene) == 0


@proves(
    "If it comes twice at the same time, the second waits for the first.",
    "Here there is a third way, since both are in one place: one transaction for the charge and its key, and the yes "
    "after it.",
)
def test_of_two_requests_at_once_one_charges(scene: Scene) -> None:
    one, other = scene.session(), scene.session()
    one.run("BEGIN")
    request_arrives(one)
    waiting = other.send(sql("EffectWithoutKey", right=True), job=1, key=KEY).waits_for(one)
    one.run("COMMIT")
    assert waiting.result() == scene.on([(0,)], REFUSED)
    assert charges(scene) == 1


@proves(
    "In the right version the key is a column of the job's row.",
    "It is made once, with the job, and each attempt reads it.",
    "The key names the work: it is made once, in the row of the job, and every attempt reads it.",
    "With a key of its own a retry is a new request to the receiver, and it charges again.",
    "To the receiver a retry under another key is somebody else's request.",
    "Idempotency-Key: made once, with the job",
    "Idempotency-Key: unique for each request",
)
@both
def test_a_retry_sends_the_key(scene: Scene, right: bool) -> None:
    worker, receiver = scene.session(), scene.session()
    for attempt in (1, 2):
        scene.look("UPDATE jobs SET attempt = :attempt", attempt=attempt)
        [(key,)] = worker.run(sql("KeyPerAttempt", right=right), job=1)
        request_arrives(receiver, str(key))
    assert charges(scene) == (1 if right else 2)


@proves("A fresh UUID for each call does the same.")
def test_a_fresh_key_for_each_call(scene: Scene) -> None:
    worker, receiver = scene.session(), scene.session()
    for _ in range(2):
        [(key,)] = worker.run("SELECT gen_random_uuid()")
        assert request_arrives(receiver, str(key)) == 1
    assert charges(scene) == 2


@proves(
    "That works until a retry is older: a queue that retries for three days, a job that was stopped over a weekend, a "
    "person who presses the button again on Monday.",
    "Then the key is gone, and the card is charged again.",
    "A queue that retries for three days sends the key again when it is gone.",
)
@both
def test_a_retry_on_the_next_day(scene: Scene, right: bool) -> None:
    """The right one forgets nothing of a job that is not done, for nobody has said so."""
    receiver = scene.session()
    request_arrives(receiver)
    scene.look("UPDATE keys SET created_at = created_at - interval '25 hours'")
    if not right:
        receiver.run(sql("KeyForgotten", right=False))
    request_arrives(receiver)
    assert charges(scene) == (1 if right else 2)


@proves(
    "If a repeat does not renew it, a sender that keeps trying gets through as soon as the first arrival is old enough."
)
def test_a_window_that_a_repeat_does_not_renew(scene: Scene) -> None:
    receiver, charged = scene.session(), []
    for _ in range(4):
        charged.append(request_arrives(receiver))
        scene.look("UPDATE keys SET created_at = created_at - interval '13 hours'")
        receiver.run(sql("KeyForgotten", right=False))
    assert charged == [1, 0, 1, 0]


@proves("A crash leaves both or neither: never a job without keys and without a fence.")
def test_a_crash_while_it_forgets(scene: Scene) -> None:
    receiver = scene.session()
    request_arrives(receiver)
    receiver.run("BEGIN")
    receiver.run(sql("KeyForgotten", right=True), job=1, attempt=1)
    receiver.crash()
    assert scene.look("SELECT count(*) FROM keys") == [(1,)]
    assert scene.look("SELECT count(*) FROM fences") == [(0,)]


@proves(
    "The right version is told by the sender that the job is done, and under which attempt.",
    "In one statement it notes that number as the fence and deletes the keys.",
    "the sender says: this job is done, and that was its last attempt",
)
def test_what_is_done_is_forgotten_and_fenced(scene: Scene) -> None:
    receiver = scene.session()
    request_arrives(receiver)
    assert receiver.run(sql("KeyForgotten", right=True), job=1, attempt=2) == [(1,)]
    assert scene.look("SELECT job, attempt FROM fences") == [(1, 2)]
    assert scene.look("SELECT count(*) FROM keys") == [(0,)]


@proves(
    "In the right version the number of the attempt travels with the request, and the receiver compares it with a row "
    "of its own.",
    "Between the look and the arrival the request may lie in a proxy, in a queue, in a buffer, or in a worker that was "
    "stopped for a minute.",
    "Between the look and the arrival the request lies in a proxy, and the answer to “is it still my turn” grows old.",
    "The receiver has to ask, of its own table, in the transaction of the effect.",
    "the number travels with the request",
    "no row: 409 Conflict",
    "the sender looks whether it is still its turn, and sends",
    "the request arrives, whenever that is",
)
@both
def test_a_request_that_waited_in_a_proxy(scene: Scene, right: bool) -> None:
    receiver, text = scene.session(), sql("StaleEffect", right=right)
    *looked, arrives = statements(text)
    for statement in looked:
        receiver.run(statement, job=1, attempt=1)
    receiver.run(sql("KeyForgotten", right=True), job=1, attempt=2)
    receiver.run(arrives, job=1, attempt=1)
    assert charges(scene) == (0 if right else 1)


@proves(
    "It compares and charges in one statement, under a lock on that row.",
    "If the fence is moved at the same moment, the request waits and is asked again: it finds the new number, and no "
    "row changes.",
    "Above read committed PostgreSQL refuses it instead.",
    "its row is locked",
)
def test_a_request_and_the_fence_at_the_same_time(scene: Scene) -> None:
    """Whoever comes second waits, and is asked again."""
    forgets, receives = scene.session(), scene.session()
    stale = sql("StaleEffect", right=True)
    receives.run(statements(stale)[0], job=1)
    forgets.run("BEGIN")
    forgets.run(sql("KeyForgotten", right=True), job=1, attempt=1)
    waiting = receives.send(statements(stale)[1], job=1, attempt=1).waits_for(forgets)
    forgets.run("COMMIT")
    assert waiting.result() == scene.on([(0,)], REFUSED)
    assert charges(scene) == 0


@pytest.mark.django_db
def test_they_stand_on_the_page(client: Client) -> None:
    page = html(client.get("/t/2~effects/"))
    for bug, each in twins(EFFECTS).items():
        shown = page.by_id(f"twin-{bug}").text
        for told in (each.right, each.wrong, each.why):
            assert " ".join(told.split()) in shown
