"""Each of the six breaks in every window, light and dark: nothing sticks out, nothing is cut off, nothing jumps."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.making import BREAKS, CAUGHT_BY

from .axe import axe
from .pages import SandboxPage
from .test_look import MISFITS, SCHEMES, SIZES
from .visitors import Visitor

PROJECTORS = {"beamer": (1024, 768), "wall": (1920, 1080)}
BUGS = list(BREAKS)
LOOKS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}

# Words that reach beyond the window, or beyond what cuts them off. What scrolls may be longer than it shows, and the
# verdict is said whole in the panel below.
CUT_WORDS = """() => {
  const found = [];
  const clipped = (element) => element !== null
    && (getComputedStyle(element).clipPath === "inset(50%)" || clipped(element.parentElement));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    if (!words || element.closest(".visually-hidden, .vh, .skip, script, title, svg, pre, .verdict")) continue;
    if (element.closest(".tree, .entries")) continue;
    if (!element.checkVisibility({visibilityProperty: true}) || clipped(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    if (box.right > innerWidth + 1) found.push(`outside: ${words.slice(0, 60)}`);
    for (let holder = element; holder; holder = holder.parentElement) {
      const style = getComputedStyle(holder);
      if (style.overflowX === "hidden" && box.right > holder.getBoundingClientRect().right + 1) {
        found.push(`cut off: ${words.slice(0, 60)}`);
      }
    }
  }
  return found;
}"""

# What of the board a projector does not show.
UNSEEN = """() => [...document.querySelectorAll("#board .chart, #board tr, #board .workers li, .moves button")]
  .filter((element) => element.checkVisibility())
  .filter((element) => element.getBoundingClientRect().bottom > Math.min(innerHeight,
      (element.closest("#board") || document.documentElement).getBoundingClientRect().bottom) + 1)
  .map((element) => element.textContent.trim().slice(0, 40))"""


def broken(visitor: Visitor, bug: str) -> SandboxPage:
    sandbox = visitor.new_sandbox(*BREAKS[bug], bugs=bug)
    expect(sandbox.page.locator("#verdict")).to_contain_text(CAUGHT_BY[bug])
    return sandbox


def wrong_with(page: Page, name: str, window: tuple[int, int], *, has_axe: bool) -> list[str]:
    """What does not fit in a window; with axe also what cannot be read there, light and dark."""
    page.set_viewport_size({"width": window[0], "height": window[1]})
    found = [*page.evaluate(MISFITS), *page.evaluate(CUT_WORDS)]
    for scheme in SCHEMES if has_axe else ():
        page.emulate_media(color_scheme=scheme)
        for violation in axe(page, LOOKS)["violations"]:
            found += [f"{scheme}: {node['target']} {node['failureSummary']}" for node in violation["nodes"]]
    return [f"{name}: {each}" for each in found]


def some(*chosen: str) -> pytest.MarkDecorator:
    """These bugs; the others for the night."""
    marks = {bug: () if bug in chosen else pytest.mark.night for bug in BUGS}
    return pytest.mark.parametrize("bug", [pytest.param(bug, marks=marks[bug], id=bug) for bug in BUGS])


@some()  # by day the walk comes to breaks
def test_a_break_fits_every_window(visitor: Visitor, bug: str) -> None:
    sandbox = broken(visitor, bug)
    turn = BUGS.index(bug)  # each window is looked at in both schemes with some of the breaks
    found = []
    for number, (name, window) in enumerate(SIZES.items()):
        found += wrong_with(sandbox.page, name, window, has_axe=turn % len(SIZES) == number)
    projector = visitor.tab(sandbox.address + "?present=1")
    for number, (name, window) in enumerate(PROJECTORS.items()):
        found += wrong_with(projector, name, window, has_axe=turn % len(PROJECTORS) == number)
        found += [f"{name}: not seen: {words}" for words in projector.evaluate(UNSEEN)]
    assert sorted(set(found)) == []


@some("StaleCompletion", "DuplicateClaim", "CheckpointAdvance", "MissingMaterialization")
def test_the_board_stays_where_it_is_when_something_breaks(visitor: Visitor, bug: str) -> None:
    *before, last = BREAKS[bug]
    sandbox = visitor.new_sandbox(*before, bugs=bug)
    tops = tops_of_board(sandbox.page)
    sandbox.take(last)
    expect(sandbox.page.locator("#verdict")).to_contain_text(CAUGHT_BY[bug])
    moved = {size: abs(top - tops[size]) for size, top in tops_of_board(sandbox.page).items()}
    assert {size: pixels for size, pixels in moved.items() if pixels > 1} == {}


def tops_of_board(page: Page) -> dict[str, float]:
    tops = {}
    for size in ("tablet", "laptop", "desktop"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        tops[size] = top_of_board(page)
    return tops


def top_of_board(page: Page) -> float:
    top: float = page.locator("#board").evaluate("(board) => board.getBoundingClientRect().top + scrollY")
    return top
