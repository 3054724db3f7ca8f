"""The page of a sandbox's settings: another name for it, and a fork with other bounds or another fairness."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from a09web.sandbox.models import Sandbox
from a09web.scenarios.scenario import TITLE_LENGTH
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .html import Html
from .making import names, stored
from .visiting import act, html, new, owner_in, take, text

pytestmark = pytest.mark.django_db

STEPS = ("Tick", "Materialize(r1)", "Claim(w2,r1)", "Expire(r1)", "Claim(w1,r1)")
FIELDS = {"due": "1,2", "workers": "2", "max_time": "3", "max_epoch": "2", "fair": list(A09.fair_actions), "title": ""}


def address(sandbox: Sandbox, query: str = "") -> str:
    return f"{sandbox.get_absolute_url()}settings/{query}"


def send(client: Client, sandbox: Sandbox, query: str = "", **fields: Any) -> Any:
    return client.post(address(sandbox, query), {**FIELDS, **fields})


def rename(client: Client, sandbox: Sandbox, title: str) -> Any:
    return client.post(address(sandbox), {"title": title, "rename": "1"})


def forked(sandbox: Sandbox) -> Sandbox:
    return Sandbox.objects.get(forked_from=sandbox)


def rows(sandbox: Sandbox) -> list[Any]:
    """Everything that the database has of a sandbox."""
    return [*Sandbox.objects.filter(pk=sandbox.pk).values(), *sandbox.steps.values(), *sandbox.schedule.values()]


def shown(page: Html) -> dict[str, Any]:
    """What the fields of the form for a fork hold."""
    chosen: dict[str, str] = {}
    select = ""
    for element in page.elements:
        select = element.id if element.tag == "select" else select
        if element.tag == "option" and "selected" in element.attributes:
            chosen[select] = element.attributes["value"]
    ticked = [box.attributes["value"] for box in page.all("input", name="fair") if "checked" in box.attributes]
    typed = {name: page.by_id(id_).attributes["value"] for name, id_ in (("due", "due"), ("title", "fork-name"))}
    return {**typed, **chosen, "fair": ticked}


def test_the_page_shows_the_present_values(client: Client) -> None:
    bounds = {"due": "1,3,2", "workers": "3", "max_time": "4", "max_epoch": "1"}
    sandbox = new(client, **bounds)
    act(client, sandbox, fair="-Claim")
    rename(client, sandbox, "Leases & Co")
    fair = ["Tick", "AdvanceCheckpoint", "Materialize", "Complete"]
    assert shown(html(client.get(address(sandbox)))) == {**bounds, "fair": fair, "title": "Leases & Co"}


def test_an_unknown_sandbox_has_no_settings(client: Client) -> None:
    unknown = Sandbox(public_id="unknown")
    assert (client.get(address(unknown)).status_code, send(client, unknown).status_code) == (404, 404)


def test_an_old_step_has_settings_and_an_unknown_one_those_of_the_present(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick", "+MissingMaterialization")
    old = client.get(address(sandbox, "?at=1"))
    assert (old.status_code, shown(html(old))["fair"]) == (200, list(A09.fair_actions))
    assert "the steps up to step 1," in text(old)
    for at in ("99", "x"):
        page = client.get(address(sandbox, f"?at={at}"))
        assert (page.status_code, "Materialize" in shown(html(page))["fair"]) == (404, False)
        assert "present state" in html(page).notice
        assert "the steps up to step 2," in text(page)


def test_a_fork_with_other_bounds_has_them_and_keeps_the_steps_that_are_still_possible(client: Client) -> None:
    sandbox = new(client, bugs=["StaleCompletion"])
    take(client, sandbox, *STEPS)
    before = rows(sandbox)
    response = send(client, sandbox, due="1,4,4", workers="3", max_time="5", max_epoch="3", title="Wider")
    fork = forked(sandbox)
    assert (response.status_code, response["Location"]) == (302, fork.get_absolute_url())
    assert fork.bounds == Bounds(due=(1, 4, 4), workers=3, max_time=5, max_epoch=3)
    assert names(fork) == list(STEPS)
    assert (fork.cursor, fork.tip, fork.last_number, fork.version) == (5, 5, 5, 0)
    assert (fork.title, fork.bugs_at_start, fork.owner) == ("Wider", "StaleCompletion", owner_in(client))
    assert rows(sandbox) == before


@pytest.mark.parametrize(
    ("fields", "kept", "sentence"),
    [
        ({"due": "2,2"}, 1, "1 step was kept: step 2, Materialize(r1), has no place there. Materialize(r1) is not "),
        ({"workers": "1"}, 2, "2 steps were kept: step 3, Claim(w2,r1), has no place there. There is no step "),
        ({"max_epoch": "1"}, 3, "3 steps were kept: step 4, Expire(r1), has no place there. Expire(r1) is not "),
    ],
)
def test_a_fork_says_which_step_was_not_kept(client: Client, fields: dict[str, str], kept: int, sentence: str) -> None:
    sandbox = new(client)
    take(client, sandbox, *STEPS)
    before = rows(sandbox)
    page = html(send(client, sandbox, **fields))
    fork = forked(sandbox)
    assert page.notice.startswith(sentence)
    assert [link.text for link in page.all("a", href=fork.get_absolute_url())] == ["Open the fork"]
    assert names(fork) == list(STEPS[:kept])
    assert (fork.cursor, fork.tip, fork.last_number, fork.owner) == (kept, kept, kept, owner_in(client))
    assert rows(sandbox) == before


def test_a_fork_that_keeps_no_step_says_so(client: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    take(client, sandbox, "Materialize(r2)", "Tick")
    page = html(send(client, sandbox, due="1"))
    assert page.notice.startswith("No step was kept: step 1, Materialize(r2), has no place there. ")
    assert (names(forked(sandbox)), forked(sandbox).cursor) == ([], 0)


def test_anybody_forks_an_old_step_and_owns_the_fork(client: Client, stranger: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, *STEPS)
    act(client, sandbox, move=2)
    take(client, sandbox, "Claim(w1,r1)")
    assert send(stranger, sandbox, "?at=4", max_time="4").status_code == 302
    assert names(forked(sandbox)) == list(STEPS[:4])
    assert forked(sandbox).owner == owner_in(stranger) != owner_in(client)


def test_too_many_forks_are_refused(client: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR = 1
    assert send(client, new(client)).status_code == 429
    assert Sandbox.objects.count() == 1


@pytest.mark.parametrize(
    ("bugs", "fair", "stored_as"),
    [
        ([], list(A09.fair_actions), None),
        ([], ["Claim", "Tick"], "Claim,Tick"),
        ([], [], ""),
        (["MissingMaterialization"], ["Tick", "AdvanceCheckpoint", "Claim", "Complete"], None),
        (["MissingMaterialization"], list(A09.fair_actions), "AdvanceCheckpoint,Claim,Complete,Materialize,Tick"),
    ],
)
def test_a_fork_is_as_fair_as_was_chosen_or_follows_the_bugs(
    client: Client, bugs: list[str], fair: list[str], stored_as: str | None
) -> None:
    sandbox = new(client, bugs=bugs)
    send(client, sandbox, fair=fair)
    assert forked(sandbox).fair_actions == stored_as
    assert set(shown(html(client.get(address(forked(sandbox)))))["fair"]) == set(fair)


def test_a_choice_that_is_left_as_it_was_is_kept_and_one_that_is_taken_back_is_not(client: Client) -> None:
    sandbox = new(client)
    act(client, sandbox, fair="-Tick")
    assert send(client, sandbox, fair=shown(html(client.get(address(sandbox))))["fair"]).status_code == 302
    first = forked(sandbox)
    assert first.fair_actions == stored(sandbox).fair_actions == "AdvanceCheckpoint,Claim,Complete,Materialize"
    send(client, first)
    assert forked(first).fair_actions is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due": ""}, "The number of runs must be from 1 to 4, not 0."),
        ({"due": "1,9"}, "r2 is due at 9, but a due time must be from 1 to MaxTime, which is 3."),
        ({"due": "1;<b>2"}, "A due time must be a whole number, not “1;<b>2”."),
        ({"workers": "4"}, "The number of workers must be from 1 to 3, not 4."),
        ({"max_time": "9"}, "MaxTime must be from 1 to 8, not 9."),
        ({"max_epoch": "²"}, "MaxEpoch must be a whole number, not “²”."),
        ({"fair": ["Expire"]}, "“Expire” cannot be fair. Those that can are"),
        ({"title": "x" * 61}, f"A name may have {TITLE_LENGTH} characters at most, not 61."),
    ],
)
def test_what_makes_no_sense_comes_back_with_a_sentence_and_makes_nothing(
    client: Client, fields: dict[str, Any], sentence: str
) -> None:
    sandbox = new(client)
    before, typed = rows(sandbox), {"due": "1,2", "title": "Mine", "fair": ["Tick"], **fields}
    response = send(client, sandbox, **typed)
    assert response.status_code == 422
    assert html(response).notice.startswith(sentence)
    assert (Sandbox.objects.count(), rows(sandbox)) == (1, before)
    kept = shown(html(response))
    assert (kept["due"], kept["title"]) == (typed["due"], typed["title"])
    assert kept["fair"] == [action for action in typed["fair"] if action in A09.fair_actions]


def test_nothing_that_was_chosen_is_lost_when_a_form_comes_back(client: Client) -> None:
    chosen: dict[str, Any] = {
        "due": " 7, 1 ",
        "workers": "3",
        "max_time": "5",
        "max_epoch": "1",
        "fair": ["Complete"],
        "title": "<i>",
    }
    response = send(client, new(client), **chosen)
    assert (response.status_code, shown(html(response))) == (422, chosen)


def test_what_is_refused_does_not_count_as_a_sandbox_that_was_made(client: Client, settings: Any) -> None:
    sandbox, settings.SANDBOXES_PER_HOUR_AND_ADDRESS = new(client), 2
    assert send(client, sandbox, due="").status_code == 422
    assert send(client, sandbox).status_code == 302


@pytest.mark.parametrize(
    ("typed", "title"),
    [("Leases", "Leases"), (" a \r\n\tb ", "a b"), ("x" * 60, "x" * 60), ("<b>&amp;", "<b>&amp;"), (" \n ", "")],
)
def test_a_name_is_one_line_of_text_and_no_step_is_stale_because_of_it(client: Client, typed: str, title: str) -> None:
    sandbox = new(client)
    page = html(client.get(sandbox.get_absolute_url()))
    assert rename(client, sandbox, typed)["Location"] == sandbox.get_absolute_url()
    assert (stored(sandbox).title, stored(sandbox).version) == (title, page.version)
    for path in (sandbox.get_absolute_url(), address(sandbox)):
        assert (title or sandbox.public_id) in html(client.get(path)).all("h1")[0].text
    assert act(client, sandbox, version=page.version, step="Tick").status_code == 302


def test_only_the_owner_renames_and_not_to_a_name_that_is_too_long(client: Client, stranger: Client) -> None:
    sandbox = new(client)
    offered = [html(browser.get(address(sandbox))).all("button", name="rename") for browser in (client, stranger)]
    assert list(map(len, offered)) == [1, 0]
    response = rename(stranger, sandbox, "Mine now")
    assert (response.status_code, stored(sandbox).title) == (403, "")
    assert html(response).notice.startswith("This sandbox belongs to somebody else.")
    assert (rename(client, sandbox, "x" * 61).status_code, stored(sandbox).title) == (422, "")


def test_a_refused_name_comes_back_where_it_was_typed_and_empties_no_other_field(client: Client) -> None:
    page = html(rename(client, new(client), "x" * 61))
    assert page.by_id("name").attributes["value"] == "x" * 61
    assert shown(page) == {**FIELDS, "title": ""}
