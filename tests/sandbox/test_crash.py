"""The server is killed, as by a power cut, at moments that nobody chose: what was confirmed is there afterwards."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

import httpx
import pytest

from tests.servers import Browser, Server, running_server

TOGGLES = ("+EarlyRelease", "-EarlyRelease")


def returned(server: Server, browser: Browser) -> Browser:
    again = Browser(server)
    again.http.cookies = browser.http.cookies
    return again


@pytest.mark.long
def test_between_any_two_steps_nothing_is_lost() -> None:
    steps = ["+DuplicateClaim", "Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)"]
    with running_server() as server:
        browser = Browser(server)
        path = browser.create()
        for number, name in enumerate(steps, start=1):
            assert browser.step(path, name).status_code == 302
            server.kill()
            server.restart()
            browser = returned(server, browser)
            assert browser.version(path) == number
        page = browser.http.get(path).text
        assert "AtMostOneClaimer</b> is broken" in page
        assert browser.step(path, "AdvanceCheckpoint").status_code == 302


@pytest.mark.long
def test_at_any_moment_every_confirmed_step_is_stored_and_no_step_by_half() -> None:
    chance = random.Random(9)
    with running_server() as server:
        browser = Browser(server)
        path = browser.create()
        confirmed = 0
        for _ in range(5):
            browser = returned(server, browser)
            token = browser.token(path)
            killer = threading.Timer(chance.uniform(0.02, 0.5), server_killer(server))
            killer.start()
            sent = confirmed
            while True:
                fields = {"csrfmiddlewaretoken": token, "version": sent, "at": sent, "step": TOGGLES[sent % 2]}
                try:
                    answer = browser.http.post(path, data=fields)
                except httpx.TransportError:
                    break
                assert answer.status_code == 302, answer.text[:300]
                sent += 1
            killer.join()
            server.kill()
            check_whole(server, path)
            server.start()
            stored = returned(server, browser).version(path)
            assert sent <= stored <= sent + 1, "one step may have been stored without its confirmation, none lost"
            confirmed = stored
        assert confirmed > 0


def server_killer(server: Server) -> Callable[[], None]:
    def kill() -> None:
        if server.process is not None:
            server.process.kill()

    return kill


def check_whole(server: Server, path: str) -> None:
    """Every step that the sandbox counts is there, and none that it does not count."""
    with closing(sqlite3.connect(server.var_dir / "a09.sqlite3")) as database:
        (integrity,) = database.execute("PRAGMA integrity_check").fetchone()
        assert integrity == "ok"
        row = "SELECT id, version, cursor, tip, last_number FROM sandbox_sandbox WHERE public_id = ?"
        key, version, cursor, tip, last = database.execute(row, [path.split("/")[2]]).fetchone()
        steps = database.execute("SELECT number, parent FROM sandbox_step WHERE sandbox_id = ? ORDER BY number", [key])
        assert steps.fetchall() == [(number, number - 1) for number in range(1, last + 1)]
        assert version == cursor == tip == last


def test_what_is_committed_is_on_the_disk_before_it_is_confirmed() -> None:
    """No power cut can be had here, so that the setting stands for it."""
    from django.db import connection

    options = connection.settings_dict["OPTIONS"]
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]
    assert options["transaction_mode"] == "IMMEDIATE"


@pytest.mark.long
def test_a_server_goes_on_when_another_on_the_same_data_dies() -> None:
    with running_server() as one, running_server(one.var_dir) as other:
        browser = Browser(one)
        path = browser.create()
        browser.step(path, "+EarlyRelease")
        for number in range(1, 3):
            one.kill()
            there = returned(other, browser)
            assert there.version(path) == number
            assert there.step(path, TOGGLES[number % 2]).status_code == 302
            one.start()
            assert returned(one, browser).version(path) == number + 1
