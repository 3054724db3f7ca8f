"""A real browser against a real server. Run on its own (`pytest tests/e2e`): Playwright keeps an event loop running."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.servers import Server, running_server

from .latency import slow_line
from .teachers import session_of_a_teacher
from .visitors import CHROMIUM, FLAGS, PATIENCE_MS, Visitor, Visitors

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of this worker. A test that kills it starts it again, or `_alive` does."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def home(server: Server) -> Iterator[str]:
    """Where browsers find the server."""
    if latency := int(os.environ.get("A09_LATENCY_MS", "0")):
        with slow_line(server.port, latency) as address:
            yield address
    else:
        yield server.url


@pytest.fixture(autouse=True)
def _alive(server: Server) -> None:
    """Whatever the test before did to the server, it runs."""
    if server.process is None:
        server.start()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all browsers: two do not go together."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def teacher(server: Server) -> str:
    """The session of a teacher called ada."""
    return session_of_a_teacher(server)


@pytest.fixture
def visitors(browser: Browser, home: str, request: pytest.FixtureRequest) -> Iterator[Visitors]:
    """Makes browsers, one for each person. Fails if one complained of something that the test did not name."""
    everybody = Visitors(browser, home, moving=request.node.get_closest_marker("moving") is not None)
    yield everybody
    for visitor in everybody.all:
        visitor.context.close()
    complaints = [line for visitor in everybody.all for line in visitor.unexpected()]
    assert not complaints, "The browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def visitor(visitors: Visitors) -> Visitor:
    return visitors()


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """The home page, in a tab."""
    return visitor.tab()


@pytest.fixture
def shoot() -> Callable[[Page, str], None] | None:
    """Takes a picture of the whole page into the folder A09_SHOTS; None if that is not set."""
    folder = os.environ.get("A09_SHOTS")
    if not folder:
        return None

    def shoot(page: Page, name: str) -> None:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, caret="initial")

    return shoot
