"""The page looks ahead while a person plays; that never stands in the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error, Request, Route, expect

from .visitors import NOT_SENT, Visitor

SANDBOX = re.compile(r"/s/\w+/(\?at=\d+)?$")


def is_question(request: Request) -> bool:
    """What the page asks by itself, of the sandbox, while the server looks ahead."""
    return request.method == "GET" and "hx-request" in request.headers and SANDBOX.search(request.url) is not None


def on_question(visitor: Visitor, answer: Callable[[Route], object]) -> None:
    """From now on the network answers the page's questions like that."""
    visitor.context.route(SANDBOX, lambda route: answer(route) if is_question(route.request) else route.fallback())


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
            route.fallback()
        else:
            told_nothing.append(route)
            route.fulfill(status=200, body="")

    on_question(visitor, answer)
    sandbox = visitor.new_sandbox(due="1,2,5,7", workers="2", max_time="8", bugs="EarlyRelease")
    expect(sandbox.page.locator("#lookout")).to_contain_text("Looked at", timeout=30_000)
    assert told_nothing
    expect(sandbox.page.locator("#ahead-NoEarlyRunnable")).to_contain_text("can break in 1 step")


def test_a_step_does_not_wait_for_looking_ahead(visitor: Visitor) -> None:
    """While a question is on its way, clicks count as ever; its late answer does not bring back the old state."""
    held: list[Route] = []
    on_question(visitor, held.append)
    sandbox = visitor.new_sandbox(due="1,2,4,8", workers="3", max_time="8", max_epoch="3")
    with sandbox.page.expect_request(is_question):
        expect(sandbox.page.locator("#lookout")).to_contain_text("Looking ahead")
    sandbox.take("Tick")
    visitor.context.unroute_all()
    for route in held:
        with suppress(Error):  # the page may have given it up
            route.continue_()
            route.request.response()
    sandbox.take("Materialize(r1)")
    sandbox.expect_trace("Tick", "Materialize(r1)")
    expect(sandbox.back_to_present).to_have_count(0)


def test_a_question_that_fails_says_nothing_about_steps(visitor: Visitor) -> None:
    visitor.tolerate(NOT_SENT)
    visitor.tolerate(re.compile(r"Failed to load resource: net::ERR_FAILED"))
    on_question(visitor, lambda route: route.abort())
    sandbox = visitor.new_sandbox(due="2,3,4,8", workers="3", max_time="8", max_epoch="3")
    with sandbox.page.expect_event("requestfailed"):
        expect(sandbox.page.locator("#lookout")).to_contain_text("ahead")
    sandbox.take("Tick")
    with sandbox.page.expect_event("requestfailed"):
        expect(sandbox.page.locator("#lookout")).to_contain_text("ahead")
    expect(sandbox.notice).to_be_empty()


def test_what_can_break_is_shown_step_by_step(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="StaleCompletion")
    sandbox.answered(sandbox.page.get_by_role("button", name="Show me how CompletedUsesCurrentEpoch can break"))
    expect(sandbox.notice).to_contain_text("CompletedUsesCurrentEpoch breaks in 5 steps, a shortest way.")
    expect(sandbox.trace.get_by_role("listitem")).to_have_count(6)
    expect(sandbox.link(0)).to_have_attribute("aria-current", "step")
    for _ in range(5):
        sandbox.expect_all_hold()
        sandbox.answered(sandbox.redo)
    expect(sandbox.verdict).to_contain_text("CompletedUsesCurrentEpoch is broken since step 5")
