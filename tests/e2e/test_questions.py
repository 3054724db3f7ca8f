"""The pages about the future, each opened from the sandbox and leading back to it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .pages import SandboxPage
from .visitors import Visitor, Visitors


def test_a_cell_of_the_matrix_opens_a_sandbox_in_which_the_break_lies_ahead(visitor: Visitor) -> None:
    page = visitor.tab("/matrix/")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="StaleCompletion", exact=True))
    row.get_by_role("button", name=re.compile("CompletedUsesCurrentEpoch")).click()
    page.wait_for_url("**/s/*/")
    sandbox = SandboxPage(page)
    sandbox.expect_all_hold()
    for _ in range(5):
        sandbox.answered(sandbox.redo)
    sandbox.expect_broken("CompletedUsesCurrentEpoch", "step 5, Complete(w1,r1,1)")


def test_the_matrix_goes_on_to_larger_sets(visitor: Visitor) -> None:
    page = visitor.tab("/matrix/")
    page.get_by_role("link", name="6 bugs").click()
    expect(page.locator(".matrix tbody tr")).to_have_count(1)


def test_the_comparison_names_the_guard_that_makes_the_difference(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Materialize(r1)", bugs="EarlyRelease")
    sandbox.page.get_by_role("link", name="Compare with the correct model").click()
    expect(sandbox.page.get_by_role("heading", level=1)).to_contain_text("correct model")
    expect(sandbox.page.locator(".refusal")).to_contain_text("r1 is not due yet: its time is 1 and it is 0 now.")
    sandbox.page.get_by_role("link", name="Back to the sandbox").click()
    sandbox.expect_broken("NoEarlyRunnable", "step 1, Materialize(r1)")


def test_a_node_of_the_picture_opens_its_state_and_leads_there(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", due="1", max_time="1", max_epoch="1", workers="1")
    sandbox.page.get_by_role("link", name="All states").click()
    page = sandbox.page
    expect(page.locator("a.node-here")).to_have_count(1)
    page.locator("a.node").last.click()
    expect(page.locator("#chosen-title")).to_be_visible()
    page.get_by_role("button", name="Go there").click()
    page.wait_for_url(re.compile(r"/s/\w+/$"))
    expect(sandbox.trace.get_by_role("listitem").nth(1)).to_contain_text("Tick")
    assert sandbox.trace.get_by_role("listitem").count() > 2


def test_a_walk_with_a_seed_is_the_same_in_every_browser(visitor: Visitor) -> None:
    traces = []
    for _ in range(2):
        sandbox = visitor.new_sandbox(bugs="DuplicateClaim")
        sandbox.page.locator("#tools summary").click()
        sandbox.page.get_by_label("Seed").fill("7")
        sandbox.answered(sandbox.page.get_by_role("button", name="Walk until it breaks"))
        expect(sandbox.notice).to_contain_text("with seed 7")
        expect(sandbox.verdict).to_contain_text("is broken since")
        traces.append(sandbox.trace.get_by_role("link").all_inner_texts())
    assert traces[0] == traces[1]
    assert len(traces[0]) > 4


def test_with_the_scanners_fairness_back_on_work_is_late_and_not_lost(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="MissingMaterialization")
    page = sandbox.page
    page.get_by_text("4 of 5 actions are fair").click()
    fairness = page.get_by_role("switch", name="Materialize", exact=True)
    expect(fairness).to_have_attribute("aria-checked", "false")
    expect(page.locator("#ahead-EventuallyCompleted")).to_contain_text("can be stuck in 3 steps")
    sandbox.answered(fairness)
    expect(fairness).to_have_attribute("aria-checked", "true")
    expect(page.locator("#ahead-EventuallyCompleted")).to_contain_text("cannot be stuck from here")
    expect(page.locator("#ahead-NoOverdueScheduled")).to_contain_text("can break in 2 steps")


def test_who_watches_sees_the_fairness_change(visitors: Visitors) -> None:
    mine = visitors().new_sandbox()
    theirs = visitors().sandbox(mine.address)
    theirs.expect_live()
    mine.page.get_by_text("5 of 5 actions are fair").click()
    mine.answered(mine.page.get_by_role("switch", name="Claim", exact=True))
    expect(theirs.page.locator("#fairness .fair-off")).to_have_text(re.compile("Claim"))
    expect(theirs.page.locator("#ahead-EventuallyCompleted")).to_contain_text("can be stuck in")


def test_every_shortest_way_can_be_played(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="DuplicateClaim")
    page = sandbox.page
    page.get_by_role("link", name="All shortest ways for AtMostOneClaimer").click()
    expect(page.locator(".ways > li")).to_have_count(1)
    page.get_by_role("button", name="Play it: way 1").click()
    expect(sandbox.notice).to_contain_text("It lies ahead in the trace")
    for _ in range(4):
        sandbox.answered(sandbox.redo)
    sandbox.expect_broken("AtMostOneClaimer", "step 4, Claim(w2,r1)")


def test_the_ways_of_a_large_model_arrive_while_one_waits(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(due="1,2,2", max_epoch="3", bugs="EarlyRelease")
    page = visitor.tab(sandbox.address.partition("/s/")[1] + sandbox.public_id + "/ways/NoEarlyRunnable/")
    expect(page.locator(".ways > li")).to_have_count(2, timeout=30_000)
