"""A request waits only behind what is like it, and only while somebody waits for its answer."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterable
from typing import Any

import pytest
from django.http import HttpResponse

from a09web.kit.owner import COOKIE, owner_in, remember
from a09web.lanes import DEAR, HEALTH, PAGES, PROGRAMS, Lanes, client_in, lane_of
from tests.load.classroom.clients import until


class Pages:
    """A WSGI application whose answers wait until they are let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gate = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.begun.append(environ["PATH_INFO"])
        assert self.gate.wait(20)
        start("200 OK", [])
        return [b"done"]


class Visit:
    """A request to the lanes, as a server presents it."""

    def __init__(self, lanes: Lanes, path: str, method: str = "GET", cookie: str = "", **headers: str) -> None:
        self.sent: list[Any] = []
        self.left = asyncio.Event()
        self.waiting: list[Any] = [{"type": "http.request", "body": b"", "more_body": False}]
        said = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        self.scope: dict[str, Any] = {
            "type": "http", "method": method, "path": path, "query_string": b"", "http_version": "1.1",
            "client": ("192.0.2.1", 1), "headers": [*said, *([(b"cookie", cookie.encode())] if cookie else [])],
        }  # fmt: skip
        self.served = asyncio.ensure_future(lanes(self.scope, self.receive, self.send))

    async def receive(self) -> Any:
        if self.waiting:
            return self.waiting.pop()
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])


def owner_cookie(name: str) -> str:
    response = HttpResponse()
    remember(response, name)
    return f"{COOKIE}={response.cookies[COOKIE].value}"


async def test_a_request_whose_client_is_gone_never_begins() -> None:
    pages = Pages()
    lanes = Lanes(pages)
    first = Visit(lanes, "/first/")
    assert await until(lambda: pages.begun == ["/first/"])
    gone = [Visit(lanes, f"/{number}/") for number in range(40)]
    await asyncio.sleep(0)
    for visit in gone:
        visit.left.set()
    await asyncio.gather(*(visit.served for visit in gone))
    last = Visit(lanes, "/last/")
    pages.gate.set()
    await asyncio.gather(first.served, last.served)
    assert pages.begun == ["/first/", "/last/"]
    assert (first.status, last.status, [visit.sent for visit in gone]) == (200, 200, [[]] * 40)


async def test_a_request_that_has_begun_ends_though_its_client_is_gone() -> None:
    """Half of a write is none, and the thread is free again."""
    pages = Pages()
    lanes = Lanes(pages)
    first = Visit(lanes, "/first/")
    assert await until(lambda: pages.begun == ["/first/"])
    first.left.set()
    next_one = Visit(lanes, "/next/")
    pages.gate.set()
    await asyncio.gather(first.served, next_one.served)
    assert pages.begun == ["/first/", "/next/"]
    assert next_one.status == 200


async def test_each_lane_is_served_while_another_is_busy() -> None:
    pages = Pages()
    lanes = Lanes(pages)
    paths = ("/s/abc/", "/t/2~x/trace.png", "/api/matrix", "/healthz")
    visits = [Visit(lanes, path) for path in paths]
    assert await until(lambda: set(pages.begun) == set(paths))
    pages.gate.set()
    await asyncio.gather(*(visit.served for visit in visits))
    assert [visit.status for visit in visits] == [200] * 4


@pytest.mark.parametrize(
    ("path", "kind"), [("/t/", "text/plain; charset=utf-8"), ("/api/x", "application/problem+json")]
)
async def test_one_more_than_can_wait_is_told_when_to_come_again(path: str, kind: str) -> None:
    pages = Pages()
    lanes = Lanes(pages)
    ann = owner_cookie("ann")
    visits = [Visit(lanes, path, "POST", ann) for _ in range(40)]
    assert await until(lambda: any(visit.sent for visit in visits))
    refused = next(visit for visit in visits if visit.sent)
    headers = dict(refused.sent[0]["headers"])
    assert (refused.status, headers[b"retry-after"], headers[b"content-type"]) == (503, b"5", kind.encode())
    sentence = refused.sent[1]["body"].decode()
    if kind.startswith("application"):
        sentence = json.loads(sentence)["detail"]
    assert sentence.endswith("Nothing was done. Please try again.")
    bob = Visit(lanes, path, "POST", owner_cookie("bob"))
    pages.gate.set()
    await asyncio.gather(*(visit.served for visit in [*visits, bob]))
    assert bob.status == 200
    assert {visit.status for visit in visits} == {200, 503}


@pytest.mark.parametrize(
    ("lane", "method", "path"),
    [
        (PAGES, "POST", "/s/abc/"),
        (PAGES, "POST", "/c/ABCDEF/vote/"),
        (PAGES, "GET", "/nothing/there"),
        (PAGES, "GET", "/teach/sign-in/"),
        (DEAR, "POST", "/teach/sign-in/"),
        (DEAR, "POST", "/teach/sign-up/"),
        (DEAR, "POST", "/t/"),
        (DEAR, "GET", "/t/2~x/board.png"),
        (DEAR, "HEAD", "/t/2~x/trace.html"),
        (DEAR, "GET", "/s/abc/space/"),
        (DEAR, "GET", "/t/2~x/space/"),
        (DEAR, "POST", "/s/abc/fork/"),
        (DEAR, "GET", "/teach/abc/export.json"),
        (PROGRAMS, "GET", "/api/scenarios/2~x/explore"),
        (HEALTH, "GET", "/healthz"),
    ],
)
def test_what_is_dear_waits_apart(lane: str, method: str, path: str) -> None:
    assert lane_of({"method": method, "path": path}) == lane


def test_a_client_is_a_signed_cookie_and_an_address_together() -> None:
    def key(address: str, cookie: str) -> str:
        return client_in({"client": (address, 1), "headers": [(b"cookie", cookie.encode())]}).key

    ann, bob = owner_cookie("ann"), owner_cookie("bob")
    assert owner_in({COOKIE: ann.partition("=")[2]}) == "ann"
    keys = [key("192.0.2.1", ann), key("192.0.2.1", bob), key("192.0.2.2", ann), key("192.0.2.1", "")]
    assert len(set(keys)) == 4
    assert key("192.0.2.1", ann + "x") == key("192.0.2.1", "x=1") == keys[3], "an unsigned name is nobody's"
