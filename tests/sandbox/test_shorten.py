"""*Shorten*: the trace without what its break does not need, kept beside the old one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from a09web.sandbox.branches import draw_branches
from a09web.sandbox.models import Sandbox
from a09web.sandbox.reveal import BREAK, DIAGNOSE, PREDICT, RevealPolicy

from .html import Html
from .making import moment, names, stored, tree_of
from .visiting import act, html, new, take

pytestmark = pytest.mark.django_db

DETOUR = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "+EarlyRelease", "Complete(w1,r1,1)", "Materialize(r2)")
NEEDED = ["+EarlyRelease", "Materialize(r2)"]


def detoured(client: Client) -> Sandbox:
    sandbox = new(client)
    take(client, sandbox, *DETOUR)
    return sandbox


def is_offered(page: Html) -> bool:
    return bool(page.all("button", name="shorten"))


def test_the_shorter_trace_is_a_branch_beside_the_old_one_and_breaks_the_same(client: Client) -> None:
    sandbox = detoured(client)
    assert is_offered(html(client.get(sandbox.get_absolute_url())))
    answer = html(act(client, sandbox, htmx=True, shorten=""))
    assert answer.notice == "Shortened from 6 steps to 2: the same break, nothing that it does not need."
    assert names(sandbox) == NEEDED
    assert names(sandbox, len(DETOUR)) == list(DETOUR)
    after = html(client.get(sandbox.get_absolute_url()))
    assert "is broken since step 2, Materialize(r2)" in after.by_id("verdict").text
    assert "So says guard 5 of Materialize, but EarlyRelease removes it." in after.by_id("verdict").text
    picture = draw_branches(tree_of(sandbox), set(), stored(sandbox).cursor)
    assert picture is not None
    assert [branch.depth for branch in picture.branches] == [6, 2]


def test_without_javascript_the_page_says_it_too(client: Client) -> None:
    page = html(act(client, detoured(client), shorten="NoEarlyRunnable"))
    assert page.notice.startswith("Shortened from 6 steps to 2")
    assert is_offered(page)


@pytest.mark.parametrize(
    ("bugs", "steps", "said"),
    [
        (["EarlyRelease"], ["Materialize(r1)"], "Nothing can be left out: its only step is needed."),
        ([], ["+EarlyRelease", "Materialize(r1)"], "Nothing can be left out: each of the 2 steps is needed."),
    ],
)
def test_where_all_is_needed_nothing_is_done_and_that_is_no_refusal(
    client: Client, bugs: list[str], steps: list[str], said: str
) -> None:
    sandbox = new(client, bugs=bugs)
    take(client, sandbox, *steps)
    before = stored(sandbox).version
    answer = act(client, sandbox, htmx=True, shorten="NoEarlyRunnable")
    page = html(answer)
    assert (answer.status_code, page.notice) == (200, said)
    assert page.with_class("notice-told")
    assert stored(sandbox).version == before


def test_it_shortens_what_one_looks_at(client: Client) -> None:
    sandbox = detoured(client)
    take(client, sandbox, "Tick")
    act(client, sandbox, at=6, shorten="NoEarlyRunnable")
    assert names(sandbox) == NEEDED
    assert act(client, sandbox, at=7, shorten="NoEarlyRunnable").status_code == 422


@pytest.mark.parametrize("prop", ["NoEarlyRunnable", "Nothing", ""])
def test_what_is_not_broken_is_refused(client: Client, prop: str) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick")
    assert not is_offered(html(client.get(sandbox.get_absolute_url())))
    answer = act(client, sandbox, shorten=prop)
    assert answer.status_code == 422
    assert html(answer).notice == "Nothing is broken at step 1, so there is no break to shorten the trace to."
    assert names(sandbox) == ["Tick"]


def test_another_property_than_the_broken_one_is_refused(client: Client) -> None:
    sandbox = detoured(client)
    answer = act(client, sandbox, shorten="AtMostOneClaimer")
    assert answer.status_code == 422
    assert "“AtMostOneClaimer” is not broken at step 6" in html(answer).notice


def test_a_stranger_is_not_offered_it_and_refused(client: Client, stranger: Client) -> None:
    sandbox = detoured(client)
    assert not is_offered(html(stranger.get(sandbox.get_absolute_url())))
    assert act(stranger, sandbox, shorten="NoEarlyRunnable").status_code == 403
    assert stored(sandbox).last_number == len(DETOUR)


def test_a_full_sandbox_has_no_room_for_it(client: Client, settings: Any) -> None:
    sandbox = detoured(client)
    settings.STEPS_PER_SANDBOX = len(DETOUR)
    answer = act(client, sandbox, shorten="NoEarlyRunnable")
    assert answer.status_code == 422
    assert names(sandbox) == list(DETOUR)


@pytest.mark.parametrize("policy", [PREDICT, BREAK, DIAGNOSE], ids=lambda policy: policy.name)
def test_where_the_way_is_hidden_it_is_not_offered(client: Client, policy: RevealPolicy) -> None:
    assert moment(detoured(client)).shortens
    assert not moment(detoured(client), policy=policy).shortens


def test_in_a_link_it_leads_to_the_shorter_scenario(client: Client) -> None:
    text = "1~Tick~Materialize.r1~on.EarlyRelease~Materialize.r2"
    assert is_offered(html(client.get(f"/t/{text}/")))
    answer = client.get(f"/t/{text}/", {"at": "4", "shorten": ""})
    assert answer["Location"] == "/t/1~on.EarlyRelease~Materialize.r2/"
    again = html(client.get(answer["Location"], {"at": "2", "shorten": "NoEarlyRunnable"}))
    assert again.notice == "Nothing can be left out: each of the 2 steps is needed."


def test_in_a_frame_it_is_a_link(client: Client) -> None:
    page = html(client.get("/t/1~bugs.EarlyRelease~Tick~Materialize.r2/", {"embed": "1"}))
    assert page.by_id("shorten").tag == "a"
    answer = client.get("/t/1~bugs.EarlyRelease~Tick~Materialize.r2/" + page.by_id("shorten").attributes["href"])
    assert answer["Location"] == "/t/1~bugs.EarlyRelease~Materialize.r2/?embed=1"
