"""The form of the home page, and the pages for what went wrong."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.servers import running_server

from .visitors import FORBIDDEN, NOT_FOUND, TOO_MANY, UNPROCESSABLE, Visitor, Visitors


@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        ("1,9", "r2 is due at 9, but a due time must be from 1 to MaxTime, which is 4."),
        ("1,2,3,4,5", "The number of runs must be from 1 to 4, not 5."),
        ("soon", "A due time must be a whole number, not “soon”."),
        ("", "The number of runs must be from 1 to 4, not 0."),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(visitor: Visitor, due: str, sentence: str) -> None:
    page = visitor.tab("/s/")
    form = page.get_by_role("region", name="New sandbox")
    form.get_by_label("Due times").fill(due)
    form.get_by_label("Workers", exact=True).select_option("3")
    form.get_by_label("MaxTime").select_option("4")
    form.get_by_label("MaxEpoch").select_option("1")
    form.get_by_role("checkbox", name="StaleCompletion").check()
    visitor.expect_complaint(UNPROCESSABLE)
    form.get_by_role("button", name="Make the sandbox").click()
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(form.get_by_label("Due times")).to_have_value(due)
    expect(form.get_by_label("Workers", exact=True)).to_have_value("3")
    expect(form.get_by_label("MaxTime")).to_have_value("4")
    expect(form.get_by_label("MaxEpoch")).to_have_value("1")
    expect(form.get_by_role("checkbox", name="StaleCompletion")).to_be_checked()
    expect(form.get_by_role("checkbox", name="EarlyRelease")).not_to_be_checked()

    form.get_by_label("Due times").fill("1, 4")
    form.get_by_role("button", name="Make the sandbox").click()
    page.wait_for_url("**/s/*/")
    expect(page.get_by_role("banner")).to_contain_text("r1 due 1 r2 due 4 3 workers MaxTime 4 MaxEpoch 1")


def test_an_address_that_is_wrong_has_a_page(visitor: Visitor) -> None:
    visitor.expect_complaint(NOT_FOUND)
    page = visitor.tab("/s/nothing-here/")
    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    expect(page).to_have_title(re.compile("There is nothing at this address"))
    page.get_by_role("link", name="Back to the start").click()
    expect(page.get_by_role("heading", name="Six bugs")).to_be_visible()


def test_a_sandbox_that_was_deleted_says_so_in_the_open_tab(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    sandbox.page.evaluate(
        "() => document.getElementById('stage').setAttribute('hx-post', '/s/nothing-here/')",
    )
    visitor.expect_complaint(NOT_FOUND)
    sandbox.page.evaluate("() => htmx.process(document.getElementById('stage'))")
    sandbox.button("Tick").click()
    expect(sandbox.notice).to_contain_text("There is nothing at this address.")
    sandbox.expect_trace()


def test_a_form_without_its_cookie_is_refused_with_a_sentence(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    visitor.context.clear_cookies(name="csrftoken")
    visitor.expect_complaint(FORBIDDEN)
    sandbox.button("Tick").click()
    expect(sandbox.notice).to_contain_text("Your browser did not prove that the form is its own.")
    sandbox.expect_trace()


def test_too_many_sandboxes_are_refused_with_a_sentence(visitors: Visitors) -> None:
    with running_server(env={"SANDBOXES_PER_HOUR": "1"}) as strict:
        visitor = visitors(home=strict.url)
        sandbox = visitor.new_sandbox("Tick")
        visitor.expect_complaint(TOO_MANY, times=2)
        page = visitor.tab()
        page.get_by_role("button", name="Break it: StaleCompletion").click()
        expect(page.get_by_role("alert")).to_contain_text(
            "You have made 1 sandboxes within an hour; that is the limit. Those you have keep working; "
            "please wait a little before you make another."
        )
        sandbox.page.get_by_role("button", name="Fork").click()
        expect(sandbox.notice).to_contain_text("You have made 1 sandboxes within an hour; that is the limit.")
        sandbox.expect_trace("Tick")
        sandbox.page.goto(sandbox.address.replace("fork/", ""))
        sandbox.take("Materialize(r1)")  # what one has keeps working
        visitor.context.close()
