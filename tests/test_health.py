from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.test import Client

from a09web import health

from .backing import running_redis
from .servers import Server, running_server, temporary_directory

PARTS = ("database", "migrations", "cache", "live", "model", "due")


@pytest.mark.django_db
def test_a_healthy_server_says_so_of_every_part(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True} | dict.fromkeys(PARTS, "ok")
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_fails_is_named_with_what_is_wrong_and_no_more(
    client: Client, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise ConnectionError("postgres://user:password@host")

    monkeypatch.setitem(health.CHECKS, part, fails)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False} | dict.fromkeys(PARTS, "ok") | {part: "ConnectionError"}


def test_a_running_server_is_healthy(server: Server) -> None:
    answer = server.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["ok"] is True


def test_a_database_without_tables_is_unhealthy_and_serves_a_page_that_says_so() -> None:
    empty = temporary_directory("empty-") / "a.sqlite3"
    with running_server(env={"DATABASE_URL": f"sqlite:///{empty}"}) as server:
        answer = server.get("/healthz", timeout=30)
        assert answer.status_code == 503
        parts = answer.json()
        assert parts["ok"] is False
        assert parts["database"] == "OperationalError"
        assert parts["migrations"] == "RuntimeError"
        assert [parts[name] for name in ("cache", "live", "model")] == ["ok"] * 3
        page = server.get("/s/", timeout=30)
        assert page.status_code == 500
        assert "Something in the app broke" in page.text


def test_a_redis_that_is_down_is_unhealthy_and_one_that_is_back_is_healthy() -> None:
    with running_redis() as redis, running_server(env={"REDIS_URL": redis.url}) as server:
        assert server.get("/healthz").status_code == 200
        redis.kill()
        answer = server.get("/healthz", timeout=30)
        assert answer.status_code == 503
        assert {name: value for name, value in answer.json().items() if value == "ok"} == dict.fromkeys(
            ("database", "migrations", "model", "due"), "ok"
        )
        redis.start()
        answer = server.get("/healthz", timeout=30)
        assert (answer.status_code, json.loads(answer.text)["ok"]) == (200, True)


def test_a_layer_that_never_answers_is_unhealthy_and_does_not_stop_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """All pages share one thread, so that a health check without an end would be the end of them all."""

    class Silent:
        async def new_channel(self) -> str:
            return "specific.silent"

        async def send(self, channel: str, message: Any) -> None:
            pass

        async def receive(self, channel: str) -> Any:
            import asyncio

            await asyncio.Event().wait()

    monkeypatch.setattr(health, "get_channel_layer", Silent)
    said: list[str] = []
    asking = threading.Thread(target=lambda: said.append(health._try(health._live)), daemon=True)
    asking.start()
    asking.join(20)
    assert said, "the check of the channel layer waits for ever"
    assert said != ["ok"]
