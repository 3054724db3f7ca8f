"""`make pictures`: takes the pictures in `docs/` anew, from a real server in a real browser.

With BEFORE=…, a commit, also those of the same scenes as that commit shows them, for `docs/face.md`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from tests import faces
from tests.before import ROOT, checked_out
from tests.e2e.visitors import CHROMIUM, FLAGS
from tests.servers import running_server

DOCS = ROOT / "docs"
FACES = DOCS / "face"
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
PROJECTOR: ViewportSize = {"width": 1024, "height": 768}


def main() -> None:
    faces.main(FACES, "after")
    if commit := os.environ.get("BEFORE"):
        with checked_out(commit) as there:
            _faces_of(there)
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport=LAPTOP, color_scheme="light", reduced_motion="reduce")
        page.add_init_script("localStorage.setItem('a09-toured', 'yes')")
        page.goto(server.url)
        expect(page.get_by_role("button", name="Play again")).to_be_visible()
        page.screenshot(path=DOCS / "home.png")
        _broken_sandbox(page, server.url)
        page.screenshot(path=DOCS / "sandbox.png")
        page.goto(page.url + "space/")
        page.screenshot(path=DOCS / "space.png")
        page.goto(server.url + "/matrix/")
        page.screenshot(path=DOCS / "matrix.png", full_page=True)
        _stale_completion(page, server.url)
        address = page.url
        page.locator("#trace").scroll_into_view_if_needed()
        page.locator("#trace").screenshot(path=DOCS / "trace.png")
        page.goto(address + "compare/")
        page.screenshot(path=DOCS / "compare.png")
        page.goto(address)
        page.set_viewport_size(PHONE)
        expect(page.locator("#connection")).to_have_text("Live")
        page.screenshot(path=DOCS / "phone.png")
        page.set_viewport_size(LAPTOP)
        _lesson(page, server.url)
        page.screenshot(path=DOCS / "lesson.png")
        page.set_viewport_size(PROJECTOR)
        page.goto(address + "?present=1")
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=DOCS / "projector.png")
        browser.close()


def _faces_of(there: Path) -> None:
    """The pictures of an earlier commit, taken by the script of today with the code of then."""
    command = [sys.executable, "-P", faces.__file__, str(FACES), "before"]
    subprocess.run(command, check=True, cwd=there, env={**os.environ, "PYTHONPATH": str(there)})


def _broken_sandbox(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Break it: EarlyRelease").click()
    page.locator("[id='do-Materialize.r1']").click()
    expect(page.locator("#verdict")).to_contain_text("NoEarlyRunnable is broken")
    expect(page.locator("#connection")).to_have_text("Live")


def _stale_completion(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Break it: StaleCompletion").click()
    for step in ("Tick", "Materialize.r1", "Claim.w1.r1", "Expire.r1", "Complete.w1.r1.1"):
        page.locator(f"button[id='do-{step}']").click()
        expect(page.locator("#trace [aria-current=step]")).to_have_text(re.compile(step.split(".")[0]))
    expect(page.locator("#verdict")).to_contain_text("CompletedUsesCurrentEpoch is broken")


def _lesson(page: Page, url: str) -> None:
    """A learner has broken it by hand in one of the lessons."""
    page.goto(url + "/lessons/checkpoint-advance/")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/meet/")
    page.goto(url + "/lessons/checkpoint-advance/break/")
    for step in ("Tick", "AdvanceCheckpoint"):
        page.locator(f"button[id='do-{step}']").click()
        expect(page.locator("#trace [aria-current=step]")).to_have_text(step)
    expect(page.locator(".guide")).to_contain_text("You took 2 steps")
    expect(page.locator("#connection")).to_have_text("Live")


if __name__ == "__main__":
    main()
