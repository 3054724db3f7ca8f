"""What axe finds on a page, as it stands when it was just opened."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AT_THE_TOP = "scrollTo({top: 0, behavior: 'instant'})"
"""Elsewhere what stays at the top of a window covers half of what just passes below, which axe counts as too small."""


def axe(page: Page, options: dict[str, Any]) -> dict[str, Any]:
    """The answer of `axe.run` with these options."""
    page.evaluate(Axe().axe_script)
    page.evaluate(AT_THE_TOP)
    answer: dict[str, Any] = page.evaluate("(options) => axe.run(options)", options)
    return answer
