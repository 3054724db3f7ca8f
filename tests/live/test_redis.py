"""Several processes that share their rooms by a real Redis."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.backing import Postgres, Redis, running_redis
from tests.servers import Browser, Server, running_server, wait_until

from .classes import class_at
from .watching import heard, heard_of, shown, watching


@contextmanager
def two_servers(directory: Path, **env: str) -> Iterator[tuple[Server, Server]]:
    """The other has a Python of its own, so that nothing they agree on comes from where they were forked."""
    with running_server(directory, env) as one, running_server(directory, env, has_own_python=True) as other:
        yield one, other


def elsewhere(browser: Browser, server: Server) -> Browser:
    """The same person, at another process."""
    there = Browser(server)
    there.http.cookies = browser.http.cookies
    return there


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_step_at_one_process_reaches_the_sockets_of_the_other(
    tmp_path: Path, redis: Redis, database: str, request: pytest.FixtureRequest
) -> None:
    env = {"REDIS_URL": redis.url}
    if database == "postgres":
        cluster: Postgres = request.getfixturevalue("postgres")
        env["DATABASE_URL"] = cluster.database()
    with two_servers(tmp_path, **env) as (one, other):
        here = Browser(one)
        path = here.create()
        there = elsewhere(here, other)
        with watching(one, path) as near, watching(other, path) as far:
            assert heard(near) == heard(far) == {"version": 0}
            assert here.step(path, "Tick").status_code == 302
            assert shown(near, 1) == shown(far, 1)
            assert there.step(path, "Materialize(r1)").status_code == 302
            frames = shown(near, 2), shown(far, 2)
            assert frames[0] == frames[1]
            assert "Materialize(r1)" in frames[0]["html"]


def test_a_step_at_a_process_without_sockets_reaches_the_other(tmp_path: Path, redis: Redis) -> None:
    with two_servers(tmp_path, REDIS_URL=redis.url) as (one, other):
        browser = Browser(one)
        path = browser.create()
        with watching(other, path) as far:
            assert heard(far) == {"version": 0}
            for number in range(1, 6):
                browser.step(path, f"{'+' if number % 2 else '-'}EarlyRelease")
                assert shown(far, number)["html"]


def test_three_quick_changes_of_a_class_reach_the_screens_of_both_processes(tmp_path: Path, redis: Redis) -> None:
    """Each as a frame with what changed, and not only as a version by the heartbeat."""
    with two_servers(tmp_path, REDIS_URL=redis.url) as (one, other):
        taught = class_at(one)
        teacher = taught.browser(one, taught.teacher)
        (me,), token = taught.students, teacher.token(taught.page)
        with watching(one, taught.room, cookie=me) as near, watching(other, taught.room, cookie=me) as far:
            before = heard(near)["version"]
            assert heard(far)["version"] == before
            for title in ("counts", "shown", "hidden"):
                fields = {"csrfmiddlewaretoken": token, "do": "histogram", "state": title}
                assert teacher.http.post(taught.act, data=fields).status_code == 302
            for socket in (near, far):
                while (frame := heard(socket))["version"] < before + 3 or "html" not in frame:
                    pass
        assert "Traceback" not in one.log + other.log


def test_steps_leave_no_connection_to_redis_behind(tmp_path: Path) -> None:
    """In a Redis that nobody else has connections to."""
    import redis as client

    with (
        running_redis() as redis,
        running_server(tmp_path, {"REDIS_URL": redis.url}) as server,
        client.Redis.from_url(redis.url) as asking,
    ):
        browser = Browser(server)
        path = browser.create()
        browser.step(path, "+EarlyRelease")
        before = len(asking.client_list())
        for number in range(30):
            browser.step(path, f"{'+' if number % 2 else '-'}EarlyRelease")
            assert server.get("/healthz").status_code == 200
        assert len(asking.client_list()) <= before + 3


def test_a_socket_that_is_idle_for_long_is_still_there(tmp_path: Path, redis: Redis) -> None:
    """redis-py 8 would have dropped it after five seconds."""
    with running_server(tmp_path, {"REDIS_URL": redis.url}) as server:
        browser = Browser(server)
        path = browser.create()
        with watching(server, path) as socket:
            assert heard(socket) == {"version": 0}
            end = time.monotonic() + 7.5
            while (left := end - time.monotonic()) > 0:
                with pytest.raises(TimeoutError):
                    socket.recv(timeout=left)
            browser.step(path, "Tick")
            assert shown(socket, 1)["html"]
        assert "Traceback" not in server.log


def test_a_step_is_taken_and_answered_while_redis_is_down(tmp_path: Path) -> None:
    with running_redis() as redis, running_server(tmp_path, {"REDIS_URL": redis.url}) as server:
        browser = Browser(server)
        path = browser.create()
        redis.kill()
        assert browser.step(path, "Tick").status_code == 302
        assert browser.version(path) == 1


def test_a_step_is_answered_while_redis_is_down_and_somebody_watches(tmp_path: Path) -> None:
    with running_redis() as redis, running_server(tmp_path, {"REDIS_URL": redis.url}) as server:
        browser = Browser(server)
        path = browser.create()
        with watching(server, path) as socket:
            assert heard(socket) == {"version": 0}
            redis.kill()
            assert browser.step(path, "Tick").status_code == 302
            assert heard_of(socket, 1)  # by the heartbeat


def test_frames_come_again_when_redis_is_back(tmp_path: Path) -> None:
    with running_redis() as redis, running_server(tmp_path, {"REDIS_URL": redis.url}) as server:
        browser = Browser(server)
        path = browser.create()
        with watching(server, path) as socket:
            assert heard(socket) == {"version": 0}
            redis.kill()
            redis.start()
            version = 0

            def a_frame_comes() -> bool:
                nonlocal version
                version += 1
                assert browser.step(path, f"{'+' if version % 2 else '-'}EarlyRelease").status_code == 302
                while (frame := heard(socket))["version"] < version:
                    pass
                return "html" in frame

            wait_until(a_frame_comes, "a frame with HTML comes")


def test_a_room_opened_while_redis_is_down_can_be_opened_when_it_is_back(tmp_path: Path) -> None:
    with running_redis() as redis, running_server(tmp_path, {"REDIS_URL": redis.url}) as server:
        path = Browser(server).create()
        redis.kill()
        with pytest.raises(ConnectionClosed) as closed, watching(server, path) as socket:
            heard(socket)
        assert closed.value.rcvd is None or closed.value.rcvd.code != 4404
        redis.start()

        def can_be_opened() -> bool:
            try:
                with watching(server, path) as socket:
                    return heard(socket) == {"version": 0}
            except ConnectionClosed:
                return False

        wait_until(can_be_opened, "the room opens")
