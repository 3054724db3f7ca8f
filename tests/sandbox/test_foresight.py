"""What the pages say of the future: distances, previews, shown breaks, walks, comparison, matrix and space."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.test import Client

from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.sandbox.models import Sandbox
from a09web.workbooks.a09 import A09

from .html import Html
from .making import BREAKS, CAUGHT_BY, names, stored
from .visiting import act, html, new, take, text

pytestmark = pytest.mark.django_db

PATIENCE_SECONDS = 120


def ahead(page: Html, name: str) -> str:
    return " ".join(page.by_id(f"ahead-{name}").text.split())


def page_of(client: Client, sandbox: Sandbox, query: str = "") -> Html:
    return html(client.get(sandbox.get_absolute_url() + query))


# Distance


def test_the_correct_model_cannot_break_and_the_page_says_how_many_states_prove_it(client: Client) -> None:
    page = page_of(client, new(client))
    for prop in machine_for(new(client).bounds).properties:
        assert ahead(page, prop.name) == "cannot break from here Unless…"
    assert ahead(page, "EventuallyCompleted") == "cannot be stuck from here Unless…"
    assert page.by_id("lookout").text == "Looked at all 1,058 states from here on."


@pytest.mark.parametrize("bug", BREAKS)
def test_the_distance_shrinks_with_every_step_of_a_shortest_break(client: Client, bug: str) -> None:
    sandbox = new(client, bugs=[bug])
    steps = explore(machine_for(sandbox.bounds), frozenset({bug})).shortest(CAUGHT_BY[bug]) or ()
    for left in range(len(steps), 0, -1):
        plural = "" if left == 1 else "s"
        assert ahead(page_of(client, sandbox), CAUGHT_BY[bug]).startswith(f"can break in {left} step{plural}")
        take(client, sandbox, steps[len(steps) - left])
    assert ahead(page_of(client, sandbox), CAUGHT_BY[bug]) == ""


def test_a_toggle_changes_the_distance_at_once(client: Client) -> None:
    sandbox = new(client)
    answer = html(act(client, sandbox, htmx=True, step="+EarlyRelease"))
    assert ahead(answer, "NoEarlyRunnable").startswith("can break in 1 step")


def test_a_moment_of_the_past_has_its_own_future(client: Client) -> None:
    sandbox = new(client, bugs=["StaleCompletion"])
    take(client, sandbox, "Tick", "Materialize(r1)")
    assert ahead(page_of(client, sandbox), "CompletedUsesCurrentEpoch").startswith("can break in 3 steps")
    assert ahead(page_of(client, sandbox, "?at=0"), "CompletedUsesCurrentEpoch").startswith("can break in 5 steps")


def test_a_large_question_arrives_by_itself(client: Client) -> None:
    sandbox = new(client, due="1,2,2", max_epoch="3")
    url = sandbox.get_absolute_url()
    first = html(client.get(url))
    assert ahead(first, "NoEarlyRunnable") == ""
    waiting = first.by_id("lookout")
    assert "Looking ahead" in waiting.text
    assert 'class="looking-ahead"' in text(client.get(url))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "Looked at all 156,914 states" not in (page := html(client.get(url))).by_id("lookout").text:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert ahead(page, "NoEarlyRunnable") == "cannot break from here Unless…"


def test_bounds_that_silence_a_bug_say_so_beside_its_switch(client: Client) -> None:
    page = page_of(client, new(client, workers="1", max_epoch="1"))
    for bug in A09.bug_names:
        said = "At these bounds it alone cannot break" in page.by_id(f"switch-{bug}").text
        assert said == (bug in {"StaleCompletion", "DuplicateClaim"})


# Preview


def test_an_enabled_transition_shows_what_it_would_do(client: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    page = page_of(client, sandbox)
    assert page.by_id("do-Materialize.r1").text == "Materialize(r1): r1 becomes runnable"
    opened = page.by_id("guards-Materialize.r1").text
    assert "Would do: scheduled − r1 copies[r1] 0 → 1 epoch[r1] 0 → 1 breaks NoEarlyRunnable" in opened
    take(client, sandbox, "Materialize(r1)")
    assert "heals NoEarlyRunnable" in page_of(client, sandbox).by_id("cell-Tick").text


def test_a_disabled_transition_would_do_nothing(client: Client) -> None:
    assert " → " not in page_of(client, new(client)).by_id("cell-Materialize.r1").text


# Played by the app


@pytest.mark.parametrize("bug", BREAKS)
def test_show_me_lays_a_shortest_break_ahead_and_redo_plays_it(client: Client, bug: str) -> None:
    sandbox = new(client, bugs=[bug])
    prop = CAUGHT_BY[bug]
    answer = act(client, sandbox, htmx=True, show=prop)
    assert answer.status_code == 200
    after = stored(sandbox)
    steps = after.last_number
    assert html(answer).notice.startswith(f"{prop} breaks in {steps} step")
    assert (after.cursor, after.tip) == (0, steps)
    for number in range(1, steps + 1):
        act(client, sandbox, move=number)
    verdict = html(client.get(sandbox.get_absolute_url())).by_id("verdict").text
    assert f"{prop} is broken since step {steps}" in verdict


def test_show_me_tells_each_step_of_the_way_in_a_sentence(client: Client) -> None:
    sandbox = new(client, bugs=["StaleCompletion"])
    take(client, sandbox, "Tick")
    answer = act(client, sandbox, htmx=True, show="CompletedUsesCurrentEpoch").content.decode()
    assert 'data-ahead="4"' in answer
    told = re.findall(r'<template class="by-step">([^<]+)</template>', answer)
    assert told[0] == "The scanner makes r1: a worker may take it."
    assert told[3] == "w1 reports after all. The result is from attempt 1, and it counts."
    assert len(told) == 4
    assert "data-ahead" not in act(client, sandbox, htmx=True, move=2).content.decode()


def test_show_me_leaves_what_was_tried_as_it_was(client: Client) -> None:
    sandbox = new(client, bugs=["DuplicateClaim"])
    take(client, sandbox, "Tick", "Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)")
    act(client, sandbox, move=2)
    before = {step.number: (step.parent, step.name) for step in sandbox.steps.all()}
    act(client, sandbox, show="AtMostOneClaimer")
    after = {step.number: (step.parent, step.name) for step in sandbox.steps.all()}
    assert before.items() < after.items()
    assert names(sandbox, stored(sandbox).tip)[:2] == ["Tick", "Materialize(r1)"]


@pytest.mark.parametrize("wanted", ["NoEarlyRunnable", "Unheard", ""])
def test_what_cannot_break_cannot_be_shown(client: Client, wanted: str) -> None:
    sandbox = new(client)
    answer = act(client, sandbox, show=wanted)
    assert answer.status_code == 422
    assert "from here is known" in html(answer).notice
    assert stored(sandbox).last_number == 0


def test_a_walk_with_a_seed_is_the_same_walk(client: Client) -> None:
    walks = []
    for _ in range(2):
        sandbox = new(client, bugs=["DuplicateClaim"])
        answer = act(client, sandbox, htmx=True, walk="steps", seed="7")
        walks.append(names(sandbox))
        assert html(answer).notice == f"A random walk of {len(walks[-1])} steps, with seed 7."
    assert walks[0] == walks[1] != []


def test_a_walk_until_it_breaks_ends_broken(client: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease", "MissingMaterialization", "DuplicateClaim"])
    act(client, sandbox, walk="break", seed="3")
    assert "is broken since step" in html(client.get(sandbox.get_absolute_url())).by_id("verdict").text


@pytest.mark.parametrize("seed", ["x", "-1", "1" * 20])
def test_a_seed_must_be_a_number(client: Client, seed: str) -> None:
    answer = act(client, new(client), walk="steps", seed=seed)
    assert answer.status_code == 422
    assert "seed" in html(answer).notice


def test_only_the_owner_plays(client: Client, stranger: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    asked: list[dict[str, Any]] = [{"show": "NoEarlyRunnable"}, {"walk": "steps"}, {"go": "Materialize(r1)"}]
    for fields in asked:
        assert act(stranger, sandbox, **fields).status_code == 403
    assert stored(sandbox).last_number == 0


# Standstill


def test_a_finished_sandbox_says_that_it_is_done(client: Client) -> None:
    sandbox = new(client, due="1", workers="1", max_time="1", max_epoch="1")
    take(client, sandbox, "Tick", "Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)", "AdvanceCheckpoint")
    assert "All work is done" in page_of(client, sandbox).by_id("verdict").text


def test_a_stuck_sandbox_says_what_waits_for_what(client: Client) -> None:
    sandbox = new(client, due="1", max_time="1", bugs=["CheckpointAdvance"])
    take(client, sandbox, "Tick", "AdvanceCheckpoint")
    page = page_of(client, sandbox)
    assert (
        page.by_id("verdict")
        .text.strip()
        .endswith("It stays here for ever, and misses EventuallyMaterialized and EventuallyCompleted.")
    )
    assert "r1 waits: Materialize(r1) is never enabled again" in page.by_id("forever").text
    assert "stays here for ever" in page.by_id("panel-EventuallyMaterialized").text
    assert "stays here for ever" not in page.by_id("panel-CheckpointCatchesUp").text


def test_what_may_stay_is_not_said_to_stay(client: Client) -> None:
    page = html(client.get("/t/1~fair.none/"))
    assert page.by_id("forever").text.startswith(
        "It may stay here for ever. r1 waits: Materialize(r1) is not enabled, and"
    )
    assert "never enabled again" not in page.by_id("verdict").text
    assert "may stay here for ever" in page.by_id("panel-EventuallyCompleted").text
    assert page.by_id("tally").text == "all 7 hold, 2 of 3 goals missed"


def test_missing_materialization_says_that_it_takes_fairness_away(client: Client) -> None:
    page = html(client.get("/t/1~bugs.MissingMaterialization.EarlyRelease/"))
    assert (
        "and the fairness of Materialize, unless it is switched on again"
        in page.by_id("switch-MissingMaterialization").text
    )
    assert "fairness" not in page.by_id("switch-EarlyRelease").text
    assert "fairness" not in html(client.get("/t/1/")).by_id("switch-MissingMaterialization").text


def test_a_step_that_breaks_one_property_and_heals_another_says_both(client: Client) -> None:
    page = html(client.get("/t/1~bugs.EarlyRelease.MissingMaterialization~Materialize.r2~Tick/"))
    assert "breaks NoOverdueScheduled heals NoEarlyRunnable" in page.by_id("guards-Tick").text


# Comparison


@pytest.mark.parametrize("bug", BREAKS)
def test_the_comparison_stops_where_the_correct_model_does_otherwise(client: Client, bug: str) -> None:
    sandbox = new(client, bugs=[bug])
    take(client, sandbox, *BREAKS[bug])
    page = text(client.get(f"{sandbox.get_absolute_url()}compare/"))
    parting = "different" if bug == "DuplicateMaterialization" else "refused"
    assert page.count(f"step-{parting}") == 1
    assert "First difference: step" in page


def test_the_comparison_of_a_correct_trace_never_parts(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick", "Materialize(r1)")
    assert "takes the same steps to the same state" in text(client.get(f"{sandbox.get_absolute_url()}compare/?at=1"))


# Matrix


def test_the_matrix_shows_single_bugs_first(client: Client) -> None:
    rows = re.findall(r'<th scope="row">(.*?)</th>', text(client.get("/matrix/")).replace("<wbr>", ""))
    assert rows == ["none", *A09.bug_names]


def test_a_cell_opens_its_scenario(client: Client) -> None:
    page = text(client.get("/matrix/"))
    form = re.search(r'name="steps" value="([^"]+)"> *<input type="hidden" name="bugs" value="StaleCompletion"', page)
    assert form is not None
    answer: Any = client.post("/s/", {"steps": form[1], "bugs": "StaleCompletion"})
    sandbox = Sandbox.objects.get(public_id=answer["Location"].split("/")[2])
    assert names(sandbox, sandbox.tip) == form[1].split("; ")
    assert (sandbox.cursor, sandbox.bugs_at_start) == (0, "StaleCompletion")


@pytest.mark.parametrize(("size", "rows"), [("2", 15), ("6", 1), ("9", 7), ("x", 7), ("", 7)])
def test_other_sizes(client: Client, size: str, rows: int) -> None:
    assert text(client.get("/matrix/", {"size": size})).count('<th scope="row">') == rows


@pytest.mark.parametrize("steps", ["Tick; Nonsense", "Materialize(r1)", "Tick; " * 2000])
def test_steps_that_do_not_replay_make_no_sandbox(client: Client, steps: str) -> None:
    before = Sandbox.objects.count()
    answer = client.post("/s/", {"steps": steps})
    assert answer.status_code == 422
    assert Sandbox.objects.count() == before
