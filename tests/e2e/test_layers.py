"""What opens lies above everything, within the window; what one is told is in sight; nothing lies over the trace."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from .visitors import Visitor, Visitors

WINDOWS: dict[str, ViewportSize] = {
    "320": {"width": 320, "height": 640},
    "phone": {"width": 390, "height": 844},
    "phone on its side": {"width": 844, "height": 390},
    "tablet": {"width": 768, "height": 1024},
    "laptop": {"width": 1280, "height": 800},
    "wide": {"width": 1920, "height": 1080},
}
EVERY_POINT_IS_ITS_OWN = """(menu) => {
  const box = menu.getBoundingClientRect(), wrong = [];
  if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight)
    wrong.push(`outside: ${box.left}, ${box.top}, ${box.right}, ${box.bottom}`);
  for (const x of [0.03, 0.5, 0.97]) for (const y of [0.03, 0.25, 0.5, 0.75, 0.97]) {
    const found = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
    if (!menu.contains(found)) wrong.push(`${x}, ${y}: under ${found && (found.id || found.className)}`);
  }
  return wrong;
}"""


def lies_above_everything(menu: Locator) -> None:
    expect(menu).to_be_visible()
    assert menu.evaluate(EVERY_POINT_IS_ITS_OWN) == []


def overlap(one: Locator, other: Locator) -> bool:
    a, b = one.bounding_box(), other.bounding_box()
    assert a is not None
    assert b is not None
    return (
        a["x"] < b["x"] + b["width"]
        and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"]
        and b["y"] < a["y"] + a["height"]
    )


def test_what_show_me_says_is_in_sight(visitor: Visitor) -> None:
    page = visitor.new_sandbox(bugs="StaleCompletion").page
    page.locator("[id='show-CompletedUsesCurrentEpoch']").click()
    expect(page.locator("#notice")).not_to_be_empty()
    expect(page.locator("#notice p")).to_be_in_viewport(ratio=1)


def tour(page: Page) -> Locator:
    return page.get_by_role("region", name="A short tour")


def test_whoever_opens_a_link_sees_what_broke_and_no_tour(visitors: Visitors) -> None:
    page = visitors(is_first_visit=True).tab("/t/1~bugs.EarlyRelease~Materialize.r1/")
    page.set_viewport_size(WINDOWS["phone"])
    expect(page.locator("#verdict")).to_contain_text("NoEarlyRunnable is broken")
    lies_above_everything(page.locator("#verdict"))
    expect(tour(page)).to_be_hidden()


@pytest.mark.parametrize("window", ["phone", "phone on its side", "laptop"])
def test_the_offer_of_a_tour_covers_nothing_that_a_first_step_needs(visitors: Visitors, window: str) -> None:
    page = visitors(is_first_visit=True).new_sandbox().page
    page.set_viewport_size(WINDOWS[window])
    expect(tour(page)).to_be_visible()
    lies_above_everything(page.locator("#verdict"))
    lies_above_everything(page.locator(".cell", has=page.locator("#do-Tick")))
    assert not overlap(tour(page), page.locator("#board"))


def test_the_offer_of_a_tour_gives_way_to_what_broke(visitors: Visitors) -> None:
    sandbox = visitors(is_first_visit=True).new_sandbox(bugs="EarlyRelease")
    expect(tour(sandbox.page)).to_be_visible()
    sandbox.take("Materialize.r1")
    expect(sandbox.page.locator("#verdict")).to_contain_text("NoEarlyRunnable is broken")
    expect(tour(sandbox.page)).to_be_hidden()
    sandbox.page.get_by_role("button", name="Undo").click()
    expect(tour(sandbox.page)).to_be_visible()


def test_whoever_wants_the_tour_later_finds_it_with_the_keys(visitor: Visitor) -> None:
    page = visitor.new_sandbox().page
    expect(tour(page)).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("button", name="Show me around").click()
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect(tour(page)).to_contain_text("Take a step.")
    expect(tour(page).get_by_role("button", name="Next")).to_be_focused()


def test_each_stop_of_the_tour_stands_beside_what_it_speaks_of(visitors: Visitors) -> None:
    page = visitors(is_first_visit=True).new_sandbox().page
    page.set_viewport_size(WINDOWS["laptop"])
    tour(page).get_by_role("button", name="Show me around").click()
    for part in (".transitions", ".bugs", ".head", ".trace"):
        expect(page.locator(f"{part}[data-toured]")).to_be_visible()
        told, shown = tour(page).bounding_box(), page.locator(part).bounding_box()
        assert told is not None
        assert shown is not None
        across = max(shown["x"] - told["x"] - told["width"], told["x"] - shown["x"] - shown["width"])
        along = max(shown["y"] - told["y"] - told["height"], told["y"] - shown["y"] - shown["height"])
        assert 0 < max(across, along) <= 16, part
        tour(page).locator("#tour-next").click()
    expect(tour(page)).to_be_hidden()


def test_on_a_laptop_the_bounds_are_one_press_away(visitor: Visitor) -> None:
    page = visitor.new_sandbox().page
    bounds = page.locator("#bounds")
    expect(bounds).to_be_hidden()
    page.get_by_role("button", name="Bounds").click()
    expect(bounds).to_have_text(re.compile(r"r1\s+due 1\s+r2\s+due 2\s+2 workers\s+MaxTime 3\s+MaxEpoch 2"))
    expect(bounds).to_be_visible()
    page.keyboard.press("Escape")
    expect(bounds).to_be_hidden()
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(bounds).to_be_visible()


def test_on_a_phone_the_verdict_names_the_bug_that_is_to_blame(visitor: Visitor) -> None:
    sandbox = visitor.new_sandbox(bugs="StaleCompletion")
    sandbox.page.set_viewport_size(WINDOWS["phone"])
    sandbox.take("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)")
    told = sandbox.page.locator("#verdict .verdict-more")
    expect(told).to_contain_text("but StaleCompletion removes it.")
    assert told.evaluate("told => told.scrollHeight - told.clientHeight") == 0
