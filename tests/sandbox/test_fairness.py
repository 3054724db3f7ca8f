"""The switches of fairness: what is promised to happen some day, and so which waiting may last for ever."""

from __future__ import annotations

import pytest
from django.test import Client

from a09web.kit.refusals import Refused, Stale
from a09web.sandbox.models import Sandbox
from a09web.sandbox.panels import render_frame
from a09web.sandbox.services import fork_sandbox, switch_fairness
from a09web.sandbox.tree import Tree
from a09web.workbooks.a09 import A09

from .html import Html
from .making import ALICE, BOB, made, moment, stored, tree_of
from .visiting import act, html, new, take, text

pytestmark = pytest.mark.django_db

LATE = ("Tick", "Tick")


def switch(sandbox: Sandbox, name: str, version: int | None = None) -> None:
    switch_fairness(
        sandbox=sandbox,
        tree=tree_of(sandbox),
        actor=ALICE,
        version=sandbox.version if version is None else version,
        at=sandbox.cursor,
        switch=name,
    )


def fair(sandbox: Sandbox) -> set[str]:
    return {view.action for view in moment(sandbox).fairness if view.is_fair}


def ahead(page: Html, goal: str) -> str:
    return page.by_id(f"ahead-{goal}").text


def test_all_five_are_fair_until_a_bug_takes_one_away() -> None:
    sandbox = made()
    assert fair(sandbox) == set(A09.fair_actions)
    assert fair(made("+MissingMaterialization")) == set(A09.fair_actions) - {"Materialize"}


def test_a_choice_is_kept_and_goes_on_following_the_bugs_once_it_is_taken_back() -> None:
    sandbox = made(bugs=["MissingMaterialization"])
    switch(sandbox, "+Materialize")
    assert fair(sandbox) == set(A09.fair_actions)
    assert stored(sandbox).fair_actions is not None
    switch(sandbox, "-Materialize")
    assert stored(sandbox).fair_actions is None
    assert fair(sandbox) == set(A09.fair_actions) - {"Materialize"}


def test_nothing_at_all_can_be_fair() -> None:
    sandbox = made()
    for action in A09.fair_actions:
        switch(sandbox, f"-{action}")
    assert fair(sandbox) == set()
    assert all(goal.is_broken for goal in moment(sandbox).goals if goal.name != "EventuallyMaterialized")


def test_with_the_scanners_fairness_missing_materialization_is_late_and_not_lost(client: Client) -> None:
    sandbox = new(client, bugs=["MissingMaterialization"])
    assert ahead(html(client.get(sandbox.get_absolute_url())), "EventuallyCompleted").startswith("can be stuck in")
    page = html(act(client, sandbox, htmx=True, fair="+Materialize"))
    assert ahead(page, "EventuallyCompleted").startswith("cannot be stuck from here")
    assert ahead(page, "NoOverdueScheduled").startswith("can break in 2 steps")


def test_what_waits_for_ever_names_the_switch_that_is_off(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick", "Materialize(r1)")
    page = html(act(client, sandbox, htmx=True, fair="-Claim"))
    assert "can be stuck in" in ahead(page, "EventuallyCompleted")
    shown = text(client.get(sandbox.get_absolute_url()))
    assert 'aria-checked="false" name="fair" value="+Claim"' in shown


def test_the_whole_trace_and_its_place_stay() -> None:
    sandbox = made("Tick", "Materialize(r1)")
    before = stored(sandbox)
    switch(sandbox, "-Complete")
    after = stored(sandbox)
    assert (after.cursor, after.tip, after.last_number) == (before.cursor, before.tip, before.last_number)
    assert after.version == before.version + 1


def test_a_fork_keeps_the_choice() -> None:
    sandbox = made()
    switch(sandbox, "-Tick")
    fork = fork_sandbox(sandbox=sandbox, tree=tree_of(sandbox), owner=BOB, at=0)
    assert fair(fork) == set(A09.fair_actions) - {"Tick"}


@pytest.mark.parametrize("name", ["", "Tick", "+Tick", "-Expire", "-Tick,Claim", "*Tick", "-tick"])
def test_a_switch_that_switches_nothing_is_refused(name: str) -> None:
    sandbox = made()
    with pytest.raises(Refused, match="switches nothing"):
        switch(sandbox, name)
    assert stored(sandbox).version == sandbox.version


def test_a_stale_switch_is_refused() -> None:
    sandbox = made("Tick")
    with pytest.raises(Stale):
        switch(sandbox, "-Tick", version=sandbox.version - 1)


def test_only_the_owner_switches(client: Client, stranger: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick")
    assert act(stranger, sandbox, fair="-Tick").status_code == 403
    assert 'name="fair"' not in text(stranger.get(sandbox.get_absolute_url()))


def test_everybody_who_watches_is_sent_the_switch_and_its_consequences() -> None:
    sandbox = made("Tick", "Tick", bugs=["MissingMaterialization"])
    before = stored(sandbox)
    switch(sandbox, "-Complete")
    now = stored(sandbox)
    frame = Html(render_frame(now, Tree.of(now), before))
    assert "fairness" in frame.ids
    assert "ahead-EventuallyCompleted" in frame.ids


def test_where_the_future_is_hidden_there_are_no_switches() -> None:
    from a09web.sandbox.reveal import PREDICT

    assert moment(made(), policy=PREDICT).fairness == ()
