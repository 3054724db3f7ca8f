"""A trace made shorter, and what it would take to break what cannot break, as one presses and types."""

from __future__ import annotations

from playwright.sync_api import expect

from .visitors import Visitor

DETOUR = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "+EarlyRelease", "Materialize(r2)")


def test_a_trace_is_shortened_with_a_key_and_the_longer_one_stays_a_branch(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(*DETOUR)
    sandbox.expect_live()
    expect(sandbox.page.get_by_role("button", name="Shorten", exact=True)).to_be_visible()
    sandbox.page.keyboard.press("h")
    expect(sandbox.notice).to_have_text("Shortened from 5 steps to 2: the same break, nothing that it does not need.")
    sandbox.expect_trace("+EarlyRelease", "Materialize(r2)")
    expect(sandbox.verdict).to_contain_text("NoEarlyRunnable is broken since step 2")
    expect(sandbox.page.get_by_role("region", name="Branches")).to_be_visible()
    sandbox.page.keyboard.press("h")
    expect(sandbox.notice).to_have_text("Nothing can be left out: each of the 2 steps is needed.")
    sandbox.answered(sandbox.undo)
    expect(sandbox.page.locator("#shorten")).to_have_count(0)


def test_what_it_would_take_arrives_by_itself_and_is_tried_here(visitor: Visitor) -> None:
    """The question is large: who asks it is told that it is being looked for. A step takes the answer away."""
    sandbox = visitor.new_sandbox("Tick", due="1,2,2", max_epoch="3")
    page, answer = sandbox.page, sandbox.page.locator("#takes-CompletedAtMostOnce")
    ask = page.get_by_role("link", name="Unless… What would it take for CompletedAtMostOnce to break?")
    sandbox.property("CompletedAtMostOnce").locator("summary").click()
    ask.click()
    expect(answer).to_contain_text("so far")
    expect(answer).to_contain_text("With DuplicateMaterialization on it could, in 6 steps.")
    assert page.evaluate("document.activeElement.id") == "ask-CompletedAtMostOnce"
    sandbox.take("Materialize(r1)")
    expect(answer).to_be_empty()
    ask.click()
    answer.get_by_role("button", name="Try it with").click()
    expect(sandbox.notice).to_contain_text("on from here")
    expect(page.locator("#ahead-CompletedAtMostOnce")).to_contain_text("can break in")
