from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from a09web import health

from .backing import running_redis
from .servers import Server, running_server

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


@pytest.mark.django_db
def test_the_database_is_written_and_nothing_stays(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(Session.objects.values_list("pk", flat=True))
    assert client.get("/healthz").json()["database"] == "ok"
    assert set(Session.objects.values_list("pk", flat=True)) == before

    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Session, "save", full)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "OperationalError")


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
