from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from a09web.model.machine import machine_for
from a09web.model.walk import random_walk
from a09web.sandbox.models import Sandbox
from a09web.sandbox.panels import render_frame, render_panels
from a09web.sandbox.tree import Tree
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .html import Html
from .making import BREAKS, ZOMBIE, made, moment, move, step, stored, tree_of
from .visiting import HTMX, act, html, new, take, text

pytestmark = pytest.mark.django_db

LARGEST_ANSWER = 30 * 1024


def test_the_same_moment_renders_the_same_bytes() -> None:
    sandbox = made(*ZOMBIE, bugs={"StaleCompletion"})
    pages = [{name: panel.html for name, panel in render_panels(moment(sandbox)).items()} for _ in range(2)]
    assert pages[0] == pages[1]


def test_a_step_sends_only_what_changed(client: Client) -> None:
    sandbox = new(client)
    page = html(client.get(sandbox.get_absolute_url()))
    answer = html(act(client, sandbox, htmx=True, known=page.hashes, step="Tick"))
    sent = set(answer.ids)
    assert {
        "board",
        "entry-1",
        "moves",
        "notice",
        "announcement",
        "alarm",
        "cell-Tick",
        "cell-Materialize.r1",
    } <= sent
    the_same = {"trace", "verdict", "tools", "cell-Expire.r1", "switch-EarlyRelease", "panel-AtMostOneClaimer"}
    assert not {*the_same, *(f"ahead-{name}" for name in A09.property_names)} & sent


def test_a_refused_step_sends_the_notice_alone(client: Client) -> None:
    sandbox = new(client)
    page = html(client.get(sandbox.get_absolute_url()))
    answer = html(act(client, sandbox, htmx=True, known=page.hashes, step="Expire(r1)"))
    assert {element.id for element in answer.top} == {"notice", "announcement", "alarm"}


def test_a_browser_that_has_everything_is_sent_no_panel(client: Client) -> None:
    sandbox = new(client)
    url = sandbox.get_absolute_url()
    page = html(client.get(url))
    assert len(page.hashes.split()) > 7
    answer = html(client.get(url, headers={**HTMX, "Panels": page.hashes}))
    assert {element.id for element in answer.top} == {"notice", "announcement", "alarm"}


def test_the_page_after_an_answer_is_the_page_that_a_reload_shows(client: Client) -> None:
    """Swapping what is sent into what is there gives what the server would show anew."""
    sandbox = new(client, bugs=["StaleCompletion"])
    url = sandbox.get_absolute_url()
    there = hashes(html(client.get(url)))
    for name in BREAKS["StaleCompletion"]:
        known = " ".join(f"{panel}:{value}" for panel, value in there.items())
        there |= hashes(html(act(client, sandbox, htmx=True, known=known, step=name)))
        assert there == hashes(html(client.get(url)))


def hashes(page: Html) -> dict[str, str]:
    return {e.id: e.attributes["data-hash"] for e in page.elements if "data-hash" in e.attributes}


BEGUN = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Claim(w2,r1)")
WALK = (*BEGUN, "+StaleCompletion", "Complete(w1,r1,1)")


@pytest.mark.parametrize("watching", [False, True])
def test_whatever_an_answer_replaces_exists_on_the_page(client: Client, stranger: Client, watching: bool) -> None:
    sandbox = new(client)
    url = sandbox.get_absolute_url()
    browser = stranger if watching else client
    for name in WALK:
        page = html(browser.get(url))
        answers = [html(act(client, sandbox, htmx=True, step=name))]
        answers.append(html(browser.get(url, headers=HTMX)))
        answers.append(html(browser.get(f"{url}?at=1", headers=HTMX)))
        answers.append(html(act(browser, sandbox, htmx=True, step="Nonsense")))
        for answer in answers:
            assert answer.top
            for element in answer.top:
                assert "hx-swap-oob" in element.attributes
                assert page.ids.count(element.id) == 1


def test_no_id_stands_twice_on_a_page_and_every_reference_leads_somewhere(client: Client, stranger: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, *WALK)
    move(stored(sandbox), 2, actor=stored(sandbox).owner)
    take(client, sandbox, "Claim(w2,r1)")
    url = sandbox.get_absolute_url()
    for browser, address in [(client, url), (client, f"{url}?at=5"), (stranger, url), (client, "/")]:
        page = html(browser.get(address))
        assert len(page.ids) == len(set(page.ids))
        for element in page.elements:
            for attribute in ("aria-labelledby", "aria-describedby", "for"):
                for name in element.attributes.get(attribute, "").split():
                    assert name in page.ids, f"{attribute}={name}"
            address_ = element.attributes.get("href", "")
            assert not address_.startswith("#") or address_[1:] in page.ids


def test_an_answer_without_htmx_and_an_answer_to_it_show_the_same(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, *ZOMBIE)
    url = sandbox.get_absolute_url()
    assert hashes(html(client.get(url))) == hashes(html(client.get(url, headers=HTMX)))


# What everybody else is sent


def test_a_frame_holds_what_has_changed_as_a_stranger_sees_it(client: Client, stranger: Client) -> None:
    """Put into the page of the version before, it makes the page of this version."""
    sandbox = new(client)
    take(client, sandbox, *ZOMBIE)
    url = sandbox.get_absolute_url()
    before, page = stored(sandbox), hashes(html(stranger.get(url)))
    take(client, sandbox, "AdvanceCheckpoint")
    now = stored(sandbox)
    frame = Html(render_frame(now, Tree.of(now), before))
    assert {**page, **hashes(frame)} == hashes(html(stranger.get(url)))
    assert set(hashes(frame)) - set(page) == {"entry-5"}
    assert frame.choices == {}
    assert all("hx-swap-oob" in element.attributes for element in frame.top)


def test_a_frame_shows_the_present_wherever_its_author_looks() -> None:
    sandbox = made("Tick", "Materialize(r1)")
    before = stored(sandbox)
    move(sandbox, 1)
    frame = Html(render_frame(stored(sandbox), tree_of(sandbox), before))
    assert "look-1" in frame.ids
    assert frame.by_id("look-1").attributes["aria-current"] == "step"
    assert frame.version == 3


# Sizes


@pytest.mark.parametrize("bug", BREAKS)
def test_the_answer_to_a_step_is_small(client: Client, bug: str) -> None:
    sandbox = new(client, bugs=[bug])
    url = sandbox.get_absolute_url()
    sizes = {}
    for name in BREAKS[bug]:
        page = html(client.get(url))
        sizes[name] = len(act(client, sandbox, htmx=True, known=page.hashes, step=name).content)
    assert max(sizes.values()) <= LARGEST_ANSWER, sizes


def test_the_answer_to_a_step_is_small_whatever_is_broken_at_the_largest_bounds(client: Client) -> None:
    bounds, bugs = Bounds(due=(1, 2, 3, 8), workers=3, max_time=8, max_epoch=3), frozenset(A09.bug_names)
    sandbox = new(client, bugs=bugs, due="1,2,3,8", workers="3", max_time="8", max_epoch="3")
    machine = machine_for(bounds)
    for name in list(random_walk(machine, machine.initial, bugs, 9, until_broken=False))[:30]:
        page = html(client.get(sandbox.get_absolute_url()))
        assert len(act(client, sandbox, htmx=True, known=page.hashes, step=name).content) <= LARGEST_ANSWER, name


# What is folded


def test_guards_are_sent_to_whoever_opened_them(client: Client) -> None:
    sandbox = new(client)
    page = html(client.get(sandbox.get_absolute_url()))
    assert "DueAt[r1] <= now" in page.by_id("guards-Materialize.r1").text
    whole = page.by_id("cell-Materialize.r1").attributes["data-whole"]
    known = page.hashes.replace(page.by_id("cell-Materialize.r1").attributes["data-hash"], f"{whole}:open")
    answer = html(act(client, sandbox, htmx=True, known=known, step="Tick"))
    assert "true: 1 <= 1" in answer.by_id("guards-Materialize.r1").text
    assert "data-folded" not in answer.by_id("guards-Materialize.r1").attributes
    assert answer.by_id("guards-Tick").text == "Tick, not enabled"
    assert "data-folded" in answer.by_id("guards-Tick").attributes


def test_what_is_open_and_folded_is_sent_and_what_is_open_and_whole_is_not(client: Client) -> None:
    url = new(client).get_absolute_url()
    page = html(client.get(url))
    cell = page.by_id("cell-Claim.w1.r1").attributes
    for hash_now, is_sent in (
        (f"{cell['data-whole']}:open", False),
        (":open", True),
        (f"{cell['data-hash']}:open", True),
    ):
        known = page.hashes.replace(f"cell-Claim.w1.r1:{cell['data-hash']}", f"cell-Claim.w1.r1:{hash_now}")
        answer = html(client.get(url, headers={**HTMX, "Panels": known}))
        assert ("cell-Claim.w1.r1" in answer.ids) is is_sent
        assert not is_sent or "copies[r1] > 0" in answer.by_id("guards-Claim.w1.r1").text


def test_a_closed_cell_is_sent_only_if_it_looks_different(client: Client) -> None:
    """The guards of Claim(w1,r1) have other values after Materialize(r2), which nobody sees."""
    sandbox = new(client, due="1,1")
    take(client, sandbox, "Tick")
    page = html(client.get(sandbox.get_absolute_url()))
    answer = html(act(client, sandbox, htmx=True, known=page.hashes, step="Materialize(r2)"))
    assert "cell-Claim.w1.r2" in answer.ids
    assert "cell-Complete.w1.r2.1" not in answer.ids
    after = html(client.get(sandbox.get_absolute_url()))
    wholes = [each.by_id("cell-Complete.w1.r2.1").attributes["data-whole"] for each in (page, after)]
    assert wholes[0] != wholes[1]


def test_what_was_said_stays_when_the_page_asks_by_itself(client: Client) -> None:
    url = new(client).get_absolute_url()
    assert "notice" in html(client.get(url, headers=HTMX)).ids
    assert "notice" not in html(client.get(url, headers={**HTMX, "HX-Trigger": "announcement"})).ids


def test_a_frame_is_small() -> None:
    sandbox = made("Tick", "Materialize(r1)")
    before = stored(sandbox)
    step(sandbox, "Claim(w1,r1)")
    size = len(render_frame(sandbox, tree_of(sandbox), before).encode())
    assert size <= LARGEST_ANSWER, size


def test_names_that_people_typed_are_escaped(client: Client) -> None:
    sandbox = new(client)
    for name in ("<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "{{ 7*7 }}", "`<b>`"):
        for htmx in (False, True):
            shown = text(act(client, sandbox, htmx=htmx, step=name))
            assert "<img src=x" not in shown
            assert "<script>alert" not in shown
            assert "<b>" not in shown.split('id="notice"')[1][:300]
            assert ">49<" not in shown


def test_a_step_after_a_branch_keeps_the_tree_in_the_answer(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick", "Materialize(r1)", "Claim(w1,r1)")
    step_ = act(client, sandbox, htmx=True, at=2, step="Claim(w2,r1)")
    assert "also tried: Claim(w1,r1)" in html(step_).by_id("trace").text
    step(stored(sandbox), "Expire(r1)", actor=stored(sandbox).owner)


def long_trace(client: Client, steps: int) -> Sandbox:
    sandbox = new(client)
    step(sandbox, *[*WALK, *("-StaleCompletion", "+StaleCompletion") * steps][:steps], actor=sandbox.owner)
    return sandbox


def sent(client: Client, sandbox: Sandbox, **fields: Any) -> tuple[str, str]:
    known, before = html(client.get(sandbox.get_absolute_url())).hashes, stored(sandbox)
    answer = act(client, sandbox, htmx=True, known=known, **fields)
    return text(answer), render_frame(stored(sandbox), tree_of(sandbox), before)


@pytest.mark.parametrize(("steps", "to", "entries"), [(16, "", [16, 17]), (16, 15, [15, 16]), (3, 0, [0, 1, 2, 3])])
def test_only_the_entries_that_changed_are_sent(client: Client, steps: int, to: int | str, entries: list[int]) -> None:
    for part in sent(
        client, long_trace(client, steps), **({"step": "AdvanceCheckpoint"} if to == "" else {"move": to})
    ):
        shown = [name for name in Html(part).ids if name.startswith(("entry-", "trace"))]
        assert shown == [f"entry-{index}" for index in entries]


def test_a_step_adds_its_entry_at_the_end(client: Client) -> None:
    for part in sent(client, long_trace(client, 7), step="AdvanceCheckpoint"):
        page = Html(part)
        (added,) = page.all("div", **{"hx-swap-oob": "beforeend:#entries"})
        assert page.elements.index(added) + 1 == page.elements.index(page.by_id("entry-8"))
        assert "AdvanceCheckpoint" in page.by_id("entry-8").text


def test_entries_of_a_longer_branch_are_taken_away(client: Client) -> None:
    for part in sent(client, long_trace(client, 12), at=2, step="+DuplicateClaim"):
        gone = [element.id for element in Html(part).all("div", **{"hx-swap-oob": "delete"})]
        assert gone == [f"entry-{number}" for number in range(4, 13)]


def test_nonsense_about_entries_is_harmless(client: Client) -> None:
    sandbox = new(client)
    answer = text(act(client, sandbox, htmx=True, known='entry-"><script>:0 entry-9:0 trace:0', step="Tick"))
    assert "<script>" not in answer


def test_the_answer_to_a_step_after_two_hundred_is_small(client: Client) -> None:
    sizes = [len(part.encode()) for part in sent(client, long_trace(client, 202), step="AdvanceCheckpoint")]
    assert max(sizes) <= LARGEST_ANSWER, sizes
