"""An engineer brings a log, sees what broke, and opens it in the sandbox."""

from __future__ import annotations

from playwright.sync_api import expect

from .visitors import UNPROCESSABLE, Visitor
from .walk.looking import look


def test_a_sample_is_checked_and_opened_in_the_sandbox(visitor: Visitor) -> None:
    page = visitor.tab("/logs/")
    page.get_by_role("link", name="JSON lines, in which a late result counts").click()
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="A dead worker’s result wins")).to_be_visible()
    expect(page.locator(".finding")).to_contain_text("its epoch is 1, but invoice-4711 is at epoch 2 now")
    page.get_by_text("Its 6 lines of the log").click()
    expect(page.locator(".is-impossible")).to_contain_text("completed by host-a/31")
    assert look(page, ((320, 640), (390, 844), (1280, 800)), (), ()) == []
    page.get_by_role("link", name="Open in the sandbox").click()
    expect(page.locator("#verdict")).to_contain_text("CompletedUsesCurrentEpoch is broken")


def test_what_is_wrong_with_a_log_is_said_above_the_form(visitor: Visitor) -> None:
    page = visitor.tab("/logs/")
    page.get_by_label("Or paste it").fill("job 7 started")
    visitor.expect_complaint(UNPROCESSABLE)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("alert")).to_contain_text("This is no log that can be read")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_label("Or paste it")).to_have_value("job 7 started")
