"""Ten requests at once, on a real server: one effect."""

from __future__ import annotations

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx

from tests.servers import NO_TLS, Browser, Server

TIMES = 10


def stored(server: Server, what: str) -> int:
    with closing(sqlite3.connect(server.var_dir / "a09.sqlite3")) as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM {what}").fetchone()  # noqa: S608
    return int(count)


def at_once(browser: Browser, path: str, **fields: str) -> list[httpx.Response]:
    """The same request ten times at once, each over a connection of its own."""
    body = {"csrfmiddlewaretoken": browser.token(path), **fields}
    cookies = dict(browser.http.cookies)

    def send(_: int) -> httpx.Response:
        address = str(browser.http.base_url.join(path))
        return httpx.post(address, data=body, cookies=cookies, timeout=60, trust_env=False, verify=NO_TLS)

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(send, range(TIMES)))


def test_an_answer_is_stored_once(server: Server) -> None:
    browser, path = Browser(server), "/exercises/busy-hands/"
    before = stored(server, "exercises_attempt"), stored(server, "exercises_work")
    answers = at_once(browser, path, hand_in="1", attempt="1", choice="NoOverdueScheduled")
    assert {answer.status_code for answer in answers} == {302}
    after = stored(server, "exercises_attempt"), stored(server, "exercises_work")
    assert after == (before[0] + 1, before[1] + 1)
    assert "Attempt 1, stored" in browser.http.get(path).text


def test_a_start_makes_one_sandbox_and_a_hint_is_taken_once(server: Server) -> None:
    browser, path = Browser(server), "/exercises/back-from-the-dead/"
    before = stored(server, "sandbox_sandbox")
    assert {answer.status_code for answer in at_once(browser, path, start="1")} == {302}
    assert stored(server, "sandbox_sandbox") == before + 1
    at_once(browser, path, hint="1")
    page = browser.http.get(path).text
    assert len(re.findall(r"<b>Hint \d</b>", page)) == 1
    at_once(browser, path, hand_in="1", attempt="1", version="0")
    assert "Attempt 1, stored" in browser.http.get(path).text
    assert "Attempt 2" not in browser.http.get(path).text
