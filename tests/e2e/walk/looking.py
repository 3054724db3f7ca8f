"""A page in a browser's window, and what `looking.js` sees wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from playwright.sync_api import Page

Window = tuple[int, int]
SCRIPT = Path(__file__).with_name("looking.js").read_text(encoding="utf-8")
MOST_SAID = 4
"""Of what is wrong in the same way in one window so much is told."""

STILL = """() =>
document.fonts.status === "loaded"
  && !document.querySelector("details[open][data-folded], [data-state=plain]")
"""


def settle(page: Page) -> None:
    """Waits until nothing comes any more that a page asks for by itself."""
    page.wait_for_function(STILL)


def look(
    page: Page, windows: Iterable[Window], opened_in: Collection[Window], unfolded_in: Iterable[Window]
) -> list[str]:
    """What is wrong in each window, and in some of them with each thing that opens; in some once more when all that
    unfolds is unfolded."""
    settle(page)
    page.evaluate(SCRIPT)
    found = []
    for window in windows:
        found += _in_window(page, window, "walk.look().concat(walk.sheets())" if window in opened_in else "walk.look()")
    page.evaluate("walk.unfold()")
    settle(page)
    for window in unfolded_in:
        found += [f"unfolded, {each}" for each in _in_window(page, window, "walk.look()")]
    named: list[str] = page.evaluate("walk.misnamed().concat(walk.unfocused())")
    return found + named


def _in_window(page: Page, window: Window, asked: str) -> list[str]:
    width, height = window
    page.set_viewport_size({"width": width, "height": height})
    found: list[str] = page.evaluate(asked)
    return [f"{width}x{height}: {each}" for each in some(found)]


def some(found: Iterable[str]) -> list[str]:
    """The first of each kind, and how many more there are: one wrong rule can cover a hundred words."""
    kinds: Counter[str] = Counter()
    told = []
    for each in dict.fromkeys(found):
        kind = each.partition(":")[0]
        kinds[kind] += 1
        if kinds[kind] <= MOST_SAID:
            told.append(each)
    return told + [f"{kind}: {count - MOST_SAID} more" for kind, count in kinds.items() if count > MOST_SAID]
