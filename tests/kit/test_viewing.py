"""How somebody wants to see the page: as a picture or as text, and for a projector. It says the same either way."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client

from a09web.sandbox.models import Sandbox
from tests.sandbox.html import Element, Html
from tests.sandbox.making import BREAKS
from tests.sandbox.visiting import act, html, new, take

pytestmark = pytest.mark.django_db


def page(client: Client, sandbox: Sandbox, query: str = "") -> Html:
    response = client.get(f"{sandbox.get_absolute_url()}{query}")
    assert response.status_code == 200
    return html(response)


def body(client: Client, sandbox: Sandbox, query: str = "") -> Element:
    return page(client, sandbox, query).all("body")[0]


def mode(client: Client, sandbox: Sandbox) -> str:
    return body(client, sandbox).attributes["data-mode"]


def root_classes(shown: Html) -> list[str]:
    return shown.all("html")[0].attributes.get("class", "").split()


def said(shown: Html) -> list[tuple[str, str]]:
    """Every part in its order, with the hash of what it says."""
    return [(e.id, e.attributes["data-hash"]) for e in shown.elements if "data-hash" in e.attributes]


def ask(client: Client, sandbox: Sandbox, query: str) -> Any:
    response = client.get(f"{sandbox.get_absolute_url()}{query}")
    assert (response.status_code, response["Location"]) == (302, sandbox.get_absolute_url())
    return response


def test_a_page_is_a_picture_until_somebody_asks_for_text(client: Client, stranger: Client) -> None:
    sandbox = new(client)
    assert mode(client, sandbox) == "picture"
    ask(client, sandbox, "?mode=text")
    assert mode(client, sandbox) == "text"
    assert mode(stranger, sandbox) == "picture"
    ask(client, sandbox, "?mode=picture")
    assert mode(client, sandbox) == "picture"


def test_the_choice_is_kept_for_a_year_and_for_every_sandbox(client: Client) -> None:
    cookie = ask(client, new(client), "?mode=text").cookies["mode"]
    assert cookie.value == "text"
    assert (cookie["max-age"], cookie["path"], cookie["httponly"], cookie["samesite"]) == (31536000, "/", True, "Lax")
    assert mode(client, new(client)) == "text"


@pytest.mark.parametrize("unknown", ["", "TEXT", "text ", "<b>", "1"])
def test_an_unknown_mode_is_the_picture(client: Client, unknown: str) -> None:
    sandbox = new(client)
    ask(client, sandbox, "?mode=text")
    assert ask(client, sandbox, f"?mode={unknown}").cookies["mode"].value == "picture"
    assert mode(client, sandbox) == "picture"
    client.cookies["mode"] = unknown
    assert mode(client, sandbox) == "picture"


def test_asking_for_a_mode_changes_nothing_in_the_sandbox(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick")
    (before,) = Sandbox.objects.values()
    ask(client, sandbox, "?mode=text")
    assert list(Sandbox.objects.values()) == [before]


def test_a_mode_of_an_unknown_sandbox_is_not_kept(client: Client) -> None:
    assert client.get("/s/unknown/?mode=text").status_code == 404
    assert "mode" not in client.cookies


def test_the_page_links_to_both_modes_and_to_both_ways_to_present(client: Client) -> None:
    sandbox = new(client)
    url = sandbox.get_absolute_url()
    shown = page(client, sandbox)
    links = {
        name: urljoin(url, shown.with_class(name)[0].attributes["href"])
        for name in ("to-text", "to-picture", "to-projector", "from-projector")
    }
    assert links == {
        "to-text": f"{url}?mode=text",
        "to-picture": f"{url}?mode=picture",
        "to-projector": f"{url}?present=1",
        "from-projector": url,
    }


def test_a_page_for_the_projector_is_marked_as_one_and_only_while_the_address_says_so(client: Client) -> None:
    sandbox = new(client)
    for query, is_presented in (("?present=1", True), ("", False), ("?present=0", False), ("?present=yes", False)):
        shown = page(client, sandbox, query)
        assert ("projector" in root_classes(shown)) == is_presented
        assert ("present" in shown.all("body")[0].attributes["class"].split()) == is_presented


@pytest.mark.parametrize("bug", BREAKS)
def test_neither_changes_what_the_parts_of_the_page_say(client: Client, bug: str) -> None:
    """At the start as after the steps that break something, so a mode can be switched without a part being sent."""
    sandbox = new(client, bugs=[bug])
    take(client, sandbox, *BREAKS[bug])
    for at in ("?at=0", f"?at={len(BREAKS[bug])}"):
        ask(client, sandbox, "?mode=picture")
        before = said(page(client, sandbox, at))
        assert len(before) > 30
        assert said(page(client, sandbox, f"{at}&present=1")) == before
        ask(client, sandbox, "?mode=text")
        assert said(page(client, sandbox, at)) == before
        assert said(page(client, sandbox, f"{at}&present=1")) == before


def test_the_answer_to_a_step_is_the_same_in_every_mode(client: Client) -> None:
    answers = []
    for query in ("?mode=picture", "?mode=text"):
        sandbox = new(client)
        ask(client, sandbox, query)
        known = page(client, sandbox).hashes
        answers.append([element.id for element in html(act(client, sandbox, htmx=True, known=known, step="Tick")).top])
    assert answers[0] == answers[1]
