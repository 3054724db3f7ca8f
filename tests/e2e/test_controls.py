"""Every control explains itself, keeps its place and its focus, and can be used with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .pages import SandboxPage
from .visitors import NOT_SENT, UNPROCESSABLE, Visitor

REASON = "r1 is not due yet: its time is 1 and it is 0 now."


def test_a_disabled_transition_opens_to_its_guards_with_values(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    expect(sandbox.button("Materialize(r1)")).to_have_count(0)
    expect(sandbox.guards("Materialize(r1)").first).to_be_hidden()
    sandbox.open_guards("Materialize(r1)")
    expect(sandbox.page.locator('[id="guards-Materialize.r1"]')).to_contain_text(REASON)
    guards = sandbox.guards("Materialize(r1)")
    expect(guards).to_contain_text(
        [
            "r1 \\in scheduled true: r1 \\in {r1, r2} r1 is still in the schedule.",
            "DueAt[r1] > checkpoint true: 1 > 0 r1 is due at 1, after the checkpoint at 0, so the scanner will still",
            "epoch[r1] < MaxEpoch true: 0 < 2 r1 has attempts left: it is at epoch 0 of at most 2. (bound",
            "copies[r1] < 2 true: 0 < 2 r1 was materialized 0 of at most 2 times. (bound",
            f"DueAt[r1] <= now false: 1 <= 0 {REASON}",
        ]
    )
    expect(guards).to_have_count(5)
    for guard in guards.all():
        expect(guard).to_be_visible()
    sandbox.open_guards("Materialize(r1)")
    expect(guards.first).to_be_hidden()


def test_an_enabled_transition_opens_to_its_guards_without_being_taken(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    sandbox.open_guards("Tick")
    expect(sandbox.guards("Tick")).to_contain_text(
        [
            "now < MaxTime true: 0 < 3 It is 0 now, and the clock runs to 3.",
            "The scanner has no due work, so time need not wait for it.",
        ]
    )
    expect(sandbox.guards("Tick").first).to_be_visible()
    sandbox.expect_trace()


def test_every_transition_is_there_and_says_why_it_is_disabled(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    assert sandbox.page.locator('[id^="do-"]').count() == 18
    assert sandbox.page.locator('button[id^="do-"]').count() == 1
    sandbox.open_guards("Complete(w2,r2,2)")
    expect(sandbox.page.locator('[id="guards-Complete.w2.r2.2"]')).to_contain_text(
        "w2 holds no attempt of r2 under epoch 2."
    )


def test_opened_details_stay_open_after_steps(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    sandbox.open_guards("Materialize(r1)")
    sandbox.open_guards("Tick")
    sandbox.take("Tick")  # both swap their kind: one becomes enabled, the other disabled
    expect(sandbox.guards("Materialize(r1)").nth(4)).to_contain_text("true: 1 <= 1")
    expect(sandbox.guards("Materialize(r1)").nth(4)).to_be_visible()
    expect(sandbox.guards("Tick").nth(1)).to_be_visible()
    expect(sandbox.page.locator('[id="guards-Tick"]')).to_contain_text("The scanner has due work, r1: time waits")
    expect(sandbox.guards("Materialize(r2)").first).to_be_hidden()


def test_guards_of_a_later_state_come_when_they_are_opened_and_leave_the_focus_and_the_notice(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    visitor.expect_complaint(UNPROCESSABLE)
    sandbox.take("Tick")
    page = sandbox.page
    visitor.sandbox(sandbox.address).take("Materialize(r1)")
    sandbox.expect_version(2)
    page.evaluate("document.getElementById('undo').value = 99")
    page.keyboard.press("u")
    expect(page.locator("#notice")).to_contain_text("no step 99")
    said = page.locator("#notice").inner_text()
    expect(sandbox.guards("Complete(w1,r1,1)")).to_have_count(0)
    sandbox.unfold("Complete(w1,r1,1)")
    sandbox.transition("Complete(w1,r1,1)").focus()
    page.keyboard.press("Enter")
    expect(sandbox.guards("Complete(w1,r1,1)").first).to_contain_text("false: <<w1, r1, 1>> \\in {}")
    expect(sandbox.transition("Complete(w1,r1,1)")).to_be_focused()
    expect(page.locator("#notice")).to_have_text(said)
    sandbox.take("Claim(w1,r1)")
    expect(sandbox.guards("Complete(w1,r1,1)").first).to_contain_text("true: <<w1, r1, 1>> \\in {<<w1, r1, 1>>}")


def test_guards_that_do_not_come_say_so_and_come_with_the_server(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    visitor.tolerate(NOT_SENT)
    sandbox.take("Tick")
    sandbox.page.route(sandbox.address, lambda route: route.abort("connectionrefused"))
    sandbox.open_guards("Claim(w1,r1)")
    details = sandbox.page.locator('[id="guards-Claim.w1.r1"]')
    expect(details).to_have_attribute("data-folded", "lost")
    assert "The server did not answer." in details.evaluate("(open) => getComputedStyle(open, '::after').content")
    sandbox.page.unroute(sandbox.address)
    sandbox.open_guards("Claim(w1,r1)")
    sandbox.open_guards("Claim(w1,r1)")
    expect(sandbox.guards("Claim(w1,r1)").first).to_contain_text("false: 0 > 0")


def test_an_opened_property_stays_open_after_a_step(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    panel = sandbox.property("AtMostOneClaimer")
    panel.locator("summary").click()
    expect(panel).to_contain_text("Why claimers[r1] = {} has 0 members; claimers[r2] = {} has 0 members.")
    sandbox.take("Tick", "Materialize(r1)", "Claim(w1,r1)")
    expect(panel.get_by_text("has 1 member")).to_be_visible()


def test_a_property_that_is_open_because_it_broke_can_be_closed_and_stays_closed(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Materialize(r2)", bugs="EarlyRelease")
    panel = sandbox.property("NoEarlyRunnable")
    expect(panel.get_by_text("Why")).to_be_visible()
    panel.locator("summary").click()
    expect(panel.get_by_text("Why")).to_be_hidden()
    sandbox.take("Tick")
    expect(panel).to_contain_text("copies[r2] = 1 but DueAt[r2] = 2 > now = 1")
    expect(panel.get_by_text("Why")).to_be_hidden()


def test_focus_stays_on_the_control_that_was_used(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="MissingMaterialization")
    sandbox.take("Tick")
    expect(sandbox.transition("Tick")).to_be_focused()
    sandbox.take("Materialize(r1)")  # it is not enabled any more
    expect(sandbox.page.locator("#transitions-title")).to_be_focused()
    expect(sandbox.button("Materialize(r1)")).to_have_count(0)
    sandbox.toggle("EarlyRelease")
    expect(sandbox.switch("EarlyRelease")).to_be_focused()
    sandbox.answered(sandbox.undo)
    expect(sandbox.undo).to_be_focused()
    sandbox.answered(sandbox.reset)
    expect(sandbox.reset).to_be_focused()
    expect(sandbox.reset).to_be_disabled()
    sandbox.answered(sandbox.redo)
    expect(sandbox.redo).to_be_focused()
    sandbox.link(2).click()
    expect(sandbox.link(2)).to_have_attribute("aria-current", "step")
    expect(sandbox.link(2)).to_be_focused()


def test_a_disabled_button_does_nothing(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick")
    requests: list[str] = []
    sandbox.page.on("request", lambda request: requests.append(request.method))
    sandbox.redo.click(force=True)
    sandbox.redo.focus()
    sandbox.page.keyboard.press("Enter")
    sandbox.page.keyboard.press("Space")
    sandbox.take("Materialize(r1)")
    sandbox.expect_trace("Tick", "Materialize(r1)")
    assert requests.count("POST") == 1


def test_back_to_the_present_does_not_lose_the_focus(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)")
    sandbox.link(1).click()
    sandbox.back_to_present.click()
    sandbox.expect_trace("Tick", "Materialize(r1)")
    assert sandbox.page.evaluate("() => document.activeElement !== document.body")


def tab_to(page: Page, control: Locator) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if control.evaluate("(element) => element === document.activeElement"):
            return
    pytest.fail("The Tab key does not reach it.")


def test_early_release_is_broken_with_the_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    tab_to(page, page.get_by_role("button", name="Break it: EarlyRelease"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/*/")
    sandbox = SandboxPage(page)
    sandbox.expect_live()

    tab_to(page, sandbox.transition("Materialize(r1)"))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(sandbox.guards("Materialize(r1)").nth(4)).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(sandbox.transition("Materialize(r1)")).to_be_focused()
    page.keyboard.press("Space")
    sandbox.expect_broken("NoEarlyRunnable", "step 1, Materialize(r1)")
    expect(sandbox.transition("Materialize(r1)")).to_be_focused()

    tab_to(page, sandbox.property("NoEarlyRunnable").locator("summary"))
    page.keyboard.press("Enter")
    expect(sandbox.property("NoEarlyRunnable").get_by_text("Why")).to_be_hidden()
    tab_to(page, sandbox.link(0))
    page.keyboard.press("Enter")
    sandbox.expect_all_hold()


def test_what_happened_is_announced(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="EarlyRelease")
    announcement, alarm = sandbox.page.locator("#announcement"), sandbox.page.locator("#alarm")
    sandbox.take("Tick")
    expect(announcement).to_contain_text("Step 1, Tick. now 0 becomes 1. All properties hold.")
    expect(alarm).to_be_empty()
    sandbox.take("Materialize(r2)")
    expect(announcement).to_contain_text("Step 2, Materialize(r2). scheduled loses r2.")
    expect(alarm).to_contain_text("NoEarlyRunnable is broken: copies[r2] = 1 but DueAt[r2] = 2 > now = 1.")
    sandbox.answered(sandbox.undo)
    expect(announcement).to_contain_text("Step 1, Tick.")
    expect(alarm).to_be_empty()


def test_only_what_changed_is_renewed(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", bugs="EarlyRelease")
    before: dict[str, str] = sandbox.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("#stage [data-hash]")].map((part) => {
          part.markedBefore = true;
          return [part.id, part.dataset.hash];
        }))"""
    )
    with sandbox.page.expect_response(lambda response: response.request.method == "POST") as answer:
        sandbox.take("Materialize(r1)")
    after: dict[str, tuple[str, bool]] = sandbox.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("#stage [data-hash]")].map(
          (part) => [part.id, [part.dataset.hash, part.markedBefore === true]]))"""
    )
    assert before.keys() | {"entry-2"} == after.keys()
    kept = {name for name, (_, was_there) in after.items() if was_there}
    assert kept == {name for name, (hash_now, _) in after.items() if hash_now == before.get(name)}
    assert {"verdict", "controls"} <= kept
    assert not {"board", "entry-1", "moves"} & kept
    sent = answer.value.text()
    assert all((f'id="{name}"' in sent) == (name not in kept) for name in after)
    assert not any(name in kept for name in ("cell-Materialize.r1", "cell-Claim.w1.r1"))
    for bug in ("DuplicateClaim", "EarlyRelease"):
        assert sandbox.switch(bug).evaluate("(s) => s.closest('[data-hash]').markedBefore === true")
