"""The page of sandboxes, to somebody who has never seen the model."""

from __future__ import annotations

import pytest
from django.test import Client

from a09web.sandbox.models import Sandbox
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .html import Element
from .visiting import html

pytestmark = pytest.mark.django_db


def starts(client: Client) -> list[Element]:
    return html(client.get("/s/")).all("button", name="bugs")


def test_one_press_starts_with_a_bug_and_the_usual_numbers(client: Client) -> None:
    assert [button.text for button in starts(client)] == [f"{bug.line} {bug.name}" for bug in A09.bugs]
    for button in starts(client):
        made = client.post("/s/", {"bugs": button.attributes["value"]})
        sandbox = Sandbox.objects.get(public_id=made["Location"].split("/")[2])
        assert (sandbox.bounds, sandbox.bugs) == (Bounds(), frozenset([button.attributes["value"]]))


def test_each_number_says_what_comes_of_it(client: Client) -> None:
    page = html(client.get("/s/"))
    for key, declared in Bounds.parameters():
        assert declared.meaning
        assert f"{key}-means" in page.by_id(key).attributes["aria-describedby"].split()
        assert page.by_id(f"{key}-means").text == declared.meaning
