"""The six bugs, each broken by hand from its card on the home page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from .pages import SandboxPage
from .visitors import Visitor

pytestmark = pytest.mark.moving


def workers(sandbox: SandboxPage) -> Locator:
    return sandbox.board.get_by_role("list", name="What each worker believes").get_by_role("listitem")


def shows_an_early_run(sandbox: SandboxPage) -> None:
    expect(sandbox.board).to_contain_text("early by 1")
    expect(sandbox.place("r1", "Schedule")).to_be_empty()
    expect(sandbox.place("r1", "Runnable")).to_contain_text("r1")


def shows_a_ticket_left_in_the_schedule(sandbox: SandboxPage) -> None:
    expect(sandbox.place("r1", "Schedule")).to_contain_text("still there")
    expect(sandbox.place("r1", "Runnable")).to_contain_text("r1")


def shows_a_completion_under_an_old_epoch(sandbox: SandboxPage) -> None:
    expect(sandbox.place("r1", "Completed")).to_contain_text("epoch 2")
    expect(sandbox.place("r1", "Completed")).to_contain_text("result of epoch 1")


def shows_two_owners(sandbox: SandboxPage) -> None:
    expect(sandbox.place("r1", "Claimed")).to_contain_text("w1")
    expect(sandbox.place("r1", "Claimed")).to_contain_text("w2")
    expect(sandbox.place("r1", "Claimed")).to_contain_text("2 owners")
    expect(workers(sandbox)).to_contain_text(["w1 r1 epoch 1", "w2 r1 epoch 1"])
    expect(workers(sandbox).filter(has_text="zombie")).to_have_count(0)


def shows_a_run_that_the_checkpoint_skipped(sandbox: SandboxPage) -> None:
    expect(sandbox.board).to_contain_text("skipped")
    expect(sandbox.board).to_contain_text("checkpoint = 1")
    expect(sandbox.place("r1", "Schedule")).to_have_text("r1")


def shows_an_overdue_run(sandbox: SandboxPage) -> None:
    expect(sandbox.board).to_contain_text("overdue by 1")
    expect(sandbox.place("r1", "Schedule")).to_have_text("r1")


@dataclass(frozen=True)
class Break:
    """A bug's shortest break, and what the page has to say about it."""

    bug: str
    steps: tuple[str, ...]
    broken: str
    why: str
    blame: str
    next_step: str
    board: Callable[[SandboxPage], None]


BREAKS = (
    Break(
        "EarlyRelease",
        ("Materialize(r1)",),
        "NoEarlyRunnable",
        "copies[r1] = 1 but DueAt[r1] = 1 > now = 0",
        "r1 is not due yet: its time is 1 and it is 0 now. "
        "So says guard 5 of Materialize, DueAt[r1] <= now, but EarlyRelease removes it. "
        "With that guard in place, step 1, Materialize(r1), would have been refused.",
        "Claim(w2,r1)",
        shows_an_early_run,
    ),
    Break(
        "DuplicateMaterialization",
        ("Tick", "Materialize(r1)"),
        "MaterializedRunRemovedFromSchedule",
        "copies[r1] = 1 but r1 is in scheduled",
        "DuplicateMaterialization does not take r1 off the schedule, scheduled' = scheduled \\ {r1}. "
        "Step 2, Materialize(r1), should have done so.",
        "Materialize(r1)",
        shows_a_ticket_left_in_the_schedule,
    ),
    Break(
        "StaleCompletion",
        ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)"),
        "CompletedUsesCurrentEpoch",
        "completedEpoch[r1] = 1 but epoch[r1] = 2",
        "The attempt is stale: its epoch is 1, but r1 is at epoch 2 now. "
        "So says guard 3 of Complete, 1 = epoch[r1], but StaleCompletion removes it. "
        "With that guard in place, step 5, Complete(w1,r1,1), would have been refused.",
        "Tick",
        shows_a_completion_under_an_old_epoch,
    ),
    Break(
        "DuplicateClaim",
        ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)"),
        "AtMostOneClaimer",
        "claimers[r1] = {w1, w2} has 2 members, and at most 1 is allowed",
        "r1 is owned by w1, and a claim must be exclusive. "
        "So says guard 4 of Claim, claimers[r1] = {}, but DuplicateClaim removes it. "
        "With that guard in place, step 4, Claim(w2,r1), would have been refused.",
        "AdvanceCheckpoint",
        shows_two_owners,
    ),
    Break(
        "CheckpointAdvance",
        ("Tick", "AdvanceCheckpoint"),
        "CheckpointAfterDurableMaterialization",
        "DueAt[r1] = 1 <= checkpoint = 1 but copies[r1] = 0",
        "The next checkpoint would cover r1, never materialized. "
        "So says guard 2 of AdvanceCheckpoint, \\A r \\in Runs : DueAt[r] <= checkpoint + 1 => copies[r] > 0, "
        "but CheckpointAdvance removes it. "
        "With that guard in place, step 2, AdvanceCheckpoint, would have been refused.",
        "Tick",
        shows_a_run_that_the_checkpoint_skipped,
    ),
    Break(
        "MissingMaterialization",
        ("Tick", "Tick"),
        "NoOverdueScheduled",
        "r1 is in scheduled but now = 2 > DueAt[r1] = 1",
        "The scanner has due work, r1: time waits until it is materialized. "
        "So says guard 2 of Tick, ~ \\E r \\in Runs : DueAt[r] <= now /\\ Materializable(r), "
        "but MissingMaterialization removes it. "
        "With that guard in place, step 2, Tick, would have been refused.",
        "Materialize(r2)",
        shows_an_overdue_run,
    ),
)


def choose_card(page: Page, bug: str) -> SandboxPage:
    page.get_by_role("button", name=f"Break it: {bug}", exact=True).click()
    page.wait_for_url("**/s/*/")
    return SandboxPage(page)


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case.bug)
def test_a_bug_is_broken_by_hand_and_explained(page: Page, case: Break) -> None:
    card = page.get_by_role("region", name="Six bugs").get_by_role("listitem").filter(has_text=case.bug)
    plural = "" if len(case.steps) == 1 else "s"
    expect(card).to_contain_text(f"breaks in {len(case.steps)} step{plural}")

    sandbox = choose_card(page, case.bug)
    expect(sandbox.switch(case.bug)).to_have_attribute("aria-checked", "true")
    sandbox.expect_all_hold()
    sandbox.take(*case.steps[:-1])
    sandbox.expect_all_hold()
    sandbox.take(case.steps[-1])

    last, since = len(case.steps), f"step {len(case.steps)}, {case.steps[-1]}"
    sandbox.expect_broken(case.broken, since)
    expect(sandbox.verdict).to_contain_text(f"{case.why}.")
    panel = sandbox.property(case.broken)
    expect(panel).to_contain_text(f"Why {case.why}.")
    expect(panel).to_contain_text(f"Since {since}.")
    expect(panel).to_contain_text(f"Blame {case.blame}")
    expect(page.locator("#alarm")).to_contain_text(f"{case.broken} is broken: {case.why}.")
    expect(page.locator("#tally")).to_have_text("1 of 7 broken")

    case.board(sandbox)
    sandbox.expect_trace(*case.steps)
    expect(sandbox.entry(last)).to_contain_text(f"breaks {case.broken}")
    expect(sandbox.trace.get_by_text("the culprit")).to_have_count(1)
    expect(sandbox.entry(last)).to_contain_text(f"breaks {case.broken}, and is the culprit")

    sandbox.take(case.next_step)  # exploring goes on
    sandbox.expect_broken(case.broken, since)
    sandbox.expect_trace(*case.steps, case.next_step)


def test_the_board_shows_a_zombie(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", bugs="StaleCompletion")
    expect(workers(sandbox).first).to_contain_text("zombie: r1 is at epoch 2")
    expect(sandbox.place("r1", "Runnable")).to_contain_text("epoch 2")


def test_the_board_counts_copies(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", "Materialize(r1)", bugs="DuplicateMaterialization")
    expect(sandbox.place("r1", "Runnable")).to_contain_text("×2")


def test_an_early_run_heals_when_time_catches_up(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Materialize(r2)", "Tick", bugs="EarlyRelease")
    sandbox.expect_broken("NoEarlyRunnable", "step 1, Materialize(r2)")
    sandbox.take("Materialize(r1)", "Tick")
    sandbox.expect_all_hold()
    expect(sandbox.entry(4)).to_contain_text("heals NoEarlyRunnable")
    panel = sandbox.property("NoEarlyRunnable")
    expect(panel).to_contain_text("It was broken before, and healed at step 4, Tick.", use_inner_text=False)
    expect(panel).to_contain_text("holds")


def test_the_culprit_can_come_before_the_break(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", "Materialize(r1)", "Tick", bugs="DuplicateMaterialization")
    expect(sandbox.property("NoOverdueScheduled")).to_contain_text("Since step 4, Tick.")
    expect(sandbox.entry(4)).to_contain_text("breaks NoOverdueScheduled")
    expect(sandbox.entry(4)).not_to_contain_text("culprit")
    expect(sandbox.entry(3)).to_contain_text("culprit of NoOverdueScheduled")
    expect(sandbox.property("NoOverdueScheduled")).to_contain_text(
        "Step 3, Materialize(r1), should have done so. To put step 2 right would have prevented it, too."
    )
    expect(sandbox.verdict).to_contain_text("Also broken: NoOverdueScheduled.")


def test_two_bugs_can_break_two_properties(visitor: Visitor) -> None:
    sandbox = visitor.fill_in_new_sandbox(bugs="EarlyRelease DuplicateMaterialization")
    sandbox.take("Materialize(r1)")
    for name in ("NoEarlyRunnable", "MaterializedRunRemovedFromSchedule"):
        expect(sandbox.property(name)).to_contain_text("Since step 1, Materialize(r1).")
    both = "NoEarlyRunnable and MaterializedRunRemovedFromSchedule"
    expect(sandbox.entry(1)).to_contain_text(f"breaks {both}, and is the culprit")
    expect(sandbox.page.locator("#tally")).to_have_text("2 of 7 broken")


def test_a_transition_that_only_the_bug_enables_says_so(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="EarlyRelease")
    sandbox.open_guards("Materialize(r1)")
    details = sandbox.page.locator('[id="guards-Materialize.r1"]')
    expect(details).to_contain_text("Enabled only because EarlyRelease removes guard 5.")
    expect(sandbox.guards("Materialize(r1)").nth(4)).to_contain_text("removed by EarlyRelease; would be false: 1 <= 0")


def test_pointing_at_one_mark_lights_the_others(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Materialize(r1)", bugs="EarlyRelease")
    marks = sandbox.page.locator('[data-breaks~="NoEarlyRunnable"]')
    assert marks.count() >= 4  # verdict, both pictures of the board, panel, trace
    sandbox.verdict.hover()
    expect(sandbox.page.locator("[data-lit]")).to_have_count(marks.count())
    sandbox.property("MaterializedRunRemovedFromSchedule").hover()
    expect(sandbox.page.locator("[data-lit]")).to_have_count(0)
