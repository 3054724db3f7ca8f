"""Its page, to somebody who has never seen another workbook."""

from __future__ import annotations

import pytest
from django.test import Client

from a09web.model.replay import replay
from a09web.sandbox.example import example_of
from a09web.sandbox.models import Sandbox
from a09web.workbooks import FIRST
from a09web.workbooks.effects import EFFECTS
from a09web.workbooks.effects.bounds import Bounds
from tests.sandbox.visiting import html, text

from .known import RETRY

pytestmark = pytest.mark.django_db

PAGE = "/w/effects/"


def test_it_says_what_it_is_about(client: Client) -> None:
    page = text(client.get(PAGE))
    assert f"<h1>{EFFECTS.title}</h1>" in page
    assert EFFECTS.purpose in page
    assert "A09 is" not in page


def test_one_press_starts_with_a_bug(client: Client) -> None:
    """On the card of the bug."""
    page = html(client.get(PAGE))
    ways = [
        button.attributes["aria-label"] for button in page.all("button", type="submit") if button.text == "Break it"
    ]
    assert ways == [f"Break it: {bug}" for bug in EFFECTS.bug_names]
    sent = [field.attributes["value"] for field in page.all("input", type="hidden", name="bugs")]
    assert sent == list(EFFECTS.bug_names)
    assert [card.text for card in page.all("h3")] == [bug.line for bug in EFFECTS.bugs]
    made = client.post(PAGE, {"bugs": "StaleEffect"})
    sandbox = Sandbox.objects.get(public_id=made["Location"].split("/")[2])
    assert (sandbox.workbook, sandbox.bounds, sandbox.bugs) == ("effects", Bounds(), frozenset({"StaleEffect"}))


def test_each_number_says_what_comes_of_it(client: Client) -> None:
    page = html(client.get(PAGE))
    for key, declared in Bounds.parameters():
        assert declared.meaning
        assert page.by_id(f"{key}-means").text == declared.meaning


def test_a_story_is_told_in_which_all_goes_well(client: Client) -> None:
    assert EFFECTS.example == RETRY
    told = example_of(EFFECTS)
    assert told is not None
    played = replay(Bounds(), frozenset(), EFFECTS.example)
    assert played.refusal is None
    assert len(told.sentences) == len(RETRY)
    page = text(client.get(PAGE))
    assert "<li>The request of attempt 1 arrives, and the card is charged.</li>" in page
    assert "charged once" in page
    assert example_of(FIRST) is None


def test_it_is_found_by_its_title(client: Client) -> None:
    assert f'<a href="{PAGE}">{EFFECTS.title}</a>' in text(client.get("/s/"))
