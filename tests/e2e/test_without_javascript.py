"""Every action is a plain form: all of it works in a browser that runs no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.servers import Server

from .pages import stored
from .visitors import CONFLICT, NOT_FOUND, Visitor, Visitors


@pytest.fixture
def visitor(visitors: Visitors) -> Visitor:
    return visitors(java_script_enabled=False)


def test_early_release_is_broken_and_explained(visitor: Visitor) -> None:
    sandbox = visitor.fill_in_new_sandbox(bugs="EarlyRelease")
    sandbox.expect_all_hold()
    sandbox.open_guards("Materialize(r1)")
    expect(sandbox.guards("Materialize(r1)").nth(4)).to_contain_text("removed by EarlyRelease; would be false: 1 <= 0")
    sandbox.take("Materialize(r1)")
    sandbox.expect_broken("NoEarlyRunnable", "step 1, Materialize(r1)")
    expect(sandbox.verdict).to_contain_text("copies[r1] = 1 but DueAt[r1] = 1 > now = 0.")
    panel = sandbox.property("NoEarlyRunnable")
    expect(panel.get_by_text("So says guard 5 of Materialize")).to_be_visible()
    expect(sandbox.entry(1)).to_contain_text("breaks NoEarlyRunnable, and is the culprit")
    expect(sandbox.board).to_contain_text("early by 1")
    sandbox.take("Tick")
    sandbox.expect_all_hold()
    expect(sandbox.entry(2)).to_contain_text("heals NoEarlyRunnable")


def test_toggle_undo_redo_reset_and_branches(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox()
    sandbox.take("Tick", "Materialize(r1)", "Claim(w1,r1)")
    sandbox.toggle("DuplicateClaim")
    sandbox.take("Claim(w2,r1)")
    sandbox.expect_broken("AtMostOneClaimer", "step 5, Claim(w2,r1)")
    sandbox.answered(sandbox.undo)
    sandbox.expect_all_hold()
    sandbox.answered(sandbox.redo)
    sandbox.expect_broken("AtMostOneClaimer", "step 5, Claim(w2,r1)")
    sandbox.answered(sandbox.reset)
    names = "Tick", "Materialize(r1)", "Claim(w1,r1)", "+DuplicateClaim", "Claim(w2,r1)"
    sandbox.expect_trace(*names, here=0)

    sandbox.link(2).click()
    sandbox.expect_trace(*names, here=2)
    expect(sandbox.page).to_have_url(f"{sandbox.address}?at=2")
    sandbox.back_to_present.click()
    sandbox.expect_trace(*names, here=0)
    sandbox.link(2).click()
    sandbox.take("Claim(w2,r1)")
    sandbox.expect_trace("Tick", "Materialize(r1)", "Claim(w2,r1)")
    expect(sandbox.page).to_have_url(sandbox.address)
    assert stored(server.var_dir, sandbox.public_id).names == [*names, "Claim(w2,r1)"]
    sandbox.entry(2).get_by_role("link", name="Claim(w1,r1)").click()
    sandbox.answered(sandbox.make_present)
    sandbox.expect_trace(*names, here=3)


def test_a_button_that_is_disabled_is_harmless(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox()
    sandbox.undo.click(force=True)
    sandbox.redo.click(force=True)
    sandbox.expect_trace()
    assert stored(server.var_dir, sandbox.public_id).version == 0


def test_a_stale_page_is_refused_with_the_present_state(visitors: Visitors, visitor: Visitor, server: Server) -> None:
    stale = visitor.new_sandbox()
    current = visitor.sandbox(stale.address)
    current.take("Tick")
    visitor.expect_complaint(CONFLICT)
    stale.button("Tick").click()
    expect(stale.notice).to_contain_text("The sandbox had moved on before your click arrived, so nothing was done.")
    stale.expect_trace("Tick")
    stale.take("Materialize(r1)")
    assert stored(server.var_dir, stale.public_id).names == ["Tick", "Materialize(r1)"]


def test_a_stranger_looks_and_forks(visitors: Visitors, visitor: Visitor) -> None:
    mine = visitor.new_sandbox(bugs="EarlyRelease")
    mine.take("Materialize(r1)")
    stranger = visitors(java_script_enabled=False)
    theirs = stranger.sandbox(mine.address)
    theirs.expect_broken("NoEarlyRunnable", "step 1, Materialize(r1)")
    expect(theirs.page.locator("#stage").get_by_role("button")).to_have_count(0)
    theirs.page.get_by_role("button", name="Fork").click()
    theirs.expect_trace("Materialize(r1)")
    theirs.take("Tick")
    theirs.expect_all_hold()
    assert theirs.address != mine.address


def test_an_address_that_is_wrong_has_a_page(visitor: Visitor) -> None:
    visitor.expect_complaint(NOT_FOUND)
    page = visitor.tab("/s/nothing-here/")
    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    page.get_by_role("link", name="Back to the start").click()
    expect(page.get_by_role("heading", name="Six bugs")).to_be_visible()


def test_the_page_does_not_claim_to_be_live(visitor: Visitor) -> None:
    expect(visitor.new_sandbox().pill).to_have_text("Not live")
