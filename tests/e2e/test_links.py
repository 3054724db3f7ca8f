"""Links in a real browser: played with buttons, in a frame without cookies, on paper that needs no server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.scenarios.making import STALE, TOGGLED
from tests.servers import Server

from .test_look import MISFITS, SIZES
from .visitors import Visitor, Visitors

Blog = Callable[..., str]


@pytest.fixture
def blog() -> Iterator[Blog]:
    """A site of somebody else. It has one page, with what is at an address in a frame, perhaps shut in, and gives the
    page's own."""
    pages: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path)
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page or b"")

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    def write(address: str, *, sandbox: str | None = None) -> str:
        shut = "" if sandbox is None else f' sandbox="{sandbox}"'
        pages["/"] = f'<title>Blog</title><iframe src="{address}" width="900" height="700"{shut}></iframe>'.encode()
        return f"http://127.0.0.1:{site.server_port}/"

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as site:
        thread = Thread(target=site.serve_forever)
        thread.start()
        yield write
        site.shutdown()
        thread.join()


def test_a_link_is_played_back_and_forward(visitor: Visitor) -> None:
    page = visitor.sandbox(f"/t/{STALE}/")
    page.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)", here=5)
    page.expect_broken("CompletedUsesCurrentEpoch", "step 5, Complete(w1,r1,1)")
    page.page.locator("#undo").click()
    expect(page.page).to_have_url(re.compile(r"/t/1~bugs\.StaleCompletion~at\.4~Tick"))
    page.expect_all_hold()
    page.button("Claim(w2,r1)").click()
    page.expect_trace("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Claim(w2,r1)", here=5)
    expect(page.page).to_have_url(re.compile(r"Expire\.r1~Claim\.w2\.r1/$"))
    page.switch("DuplicateClaim").click()
    expect(page.page).to_have_url(re.compile(r"~on\.DuplicateClaim/$"))
    for address in (r"~Claim\.w2\.r1/$", r"~at\.4~Tick", rf"/t/{re.escape(STALE)}/$"):
        with page.page.expect_event("load"):  # to go back loads the page anew
            page.page.evaluate("() => { setTimeout(() => history.back()); }")
        expect(page.page).to_have_url(re.compile(address))
    expect(page.page).to_have_url(re.compile(rf"/t/{re.escape(STALE)}/$"))
    page.expect_broken("CompletedUsesCurrentEpoch", "step 5, Complete(w1,r1,1)")
    page.page.keyboard.press("ArrowLeft")
    expect(page.page).to_have_url(re.compile(r"\?at=4$"))
    page.expect_all_hold()


def test_a_break_that_is_shown_lies_ahead_in_the_link(visitor: Visitor) -> None:
    page = visitor.sandbox("/t/1~bugs.DuplicateClaim~Tick/")
    page.page.locator("#show-AtMostOneClaimer").click()
    expect(page.notice).to_contain_text("AtMostOneClaimer breaks in 3 steps")
    expect(page.page).to_have_url(re.compile(r"/t/1~bugs\.DuplicateClaim~at\.1~Tick~"))
    for _ in range(3):
        page.page.keyboard.press("r")
    expect(page.verdict).to_contain_text("AtMostOneClaimer is broken since step 4, Claim(")


def test_keys_and_double_presses_are_taken_in_their_order(visitor: Visitor) -> None:
    page = visitor.sandbox("/t/1~Tick~Materialize.r1~Claim.w1.r1/")
    for _ in range(3):
        page.page.keyboard.press("u")
    expect(page.page).to_have_url(re.compile(r"/t/1~at\.0~Tick"))
    page.page.keyboard.press("r")
    expect(page.page).to_have_url(re.compile(r"/t/1~at\.1~Tick"))


def test_from_a_sandbox_to_a_short_link_that_somebody_else_opens(visitors: Visitors, home: str) -> None:
    author, reader = visitors(), visitors()
    sandbox = author.new_sandbox("Materialize(r1)", bugs="EarlyRelease")
    sandbox.page.locator("#tools summary").click()
    sandbox.page.get_by_role("link", name="Share or download this moment").click()
    page = sandbox.page
    expect(page.locator("img.qr")).to_be_visible()
    page.get_by_label("Title").fill("Released early")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Make a short link").click()
    expect(page.get_by_role("heading", name="Short link")).to_be_visible()
    page.wait_for_function("() => document.querySelector('img.qr').naturalWidth > 50")
    short = page.locator("#address").input_value()
    assert re.fullmatch(rf"{home}/l/[a-z0-9]{{12}}/", short)

    opened = reader.sandbox(short.removeprefix(home))
    expect(opened.page.get_by_role("heading", name="Released early")).to_be_visible()
    expect(opened.page.locator(".scenario-head")).to_contain_text("A scenario by Ada.")
    opened.button("Tick").click()
    expect(opened.page).to_have_url(re.compile(r"~from\.[a-z0-9]{12}~Materialize\.r1~Tick/$"))
    opened.page.get_by_role("button", name="Keep in a sandbox").click()
    expect(opened.page).to_have_url(re.compile(r"/s/[a-z0-9]{12}/$"))
    opened.expect_trace("Materialize(r1)", "Tick", here=2)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_embedded_scenario_is_played_where_cookies_are_blocked(
    browser: Browser, server: Server, blog: Blog, scripts: bool
) -> None:
    """In a frame of another site; the browser has been told to keep no cookie at all."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(blog(f"{server.url}/t/{STALE}/?embed=1"))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("CompletedUsesCurrentEpoch is broken since step 5")).to_be_visible()
    frame.locator("#undo").click()
    expect(frame.locator(".verdict-holds")).to_be_visible()
    frame.locator("[id='do-Claim.w2.r1']").click()
    expect(frame.locator("#trace")).to_contain_text("Claim(w2,r1)")
    frame.locator("#look-2").click()
    expect(frame.locator(".looking")).to_contain_text("You are looking at step 2")
    assert "embed=1" in page.frames[1].url
    assert context.cookies() == []
    context.close()


SHUT = {"nothing": "", "scripts": "allow-scripts", "scripts and forms": "allow-scripts allow-forms"}
"""What the page around a frame may allow in it, without giving it an origin."""


@pytest.mark.parametrize("sandbox", SHUT.values(), ids=SHUT)
def test_in_a_frame_that_is_shut_in_an_embedded_scenario_steps_by_links(
    browser: Browser, server: Server, blog: Blog, sandbox: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    said_by_the_browser = "Blocked script execution"
    page.goto(blog(f"{server.url}/t/{STALE}/?embed=1", sandbox=sandbox))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("CompletedUsesCurrentEpoch is broken since step 5")).to_be_visible()
    frame.locator("#undo").click()
    expect(frame.locator(".verdict-holds")).to_be_visible()
    frame.locator("[id='do-Claim.w2.r1']").click()
    expect(frame.locator("#trace")).to_contain_text("Claim(w2,r1)")
    frame.locator("#bug-DuplicateClaim").click()
    expect(frame.locator("#bug-DuplicateClaim")).to_have_attribute("aria-checked", "true")
    frame.locator("#look-2").click()
    expect(frame.locator(".looking")).to_contain_text("You are looking at step 2")
    frame.locator("#move-here").click()
    expect(frame.locator(".looking")).to_have_count(0)
    expect(frame.locator("#trace [aria-current=step]")).to_have_attribute("id", "look-2")
    frame.locator("#redo").click()
    expect(frame.locator("#trace [aria-current=step]")).to_have_attribute("id", "look-3")
    assert "embed=1" in page.frames[1].url
    assert [complaint for complaint in complaints if not complaint.startswith(said_by_the_browser)] == []
    assert context.cookies() == []
    context.close()


def test_keys_work_in_a_frame_that_is_shut_in(browser: Browser, server: Server, blog: Blog) -> None:
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(blog(f"{server.url}/t/{STALE}/?embed=1", sandbox="allow-scripts"))
    frame = page.frame_locator("iframe")
    frame.locator(".scenario-head").click()
    for key, at in (("u", 4), ("ArrowLeft", 3), ("Home", 0), ("End", 5)):
        page.keyboard.press(key)
        expect(frame.locator("#trace [aria-current=step]")).to_have_attribute("id", f"look-{at}")
        frame.locator(".scenario-head").click()
    page.keyboard.press("b")
    expect(frame.locator("#bug-EarlyRelease")).to_be_focused()
    page.keyboard.press("Space")
    expect(frame.locator("#bug-EarlyRelease")).to_have_attribute("aria-checked", "true")
    assert errors == []
    context.close()


def test_what_cannot_be_opened_says_so_in_a_frame_too(browser: Browser, server: Server, blog: Blog) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(blog(f"{server.url}/t/9~Tick/?embed=1", sandbox=""))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading")).to_contain_text("This link cannot be opened")
    context.close()


def test_no_other_page_of_ours_is_shown_in_a_frame(browser: Browser, server: Server, blog: Blog) -> None:
    context = browser.new_context()
    page = context.new_page()
    with page.expect_event("console", lambda message: "frame-ancestors" in message.text):
        page.goto(blog(f"{server.url}/t/{STALE}/"))
    context.close()


def test_the_exported_page_works_without_a_server(browser: Browser, server: Server, tmp_path: Path) -> None:
    saver = browser.new_context()
    answer = saver.request.get(f"{server.url}/t/{TOGGLED}/scenario.html")
    assert answer.headers["content-disposition"].startswith("attachment")
    (tmp_path / "scenario.html").write_bytes(answer.body())
    saver.close()
    context = browser.new_context(offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if not request.url.startswith("file:") else None)
    page.goto((tmp_path / "scenario.html").as_uri())
    expect(page.get_by_role("heading", name="Step 2 of 5")).to_be_visible()
    trace = page.get_by_role("navigation", name="Trace")
    expect(trace.locator(".entry-here")).to_contain_text("+DuplicateClaim")
    page.keyboard.press("End")
    expect(page.get_by_role("heading", name="Step 5 of 5")).to_be_visible()
    expect(trace.locator(".entry-here [aria-current=step]")).to_have_text("Claim(w2,r1)")
    shown = page.locator(".moment.shown")
    expect(shown).to_contain_text("AtMostOneClaimer is broken")
    expect(shown).to_contain_text("So says guard 4 of Claim")
    shown.get_by_role("link", name="Step back").click()
    expect(page.get_by_role("heading", name="Step 4 of 5")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Step 5 of 5")).to_be_visible()
    for size in SIZES.values():
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert page.evaluate(MISFITS) == []
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert complaints == []
    context.close()


@pytest.mark.parametrize("name", ["board.svg", "trace.svg"])
def test_a_picture_has_its_colours_when_it_is_opened_by_itself(visitor: Visitor, name: str) -> None:
    visitor.tolerate(re.compile(".* 404 .*"))  # of a picture browsers look for an icon
    page = visitor.tab(f"/t/{STALE}/{name}")
    drawn = page.locator("svg text.title-broken")
    expect(drawn).to_have_text("CompletedUsesCurrentEpoch breaks at step 5")
    assert drawn.evaluate("text => getComputedStyle(text).fill") == "rgb(173, 26, 20)"


def test_a_trace_of_tlc_is_opened_from_a_file(visitor: Visitor, server: Server, tmp_path: Path) -> None:
    page = visitor.tab("/t/")
    written = visitor.context.request.get(f"{server.url}/t/{TOGGLED}/trace.txt").text()
    (tmp_path / "run.out").write_text(written.partition("\n")[2], encoding="utf-8")
    page.get_by_label("File").set_input_files(tmp_path / "run.out")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="It was read")).to_be_visible()
    page.get_by_role("link", name="Open it at its last step").click()
    expect(page).to_have_url(re.compile(r"/t/1~Tick~on\.DuplicateClaim~Materialize\.r1~"))
