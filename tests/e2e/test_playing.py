"""*Show me* and the ways play: one step after the other, as if somebody pressed Redo. The tests turn the clock."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.servers import Server

from .pages import SandboxPage, stored
from .visitors import NOT_SENT, Visitor, Visitors

pytestmark = pytest.mark.moving

SHOW = "Show me how CompletedUsesCurrentEpoch can break"
WAY = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)")
TICK_MS = 500
LONGEST_PACE_MS = 3000


class Player:
    """What plays a way on a page whose clock stands still until it is turned."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bar = page.get_by_role("group", name="The way, step by step")
        self.says = page.locator("#player p")
        self.announced = page.locator("#announcement")
        self.pause, self.go_on, self.next, self.stop, self.close = (
            self.button(name) for name in ("Pause", "Go on", "Next step", "Stop", "Close")
        )

    def button(self, name: str) -> Locator:
        return self.bar.get_by_role("button", name=name, exact=True)

    def turn_clock(self) -> None:
        """As far as any step stands, or until the next is taken."""
        before = self.says.text_content()
        for _ in range(LONGEST_PACE_MS // TICK_MS):
            self.page.clock.run_for(TICK_MS)
            if self.page.locator("body[data-stepping]").count() or self.says.text_content() != before:
                return

    def on_to(self, step: int, sentence: str = "", of: int = 5) -> None:
        self.turn_clock()
        expect(self.says).to_contain_text(f"Step {step} of {of}")
        expect(self.says).to_contain_text(sentence)


@pytest.fixture
def still(visitor: Visitor) -> Visitor:
    """Somebody whose clock stands still."""
    visitor.context.clock.install(time=datetime(2026, 1, 1, 8))
    visitor.context.clock.pause_at(datetime(2026, 1, 1, 9))
    return visitor


def shown(visitor: Visitor) -> tuple[SandboxPage, Player]:
    """A sandbox whose owner has just pressed *Show me*."""
    sandbox = visitor.new_sandbox(bugs="StaleCompletion")
    sandbox.expect_live()
    player = Player(sandbox.page)
    sandbox.page.get_by_role("button", name=SHOW).click()
    expect(player.bar).to_be_visible()
    return sandbox, player


def test_show_me_plays_a_way_with_a_sentence_for_each_step(still: Visitor, server: Server) -> None:
    sandbox, player = shown(still)
    expect(player.says).to_have_text(re.compile("CompletedUsesCurrentEpoch breaks in 5 steps, a shortest way."))
    expect(sandbox.notice).to_be_empty()
    asked: list[Request] = []
    sandbox.page.on("request", lambda request: asked.append(request) if request.method == "POST" else None)
    player.on_to(1, "Tick It is 1, and r1 is due.")
    player.on_to(2, "Materialize(r1) The scanner makes r1: a worker may take it.")
    player.on_to(3, "Claim(w1,r1) w1 takes r1 and works on it. That is attempt 1.")
    player.on_to(4, "Whoever works on it is not told.")
    sandbox.expect_all_hold()
    player.on_to(5, "This step breaks CompletedUsesCurrentEpoch")
    sandbox.expect_trace(*WAY)
    expect(sandbox.verdict).to_contain_text("CompletedUsesCurrentEpoch is broken since step 5")
    assert len(asked) == 5
    kept = stored(server.var_dir, sandbox.public_id)
    assert (kept.cursor, kept.names) == (5, list(WAY))
    expect(player.pause).to_be_hidden()
    expect(player.next).to_be_hidden()
    expect(player.close).to_be_focused()
    player.close.click()
    expect(player.bar).to_be_hidden()
    expect(sandbox.link(5)).to_be_focused()


def test_it_pauses_goes_on_and_can_be_stepped_by_hand(still: Visitor) -> None:
    sandbox, player = shown(still)
    expect(player.pause).to_be_focused()
    player.on_to(1)
    sandbox.page.keyboard.press("Enter")
    expect(player.go_on).to_be_focused()
    player.turn_clock()
    player.turn_clock()
    expect(player.says).to_contain_text("Step 1 of 5")
    player.next.click()
    expect(player.says).to_contain_text("Step 2 of 5")
    player.turn_clock()
    sandbox.expect_trace(*WAY, here=2)
    player.go_on.click()
    player.on_to(3)
    player.next.click()  # while it plays: one step, and then it waits
    expect(player.says).to_contain_text("Step 4 of 5")
    expect(player.go_on).to_be_visible()
    player.turn_clock()
    sandbox.expect_trace(*WAY, here=4)
    sandbox.redo.click()
    expect(player.says).to_contain_text("Step 5 of 5")
    expect(player.close).to_be_visible()


def test_escape_stops_it_where_it_is_and_redo_plays_the_rest(still: Visitor) -> None:
    sandbox, player = shown(still)
    player.on_to(1)
    player.on_to(2)
    sandbox.page.keyboard.press("Escape")
    expect(player.bar).to_be_hidden()
    sandbox.page.clock.run_for(4 * LONGEST_PACE_MS)
    sandbox.expect_trace(*WAY, here=2)
    for _ in range(3):
        sandbox.answered(sandbox.redo)
    expect(sandbox.verdict).to_contain_text("CompletedUsesCurrentEpoch is broken since step 5")


def test_going_back_or_looking_elsewhere_pauses_it(still: Visitor) -> None:
    sandbox, player = shown(still)
    player.on_to(1)
    player.on_to(2)
    sandbox.answered(sandbox.undo)
    expect(player.says).to_contain_text("Step 1 of 5")
    expect(player.go_on).to_be_visible()
    player.go_on.click()
    player.on_to(2)
    sandbox.link(1).click()
    expect(sandbox.back_to_present).to_be_visible()
    expect(player.go_on).to_be_visible()
    player.turn_clock()
    sandbox.back_to_present.click()
    sandbox.expect_trace(*WAY, here=2)


def test_another_step_by_hand_ends_it(still: Visitor) -> None:
    sandbox, player = shown(still)
    player.on_to(1)
    player.on_to(2)
    sandbox.take("Claim(w2,r1)")
    expect(player.bar).to_be_hidden()
    sandbox.page.clock.run_for(4 * LONGEST_PACE_MS)
    sandbox.expect_trace("Tick", "Materialize(r1)", "Claim(w2,r1)")


def test_nobody_who_listens_is_told_each_step(still: Visitor) -> None:
    sandbox, player = shown(still)
    expect(player.announced).to_contain_text("It is played now, in 5 steps. Escape stops.")
    player.on_to(1)
    player.on_to(2)
    expect(player.announced).to_contain_text("It is played now, in 5 steps. Escape stops.")
    player.pause.click()
    expect(player.announced).to_contain_text("Step 2, Materialize(r1).")
    player.next.click()
    expect(player.announced).to_contain_text("Step 3, Claim(w1,r1).")  # by hand each is said
    player.go_on.click()
    player.on_to(4)
    expect(player.announced).to_contain_text("Step 3, Claim(w1,r1).")
    player.on_to(5)
    expect(player.announced).to_contain_text("Step 5, Complete(w1,r1,1).")
    expect(sandbox.page.locator("#alarm")).to_contain_text("CompletedUsesCurrentEpoch is broken")


def test_all_who_watch_see_each_step_and_another_tab_of_ones_own_may_take_another(
    still: Visitor, visitors: Visitors
) -> None:
    sandbox, player = shown(still)
    watching = visitors().sandbox(sandbox.address)
    watching.expect_live()
    beside = visitors.same_as(still).sandbox(sandbox.address)
    beside.expect_live()
    player.on_to(1)
    watching.expect_trace(*WAY, here=1)
    expect(Player(watching.page).bar).to_be_hidden()
    beside.expect_trace(*WAY, here=1)
    expect(Player(beside.page).bar).to_be_hidden()
    beside.answered(beside.redo)  # on the way: it goes on from there
    expect(player.says).to_contain_text("Step 2 of 5")
    player.on_to(3)
    beside.expect_trace(*WAY, here=3)
    beside.take("Complete(w1,r1,1)")
    expect(player.bar).to_be_hidden()
    sandbox.page.clock.run_for(4 * LONGEST_PACE_MS)
    watching.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)")


def test_a_press_that_is_lost_ends_it_and_says_so(still: Visitor, server: Server) -> None:
    still.tolerate(NOT_SENT)
    sandbox, player = shown(still)
    player.on_to(1)
    still.context.set_offline(True)
    player.turn_clock()
    expect(sandbox.notice).to_contain_text("it is not known whether the step was taken")
    expect(player.bar).to_be_hidden()
    still.context.set_offline(False)
    sandbox.page.clock.run_for(4 * LONGEST_PACE_MS)
    assert stored(server.var_dir, sandbox.public_id).cursor == 1


def test_a_way_among_all_is_played(still: Visitor) -> None:
    sandbox = still.new_sandbox(bugs="DuplicateClaim")
    sandbox.page.get_by_role("link", name="All shortest ways for AtMostOneClaimer").click()
    sandbox.page.get_by_role("button", name="Play it: way 1").click()
    player = Player(sandbox.page)
    expect(player.bar).to_be_visible()
    for step in range(1, 5):
        player.on_to(step, of=4)
    sandbox.expect_broken("AtMostOneClaimer", "step 4, Claim(w2,r1)")


def test_it_plays_on_the_page_of_a_link_too(still: Visitor) -> None:
    page = still.tab("/t/1~bugs.EarlyRelease/")
    player = Player(page)
    page.get_by_role("button", name="Show me how NoEarlyRunnable can break").click()
    expect(player.bar).to_be_visible()
    player.on_to(1, "The scanner makes r1", of=1)
    expect(page).to_have_url(re.compile("Materialize"))
    expect(page.locator("#verdict")).to_contain_text("NoEarlyRunnable is broken")


def test_a_way_of_a_link_is_played_once(still: Visitor) -> None:
    page = still.tab("/t/1~bugs.DuplicateClaim/ways/AtMostOneClaimer/")
    page.get_by_role("button", name="Play it: way 1").click()
    player = Player(page)
    expect(player.bar).to_be_visible()
    assert "play" not in urlsplit(page.url).query
    player.on_to(1, "It is 1, and r1 is due.", of=4)
    page.reload()
    expect(page.locator("#connection, .of-link")).to_be_visible()
    expect(player.bar).to_be_hidden()


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (844, 390), (1280, 800)])
def test_it_is_in_sight_wherever_one_has_scrolled_to(still: Visitor, size: tuple[int, int]) -> None:
    sandbox = still.new_sandbox(bugs="StaleCompletion")
    sandbox.page.set_viewport_size({"width": size[0], "height": size[1]})
    sandbox.page.get_by_role("button", name=SHOW).click()
    player = Player(sandbox.page)
    for button in (player.pause, player.next, player.stop):
        expect(button).to_be_in_viewport(ratio=1)
        button.click(trial=True)  # nothing lies over it
    expect(sandbox.board).to_be_in_viewport()
    sandbox.page.mouse.wheel(0, 5000)
    expect(player.pause).to_be_in_viewport(ratio=1)


def test_who_wants_no_motion_presses_redo(visitors: Visitors) -> None:
    sandbox = visitors(reduced_motion="reduce").new_sandbox(bugs="StaleCompletion")
    sandbox.answered(sandbox.page.get_by_role("button", name=SHOW))
    expect(sandbox.notice).to_contain_text("It lies ahead in the trace: press Redo to play it.")
    expect(Player(sandbox.page).bar).to_be_hidden()
    sandbox.answered(sandbox.redo)
    sandbox.expect_trace(*WAY, here=1)


def test_without_scripts_it_is_played_with_redo(visitors: Visitors) -> None:
    visitor = visitors(java_script_enabled=False)
    page = visitor.tab("/t/1~bugs.DuplicateClaim/ways/AtMostOneClaimer/")
    page.get_by_role("button", name="Play it: way 1").click()
    expect(page.locator("#notice")).to_contain_text("It lies ahead in the trace: press Redo to play it.")
    expect(page.locator("#player")).to_be_hidden()
    page.get_by_role("button", name="Redo", exact=True).click()
    expect(page.locator("#notice")).to_be_empty()
    expect(page.locator('#trace [aria-current="step"]')).to_have_text("Tick")
