"""What it would take to break what cannot break: asked for, answered in place or on a page, and tried."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client

from a09web.model.declared import Bug
from a09web.sandbox.models import Sandbox
from a09web.sandbox.outlook import lookout
from a09web.sandbox.panels import render_panels
from a09web.sandbox.reveal import BREAK, FOLLOW, GUIDED, PREDICT, RevealPolicy
from a09web.workbooks.a09 import A09

from .html import Html
from .making import made, moment, names, stored
from .visiting import HTMX, act, html, new, take

pytestmark = pytest.mark.django_db

STALE = "CompletedUsesCurrentEpoch"
PATIENCE_SECONDS = 120


def page_of(client: Client, sandbox: Sandbox, prop: str, query: str = "") -> Html:
    return html(client.get(f"{sandbox.get_absolute_url()}takes/{prop}/{query}"))


def said(page: Html) -> str:
    return page.with_class("takes")[0].text


def tries(page: Html) -> list[str]:
    return [button.attributes["value"] for button in page.all("button", name="on")]


def asks(page: Html) -> list[str]:
    """The properties of which the page offers to find out what it would take."""
    return [link.id.removeprefix("ask-") for link in page.all("a") if link.id.startswith("ask-")]


def answered(client: Client, sandbox: Sandbox, prop: str) -> Html:
    """The page as soon as it has an answer; it asks again by itself."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (page := page_of(client, sandbox, prop)).all("progress"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return page


@pytest.mark.parametrize("bug", A09.bugs, ids=lambda bug: bug.name)
def test_the_bug_that_the_property_catches_would_do_and_is_tried_where_one_stands(client: Client, bug: Bug) -> None:
    sandbox = new(client)
    assert bug.caught_by in asks(html(client.get(sandbox.get_absolute_url())))
    page = page_of(client, sandbox, bug.caught_by)
    assert tries(page) == [bug.name]
    assert said(page).startswith(f"With {bug.name} on it could, in ")
    answer = html(act(client, sandbox, htmx=True, on=bug.name))
    assert answer.notice == f"{bug.name} is on from here. Nothing before has changed."
    assert names(sandbox) == [f"+{bug.name}"]
    assert answer.by_id(f"ahead-{bug.caught_by}").text.startswith("can break in ")


def test_below_its_property_only_the_answer_is_sent_for_the_form_that_is_there(client: Client) -> None:
    sandbox = new(client)
    link = html(client.get(sandbox.get_absolute_url())).by_id(f"ask-{STALE}").attributes
    assert link["hx-get"] == link["href"] == f"takes/{STALE}/"
    answer = html(
        client.get(sandbox.get_absolute_url() + link["href"], headers={**HTMX, "HX-Target": f"takes-{STALE}"})
    )
    assert [element.tag for element in answer.top] == ["div"]
    assert tries(answer) == ["StaleCompletion"]
    assert answer.all("form") == []


def test_it_is_asked_from_the_step_that_one_looks_at(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)")
    assert "in 1 step." in said(page_of(client, sandbox, STALE))
    assert "in 3 steps." in said(page_of(client, sandbox, STALE, "?at=2"))
    past = html(client.get(sandbox.get_absolute_url(), {"at": "2"}))
    assert past.by_id(f"ask-{STALE}").attributes["href"] == f"takes/{STALE}/?at=2"
    act(client, sandbox, at=2, on="StaleCompletion")
    assert names(sandbox) == ["Tick", "Materialize(r1)", "+StaleCompletion"]
    assert names(sandbox, 4)[-1] == "Expire(r1)"


def test_a_liveness_property_may_be_missed_at_once(client: Client) -> None:
    sandbox = new(client, due="1", max_time="1")
    take(client, sandbox, "Tick")
    page = page_of(client, sandbox, "EventuallyCompleted")
    assert "With MissingMaterialization on it could be stuck" in said(page)
    assert tries(page) == ["MissingMaterialization"]


def test_with_a_fairness_that_somebody_chose_it_is_the_fairness_that_counts(client: Client) -> None:
    sandbox = new(client, due="1", workers="1", max_time="2", max_epoch="1")
    act(client, sandbox, fair="-Claim")
    act(client, sandbox, fair="+Claim")
    assert "MissingMaterialization" in said(page_of(client, sandbox, "CheckpointCatchesUp"))
    act(client, sandbox, fair="-Claim")
    assert "No bug would let it be stuck" in said(answered(client, sandbox, "CheckpointCatchesUp"))


def test_where_no_bug_would_do_it_says_so(client: Client) -> None:
    sandbox = new(client, due="1", workers="1", max_time="1", max_epoch="1")
    take(client, sandbox, "Tick", "Materialize(r1)", "AdvanceCheckpoint", "Claim(w1,r1)", "Complete(w1,r1,1)")
    page = page_of(client, sandbox, STALE)
    assert said(page) == "No bug would let it break from here, alone or with others."
    assert tries(page) == []


def test_what_can_break_as_it_is_needs_no_bug(client: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    assert said(page_of(client, sandbox, "NoEarlyRunnable")).startswith("It can break as it is, in 1 step:")
    assert "NoEarlyRunnable" not in asks(html(client.get(sandbox.get_absolute_url())))
    take(client, sandbox, "Materialize(r1)")
    assert said(page_of(client, sandbox, "NoEarlyRunnable")).startswith("It is broken here already:")


def test_a_large_question_says_that_it_looks_and_then_answers(client: Client) -> None:
    sandbox = new(client, due="1,2,2", max_epoch="3")
    assert page_of(client, sandbox, "CompletedAtMostOnce").all("progress")
    found = answered(client, sandbox, "CompletedAtMostOnce")
    assert said(found).startswith("With DuplicateMaterialization on it could, in 7 steps.")


def test_a_search_that_is_cut_off_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout(), "limit", 500)
    sandbox = new(client, due="1,2,2", max_epoch="3")
    found = said(answered(client, sandbox, "CompletedAtMostOnce"))
    assert re.fullmatch(r"Nothing was found within \d+ states; there are more\.", found)


def test_a_page_that_nobody_asked_asks_nothing(client: Client) -> None:
    """A step costs what it did: the question is put only by whoever presses the link."""
    sandbox = new(client)
    client.get(sandbox.get_absolute_url())
    take(client, sandbox, "Tick", "Materialize(r1)")
    asked = {type(question).__name__ for question in lookout()._answers}
    assert asked == {"WhatCanBreak"}


def test_a_stranger_is_not_offered_it_and_tries_nothing(client: Client, stranger: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick")
    assert asks(html(stranger.get(sandbox.get_absolute_url()))) == []
    assert tries(page_of(stranger, sandbox, STALE)) == []
    assert act(stranger, sandbox, on="StaleCompletion").status_code == 403


@pytest.mark.parametrize("policy", [GUIDED, BREAK, PREDICT, FOLLOW], ids=lambda policy: policy.name)
def test_where_a_guide_asks_or_the_future_is_hidden_it_is_not_offered(policy: RevealPolicy) -> None:
    sandbox = made("Tick")
    assert "What would it take" in "".join(panel.html for panel in render_panels(moment(sandbox)).values())
    panels = render_panels(moment(sandbox, policy=policy))
    assert "What would it take" not in "".join(panel.html for panel in panels.values())


def test_with_all_six_bugs_on_there_is_nothing_to_ask(client: Client) -> None:
    sandbox = new(client, bugs=A09.bug_names, due="1", workers="1", max_time="1", max_epoch="1")
    page = html(client.get(sandbox.get_absolute_url()))
    assert "cannot break from here" in page.by_id("ahead-AtMostOneClaimer").text
    assert asks(page) == []


@pytest.mark.parametrize(("bugs", "why"), [("", "no bug"), ("Nothing", "no bug"), ("EarlyRelease", "on already")])
def test_what_cannot_be_switched_on_is_refused(client: Client, bugs: str, why: str) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    answer = act(client, sandbox, on=bugs)
    assert answer.status_code == 422
    assert why in html(answer).notice
    assert stored(sandbox).last_number == 0


def test_every_property_has_its_page_and_nothing_else(client: Client) -> None:
    sandbox = new(client)
    for prop in (*A09.property_names, *A09.liveness_names):
        assert tries(page_of(client, sandbox, prop))
    assert client.get(f"{sandbox.get_absolute_url()}takes/Nothing/").status_code == 404


def test_in_a_link_it_leads_to_the_scenario_with_the_bug_on(client: Client) -> None:
    page = html(client.get("/t/1~Tick/"))
    assert page.by_id(f"ask-{STALE}").attributes["href"] == f"takes/{STALE}/"
    beside = html(client.get(f"/t/1~Tick/takes/{STALE}/"))
    form = beside.all("form", method="get")[0]
    assert form.attributes["action"] == "../../"
    answer = client.get("/t/1~Tick/", {"at": "1", "on": tries(beside)[0]})
    assert answer["Location"] == "/t/1~Tick~on.StaleCompletion/"
    assert asks(html(client.get("/t/1~Tick/", {"embed": "1"}))) == []
