"""Many writers at once, on real servers and databases: of those that saw the same version one has an effect."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from tests import forking
from tests.backing import Postgres
from tests.servers import NO_TLS, Browser, Server, environment, prepared_var_dir, running_server, temporary_directory

AT_ONCE = 10
STALE = "The sandbox had moved on before your click arrived, so nothing was done."


# Over HTTP


def at_once(servers: list[Server], browser: Browser, path: str, forms: list[dict[str, str]]) -> list[httpx.Response]:
    """Posts all forms at the same moment, each over a connection of its own, to one server after another."""
    token = browser.token(path)
    barrier = threading.Barrier(len(forms))

    def post(number: int) -> httpx.Response:
        url = servers[number % len(servers)].url
        with httpx.Client(base_url=url, timeout=60, trust_env=False, verify=NO_TLS) as client:
            client.cookies = browser.http.cookies
            client.get("/healthz")
            barrier.wait()
            return client.post(path, data={"csrfmiddlewaretoken": token, **forms[number]})

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(post, range(len(forms))))


def check_one_won(answers: list[httpx.Response], browser: Browser, path: str, version: int) -> None:
    """One answer leads to the page, the others say clearly that nothing was done, and show what is now."""
    assert Counter(answer.status_code for answer in answers) == {302: 1, 409: len(answers) - 1}
    for answer in answers:
        if answer.status_code == 409:
            assert STALE in answer.text
            assert f'name="version" value="{version}"' in answer.text
    assert browser.version(path) == version


@pytest.fixture(scope="module", params=["one process", "two processes", "two processes, PostgreSQL"])
def servers(request: pytest.FixtureRequest) -> Iterator[list[Server]]:
    directory, env = temporary_directory("race-"), {}
    if "PostgreSQL" in request.param:
        cluster: Postgres = request.getfixturevalue("postgres")
        env["DATABASE_URL"] = cluster.database()
    with ExitStack() as running:
        count = 1 if request.param == "one process" else 2
        yield [running.enter_context(running_server(directory, env)) for _ in range(count)]


def test_ten_times_the_same_post_has_one_effect(servers: list[Server]) -> None:
    browser = Browser(servers[0])
    path = browser.create()
    for version, name in enumerate(("Tick", "Materialize(r1)", "Claim(w1,r1)")):
        form = {"version": str(version), "at": str(version), "step": name}
        answers = at_once(servers, browser, path, [form] * AT_ONCE)
        check_one_won(answers, browser, path, version + 1)


def test_ten_different_posts_from_the_same_version_have_one_effect(servers: list[Server]) -> None:
    browser = Browser(servers[0])
    path = browser.create()
    browser.step(path, "Tick")
    bugs = ["EarlyRelease", "DuplicateMaterialization", "StaleCompletion", "DuplicateClaim", "CheckpointAdvance"]
    steps = ["Materialize(r1)", *(f"+{bug}" for bug in bugs)]
    forms = [{"version": "1", "at": "1", "step": name} for name in steps]
    forms += [{"version": "1", "move": "0"}] * (AT_ONCE - len(forms))
    check_one_won(at_once(servers, browser, path, forms), browser, path, 2)


def test_ten_who_find_a_sandbox_without_an_owner_at_once(servers: list[Server]) -> None:
    """One gets it; the others are told whose it is."""
    servers[0].manage("first_sandbox")
    finders = [Browser(servers[number % len(servers)]) for number in range(AT_ONCE)]
    tokens = [finder.token("/s/first/") for finder in finders]
    barrier = threading.Barrier(AT_ONCE)

    def post(number: int) -> int:
        form = {"csrfmiddlewaretoken": tokens[number], "version": "0", "at": "0", "step": "Tick"}
        barrier.wait()
        return finders[number].http.post("/s/first/", data=form).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        codes = list(pool.map(post, range(AT_ONCE)))
    assert Counter(codes) == {302: 1, 403: AT_ONCE - 1}
    assert finders[codes.index(302)].step("/s/first/", "Materialize(r1)").status_code == 302


# The services themselves, where every writer has read before any writes


def raced(kind: str, database: dict[str, str]) -> list[dict[str, object]]:
    var_dir = temporary_directory("race-")
    env = environment(var_dir, database | {"SECRET_KEY": "race"})
    if "DATABASE_URL" not in database:
        source = prepared_var_dir() / "a09.sqlite3"
        (var_dir / "a09.sqlite3").write_bytes(source.read_bytes())
    done = forking.run("-m", "tests.sandbox.race", kind, env=env)
    assert done.returncode == 0, done.stderr
    rounds: list[dict[str, object]] = json.loads(done.stdout)
    return rounds


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
@pytest.mark.parametrize("kind", ["same", "different", "mixed", "move", "takeover"])
def test_of_ten_writers_that_saw_the_same_version_one_writes(
    kind: str, database: str, request: pytest.FixtureRequest
) -> None:
    url: dict[str, str] = {}
    if database == "postgres":
        cluster: Postgres = request.getfixturevalue("postgres")
        url["DATABASE_URL"] = cluster.database()
    for result in raced(kind, url):
        losers = "NotYours" if kind == "takeover" else "Stale"
        assert result["outcomes"] == {"done": 1, losers: 9}
        assert result["version"] == 2
        steps = [[1, 0]] if result["cursor"] == 0 else [[1, 0], [2, 1]]
        assert result["steps"] == steps
        assert result["cursor"] in {"move": (0,), "mixed": (0, 2)}.get(kind, (2,))
