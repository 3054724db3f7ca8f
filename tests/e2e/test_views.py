"""The page in its other shapes: phone, projector, paper; acting on the picture; the source; many steps and branches."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from .axe import axe
from .visitors import Visitor, Visitors

PHONE: ViewportSize = {"width": 390, "height": 844}
FULL_HD: ViewportSize = {"width": 1920, "height": 1080}
BEAMER: ViewportSize = {"width": 1024, "height": 768}
STALE = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)")

# The size in which each visible text is drawn; pictures are scaled.
TEXT_SIZES = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest(".visually-hidden, script, title, .skip")) continue;
    if (!element.checkVisibility({visibilityProperty: true})) continue;
    const svg = element.closest("svg");
    const view = svg && svg.viewBox.baseVal;
    const box = svg && svg.getBoundingClientRect();
    const scale = view && view.width ? Math.min(box.width / view.width, box.height / view.height) : 1;
    found.push([parseFloat(getComputedStyle(element).fontSize) * scale, walker.currentNode.textContent.trim()]);
  }
  return found;
}"""


def test_on_a_phone_what_is_enabled_lies_in_reach_of_a_thumb(visitors: Visitors) -> None:
    sandbox = visitors(viewport=PHONE, has_touch=True).new_sandbox(bugs="EarlyRelease")
    page = sandbox.page
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    for control in (sandbox.button("Materialize(r1)"), sandbox.undo, sandbox.redo):
        box = control.bounding_box()
        assert box is not None
        assert 844 / 2 < box["y"] < 844 - box["height"] + 1
        assert box["height"] >= 40
    expect(sandbox.transition("Claim(w1,r1)")).to_be_hidden()
    version = sandbox.version
    sandbox.button("Materialize(r1)").tap()
    sandbox.expect_version(version + 1)
    sandbox.expect_broken("NoEarlyRunnable", "step 1, Materialize(r1)")
    sandbox.unfold("Complete(w2,r2,2)")
    expect(sandbox.transition("Complete(w2,r2,2)")).to_be_visible()


def test_on_a_phone_the_board_comes_first(visitors: Visitors) -> None:
    page = visitors(viewport=PHONE).new_sandbox().page
    tops = [page.locator(name).evaluate("e => e.getBoundingClientRect().top") for name in ("#board", "#trace", ".bugs")]
    assert tops == sorted(tops)
    assert tops[0] < 844 / 2


def test_the_projector_page_is_read_from_the_last_row(visitors: Visitors) -> None:
    visitor = visitors(viewport=FULL_HD)
    sandbox = visitor.new_sandbox(*STALE, bugs="StaleCompletion")
    page = visitor.tab(sandbox.address + "?present=1")
    expect(page.locator("#connection")).to_have_text("Live")
    sizes: list[tuple[float, str]] = page.evaluate(TEXT_SIZES)
    assert len(sizes) > 20
    assert [(size, text) for size, text in sizes if size < 27.9] == []
    for hidden in (".top", ".bugs", ".properties", ".source"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#verdict")).to_contain_text("CompletedUsesCurrentEpoch is broken")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_projector_page_has_strong_contrast(visitors: Visitors, scheme: str) -> None:
    visitor = visitors(viewport=FULL_HD, color_scheme=scheme)
    sandbox = visitor.new_sandbox(*STALE, bugs="StaleCompletion")
    page = visitor.tab(sandbox.address + "?present=1")
    rules: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
    rules["rules"] = {"color-contrast-enhanced": {"enabled": True}}
    found = axe(page, rules)
    assert len(found["passes"]) == 1
    # Undo and Redo are dim while they can do nothing; large text needs no more than 4.5 to 1.
    assert [node["target"] for rule in found["violations"] for node in rule["nodes"]] == []


def test_the_projector_page_fits_an_old_projector_and_stays_one(visitors: Visitors) -> None:
    visitor = visitors(viewport=BEAMER)
    sandbox = visitor.new_sandbox(*STALE[:-1], bugs="StaleCompletion")
    page = visitor.tab(sandbox.address + "?present=1")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 1024
    for name in ("Complete(w1,r1,1)", "Tick"):
        expect(page.get_by_role("button", name=re.compile(re.escape(name))).last).to_be_in_viewport()
    page.locator("#look-2").click()
    expect(page).to_have_url(re.compile(r"\?at=2&present=1$"))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"\?at=3&present=1$"))
    page.reload()
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator("#look-3")).to_have_attribute("aria-current", "step")


def test_on_paper_there_is_the_board_the_trace_and_what_broke(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(*STALE, bugs="StaleCompletion")
    page = sandbox.page
    page.emulate_media(media="print")
    for shown in ("#board", "#trace", "#verdict", "#property-CompletedUsesCurrentEpoch"):
        expect(page.locator(shown)).to_be_visible()
    expect(page.locator("#bug-StaleCompletion")).to_be_visible()
    for hidden in (".top", "#transitions", "#bug-EarlyRelease", ".controls", "#property-NoEarlyRunnable", ".source"):
        expect(page.locator(hidden)).to_be_hidden()
    lefts = {
        round(entry.evaluate("(entry) => entry.getBoundingClientRect().left"))
        for entry in page.locator("#entries .entry").all()
    }
    assert len(lefts) == 1  # a line for each step


def test_choosing_a_run_shows_what_can_be_done_with_it_and_does_it(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="EarlyRelease")
    page = sandbox.page
    page.locator('.chart [data-presses="acts-r2"]').click(position={"x": 5, "y": 5})
    sheet = page.locator("#acts-of-r2")
    expect(sheet.get_by_role("button")).to_have_text(["Materialize(r2)"])
    sandbox.answered(sheet.get_by_role("button", name="Materialize(r2)"))
    sandbox.expect_broken("NoEarlyRunnable", "step 1, Materialize(r2)")
    page.locator("#acts-r1").click()
    expect(page.locator("#acts-of-r1").get_by_role("button")).to_have_text(["Materialize(r1)"])


def test_choosing_the_clock_ticks(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    sandbox.answered(sandbox.page.locator(".chart .now-text"))
    sandbox.expect_trace("Tick")


def test_the_source_shows_the_last_step_with_the_guard_that_the_bug_removed(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(*STALE, bugs="StaleCompletion")
    page = sandbox.page
    source = page.locator("#source")
    expect(source).to_contain_text("Last step: Complete(w1,r1,1)")
    removed = source.locator(".line-removed")
    expect(removed).to_contain_text("1 = epoch[r1] removed by StaleCompletion; 1 = 2: so the guard is false")
    expect(page.locator("#formula-CompletedUsesCurrentEpoch")).to_contain_text("completedEpoch[r] = epoch[r]")
    page.locator("#twin-StaleCompletion summary").click()
    expect(page.locator("#twin-StaleCompletion")).to_contain_text("SQL that is right")


def test_one_violation_one_mark_everywhere(visitor: Visitor) -> None:
    """Pointing at one lights the panel, the witness on the board, the step and the line in the source."""
    sandbox = visitor.new_sandbox(*STALE, bugs="StaleCompletion")
    page = sandbox.page
    for pointed in ("#property-CompletedUsesCurrentEpoch", "#board .places .row-broken", "#source .line-removed"):
        page.locator(pointed).hover()
        for lit in ("#property-CompletedUsesCurrentEpoch", ".places .row-broken", ".entry-broke", ".line-removed"):
            expect(page.locator(lit).first).to_have_attribute("data-lit", "")
    page.locator("h1").evaluate("() => document.querySelector('.brand').focus()")
    page.mouse.move(2, 2)
    expect(page.locator("[data-lit]")).to_have_count(0)


def test_a_toggle_shows_what_it_changes_in_the_text(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    sandbox.toggle("EarlyRelease")
    expect(sandbox.page.locator("#source .diff .gone")).to_contain_text("DueAt[r] <= now")


def test_other_bounds_start_a_fork_that_says_what_it_kept(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)", bugs="DuplicateClaim")
    page = sandbox.page
    page.locator("#tools summary").click()
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Workers").select_option("1")
    page.get_by_role("button", name="Fork with these settings").click()
    expect(page.locator("#notice")).to_contain_text("3 steps were kept: step 4, Claim(w2,r1), has no place there.")
    page.get_by_role("link", name="Open the fork").click()
    expect(sandbox.trace.get_by_role("listitem")).to_have_count(4)
    expect(page.locator(".bounds")).to_contain_text("1 worker")


def test_a_sandbox_gets_a_name(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox()
    page = sandbox.page
    page.locator("#tools summary").click()
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Name of this sandbox").fill("Two clocks & <one> lease")
    page.get_by_role("button", name="Rename").click()
    expect(page).to_have_title(re.compile("^Two clocks & <one> lease"))
    expect(visitor.tab("/s/").get_by_role("region", name="Your sandboxes")).to_contain_text("Two clocks & <one> lease")


def test_both_boards_go_along_in_the_comparison(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(*STALE, bugs="StaleCompletion")
    page = visitor.tab(sandbox.address + "compare/")
    expect(page.locator(".step-refused")).to_contain_text("Complete(w1,r1,1)")
    expect(page.get_by_role("region", name="Correct model")).to_contain_text("stands still, since step 5 was refused")
    page.get_by_role("link", name="Step back").click()
    expect(page.get_by_role("region", name="Correct model")).to_contain_text("after the same steps")
    page.get_by_role("link", name="To the first difference").click()
    expect(page.locator(".step-here")).to_contain_text("Complete(w1,r1,1)")


@pytest.mark.long
def test_two_hundred_steps_and_fifty_branches(visitor: Visitor) -> None:
    bugs = ("EarlyRelease", "StaleCompletion", "DuplicateClaim")
    sandbox = visitor.new_sandbox(*(f"{'-' if at // 3 % 2 else '+'}{bugs[at % 3]}" for at in range(200)))
    page, address = sandbox.page, sandbox.address
    expect(page.locator("#trace [role=listitem]")).to_have_count(201)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        sandbox.take("Tick")
    assert len(answer.value.body()) <= 30 * 1024
    page.goto("about:blank")  # to draw every one of the branches would take long
    visitor.take_unseen(address, [(start * 4 + 1, "Tick") for start in range(50)], version=201)
    page.goto(address)
    expect(page.locator(".tree a")).to_have_count(51)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        sandbox.take("Materialize(r1)")
    assert len(answer.value.body()) <= 30 * 1024
    page.locator(".tree a").first.click()
    expect(page.locator("#trace [role=listitem]")).to_have_count(202)


WATCH_SHIFTS = """
window.shifted = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    window.shifted.push([entry.value, entry.sources.map((source) => source.node && source.node.id)]);
  }
}).observe({type: "layout-shift", buffered: true});
"""


def test_nothing_jumps_while_the_page_loads(visitor: Visitor) -> None:
    visitor.context.add_init_script(WATCH_SHIFTS)
    sandbox = visitor.new_sandbox(*STALE, bugs="StaleCompletion")
    page = visitor.tab(sandbox.address)
    expect(page.locator("#connection")).to_have_text("Live")
    shifted = page.evaluate("() => window.shifted")
    assert sum(value for value, _ in shifted) < 0.001, shifted


LARGEST = {"due": "1,2,3,8", "workers": "3", "max_time": "8", "max_epoch": "3"}


@pytest.mark.parametrize("bounds", [{}, LARGEST], ids=["default", "largest"])
def test_the_first_page_is_light(visitor: Visitor, bounds: dict[str, str]) -> None:
    """Scripts and styles included, as they are sent."""
    sandbox = visitor.new_sandbox(*STALE, bugs="StaleCompletion", **bounds)
    session = visitor.context.new_cdp_session(sandbox.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    sandbox.page.reload(wait_until="networkidle")
    assert len(weights) >= 5
    assert sum(weights) <= 150 * 1024, weights
