"""The guards of a transition come when it is opened, and they are those of the state that is shown."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from .pages import SandboxPage
from .visitors import CONFLICT, REFUSED, Visitor, Visitors

pytestmark = pytest.mark.moving

AWAY = re.compile(re.escape(REFUSED.format("503 (Service Unavailable)")))

WATCH = """
window.said = new Set();
new MutationObserver((changes) => changes.forEach((change) => window.said.add(change.target.dataset.folded)))
  .observe(document.body, {subtree: true, attributeFilter: ["data-folded"]});
"""
# Presses a step when a move of the picture has begun and the page is not yet changed.
PRESS_EARLY = """(id) => {
  const start = document.startViewTransition.bind(document);
  let isDone = false;
  document.startViewTransition = (update) => {
    const begun = start(update);
    if (!isDone) { isDone = true; document.getElementById(id).click(); }
    return begun;
  };
}"""


def test_guards_that_came_with_the_page_are_not_shown_for_another_state(visitors: Visitors) -> None:
    """The cell looks the same before and after, so that no frame brings it."""
    owner = visitors()
    sandbox = owner.new_sandbox()
    sandbox.take("Tick")
    sandbox.answered(sandbox.undo)
    expect(sandbox.page.locator("#lookout")).to_contain_text("Looked at")
    watching = visitors().sandbox(sandbox.address)
    watching.expect_live()
    sandbox.take("Tick")
    watching.expect_version(sandbox.version)
    watching.open_guards("Materialize(r2)")
    expect(watching.guards("Materialize(r2)").nth(4)).to_contain_text("false: 2 <= 1")


def test_guards_that_are_opened_before_a_frame_is_put_in_follow_it(visitors: Visitors) -> None:
    owner = visitors()
    sandbox = owner.new_sandbox()
    watching = visitors().sandbox(sandbox.address)
    watching.expect_live()
    watching.unfold("Materialize(r2)")
    watching.page.evaluate(PRESS_EARLY, "do-Materialize.r2")
    sandbox.take("Tick")
    watching.expect_version(1)
    expect(watching.guards("Materialize(r2)").nth(4)).to_contain_text("false: 2 <= 1")


def test_guards_that_are_opened_while_a_step_is_on_its_way_come_after_it(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    sandbox.take("Tick")
    held: list[Route] = []
    sandbox.page.route(sandbox.address, lambda route: held.append(route) if not held else route.continue_())
    sandbox.undo.click()
    sandbox.press_guards("Materialize(r2)")
    expect(sandbox.page.locator('[id="guards-Materialize.r2"]')).to_have_attribute("data-folded", "")
    held[0].continue_()
    expect(sandbox.guards("Materialize(r2)").nth(4)).to_contain_text("false: 2 <= 0")


def test_an_answer_that_does_not_fit_any_more_is_not_called_lost(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    sandbox.take("Tick")
    page, held = sandbox.page, list[Route]()
    expect(page.locator("#lookout")).to_contain_text("Looked at")
    page.route(sandbox.address, lambda route: held.append(route) if not held else route.continue_())
    page.evaluate(WATCH)
    sandbox.press_guards("Materialize(r2)")
    sandbox.press_guards("Claim(w1,r1)")
    held[0].continue_()
    expect(sandbox.guards("Materialize(r2)").nth(4)).to_contain_text("false: 2 <= 1")
    expect(sandbox.guards("Claim(w1,r1)").first).to_contain_text("false: 0 > 0")
    assert "lost" not in page.evaluate("[...window.said]")


def test_guards_that_the_server_refuses_say_so_and_come_when_it_is_well(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    visitor.tolerate(AWAY)  # as many as it asks before the route is open again
    sandbox.take("Tick")
    expect(sandbox.page.locator("#lookout")).to_contain_text("Looked at")
    sandbox.page.route(sandbox.address, lambda route: route.fulfill(status=503))
    sandbox.open_guards("Claim(w1,r1)")
    expect(sandbox.page.locator('[id="guards-Claim.w1.r1"]')).to_have_attribute("data-folded", "lost")
    sandbox.page.unroute(sandbox.address)
    expect(sandbox.guards("Claim(w1,r1)").first).to_contain_text("false: 0 > 0", timeout=15_000)  # at the next beat


def test_a_step_that_is_pressed_while_the_picture_moves_leaves_the_trace_whole(visitors: Visitors) -> None:
    person = visitors()
    sandbox = person.new_sandbox()
    sandbox.take("Tick", "Materialize(r1)")
    elsewhere = visitors.same_as(person)
    elsewhere.expect_complaint(CONFLICT)
    other = elsewhere.sandbox(sandbox.address)
    other.expect_live()
    other.page.evaluate(PRESS_EARLY, "do-Claim.w1.r1")
    sandbox.take("Claim(w2,r1)")
    expect(other.notice).to_contain_text("The sandbox had moved on")
    other.expect_trace("Tick", "Materialize(r1)", "Claim(w2,r1)")
    other.take("Expire(r1)")
    steps = ("Tick", "Materialize(r1)", "Claim(w2,r1)", "Expire(r1)")
    for page in (other, sandbox):
        page.expect_trace(*steps)
    assert SandboxPage(other.page).version == 4
