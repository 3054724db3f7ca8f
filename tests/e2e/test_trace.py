"""Going back and forth: nothing that was tried is ever lost."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.servers import Server

from .pages import stored
from .visitors import NOT_FOUND, Visitor


def test_a_bug_can_be_toggled_in_the_middle_of_a_trace(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", "Claim(w1,r1)")
    expect(sandbox.button("Claim(w2,r1)")).to_have_count(0)
    sandbox.toggle("DuplicateClaim")
    expect(sandbox.switch("DuplicateClaim")).to_be_checked()
    sandbox.expect_all_hold()
    expect(sandbox.entry(4)).to_contain_text("+DuplicateClaim")
    sandbox.take("Claim(w2,r1)")
    sandbox.expect_broken("AtMostOneClaimer", "step 5, Claim(w2,r1)")
    sandbox.toggle("DuplicateClaim")
    expect(sandbox.switch("DuplicateClaim")).not_to_be_checked()
    sandbox.expect_broken("AtMostOneClaimer", "step 5, Claim(w2,r1)")  # the state stays
    sandbox.expect_trace(
        "Tick", "Materialize(r1)", "Claim(w1,r1)", "+DuplicateClaim", "Claim(w2,r1)", "-DuplicateClaim"
    )
    sandbox.page.reload()
    sandbox.expect_broken("AtMostOneClaimer", "step 5, Claim(w2,r1)")
    assert stored(server.var_dir, sandbox.public_id).names[3:] == ["+DuplicateClaim", "Claim(w2,r1)", "-DuplicateClaim"]


def test_undo_redo_and_reset(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="EarlyRelease")
    expect(sandbox.undo).to_be_disabled()
    expect(sandbox.redo).to_be_disabled()
    expect(sandbox.reset).to_be_disabled()
    sandbox.take("Tick", "Materialize(r2)")
    steps = "Tick", "Materialize(r2)"
    sandbox.expect_broken("NoEarlyRunnable", "step 2, Materialize(r2)")

    sandbox.answered(sandbox.undo)
    sandbox.expect_all_hold()
    sandbox.expect_trace(*steps, here=1)
    sandbox.answered(sandbox.undo)
    sandbox.expect_trace(*steps, here=0)
    expect(sandbox.undo).to_be_disabled()
    sandbox.answered(sandbox.redo)
    sandbox.answered(sandbox.redo)
    sandbox.expect_trace(*steps)
    sandbox.expect_broken("NoEarlyRunnable", "step 2, Materialize(r2)")
    expect(sandbox.redo).to_be_disabled()
    sandbox.answered(sandbox.reset)
    sandbox.expect_trace(*steps, here=0)
    sandbox.take("Tick")  # the same step again is the same branch
    sandbox.expect_trace(*steps, here=1)


def test_a_branch_keeps_the_old_future(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)")
    sandbox.answered(sandbox.undo)
    sandbox.answered(sandbox.undo)
    sandbox.take("Claim(w2,r1)")
    sandbox.expect_trace("Tick", "Materialize(r1)", "Claim(w2,r1)")
    expect(sandbox.entry(2)).to_contain_text("also tried: Claim(w1,r1)")

    sandbox.entry(2).get_by_role("link", name="Claim(w1,r1)").click()
    old = "Tick", "Materialize(r1)", "Claim(w1,r1)", "Complete(w1,r1,1)"
    sandbox.expect_trace(*old, here=3)
    expect(sandbox.entry(2)).to_contain_text("also tried: Claim(w2,r1)")
    sandbox.answered(sandbox.make_present)
    sandbox.expect_trace(*old, here=3)
    sandbox.answered(sandbox.redo)
    expect(sandbox.place("r1", "Completed")).to_contain_text("result of epoch 1")
    assert stored(server.var_dir, sandbox.public_id).names == [*old, "Claim(w2,r1)"]


def test_looking_at_an_old_step_changes_nothing(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox("Materialize(r1)", "Tick", "Claim(w1,r1)", bugs="EarlyRelease")
    before = stored(server.var_dir, sandbox.public_id)
    with sandbox.page.expect_request(lambda request: "?at=1" in request.url) as looked:
        sandbox.link(1).click()
    assert looked.value.method == "GET"
    steps = "Materialize(r1)", "Tick", "Claim(w1,r1)"
    sandbox.expect_trace(*steps, here=1)
    expect(sandbox.page).to_have_url(f"{sandbox.address}?at=1")
    sandbox.expect_broken("NoEarlyRunnable", "step 1, Materialize(r1)")
    expect(sandbox.page.get_by_text("You are looking at step 1, not at the present.")).to_be_visible()
    expect(sandbox.entry(3)).to_contain_text("present")

    sandbox.link(0).click()
    sandbox.expect_trace(*steps, here=0)
    sandbox.page.go_back()
    sandbox.expect_trace(*steps, here=1)
    expect(sandbox.page).to_have_url(f"{sandbox.address}?at=1")
    sandbox.page.go_back()
    sandbox.expect_trace(*steps)
    expect(sandbox.page).to_have_url(sandbox.address)
    sandbox.page.go_forward()
    sandbox.expect_trace(*steps, here=1)

    sandbox.page.reload()
    sandbox.expect_trace(*steps, here=1)
    sandbox.back_to_present.click()
    sandbox.expect_trace(*steps)
    expect(sandbox.page).to_have_url(sandbox.address)
    expect(sandbox.back_to_present).to_have_count(0)
    assert stored(server.var_dir, sandbox.public_id) == before


def test_jumping_to_an_old_step_makes_it_the_present(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", "Claim(w1,r1)")
    sandbox.link(1).click()
    sandbox.answered(sandbox.make_present)
    sandbox.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)", here=1)
    expect(sandbox.make_present).to_have_count(0)
    expect(sandbox.page).to_have_url(sandbox.address)


def test_a_step_taken_while_looking_at_the_past_starts_a_branch(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", "Claim(w1,r1)")
    sandbox.link(2).click()
    expect(sandbox.page.get_by_text("A step taken here starts a branch; nothing is lost.")).to_be_visible()
    sandbox.take("Claim(w2,r1)")
    sandbox.expect_trace("Tick", "Materialize(r1)", "Claim(w2,r1)")
    expect(sandbox.page).to_have_url(sandbox.address)
    expect(sandbox.back_to_present).to_have_count(0)
    expect(sandbox.entry(2)).to_contain_text("also tried: Claim(w1,r1)")
    assert stored(server.var_dir, sandbox.public_id).steps == [
        (1, 0, "Tick"),
        (2, 1, "Materialize(r1)"),
        (3, 2, "Claim(w1,r1)"),
        (4, 2, "Claim(w2,r1)"),
    ]


def test_undo_while_looking_at_the_past_goes_on_from_there(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", "Claim(w1,r1)")
    sandbox.link(2).click()
    sandbox.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)", here=2)
    sandbox.answered(sandbox.undo)
    sandbox.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)", here=1)
    expect(sandbox.page).to_have_url(sandbox.address)


def test_an_address_with_a_step_that_does_not_exist_opens_at_the_present(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick")
    for at, sentence in (
        ("7", "This sandbox has no step 7. This is its present state."),
        ("x", "The step in the address must be a number. This is the sandbox's present state."),
    ):
        visitor.expect_complaint(NOT_FOUND)
        sandbox.page.goto(f"{sandbox.address}?at={at}")
        expect(sandbox.notice).to_contain_text(sentence)
        sandbox.expect_trace("Tick")


def test_a_long_trace_keeps_every_step(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox(
        *["Tick"] * 8,
        "Materialize(r1)",
        "Claim(w1,r1)",
        "Expire(r1)",
        "Claim(w2,r1)",
        "Complete(w2,r1,2)",
        due="1",
        max_time="8",
        max_epoch="3",
        bugs="MissingMaterialization",
    )
    assert len(stored(server.var_dir, sandbox.public_id).steps) == 13
    expect(sandbox.trace.get_by_role("listitem")).to_have_count(14)


def test_the_sandboxes_of_this_browser_are_listed(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Materialize(r1)", bugs="EarlyRelease")
    page = visitor.tab("/s/")
    mine = page.get_by_role("region", name="Your sandboxes").get_by_role("listitem")
    expect(mine).to_contain_text([f"{sandbox.public_id} 1 step, EarlyRelease"])
    mine.get_by_role("link").click()
    expect(page).to_have_url(sandbox.address)
