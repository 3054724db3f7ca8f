"""`make pictures`: takes the pictures in `docs/` anew, from a real server in a real browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from tests.servers import running_server

DOCS = Path(__file__).resolve().parent.parent / "docs"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
LAPTOP: ViewportSize = {"width": 1280, "height": 800}


def main() -> None:
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport=LAPTOP, color_scheme="light", reduced_motion="reduce")
        _broken_sandbox(page, server.url)
        page.screenshot(path=DOCS / "sandbox.png")
        page.goto(page.url + "space/")
        page.screenshot(path=DOCS / "space.png")
        page.goto(server.url + "/matrix/")
        page.screenshot(path=DOCS / "matrix.png", full_page=True)
        browser.close()


def _broken_sandbox(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Break EarlyRelease").click()
    page.locator("[id='do-Materialize.r1']").click()
    expect(page.locator("#verdict")).to_contain_text("NoEarlyRunnable is broken")
    expect(page.locator("#connection")).to_have_text("Live")


if __name__ == "__main__":
    main()
