from __future__ import annotations

from typing import Any

import pytest
from django.core import signing
from django.test import Client

from a09web.kit.owner import COOKIE
from a09web.sandbox.models import Sandbox
from tests.sandbox.making import made, stored
from tests.sandbox.visiting import act, new, owner_in, take, text

pytestmark = pytest.mark.django_db


def test_a_browser_gets_a_signed_name_that_scripts_cannot_read(client: Client) -> None:
    new(client)
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] >= 300 * 24 * 3600
    assert cookie["path"] == "/"
    assert cookie.value.count(":") == 2
    assert len(owner_in(client)) >= 20


def test_the_cookie_travels_by_https_alone_in_production(client: Client, settings: Any) -> None:
    new(client)
    assert not client.cookies[COOKIE]["secure"]
    settings.OWNER_COOKIE_SECURE = True
    new(client)
    assert client.cookies[COOKIE]["secure"]


def test_a_name_stays_the_same(client: Client) -> None:
    first = new(client)
    take(client, first, "Tick")
    assert new(client).owner == first.owner == stored(first).owner


def test_a_name_comes_with_every_page_and_with_the_step_of_a_browser_that_has_none(
    client: Client, stranger: Client
) -> None:
    sandbox, unowned = new(client), made(owner="")
    assert COOKIE in client.get(sandbox.get_absolute_url()).cookies
    assert COOKIE not in act(client, sandbox, htmx=True, step="Tick").cookies
    assert COOKIE in act(stranger, unowned, htmx=True, step="Tick").cookies
    assert owner_in(stranger) == stored(unowned).owner


def test_two_browsers_have_two_names(client: Client, stranger: Client) -> None:
    assert new(client).owner != new(stranger).owner


@pytest.mark.parametrize("change", ["name", "signature", "unsigned", "empty", "another salt", "another key"])
def test_a_cookie_that_was_tampered_with_is_nobodys(client: Client, stranger: Client, change: str) -> None:
    sandbox = new(client)
    genuine = client.cookies[COOKIE].value
    name, time, signature = genuine.split(":")
    stranger.cookies[COOKIE] = {
        "name": f"{name}x:{time}:{signature}",
        "signature": f"{name}:{time}:{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        "unsigned": sandbox.owner,
        "empty": "",
        "another salt": signing.TimestampSigner(salt="another").sign(sandbox.owner),
        "another key": signing.TimestampSigner(key="another", salt=COOKIE).sign(sandbox.owner),
    }[change]
    assert act(stranger, sandbox, step="Tick").status_code == 403
    assert stored(sandbox).version == 0
    assert sandbox.public_id not in text(stranger.get("/s/"))


def test_the_genuine_cookie_is_all_that_it_takes(client: Client, stranger: Client) -> None:
    sandbox = new(client)
    stranger.cookies[COOKIE] = client.cookies[COOKIE].value
    take(stranger, sandbox, "Tick")


def test_a_cookie_for_an_empty_name_does_not_own_what_nobody_owns(client: Client) -> None:
    made(owner="")
    client.cookies[COOKIE] = signing.TimestampSigner(salt=COOKIE).sign("")
    assert "None yet." in text(client.get("/s/"))
    assert new(client).owner != ""


def test_a_double_click_on_the_very_first_step_leaves_the_sandbox_with_its_browser(client: Client) -> None:
    """Both clicks leave before the first answer, and with it the first cookie, has come."""
    sandbox = made(owner="")
    client.get(sandbox.get_absolute_url())
    second = Client()
    for name, cookie in client.cookies.items():
        second.cookies[name] = cookie.value
    data = {"version": 0, "at": 0, "step": "Tick"}
    answers = [browser.post(sandbox.get_absolute_url(), data).status_code for browser in (client, second)]
    assert answers == [302, 409]
    take(second, sandbox, "Materialize(r1)")


def test_the_name_is_shown_nowhere(client: Client, stranger: Client) -> None:
    sandbox = new(client)
    for browser in (client, stranger):
        for path in ("/", sandbox.get_absolute_url()):
            assert sandbox.owner not in text(browser.get(path))
    assert Sandbox.objects.get().owner == sandbox.owner
