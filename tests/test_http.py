"""Requests as they come over the wire: too large, too slow, in pieces, cut off."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from a09web import http
from a09web.http import LARGE_AT_ONCE, MayLeave, WholeRequest

from .servers import Browser, Server, running_server

LIMIT = 512 * 1024


# The middleware by itself


class App:
    """Remembers the bodies that it was given."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.queries: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        assert message["type"] == "http.request"
        assert not message["more_body"]
        self.bodies.append(message["body"])
        self.queries.append(scope["query_string"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})


def piece(body: bytes = b"", *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def request(app: App, *messages: dict[str, Any], limit: int = 10, query: bytes = b"") -> int | None:
    """The status of the answer to a request that comes in these messages; None if there is none."""
    waiting = list(messages)
    sent: list[Any] = []

    async def receive() -> Any:
        return waiting.pop(0) if waiting else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "query_string": query, "headers": []}
    await WholeRequest(app, limit=limit)(scope, receive, send)
    return sent[0]["status"] if sent else None


async def test_a_body_is_passed_on_in_one_piece() -> None:
    app = App()
    assert await request(app, piece(b"abc", more=True), piece(b"", more=True), piece(b"def")) == 200
    assert await request(app, piece()) == 200
    assert app.bodies == [b"abcdef", b""]


async def test_a_body_may_be_as_large_as_the_limit_and_not_a_byte_larger() -> None:
    app = App()
    assert await request(app, piece(b"0123456789")) == 200
    assert await request(app, piece(b"01234", more=True), piece(b"56789")) == 200
    assert await request(app, piece(b"0123456789a")) == 413
    assert await request(app, piece(b"01234", more=True), piece(b"56789a")) == 413
    assert await request(app, piece(b"01234", more=True), piece(b"56789a", more=True)) == 413
    assert app.bodies == [b"0123456789"] * 2


async def test_a_request_that_was_cut_off_is_not_carried_out() -> None:
    """Half of `move=12` is `move=1`."""
    app = App()
    assert await request(app, piece(b"move=1", more=True), {"type": "http.disconnect"}) is None
    assert app.bodies == []


async def test_a_body_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "SECONDS_TO_SEND", 0.01)
    app = App()
    assert await request(app, piece(b"abc", more=True)) == 408
    assert app.bodies == []


async def test_a_query_is_ascii_from_here_on_and_means_the_same() -> None:
    app = App()
    await request(app, piece(), query=b"at=1&x=%20+a%2Fb")
    await request(app, piece(), query="at=é".encode() + b"\xff<>")
    assert app.queries == [b"at=1&x=%20+a%2Fb", b"at=%C3%A9%FF%3C%3E"]


@pytest.mark.parametrize(
    ("said", "is_raised"),
    [("unable to perform operation on <TCPTransport closed=True>; the handler is closed", False), ("another", True)],
)
async def test_a_peer_that_left_is_no_error_and_its_end_is_awaited(said: str, is_raised: bool) -> None:
    """As uvloop says it: uvicorn would log a traceback for each, and another line if it were not told of the end."""
    heard: list[str] = []

    async def receive() -> Any:
        heard.append("http.disconnect" if heard else "http.request")
        return {"type": heard[-1]}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            raise RuntimeError(said)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})

    serving = MayLeave(app)({"type": "http"}, receive, send)
    if is_raised:
        with pytest.raises(RuntimeError, match=said):
            await serving
    else:
        await serving
        assert heard == ["http.request", "http.disconnect"]


# On the wire


@contextmanager
def wire(server: Server) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        yield connection


def exchanged(server: Server, *parts: bytes) -> bytes:
    """Sends bytes and returns all that comes back until the server closes."""
    with wire(server) as connection:
        for part in parts:
            connection.sendall(part)
        return everything(connection)


def everything(connection: socket.socket) -> bytes:
    answer = b""
    try:
        while part := connection.recv(65536):
            answer += part
    except ConnectionResetError:
        pass
    return answer


def head(line: str, *headers: str, server: Server) -> bytes:
    lines = [line, f"Host: 127.0.0.1:{server.port}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def status(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d+) ", answer)
    assert found, answer[:200]
    return int(found[1])


def test_a_body_that_is_too_large_is_refused_with_a_sentence(server: Server) -> None:
    begun = head("POST /s/ HTTP/1.1", f"Content-Length: {LIMIT + 1}", server=server)
    answer = exchanged(server, begun, b"x" * (LIMIT + 1))
    assert status(answer) == 413
    assert b"The request is too large: at most 524288 bytes are read." in answer


def test_somebody_in_a_browser_gets_a_page_for_what_was_too_large(server: Server) -> None:
    browser = ("Accept: text/html,*/*;q=0.8", "Content-Type: multipart/form-data; boundary=x")
    begun = head("POST /t/ HTTP/1.1", *browser, f"Content-Length: {LIMIT + 1}", server=server)
    answer = exchanged(server, begun, b"x" * (LIMIT + 1))
    assert status(answer) == 413
    assert b"<h1>That is more than is read</h1>" in answer
    assert b"At most 512 KiB are read at once, and nothing was done." in answer
    assert b"connection: close" in answer.lower()


def test_nobody_else_can_ask_for_that_page(server: Server) -> None:
    answer = exchanged(server, head("GET / HTTP/1.1", "X-A09-Refused: 413", server=server))
    assert status(answer) == 200


def test_a_program_is_refused_in_its_own_language(server: Server) -> None:
    begun = head(
        "POST /api/traces HTTP/1.1", "Content-Type: application/json", f"Content-Length: {LIMIT + 1}", server=server
    )
    answer = exchanged(server, begun, b"x" * (LIMIT + 1))
    assert status(answer) == 413
    assert b"content-type: application/problem+json" in answer.lower()
    problem = re.search(rb"{.*}", answer)
    assert problem is not None
    assert json.loads(problem[0])["detail"].startswith("The request is too large")


def test_a_body_that_is_far_too_large_is_refused_before_it_is_sent(server: Server) -> None:
    begun = head("POST /s/ HTTP/1.1", "Content-Length: 1000000000", server=server)
    with wire(server) as connection:
        connection.sendall(begun + b"x" * (LIMIT + 4096))
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_the_largest_body_is_read(server: Server) -> None:
    browser = Browser(server)
    fields = {"csrfmiddlewaretoken": browser.token("/"), "due": "x" * (LIMIT - 200)}
    assert browser.http.post("/s/", data=fields).status_code == 422


def test_a_slow_body_holds_up_nobody(server: Server) -> None:
    """With the cookie, Django wants to read the token in the body; without it, it would refuse without reading."""
    cookie = f"Cookie: csrftoken={'a' * 32}"
    form = "Content-Type: application/x-www-form-urlencoded"
    begun = head("POST /s/ HTTP/1.1", "Content-Length: 100", cookie, form, server=server)
    waiting = [socket.create_connection(("127.0.0.1", server.port), timeout=60) for _ in range(20)]
    try:
        for connection in waiting:
            connection.sendall(begun + b"due=1")
        for _ in range(3):
            assert server.get("/", timeout=15).status_code == 200
        waiting[0].sendall(b"x" * 95)
        assert status(everything(waiting[0])) == 403  # it is whole now, and its token is missing
    finally:
        for connection in waiting:
            connection.close()
    assert server.get("/healthz", timeout=15).status_code == 200


def test_a_slow_reader_of_an_answer_holds_up_nobody() -> None:
    """At a server of its own: the answers that it leaves behind are in the log, later on."""
    with running_server() as server, ExitStack() as readers:
        path = Browser(server).create()
        for _ in range(30):
            reader = readers.enter_context(socket.socket())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            reader.connect(("127.0.0.1", server.port))
            reader.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() * 20)
        for _ in range(5):
            assert server.get(path, timeout=30).status_code == 200


def test_a_body_in_chunks_is_read_like_any_other(server: Server) -> None:
    browser = Browser(server)
    path = browser.create()
    body = browser.encoded(path, version="0", at="0", step="Tick")
    pieces = [body[start : start + 7].encode() for start in range(0, len(body), 7)]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = browser.http.post(path, content=iter(pieces), headers=headers)
    assert answer.status_code == 302
    assert browser.version(path) == 1


def test_chunks_that_are_too_many_are_refused(server: Server) -> None:
    begun = head("POST /s/ HTTP/1.1", "Transfer-Encoding: chunked", server=server)
    chunk = b"1000\r\n" + b"x" * 4096 + b"\r\n"
    assert status(exchanged(server, begun, chunk * (LIMIT // 4096 + 1))) == 413


def test_a_request_that_is_cut_off_on_the_wire_has_no_effect(server: Server) -> None:
    browser = Browser(server)
    path = browser.create()
    for name in ("+EarlyRelease", "-EarlyRelease") * 6:
        assert browser.step(path, name).status_code == 302
    body = browser.encoded(path, version="12", move="11").encode()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.http.cookies.jar)
    begun = head(
        f"POST {path} HTTP/1.1",
        f"Cookie: {cookies}",
        f"Content-Length: {len(body)}",
        "Content-Type: application/x-www-form-urlencoded",
        server=server,
    )
    with wire(server) as connection:
        connection.sendall(begun + body[:-1])
    for _ in range(5):
        assert browser.version(path) == 12
        assert server.get("/healthz").status_code == 200
    assert browser.version(path) == 12, "half a request was taken for a whole one"


def test_the_head_of_a_page_has_no_body(server: Server) -> None:
    path = Browser(server).create()
    answer = exchanged(server, head(f"HEAD {path} HTTP/1.1", server=server))
    assert status(answer) == 200
    assert answer.endswith(b"\r\n\r\n")
    assert b"<!doctype" not in answer


@pytest.mark.parametrize(
    "line",
    [
        b"GET /s/\xff\xfe/ HTTP/1.1",
        b"GET /\x00 HTTP/1.1",
        b"GET /s/%ff%fe/ HTTP/1.1",
        b"GET /s/%00/ HTTP/1.1",
        b"GET /?at=\xff HTTP/1.1",
        b"GET /static/%00 HTTP/1.1",
        b"GET /static/%ff HTTP/1.1",
        b"GET /static/../secret-key HTTP/1.1",
        b"GET /static/%2e%2e/secret-key HTTP/1.1",
        b"GET /static/..%2fsecret-key HTTP/1.1",
        b"GET //static//etc/passwd HTTP/1.1",
        b"GET http://evil.example/ HTTP/1.1",
        b"GET " + b"/" + b"a" * 20000 + b" HTTP/1.1",
        b"BREW / HTTP/1.1",
        b"\x16\x03\x01\x02\x00\x01",
    ],
)
def test_no_request_line_breaks_the_server(server: Server, line: bytes) -> None:
    before = len(server.log)
    answer = exchanged(server, line + f"\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n".encode())
    assert not answer or status(answer) in (200, 400, 404, 405, 414, 431) or b" 400 " in answer[:20]
    assert b"Traceback" not in answer
    assert (server.var_dir / "secret-key").read_bytes() not in answer
    assert "Traceback" not in server.log[before:]


@pytest.mark.parametrize(
    "header",
    [
        "Cookie: \xff\xfe=\xff; a09_owner=\xff:\xff:\xff; csrftoken=\xff",
        "Panels: \xff",
        "HX-Current-URL: \xff",
        "HX-Current-URL-URI-AutoEncoded: true",
        "Content-Type: \xff",
        "Content-Type: multipart/form-data; boundary=\xff",
        "Referer: http://[",
        "X-Forwarded-For: \xff, , ;;",
        "X-Forwarded-Proto: gopher",
        "Range: bytes=-1-1",
        "If-Modified-Since: yesterday",
        "Accept-Encoding: \xff;q=zzz",
        "Content-Length: 0",
        "Expect: 100-continue",
        "Upgrade: h2c",
    ],
)
def test_no_header_breaks_the_server(server: Server, header: str) -> None:
    path = Browser(server).create()
    for line in (f"GET {path} HTTP/1.1", "GET /static/a09/page.js HTTP/1.1", f"POST {path} HTTP/1.1"):
        before = len(server.log)
        answer = exchanged(server, head(line, "HX-Request: true", header, server=server))
        assert status(answer) < 500, answer[:300]
        assert "Traceback" not in server.log[before:]


def test_a_header_that_is_far_too_large_is_refused(server: Server) -> None:
    answer = exchanged(server, head("GET / HTTP/1.1", f"Panels: {'x' * 200_000}", server=server))
    assert not answer or status(answer) < 500
    assert server.get("/healthz").status_code == 200


# Static files


def test_static_files_may_be_kept_for_ever_because_their_names_change_with_them(server: Server) -> None:
    page = server.get("/").text
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(files) >= 4
    for path in files:
        answer = server.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        assert re.search(r"\.[0-9a-f]{12}\.", path), path
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_there_is_no_static_file_that_we_did_not_make(server: Server) -> None:
    for path in ("/static/", "/static/nothing.js", "/static/a09/", "/static/staticfiles.json/.."):
        assert server.get(path).status_code == 404


async def test_where_more_may_be_sent_it_is_read_and_only_so_much_at_once() -> None:
    """Elsewhere the limit stays; and while `LARGE_AT_ONCE` are on their way another one is asked to come again."""
    passed: list[int] = []
    arrived = [asyncio.Event() for _ in range(LARGE_AT_ONCE)]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        passed.append(len((await receive())["body"]))

    async def ask(path: str, size: int, after: asyncio.Event | None = None) -> list[Any]:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            if after is not None:
                await after.wait()
            return {"type": "http.request", "body": b"x" * size, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "path": path, "headers": [(b"content-length", b"%d" % size)], "query_string": b""}
        await whole(scope, receive, send)
        return sent

    whole = WholeRequest(app, limit=10, large={"/logs/": 50})
    assert (await ask("/elsewhere/", 11))[0]["status"] == 413
    assert (await ask("/logs/", 51))[0]["status"] == 413
    waiting = [asyncio.ensure_future(ask("/logs/", 50, event)) for event in arrived]
    await asyncio.sleep(0)
    assert (await ask("/logs/", 50))[0]["status"] == 503
    assert await ask("/logs/", 10) == []
    for event in arrived:
        event.set()
    await asyncio.gather(*waiting)
    assert await ask("/logs/", 50) == []
    assert passed == [10, *[50] * LARGE_AT_ONCE, 50]
