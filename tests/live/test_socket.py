"""Real sockets against the real server."""

from __future__ import annotations

import socket as sockets
from contextlib import ExitStack, suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from a09web.live.socket import NO_SUCH_ROOM, NOT_FOR_YOU
from tests.sandbox.html import Html
from tests.servers import Browser, Server, running_server

from .classes import class_at
from .watching import SECONDS_TO_HEAR, heard, heard_of, shown, watching


def toggles(browser: Browser, path: str, count: int) -> None:
    """So many changes of a sandbox, to and fro."""
    version = browser.version(path)
    token = browser.token(path)
    for number in range(count):
        fields = {"csrfmiddlewaretoken": token, "version": version + number, "move": (version + number + 1) % 2}
        answer = browser.http.post(path, data=fields)
        assert answer.status_code == 302, answer.text[:500]


def test_everybody_who_watches_gets_the_step_as_a_stranger_sees_it(server: Server) -> None:
    browser = Browser(server)
    path = browser.create(bugs="EarlyRelease")
    with watching(server, path) as one, watching(server, path) as other:
        assert heard(one) == heard(other) == {"version": 0}
        assert browser.step(path, "Materialize(r1)").status_code == 302
        frames = [shown(one, 1), shown(other, 1)]
    assert frames[0] == frames[1]
    frame = Html(frames[0]["html"])
    assert "NoEarlyRunnable is broken since step 1" in frame.by_id("verdict").text
    assert frame.choices == {}
    assert frame.version == 1


def test_a_frame_never_reaches_another_room(server: Server) -> None:
    browser = Browser(server)
    mine, other = browser.create(), browser.create()
    with watching(server, mine) as here, watching(server, other) as there:
        assert heard(there) == {"version": 0}
        browser.step(mine, "Tick")
        heard_of(here, 1)
        browser.step(other, "+DuplicateClaim")
        frame = shown(there, 1)
        assert other in frame["html"]
        assert mine not in frame["html"]


def test_who_joins_late_hears_where_it_stands(server: Server) -> None:
    browser = Browser(server)
    path = browser.create()
    browser.step(path, "Tick")
    with watching(server, path) as first:
        assert heard(first) == {"version": 1}
        browser.step(path, "Materialize(r1)")
        heard_of(first, 2)
        with watching(server, path) as late:
            assert heard(late) == {"version": 2}


def test_whoever_hears_of_a_version_can_fetch_it(server: Server) -> None:
    browser, viewer = Browser(server), Browser(server)
    path = browser.create()
    with watching(server, path) as socket:
        for number, name in enumerate(("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)"), start=1):
            browser.step(path, name)
            heard_of(socket, number)
            assert viewer.version(path) >= number


@pytest.mark.parametrize("path", ["/s/nothing/", "/x/nothing/", "/s/first/", "/s/--/"])
def test_a_room_that_is_not_there_closes_for_good(server: Server, path: str) -> None:
    with watching(server, path) as socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=SECONDS_TO_HEAR)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == NO_SUCH_ROOM == 4404


def test_a_room_with_a_very_long_name_closes_for_good_like_any_other_that_is_not_there(server: Server) -> None:
    with watching(server, f"/s/{'a' * 500}/") as socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=SECONDS_TO_HEAR)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4404


@pytest.mark.parametrize("address", ["/", "/s/", "/s/a/b/", "/s/%00/", "/s/a b/"])
def test_an_address_that_is_no_room_is_refused_quietly(server: Server, address: str) -> None:
    before = len(server.log)
    with pytest.raises((InvalidStatus, ConnectionClosed)), watching(server, address) as socket:
        socket.recv(timeout=SECONDS_TO_HEAR)
    assert server.get("/healthz").status_code == 200
    assert "Traceback" not in server.log[before:]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1.evil.example", ""])
def test_a_page_from_elsewhere_hears_nothing(server: Server, origin: str) -> None:
    path = Browser(server).create()
    with pytest.raises(InvalidStatus) as refused, watching(server, path, origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_a_socket_that_never_reads_does_not_delay_another(server: Server) -> None:
    browser = Browser(server)
    path = browser.create()
    browser.step(path, "Tick")
    with ExitStack() as open_sockets:
        mutes = [open_sockets.enter_context(mute(server, path)) for _ in range(3)]
        reader = open_sockets.enter_context(watching(server, path))
        assert heard(reader) == {"version": 1}
        sent = 0
        for number in range(12):
            toggles(browser, path, 20)
            sent += len(str(heard_of(reader, 21 + 20 * number)))
        assert all(mute_.fileno() > 0 for mute_ in mutes)


def mute(server: Server, path: str) -> sockets.socket:
    """A socket that shakes hands and then never reads again."""
    made = sockets.socket()
    made.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    made.connect(("127.0.0.1", server.port))
    lines = [f"GET /ws{path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Upgrade: websocket", "Connection: Upgrade"]
    lines += [
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        f"Origin: {server.url}",
        "",
        "",
    ]
    made.sendall("\r\n".join(lines).encode())
    assert b" 101 " in made.recv(64)
    return made


def test_a_client_that_floods_is_harmless(server: Server) -> None:
    browser = Browser(server)
    path = browser.create()
    before = len(server.log)
    with watching(server, path) as flood, watching(server, path) as other:
        for number in range(3000):
            flood.send("{" * 1000 if number % 2 else b"\x00" * 1000)
        browser.step(path, "Tick")
        assert shown(other, 1)["html"]
        assert shown(flood, 1)["html"]
    assert browser.version(path) == 1
    assert "Traceback" not in server.log[before:]


def test_a_message_that_is_far_too_large_costs_its_sender_the_connection(server: Server) -> None:
    browser = Browser(server)
    path = browser.create()
    with watching(server, path) as large, watching(server, path) as other:
        assert heard(other) == {"version": 0}
        assert heard(large) == {"version": 0}
        with suppress(ConnectionClosed):  # the server may hang up before it has read everything
            large.send("x" * 200_000)
        with pytest.raises(ConnectionClosed):
            large.recv(timeout=SECONDS_TO_HEAR)
        browser.step(path, "Tick")
        assert shown(other, 1)["html"]


def test_sockets_that_come_and_go_leave_the_rooms_as_they_were(server: Server) -> None:
    browser = Browser(server)
    path = browser.create()
    for number in range(10):
        with ExitStack() as open_sockets:
            for _ in range(5):
                open_sockets.enter_context(watching(server, path))
        with watching(server, path) as socket:
            assert heard(socket) == {"version": number}
            toggle = "-" if number % 2 else "+"
            browser.step(path, f"{toggle}EarlyRelease")
            heard_of(socket, number + 1)


def test_sockets_whose_owner_vanishes_are_no_harm_to_others(server: Server) -> None:
    browser = Browser(server)
    path = browser.create()
    with watching(server, path) as other:
        assert heard(other) == {"version": 0}
        for _ in range(10):
            gone = mute(server, path)
            gone.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            gone.close()  # a reset, as when a cable is pulled
        browser.step(path, "Tick")
        assert shown(other, 1)["html"]


def test_a_server_that_stops_says_so_and_after_its_restart_knows_the_version() -> None:
    with running_server() as server:
        browser = Browser(server)
        path = browser.create()
        browser.step(path, "Tick")
        with watching(server, path) as socket:
            assert heard(socket) == {"version": 1}
            server.terminate()
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=SECONDS_TO_HEAR)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1012
        server.start()
        browser = returned(server, browser)
        with watching(server, path) as socket:
            assert heard(socket) == {"version": 1}
            browser.step(path, "Materialize(r1)")
            assert shown(socket, 2)["html"]


def test_after_a_power_cut_the_sockets_hear_the_right_version() -> None:
    with running_server() as server:
        browser = Browser(server)
        path = browser.create()
        with watching(server, path) as socket:
            assert heard(socket) == {"version": 0}
            browser.step(path, "Tick")
            heard_of(socket, 1)
            server.kill()
            with pytest.raises(ConnectionClosed):
                socket.recv(timeout=SECONDS_TO_HEAR)
        server.start()
        with ExitStack() as open_sockets:
            back = [open_sockets.enter_context(watching(server, path)) for _ in range(20)]
            assert [heard(socket) for socket in back] == [{"version": 1}] * 20


def test_the_sockets_of_a_teacher_end_when_they_sign_out(server: Server) -> None:
    taught = class_at(server)
    ada = taught.browser(server, taught.teacher)
    console = taught.room.replace("/c/", "/t/")
    with (
        watching(server, console, cookie=taught.teacher) as theirs,
        watching(server, taught.room, cookie=taught.teacher) as beside,
        watching(server, taught.room, cookie=taught.students[0]) as student,
    ):
        assert heard(theirs) == heard(beside) == heard(student)
        token = ada.token("/teach/")
        assert ada.http.post("/teach/sign-out/", data={"csrfmiddlewaretoken": token}).status_code == 302
        for socket in (theirs, beside):
            with pytest.raises(ConnectionClosed) as closed:
                list(iter(socket.recv, None))
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == NOT_FOR_YOU == 4403
        student.ping().wait(SECONDS_TO_HEAR)


def returned(server: Server, browser: Browser) -> Browser:
    """The same browser, with the cookies that it had."""
    again = Browser(server)
    again.http.cookies = browser.http.cookies
    return again
