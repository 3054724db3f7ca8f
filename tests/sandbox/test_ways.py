"""Every shortest way to break a property, as a page."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from a09web.sandbox.models import Sandbox

from .html import Html
from .making import BREAKS, CAUGHT_BY, names, stored
from .visiting import act, html, new, take

pytestmark = pytest.mark.django_db

PATIENCE_SECONDS = 60


def ways(client: Client, sandbox: Sandbox, prop: str, query: str = "") -> Html:
    return html(client.get(f"{sandbox.get_absolute_url()}ways/{prop}/{query}"))


def plays(page: Html) -> list[str]:
    return [button.attributes["value"] for button in page.all("button", name="lay")]


def test_ways_that_differ_only_in_the_names_of_workers_are_shown_once(client: Client) -> None:
    sandbox = new(client, bugs=["DuplicateClaim"])
    page = ways(client, sandbox, "AtMostOneClaimer")
    assert plays(page) == ["Tick; Materialize(r1); Claim(w1,r1); Claim(w2,r1)"]
    said = page.all("main")[0].text
    assert "2 ways of 4 steps from step 0, with DuplicateClaim on; none is shorter" in said
    assert "one of 2 that differ only in names" in page.all("main")[0].text


@pytest.mark.parametrize("bug", BREAKS)
def test_a_way_that_is_played_lies_ahead_and_breaks_the_property(client: Client, bug: str) -> None:
    sandbox = new(client, bugs=[bug])
    way = plays(ways(client, sandbox, CAUGHT_BY[bug]))[-1]
    assert act(client, sandbox, lay=way).status_code == 200
    assert stored(sandbox).cursor == 0
    assert names(sandbox, stored(sandbox).tip) == way.split("; ")
    steps = way.split("; ")
    take(client, sandbox, *steps)
    verdict = html(client.get(sandbox.get_absolute_url())).by_id("verdict").text
    assert f"{CAUGHT_BY[bug]} is broken since step {len(steps)}" in verdict


def test_ways_from_a_later_step(client: Client) -> None:
    sandbox = new(client, bugs=["DuplicateClaim"])
    take(client, sandbox, "Tick", "Materialize(r1)")
    assert plays(ways(client, sandbox, "AtMostOneClaimer")) == ["Claim(w1,r1); Claim(w2,r1)"]
    assert plays(ways(client, sandbox, "AtMostOneClaimer", "?at=1")) == ["Materialize(r1); Claim(w1,r1); Claim(w2,r1)"]


def test_a_way_to_be_stuck_for_ever(client: Client) -> None:
    page = ways(client, new(client, bugs=["MissingMaterialization"]), "EventuallyCompleted")
    assert all(len(way.split("; ")) == 3 for way in plays(page))
    assert "Each ends in a state that stays for ever." in page.all("main")[0].text


def test_what_cannot_break_says_so(client: Client) -> None:
    page = ways(client, new(client), "AtMostOneClaimer")
    assert plays(page) == []
    assert "It cannot break from here: 1,058 states were checked." in page.all("main")[0].text


def test_what_is_broken_already_says_so(client: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    take(client, sandbox, "Materialize(r1)")
    page = ways(client, sandbox, "NoEarlyRunnable")
    assert "it is broken here" in page.all("main")[0].text
    assert plays(page) == []


def test_a_property_that_does_not_exist_has_no_page(client: Client) -> None:
    assert client.get(f"{new(client).get_absolute_url()}ways/Nothing/").status_code == 404


def test_a_large_question_shows_its_progress_and_then_the_ways(client: Client) -> None:
    sandbox = new(client, bugs=["DuplicateClaim"], due="1,2,2", max_epoch="2")
    page = ways(client, sandbox, "AtMostOneClaimer")
    assert page.all("progress")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while page.all("progress") and time.monotonic() < deadline:
        time.sleep(0.2)
        page = ways(client, sandbox, "AtMostOneClaimer")
    assert plays(page)


def test_a_stranger_reads_but_does_not_play(client: Client, stranger: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    take(client, sandbox, "Tick")
    page = ways(stranger, sandbox, "NoEarlyRunnable")
    assert "Materialize(r2)" in page.all("main")[0].text
    assert plays(page) == []


@pytest.mark.parametrize("steps", ["", "Nothing", "Claim(w1,r1)", "; ;"])
def test_steps_that_cannot_follow_are_refused(client: Client, steps: str) -> None:
    sandbox = new(client)
    assert act(client, sandbox, lay=steps).status_code == 422
    assert stored(sandbox).last_number == 0
