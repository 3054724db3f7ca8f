"""The page looks ahead while a person plays; that never stands in the way."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from .visitors import Visitor

POLL = re.compile(r"/s/\w+/\?at=\d+$")


def test_a_small_model_is_answered_at_once(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="EarlyRelease")
    expect(sandbox.page.locator("#lookout")).to_contain_text("Looked at all")
    expect(sandbox.page.locator("#ahead-NoEarlyRunnable")).to_contain_text("can break in 1 step")
    expect(sandbox.page.locator("#ahead-AtMostOneClaimer")).to_contain_text("cannot break from here")


def test_a_large_model_is_answered_while_one_waits(visitor: Visitor) -> None:
    """Even if nothing new can be told for a while: an answer that changes nothing does not end the asking."""
    told_nothing: list[Route] = []

    def answer(route: Route) -> None:
        if told_nothing:
            route.continue_()
        else:
            told_nothing.append(route)
            route.fulfill(status=200, body="")

    visitor.context.route(POLL, answer)
    sandbox = visitor.new_sandbox(due="1,2,5,7", workers="2", max_time="8", bugs="EarlyRelease")
    expect(sandbox.page.locator("#lookout")).to_contain_text("Looked at", timeout=60_000)
    assert told_nothing
    expect(sandbox.page.locator("#ahead-NoEarlyRunnable")).to_contain_text("can break in 1 step")


def test_a_step_does_not_wait_for_looking_ahead(visitor: Visitor) -> None:
    """While a question is on its way to the server, clicks count as ever."""
    held: list[Route] = []
    visitor.context.route(POLL, lambda route: held.append(route))
    sandbox = visitor.new_sandbox(due="1,2,4,8", workers="3", max_time="8", max_epoch="3")
    with sandbox.page.expect_request(POLL):
        expect(sandbox.page.locator("#lookout")).to_contain_text("Looking ahead")
    sandbox.take("Tick")
    sandbox.take("Materialize(r1)")
    sandbox.expect_trace("Tick", "Materialize(r1)")
    visitor.context.unroute(POLL)
    for route in held:
        route.abort()
    sandbox.take("Claim(w1,r1)")


def test_what_can_break_is_shown_step_by_step(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="StaleCompletion")
    sandbox.answered(sandbox.page.get_by_role("button", name="Show how CompletedUsesCurrentEpoch can break"))
    expect(sandbox.notice).to_contain_text("CompletedUsesCurrentEpoch breaks in 5 steps, a shortest way.")
    expect(sandbox.trace.get_by_role("listitem")).to_have_count(6)
    expect(sandbox.link(0)).to_have_attribute("aria-current", "step")
    for _ in range(5):
        sandbox.expect_all_hold()
        sandbox.answered(sandbox.redo)
    expect(sandbox.verdict).to_contain_text("CompletedUsesCurrentEpoch is broken since step 5")
