"""The twins of the bugs, on a real PostgreSQL: what is wrong does harm, and what is right does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from a09web.source.twins import schema, twin, twins
from a09web.workbooks.effects import EFFECTS
from tests.backing import Postgres
from tests.sandbox.visiting import html
from tests.source.sql.sessions import READ_COMMITTED, Scene, Session, statements
from tests.source.sql.sessions import scene as made_scene

KEY = "6f1b"


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> str:
    return postgres.empty_database()


@pytest.fixture
def scene(request: pytest.FixtureRequest, database: str) -> Iterator[Scene]:
    name = "s" + re.sub(r"\W+", "_", request.node.name).lower()
    with made_scene(database, name, READ_COMMITTED, schema(EFFECTS)) as made:
        made.look("INSERT INTO jobs DEFAULT VALUES")
        yield made


def sql(bug: str, *, right: bool) -> str:
    return twin(EFFECTS, bug).right if right else twin(EFFECTS, bug).wrong


def charges(scene: Scene) -> int:
    [(count,)] = scene.look("SELECT count(*) FROM charges")
    return int(count)


def request_arrives(who: Session, key: str = KEY, attempt: int = 1) -> None:
    who.run(sql("EffectWithoutKey", right=True), job=1, key=key, attempt=attempt)


both = pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])


def test_every_bug_has_a_twin_with_cases() -> None:
    assert tuple(twins(EFFECTS)) == EFFECTS.bug_names
    cases = [case for each in twins(EFFECTS).values() for case in each.cases]
    assert all(case.sentence.endswith(".") and case.title.rpartition("#")[2] in case.url for case in cases)
    assert len({case.url for case in cases}) == len(cases)
    for each in twins(EFFECTS).values():
        assert each.why.endswith(".")
        assert max(map(len, f"{each.right}\n{each.wrong}".splitlines())) <= 70


@both
def test_a_crash_after_the_completion_and_before_the_charge(scene: Scene, right: bool) -> None:
    """The wrong one has recorded by then what never happens; the right one begins with the charge."""
    begins_with_charge = sql("AckBeforeEffect", right=right).startswith("-- first: POST")
    assert begins_with_charge is right
    if not begins_with_charge:
        scene.session().run(sql("AckBeforeEffect", right=False), job=1, attempt=1)
    assert scene.look("SELECT done IS NULL FROM jobs") == [(right,)]
    assert charges(scene) == 0


def test_a_completion_counts_once_and_only_of_the_current_attempt(scene: Scene) -> None:
    complete = sql("AckBeforeEffect", right=True)
    worker = scene.session()
    assert [worker.run(complete, job=1, attempt=attempt) for attempt in (2, 1, 1)] == [[(0,)], [(1,)], [(0,)]]


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


@both
def test_a_crash_between_the_charge_and_its_key(scene: Scene, right: bool) -> None:
    first, *others = statements(sql("EffectWithoutKey", right=right))
    assert len(others) == (0 if right else 1)
    receiver = scene.session()
    receiver.run(first, job=1, key=KEY)
    receiver.crash()
    scene.session().run(sql("EffectWithoutKey", right=right), job=1, key=KEY)
    assert charges(scene) == (1 if right else 2)


def test_of_two_requests_at_once_one_charges(scene: Scene) -> None:
    one, other = scene.session(), scene.session()
    one.run("BEGIN")
    request_arrives(one)
    waiting = other.send(sql("EffectWithoutKey", right=True), job=1, key=KEY).waits_for(one)
    one.run("COMMIT")
    waiting.result()
    assert charges(scene) == 1


@both
def test_a_retry_sends_the_key(scene: Scene, right: bool) -> None:
    worker, receiver = scene.session(), scene.session()
    for attempt in (1, 2):
        scene.look("UPDATE jobs SET attempt = :attempt", attempt=attempt)
        [(key,)] = worker.run(sql("KeyPerAttempt", right=right), job=1)
        request_arrives(receiver, str(key))
    assert charges(scene) == (1 if right else 2)


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


def test_what_is_done_is_forgotten_and_fenced(scene: Scene) -> None:
    receiver = scene.session()
    request_arrives(receiver)
    assert receiver.run(sql("KeyForgotten", right=True), job=1, attempt=2) == [(1,)]
    assert scene.look("SELECT job, attempt FROM fences") == [(1, 2)]
    assert scene.look("SELECT count(*) FROM keys") == [(0,)]


@both
def test_a_request_that_waited_in_a_proxy(scene: Scene, right: bool) -> None:
    receiver, text = scene.session(), sql("StaleEffect", right=right)
    *looked, arrives = statements(text)
    for statement in looked:
        receiver.run(statement, job=1, attempt=1)
    receiver.run(sql("KeyForgotten", right=True), job=1, attempt=2)
    receiver.run(arrives, job=1, attempt=1)
    assert charges(scene) == (0 if right else 1)


def test_a_request_and_the_fence_at_the_same_time(scene: Scene) -> None:
    """Whoever comes second waits, and is asked again."""
    forgets, receives = scene.session(), scene.session()
    stale = sql("StaleEffect", right=True)
    receives.run(statements(stale)[0], job=1)
    forgets.run("BEGIN")
    forgets.run(sql("KeyForgotten", right=True), job=1, attempt=1)
    waiting = receives.send(statements(stale)[1], job=1, attempt=1).waits_for(forgets)
    forgets.run("COMMIT")
    assert waiting.result() == [(0,)]
    assert charges(scene) == 0


@pytest.mark.django_db
def test_they_stand_on_the_page(client: Client) -> None:
    page = html(client.get("/t/2~effects/"))
    for bug, each in twins(EFFECTS).items():
        shown = page.by_id(f"twin-{bug}").text
        for told in (each.right, each.wrong, each.why):
            assert " ".join(told.split()) in shown
