"""Several tabs and several people at one sandbox."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.servers import Server, running_server

from .pages import stored
from .visitors import FORBIDDEN, Visitor, Visitors

pytestmark = pytest.mark.moving


def test_two_tabs_of_one_person_follow_each_other(visitor: Visitor, server: Server) -> None:
    left = visitor.new_sandbox(bugs="EarlyRelease")
    right = visitor.sandbox(left.address)
    left.expect_live()
    right.expect_live()
    left.take("Tick")
    right.expect_trace("Tick")
    right.take("Materialize(r1)")
    left.expect_trace("Tick", "Materialize(r1)")
    left.take("Materialize(r2)")
    right.expect_broken("NoEarlyRunnable", "step 3, Materialize(r2)")
    right.answered(right.undo)
    left.expect_all_hold()
    left.expect_trace("Tick", "Materialize(r1)", "Materialize(r2)", here=2)
    expect(left.notice).to_be_empty()
    expect(right.notice).to_be_empty()
    assert stored(server.var_dir, left.public_id).version == 4


NOTE_SOCKETS = """
window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(address) {
    super(address);
    window.sockets.push("htmx-internal-data" in document.getElementById("stage"));
  }
};
"""


def test_a_page_is_not_live_before_its_buttons_are(visitor: Visitor) -> None:
    """Until htmx knows the page, a press loads it anew: what was opened on it would be closed."""
    address = visitor.new_sandbox().address
    visitor.context.add_init_script(NOTE_SOCKETS)
    held: list[Route] = []
    visitor.context.route("**/htmx*.js", lambda route: held.append(route))
    page = visitor.context.new_page()
    page.goto(address, wait_until="commit")
    expect(page.locator("#connection")).to_have_text("Not live")
    held[0].continue_()
    expect(page.locator("#connection")).to_have_text("Live")
    assert page.evaluate("window.sockets") == [True]


def test_a_page_in_development_gets_the_modules_as_they_are(visitors: Visitors) -> None:
    with running_server(env={"DEBUG": "True"}, has_own_python=True) as developing:
        sandbox = visitors(home=developing.url).new_sandbox()
        sandbox.expect_live()
        assert sandbox.page.locator("script[type=module]").count() == 1
        sandbox.take("Tick")
        sandbox.page.keyboard.press("u")
        sandbox.expect_trace("Tick", here=0)


def test_a_tab_that_looks_at_the_past_keeps_looking_while_another_steps(visitor: Visitor) -> None:
    looking = visitor.new_sandbox("Tick", "Materialize(r1)")
    stepping = visitor.sandbox(looking.address)
    looking.link(1).click()
    looking.expect_trace("Tick", "Materialize(r1)", here=1)
    stepping.take("Claim(w1,r1)")
    looking.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)", here=1)
    expect(looking.page).to_have_url(f"{looking.address}?at=1")
    looking.answered(looking.make_present)  # its version is the new one, so this is not stale
    expect(looking.notice).to_be_empty()
    stepping.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)", here=1)


def test_an_answer_made_for_a_page_that_has_changed_meanwhile_is_asked_for_again(visitor: Visitor) -> None:
    looking = visitor.new_sandbox("Tick", "Materialize(r1)")
    stepping = visitor.sandbox(looking.address)
    looking.expect_live()
    held: list[Route] = []
    looking.page.route("**/*at=1", lambda route: held.append(route) if not held else route.continue_())
    looking.link(1).click()
    more = ("Claim(w1,r1)", "Complete(w1,r1,1)", "Tick", "Materialize(r2)")
    stepping.take(*more)
    looking.expect_trace("Tick", "Materialize(r1)", *more)
    held[0].continue_()  # only now, so that the server speaks of the new trace to a page that it takes for the old one
    looking.expect_trace("Tick", "Materialize(r1)", *more, here=1)
    expect(looking.page.locator("[id^=entry-]")).to_have_count(7)
    expect(looking.page).to_have_url(f"{looking.address}?at=1")


def test_what_somebody_opened_stays_open_when_another_tab_steps(visitor: Visitor) -> None:
    reading = visitor.new_sandbox()
    stepping = visitor.sandbox(reading.address)
    reading.open_guards("Materialize(r1)")
    reading.expect_live()
    stepping.take("Tick")
    expect(reading.guards("Materialize(r1)").nth(4)).to_contain_text("true: 1 <= 1")
    expect(reading.guards("Materialize(r1)").nth(4)).to_be_visible()


def test_a_stranger_watches_live_and_cannot_step(visitors: Visitors) -> None:
    owner, stranger = visitors(), visitors()
    mine = owner.new_sandbox(bugs="EarlyRelease")
    mine.page.get_by_text("Share", exact=True).click()
    address = mine.page.get_by_label("Anyone with this address").input_value()
    assert address == mine.address
    mine.page.get_by_text("Share", exact=True).click()
    theirs = stranger.sandbox(address)
    theirs.expect_live()
    expect(theirs.page.get_by_text("You are watching somebody's sandbox, live.")).to_be_visible()
    stage = theirs.page.locator("#stage")
    expect(stage.get_by_role("button")).to_have_count(0)
    expect(stage.get_by_role("switch")).to_have_count(0)

    mine.take("Materialize(r1)")
    theirs.expect_broken("NoEarlyRunnable", "step 1, Materialize(r1)")
    theirs.expect_trace("Materialize(r1)")
    mine.toggle("EarlyRelease")
    expect(theirs.page.locator("#switch-EarlyRelease")).to_contain_text("off")
    mine.answered(mine.undo)
    mine.answered(mine.undo)
    theirs.expect_all_hold()
    theirs.expect_trace("Materialize(r1)", "-EarlyRelease", here=0)
    expect(stage.get_by_role("button")).to_have_count(0)

    theirs.open_guards("Materialize(r2)")
    expect(theirs.guards("Materialize(r2)").nth(4)).to_contain_text("would be false: 2 <= 0")
    mine.take("Tick")
    expect(theirs.guards("Materialize(r2)").nth(4)).to_contain_text("would be false: 2 <= 1")
    expect(theirs.guards("Materialize(r2)").nth(4)).to_be_visible()
    theirs.link(0).click()
    theirs.expect_trace("Tick", here=0)


def test_the_share_sheet_does_not_stay_in_the_way(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick")
    sheet = sandbox.page.get_by_label("Anyone with this address")
    sandbox.page.get_by_text("Share", exact=True).click()
    expect(sheet).to_be_visible()
    sandbox.board.click()
    expect(sheet).to_be_hidden()
    sandbox.page.get_by_text("Share", exact=True).click()
    expect(sheet).to_be_visible()
    sandbox.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_a_fork_is_independent(visitors: Visitors, server: Server) -> None:
    owner, stranger = visitors(), visitors()
    mine = owner.new_sandbox("Tick", "Materialize(r1)", bugs="DuplicateClaim")
    fork = stranger.sandbox(mine.address)
    fork.page.get_by_role("button", name="Fork").click()
    fork.page.wait_for_url(lambda url: mine.public_id not in url)
    fork.expect_trace("Tick", "Materialize(r1)")
    fork.take("Claim(w1,r1)", "Claim(w2,r1)")
    fork.expect_broken("AtMostOneClaimer", "step 4, Claim(w2,r1)")
    mine.expect_all_hold()
    mine.take("Claim(w2,r1)")
    fork.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)")
    assert stored(server.var_dir, mine.public_id).names == ["Tick", "Materialize(r1)", "Claim(w2,r1)"]
    assert stored(server.var_dir, fork.public_id).names == ["Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)"]


def test_a_fork_starts_at_the_step_that_is_looked_at(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)")
    address = sandbox.address
    sandbox.link(1).click()
    sandbox.expect_trace("Tick", "Materialize(r1)", here=1)
    sandbox.page.get_by_role("button", name="Fork").click()
    sandbox.page.wait_for_url(lambda url: not url.startswith(address))
    sandbox.expect_trace("Tick")


def test_a_sandbox_that_nobody_owns_goes_to_whoever_steps_first(visitors: Visitors, server: Server) -> None:
    server.manage("first_sandbox")
    quick, slow = visitors(), visitors()
    first = quick.sandbox("/s/first/")
    nobody = "Nobody has played here yet. Your first step makes this sandbox yours."
    expect(first.page.get_by_text(nobody)).to_be_visible()
    slow.context.route_web_socket("**/ws/**", lambda socket: None)  # does not hear of it
    second = slow.sandbox("/s/first/")
    first.take("Tick")
    expect(first.page.get_by_text(nobody)).to_be_hidden()
    slow.expect_complaint(FORBIDDEN)
    second.button("Tick").click()
    expect(second.notice).to_contain_text("This sandbox belongs to somebody else. Fork it to step it yourself.")
    second.expect_trace("Tick")
    expect(second.page.locator("#stage").get_by_role("button")).to_have_count(0)
    expect(second.page.get_by_text(nobody)).to_be_hidden()
    assert stored(server.var_dir, "first").names == ["Tick"]
