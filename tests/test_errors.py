"""The pages for what went wrong, what every answer tells a browser to forbid, and requests that mean harm."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from redis.exceptions import RedisError

from a09web import errors
from a09web.live.socket import cookies_of
from a09web.sandbox import stage
from a09web.sandbox.models import Sandbox

from .sandbox.making import made
from .sandbox.visiting import HTMX, html, new, text

pytestmark = pytest.mark.django_db


def csrf_token(client: Client, path: str) -> str:
    return html(client.get(path)).value("csrfmiddlewaretoken")


# Designed pages


def test_an_unknown_address_gets_a_page_that_says_what_to_do(client: Client) -> None:
    for path in ("/nothing/", "/s/nothing/", "/favicon.ico"):
        answer = client.get(path)
        assert answer.status_code == 404
        page = html(answer)
        assert [heading.text for heading in page.all("h1")] == ["There is nothing at this address"]
        assert page.all("a", href="/")
        assert page.with_class("error-status")[0].text == "404"


def test_an_unknown_address_asked_for_by_htmx_leaves_a_notice_in_the_page_that_asked(client: Client) -> None:
    answer = client.get("/s/nothing/", headers=HTMX)
    assert answer.status_code == 404
    page = html(answer)
    assert [element.id for element in page.top] == ["notice"]
    assert page.notice.startswith("There is nothing at this address.")
    assert page.by_id("notice").attributes["role"] == "alert"


def test_a_defect_gets_a_page_that_promises_what_is_true(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret is 4711")

    sandbox = made()
    monkeypatch.setattr(stage, "render_panels", broken)
    client.raise_request_exception = False
    for headers in ({}, HTMX):
        answer = client.get(sandbox.get_absolute_url(), headers=headers)
        assert answer.status_code == 500
        assert "Something in the app broke, and not on purpose" in text(answer)
        assert "Every step that was confirmed is stored." in text(answer)
        assert "4711" not in text(answer)
        assert "Traceback" not in text(answer)
        assert "Content-Security-Policy" in answer


def test_another_host_than_ours_is_refused(client: Client) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "That request made no sense" in text(answer)
    assert "evil.example" not in text(answer)


# Forms from elsewhere


def test_a_form_without_its_token_does_nothing() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/s/", {"due": "1"})
    assert answer.status_code == 403
    assert "Your browser did not prove that the form is its own" in text(answer)
    assert "Nothing was done." in text(answer)
    assert Sandbox.objects.count() == 0


def test_no_address_takes_a_form_without_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    sandbox = made(owner="")
    url = sandbox.get_absolute_url()
    for path in ("/s/", url, f"{url}fork/"):
        for headers in ({}, HTMX):
            answer = strict.post(path, {"version": 0, "at": 0, "step": "Tick"}, headers=headers)
            assert answer.status_code == 403
    assert Sandbox.objects.count() == 1
    assert sandbox.steps.count() == 0


def test_a_refused_form_by_htmx_leaves_a_notice() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(made().get_absolute_url(), {}, headers=HTMX)
    assert html(answer).notice.startswith("Your browser did not prove that the form is its own.")


def test_every_form_of_every_page_carries_a_token_that_works() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/s/", {"csrfmiddlewaretoken": csrf_token(strict, "/")})
    assert answer.status_code == 302
    url = answer["Location"]
    for path in ("/", url):
        page = html(strict.get(path))
        forms = page.all("form", method="post")
        assert len(forms) >= 2
        assert len(page.all("input", name="csrfmiddlewaretoken")) == len(forms)
    fields = {"csrfmiddlewaretoken": csrf_token(strict, url), "version": 0, "at": 0, "step": "Tick"}
    assert strict.post(url, fields, headers=HTMX).status_code == 200
    fields |= {"csrfmiddlewaretoken": "x" * 64, "version": 1}
    assert strict.post(url, fields).status_code == 403


def test_the_token_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    client.get("/")
    cookie = client.cookies["csrftoken"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_looking_changes_nothing(client: Client) -> None:
    sandbox = made(owner="")
    url = sandbox.get_absolute_url()
    for path in (url, f"{url}?at=0", f"{url}?step=Tick&version=0&at=0", f"{url}?move=0&version=0", "/?due=1"):
        client.get(path)
        client.head(path)
    assert Sandbox.objects.get().version == 0
    assert Sandbox.objects.get().owner == ""


# What a browser may do


PATHS = ["/", "/s/{}/", "/s/{}/?at=9", "/nothing/", "/healthz"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_what_it_does_not_need(client: Client, path: str) -> None:
    answer = client.get(path.format(made().public_id))
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    for directive in ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action"):
        assert policy[directive] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert not re.search(r"unsafe|\*|data:|http|nonce", answer["Content-Security-Policy"])
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/s/{}/", "/nothing/"])
def test_no_page_needs_what_the_policy_forbids(client: Client, path: str) -> None:
    page = html(client.get(path.format(new(client).public_id)))
    for element in page.elements:
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith(("on", "hx-on", "hx-vars"))]
        assert element.tag != "style"
        for name in ("src", "href", "action"):
            value = element.attributes.get(name, "")
            if element.tag == "a" and value.startswith("https://"):  # a link to read more is followed by hand alone
                assert element.attributes["rel"] == "noreferrer"
                continue
            assert not value.startswith(("http", "//", "data:", "javascript:")), value
    for script in page.all("script"):
        if script.attributes.get("type") == "application/json":  # data, which no browser runs
            continue
        assert script.attributes.get("src", "").startswith("/static/")
        assert script.text == ""


def test_htmx_may_neither_evaluate_nor_load_from_elsewhere(client: Client) -> None:
    import json

    (meta,) = html(client.get("/")).all("meta", name="htmx-config")
    config = json.loads(meta.attributes["content"])
    assert config["allowEval"] is False
    assert config["allowScriptTags"] is False
    assert config["selfRequestsOnly"] is True
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0


# Requests that mean harm

HOSTILE = [
    "9" * 400,
    "-" + "9" * 400,
    "1e999",
    "NaN",
    "0x10",
    "١٢٣",
    "²",
    "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "🦜" * 2000,
    "Claim(w1,r1)" * 3000,
    "Claim(w1,r1",
    "Claim(,)",
    "+" * 1000,
    "+EarlyRelease,StaleCompletion",
    "{{ 7*7 }}{% raise %}{}{0}{now}%s%n",
    "'; DROP TABLE sandbox_step; --",
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "\u202etxet",
]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_field_breaks_the_server(client: Client, value: str) -> None:
    sandbox = new(client)
    url = sandbox.get_absolute_url()
    usual = {"version": "0", "at": "0", "step": "Tick"}
    for headers in ({}, HTMX):
        for name in usual:
            assert client.post(url, usual | {name: value}, headers=headers).status_code == 422
        for name in ("move", "show", "seed"):
            fields = {"version": "0", "at": "0", "walk": "steps", name: value}
            if name == "seed" and value == "²":
                continue
            assert client.post(url, fields, headers=headers).status_code in (200, 302, 409, 422)
        assert client.get(url, {"at": value}, headers=headers).status_code == 404
        assert client.post(f"{url}fork/", {"at": value}, headers=headers).status_code == 422
        for name in ("due", "workers", "max_time", "max_epoch", "bugs"):
            assert client.post("/s/", {name: value}, headers=headers).status_code == 422
    for header in ("Panels", "HX-Current-URL", "HX-Target", "HX-Trigger", "Referer", "User-Agent", "Accept"):
        sent = value.encode("unicode_escape").decode() if not value.isprintable() or not value.isascii() else value
        answer = client.post(url, usual | {"version": "x"}, headers={**HTMX, header: sent})
        assert answer.status_code == 422
    assert "\r" not in str(answer.headers)


UPLOAD = b'--x\r\nContent-Disposition: form-data; name="step"; filename="a"\r\n\r\nTick\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe=\xff&version=\xff", "application/x-www-form-urlencoded"),
        (b"version=%ff%fe&at=%00&step=%c3%28", "application/x-www-form-urlencoded"),
        (b"version=0&at=0&step=Tick", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"version=0&at=0&step=Tick", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"&".join(b"a=1" for _ in range(5000)), "application/x-www-form-urlencoded"),
        (b"&;=&=;&%%%", "application/x-www-form-urlencoded"),
        (b'{"version": 0, "step": "Tick"}', "application/json"),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
        (b"whatever", "multipart/form-data"),
        (b"whatever", 'multipart/form-data; boundary="\xff"'),
        (UPLOAD, "multipart/form-data; boundary=x"),
        (b"", "text/plain"),
    ],
)  # fmt: skip
def test_no_body_breaks_the_server(client: Client, body: bytes, kind: str) -> None:
    sandbox = new(client)
    for path in (sandbox.get_absolute_url(), f"{sandbox.get_absolute_url()}fork/", "/s/"):
        answer = client.generic("POST", path, body, content_type=kind)
        assert answer.status_code in (302, 400, 403, 422)
        if answer.status_code == 302:
            assert path != sandbox.get_absolute_url() or "charset=nonsense" in kind


@pytest.mark.parametrize("query", ["%ff", "at=%ff%fe", "at=1&at=%c3%28", "%", "at[]=1", "&&&==", "at=" + "9" * 5000])
def test_no_query_breaks_the_server(client: Client, query: str) -> None:
    sandbox = new(client)
    for path in ("/", sandbox.get_absolute_url(), "/healthz", "/nothing/"):
        assert client.get(f"{path}?{query}").status_code in (200, 404)


@pytest.mark.parametrize(
    "sent",
    [
        {"path": "/s/", "data": {"due": "1\0"}},
        {"path": "/s/", "data": {"\0": "1"}},
        {"path": "/?at=%00"},
        {"path": "/c/%00/"},
        {"path": "/api/scenarios", "data": r'{"title": "\u0000"}', "content_type": "application/json"},
    ],
)
def test_a_text_with_nul_is_refused_at_the_door(client: Client, sent: dict[str, Any]) -> None:
    """PostgreSQL would refuse it wherever it comes, as an error of the server."""
    answer = client.post(**sent) if "data" in sent else client.get(**sent)
    assert answer.status_code == 400
    assert "malformed" in answer.content.decode()


def test_a_cookie_with_nul_is_refused_at_the_door_and_lets_no_socket_in(client: Client) -> None:
    value = '"' + r"\000" * 32 + '"'
    assert client.get("/teach/", headers={"Cookie": f"a09_teacher={value}"}).status_code == 400
    headers = [(b"cookie", f"a09_teacher={value}; a=b".encode())]
    assert cookies_of({"headers": headers}) == {"a": "b"}


def test_a_backslash_before_u0000_in_json_is_no_nul() -> None:
    assert errors._NUL_IN_JSON.search(rb'{"a": "\u0000"}')
    assert errors._NUL_IN_JSON.search(rb'{"a": "\\\u0000"}')
    assert not errors._NUL_IN_JSON.search(rb'{"a": "\\u0000"}')


@pytest.mark.parametrize("problem", [OperationalError("database is locked"), InterfaceError(), RedisError()])
def test_what_is_stored_cannot_be_reached_for_a_while(
    client: Client, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    """Nobody is told that the app is broken: it heals when the database or Redis is back."""

    def away(*_: Any) -> None:
        raise problem

    path = new(client).get_absolute_url()
    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr("a09web.sandbox.views.sandbox_or_404", away)
        answers = client.get(path), client.get(path, headers=HTMX)
    for answer in answers:
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "Nothing was done. Every step that was confirmed is stored." in " ".join(text(answer).split())
    assert client.get(path).status_code == 200


def test_whatever_programs_are_refused_is_a_problem(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any) -> None:
        raise LookupError

    client.raise_request_exception = False
    monkeypatch.setattr("a09web.api.views.short_or_404", breaks)
    for answer, status in (
        (client.get("/api/nothing/at/all"), 404),
        (client.delete("/api/sandboxes"), 405),
        (client.get("/api/links/abc"), 500),
        (client.get("/api/links/abc", headers={"Host": "evil.example"}), 400),
    ):
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status
    assert client.delete("/api/sandboxes")["Allow"] == "POST"


def test_no_cookie_breaks_the_server(client: Client) -> None:
    from a09web.kit.owner import COOKIE

    sandbox = made(owner="")
    for value in ("", ":", ":::", "a:b:c", "\\000", "9" * 4000, "%00%ff", "\xe2\x98\x83"):
        client.cookies[COOKIE] = value
        client.cookies["csrftoken"] = value
        assert client.get(sandbox.get_absolute_url()).status_code == 200
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("at", ["0", "1"])
def test_a_large_sandbox_is_shown_in_one_piece(client: Client, at: str, settings: Any) -> None:
    settings.STEPS_PER_SANDBOX = 120
    sandbox = new(client)
    for number in range(120):
        fields = {"version": number, "at": number, "step": f"{'-' if number % 2 else '+'}EarlyRelease"}
        assert client.post(sandbox.get_absolute_url(), fields).status_code == 302
    page = html(client.get(sandbox.get_absolute_url(), {"at": at}))
    assert len([link for link in page.all("a") if link.id.startswith("look-")]) == 121
