"""The server dies and comes back in the middle of somebody's play."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.servers import Server

from .pages import stored
from .visitors import NO_CONNECTION, NOT_SENT, Visitor, Visitors


def allow_for_restart(visitor: Visitor) -> None:
    visitor.tolerate(NO_CONNECTION)
    visitor.tolerate(NOT_SENT)


def test_every_confirmed_step_survives_a_kill_and_the_tab_goes_on(visitor: Visitor, server: Server) -> None:
    allow_for_restart(visitor)
    sandbox = visitor.new_sandbox(bugs="DuplicateClaim")
    sandbox.expect_live()
    sandbox.take("Tick", "Materialize(r1)", "Claim(w1,r1)")
    server.kill()
    expect(sandbox.pill).to_have_text("Reconnecting; your steps are safe")
    sandbox.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)")
    assert stored(server.var_dir, sandbox.public_id).names == ["Tick", "Materialize(r1)", "Claim(w1,r1)"]
    server.start()
    sandbox.expect_live()
    sandbox.take("Claim(w2,r1)")
    sandbox.expect_broken("AtMostOneClaimer", "step 4, Claim(w2,r1)")
    sandbox.page.reload()
    sandbox.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)")


def test_a_click_while_the_server_is_away_says_so_and_the_next_one_counts(visitor: Visitor, server: Server) -> None:
    allow_for_restart(visitor)
    sandbox = visitor.new_sandbox()
    sandbox.expect_live()
    sandbox.take("Tick")
    server.kill()
    sandbox.button("Materialize(r1)").click()
    expect(sandbox.notice).to_contain_text("The server did not answer")
    server.start()
    sandbox.expect_live()
    expect(sandbox.notice).to_be_empty()
    assert stored(server.var_dir, sandbox.public_id).names == ["Tick"]
    sandbox.take("Materialize(r1)")
    sandbox.expect_trace("Tick", "Materialize(r1)")


def test_an_orderly_restart_brings_every_watcher_back(visitors: Visitors, server: Server) -> None:
    owner, stranger = visitors(), visitors()
    mine = owner.new_sandbox()
    theirs = stranger.sandbox(mine.address)
    mine.expect_live()
    theirs.expect_live()
    for visitor in (owner, stranger):
        allow_for_restart(visitor)
    server.terminate()
    expect(mine.pill).to_have_text("Reconnecting; your steps are safe")
    expect(theirs.pill).to_have_text("Reconnecting; your steps are safe")
    server.start()
    mine.expect_live()
    theirs.expect_live()
    mine.take("Tick")
    theirs.expect_trace("Tick")
