"""Tabs that missed something, and clicks that come too late or too often: nothing is lost, nothing is doubled."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Response, WebSocketRoute, expect

from tests.servers import Server

from .pages import SandboxPage, answered, stored
from .visitors import CONFLICT, NO_CONNECTION, NOT_FOUND, NOT_SENT, Visitor, Visitors

pytestmark = pytest.mark.moving

STALE = "The sandbox had moved on before your click arrived, so nothing was done."
OFFLINE = (
    "The server did not answer, so it is not known whether the step was taken. "
    "It is shown here as soon as the connection is back."
)


def deaf(visitor: Visitor) -> None:
    """This person's sockets never bring anything."""
    visitor.context.route_web_socket("**/ws/**", lambda socket: None)


def test_a_click_in_a_stale_tab_is_refused_and_shows_the_present(visitors: Visitors, server: Server) -> None:
    person = visitors()
    current = person.new_sandbox(bugs="DuplicateClaim")
    elsewhere = visitors.same_as(person)
    deaf(elsewhere)
    stale = elsewhere.sandbox(current.address)
    current.take("Tick", "Materialize(r1)")
    stale.expect_trace()
    elsewhere.expect_complaint(CONFLICT)
    stale.button("Tick").click()
    expect(stale.notice).to_contain_text(STALE)
    stale.expect_trace("Tick", "Materialize(r1)")
    expect(stale.place("r1", "Runnable")).to_contain_text("r1")
    found = stored(server.var_dir, current.public_id)
    assert (found.version, found.names) == (2, ["Tick", "Materialize(r1)"])

    stale.take("Claim(w1,r1)")  # with the state at hand, the next click counts
    expect(stale.notice).to_be_empty()
    current.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)")


def test_a_stale_toggle_and_a_stale_undo_are_refused_too(visitors: Visitors, server: Server) -> None:
    person = visitors()
    current = person.new_sandbox()
    current.take("Tick")
    elsewhere = visitors.same_as(person)
    deaf(elsewhere)
    stale = elsewhere.sandbox(current.address)
    current.take("Materialize(r1)")
    elsewhere.expect_complaint(CONFLICT)
    stale.undo.click()
    expect(stale.notice).to_contain_text(STALE)
    stale.expect_trace("Tick", "Materialize(r1)")
    current.take("Claim(w1,r1)")
    elsewhere.expect_complaint(CONFLICT)
    stale.switch("StaleCompletion").click()
    expect(stale.link(3)).to_have_text("Claim(w1,r1)")
    expect(stale.switch("StaleCompletion")).not_to_be_checked()
    assert stored(server.var_dir, current.public_id).names == ["Tick", "Materialize(r1)", "Claim(w1,r1)"]


def test_a_tab_without_a_network_says_so_and_catches_up_by_itself(visitors: Visitors, server: Server) -> None:
    person = visitors()
    current = person.new_sandbox()
    elsewhere = visitors.same_as(person)
    away = elsewhere.sandbox(current.address)
    away.expect_live()
    elsewhere.tolerate(NOT_SENT)
    elsewhere.tolerate(NO_CONNECTION)
    elsewhere.context.set_offline(True)
    away.button("Tick").click()
    expect(away.notice).to_contain_text(OFFLINE)
    away.expect_trace()
    current.take("Tick", "Materialize(r1)")
    elsewhere.context.set_offline(False)
    away.expect_trace("Tick", "Materialize(r1)")
    expect(away.notice).to_be_empty()
    away.expect_live()
    away.take("Claim(w1,r1)")
    current.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)")
    assert stored(server.var_dir, current.public_id).version == 3


def test_a_tab_whose_socket_was_cut_catches_up_by_itself(visitors: Visitors) -> None:
    person = visitors()
    current = person.new_sandbox()
    elsewhere = visitors.same_as(person)
    sockets: list[WebSocketRoute] = []
    broken = False

    def through(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        if broken:
            socket.close(code=1011, reason="cut")
        else:
            socket.connect_to_server()

    elsewhere.context.route_web_socket("**/ws/**", through)
    cut = elsewhere.sandbox(current.address)
    cut.expect_live()
    broken = True
    sockets[0].close(code=1011, reason="cut")
    expect(cut.pill).to_have_text("Reconnecting; your steps are safe")
    current.take("Tick", "Materialize(r1)")
    broken = False
    cut.expect_trace("Tick", "Materialize(r1)")
    cut.expect_live()
    assert len(sockets) >= 2


def test_a_tab_that_slept_catches_up_when_it_wakes(visitors: Visitors) -> None:
    person = visitors()
    current = person.new_sandbox()
    elsewhere = visitors.same_as(person)
    asleep = elsewhere.sandbox(current.address)
    asleep.expect_live()
    session = elsewhere.context.new_cdp_session(asleep.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    current.take("Tick", "Materialize(r1)")
    session.send("Page.setWebLifecycleState", {"state": "active"})
    asleep.expect_trace("Tick", "Materialize(r1)")
    asleep.take("Claim(w1,r1)")
    expect(asleep.notice).to_be_empty()


def test_a_step_shows_even_if_the_socket_brings_nothing(visitor: Visitor) -> None:
    deaf(visitor)
    sandbox = visitor.new_sandbox(bugs="EarlyRelease")
    sandbox.take("Materialize(r1)")
    sandbox.expect_broken("NoEarlyRunnable", "step 1, Materialize(r1)")
    expect(sandbox.pill).not_to_have_text("Live")


def answers_to_steps(sandbox: SandboxPage) -> list[int]:
    statuses: list[int] = []

    def note(response: Response) -> None:
        if response.request.method == "POST":
            statuses.append(response.status)

    sandbox.page.on("response", note)
    return statuses


def test_a_double_click_takes_one_step_for_each_answer(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox(max_time="8", bugs="MissingMaterialization")
    sandbox.expect_live()
    statuses = answers_to_steps(sandbox)
    sandbox.button("Tick").dblclick()
    expect(sandbox.link(1)).to_have_text("Tick")
    answered(sandbox.page)
    found = stored(server.var_dir, sandbox.public_id)
    assert statuses == [200] * found.version
    assert found.names == ["Tick"] * found.version
    sandbox.expect_trace(*found.names)
    expect(sandbox.notice).to_be_empty()


def test_a_double_click_on_a_step_that_can_be_taken_once_takes_it_once(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox(bugs="EarlyRelease")
    sandbox.expect_live()
    sandbox.button("Materialize(r1)").dblclick()
    sandbox.expect_broken("NoEarlyRunnable", "step 1, Materialize(r1)")
    answered(sandbox.page)
    assert stored(server.var_dir, sandbox.public_id).names == ["Materialize(r1)"]
    expect(sandbox.notice).to_be_empty()


def test_the_second_press_of_a_double_click_takes_nothing_that_came_there_meanwhile(
    visitor: Visitor, server: Server
) -> None:
    sandbox = visitor.new_sandbox(bugs="EarlyRelease")
    sandbox.expect_live()
    mouse = sandbox.page.mouse
    box = sandbox.button("Materialize(r1)").bounding_box()
    assert box is not None
    mouse.click(box["x"] + 20, box["y"] + 10)
    sandbox.expect_trace("Materialize(r1)")
    answered(sandbox.page)
    came = sandbox.button("Materialize(r2)").bounding_box()
    assert came == box
    mouse.down(click_count=2)
    mouse.up(click_count=2)
    sandbox.take("Tick")
    assert stored(server.var_dir, sandbox.public_id).names == ["Materialize(r1)", "Tick"]


def test_ten_rapid_clicks_leave_page_and_database_in_agreement(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox(max_time="8", bugs="MissingMaterialization")
    sandbox.expect_live()
    statuses = answers_to_steps(sandbox)
    for _ in range(10):
        sandbox.page.evaluate("() => document.getElementById('do-Tick').click()")
    expect(sandbox.link(1)).to_have_text("Tick")
    answered(sandbox.page)
    found = stored(server.var_dir, sandbox.public_id)
    assert statuses == [200] * found.version
    assert 1 <= found.version <= 8
    assert found.steps == [(number, number - 1, "Tick") for number in range(1, found.version + 1)]
    sandbox.expect_version(found.version)
    sandbox.expect_trace(*found.names)
    expect(sandbox.board).to_contain_text(f"now = {found.version}")
    sandbox.page.reload()
    sandbox.expect_trace(*found.names)


def test_clicks_on_several_controls_at_once_lose_nothing(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox(bugs="EarlyRelease")
    sandbox.expect_live()
    sandbox.page.evaluate(
        "() => ['do-Tick', 'bug-StaleCompletion', 'do-Materialize.r2', 'undo'].forEach("
        "(id) => document.getElementById(id).click())"
    )
    expect(sandbox.link(1)).to_have_text("Tick")
    answered(sandbox.page)
    sandbox.expect_trace("Tick")
    assert stored(server.var_dir, sandbox.public_id).names == ["Tick"]


def test_a_click_between_the_answer_and_its_picture_is_not_called_stale(visitor: Visitor, server: Server) -> None:
    sandbox = visitor.new_sandbox(max_time="8", bugs="MissingMaterialization")
    sandbox.expect_live()
    statuses = answers_to_steps(sandbox)
    sandbox.page.evaluate(
        """() => document.addEventListener("htmx:afterRequest", (event) => {
          if (event.target.id === "stage") setTimeout(() => document.getElementById("do-Tick").click());
        }, {once: true})"""
    )
    sandbox.button("Tick").click()
    expect(sandbox.link(1)).to_have_text("Tick")
    answered(sandbox.page)
    expect(sandbox.notice).to_be_empty()
    assert set(statuses) == {200}
    assert len(statuses) == stored(server.var_dir, sandbox.public_id).version


def test_an_address_that_names_no_step_is_followed_all_the_same_with_sockets_blocked(visitors: Visitors) -> None:
    """Its answers are 404 as the step is missing, and show the present: no reason to leave the page."""
    person = visitors()
    current = person.new_sandbox()
    watching = visitors()
    watching.context.route_web_socket("**/ws/**", lambda socket: socket.close(code=1011))
    watching.tolerate(re.compile(re.escape(NOT_FOUND)))
    page = watching.tab(f"{current.address}?at=99")
    expect(page.locator("#notice")).to_contain_text("This sandbox has no step 99.")
    page.evaluate("window.isStill = true")
    expect(page.locator("#connection")).to_have_text("Updating every 3 s")
    with page.expect_response(lambda response: response.status == 404):
        pass
    assert page.evaluate("window.isStill")
