"""What an answer brings comes without marks, and folded where nobody looks: the browser puts both right."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from .visitors import Visitor

# Each part of the page as the server marked it, and as the browser does when one comes: the same, or the rules are not
# the same.
DIFFERENT = """() => {
  const rules = JSON.parse(document.getElementById("words").textContent);
  return Array.from(document.querySelectorAll(rules.parts)).filter((part) => {
    const came = part.cloneNode(true);
    came.querySelectorAll("a.gloss").forEach((link) => { link.replaceWith(...link.childNodes); });
    came.normalize();
    const fragment = new DocumentFragment();
    fragment.append(came);
    const detail = { target: document.createElement("div"), fragment };
    document.body.dispatchEvent(new CustomEvent("htmx:oobBeforeSwap", { detail }));
    return came.innerHTML !== part.innerHTML;
  }).map((part) => part.id);
}"""
BROKEN = "/t/1~bugs.StaleCompletion~Tick~Materialize.r1~Claim.w1.r1~Expire.r1~Complete.w1.r1.1/"
PAGES = [BROKEN, f"{BROKEN}?embed=1", "/t/1~bugs.CheckpointAdvance.MissingMaterialization~due.1.2.2~workers.3~Tick/"]


@pytest.mark.parametrize("address", PAGES)
def test_the_browser_marks_what_the_server_marks(visitor: Visitor, address: str) -> None:
    page = visitor.tab(address)
    assert page.locator("#stage a.gloss").count() > 10
    assert page.evaluate(DIFFERENT) == []


def test_the_words_of_an_answer_are_marked(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    sandbox.take("Tick", "Materialize(r1)", "Claim(w1,r1)")
    for part in ("#board", "#legend"):
        expect(sandbox.page.locator(f'{part} a.gloss[href$="#runnable"]')).to_have_count(1)
    sandbox.open_guards("Expire(r1)")
    expect(sandbox.guards("Expire(r1)").locator("a.gloss").first).to_be_visible()
    assert sandbox.page.evaluate(DIFFERENT) == []


def test_an_answer_about_a_state_that_was_left_is_not_shown(visitor: Visitor) -> None:
    """Nothing can break before the step nor after it, so that the line stays; what was asked below it does not."""
    sandbox = visitor.new_sandbox()
    page, held = sandbox.page, list[Route]()
    page.route("**/takes/**", lambda route: held.append(route))
    sandbox.property("AtMostOneClaimer").locator("summary").click()
    answer = page.locator("#takes-AtMostOneClaimer")
    with page.expect_request("**/takes/**"):
        page.locator("#ask-AtMostOneClaimer").click()
    sandbox.take("Tick")
    with page.expect_response("**/takes/**"):
        held.pop().continue_()
    page.unroute_all()
    sandbox.take("Materialize(r1)")
    expect(answer).to_be_empty()
    page.locator("#ask-AtMostOneClaimer").click()
    expect(answer).to_contain_text("With DuplicateClaim on it could, in 2 steps.")
    sandbox.take("Tick")
    expect(answer).to_be_empty()


def test_all_transitions_read_as_they_are_when_one_looks(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    removed = sandbox.page.locator("#all-definitions .line-removed")
    sandbox.toggle("EarlyRelease")
    sandbox.page.get_by_text("All transitions, as they read now").click()
    expect(removed).to_have_count(1)
    sandbox.toggle("StaleCompletion")
    expect(removed).to_have_count(2)
    sandbox.toggle("EarlyRelease")
    expect(removed).to_have_count(1)


def test_a_link_into_what_is_folded_is_followed_when_that_has_come(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    sandbox.toggle("EarlyRelease")
    sandbox.open_guards("Materialize(r1)")
    sandbox.page.locator("[id='guards-Materialize.r1']").get_by_role("link", name="In TLA+").click()
    expect(sandbox.page.locator("#def-Materialize .line-removed")).to_be_in_viewport()
