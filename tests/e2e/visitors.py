"""People with browsers. What their browsers complain about is collected, and fails the test that did not name it."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError

from .pages import SandboxPage

# Without its windows Chromium takes a third less time.
CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing outside can be reached
)
REFUSED = "Failed to load resource: the server responded with a status of {}"
CONFLICT, FORBIDDEN, NOT_FOUND = (
    REFUSED.format(status) for status in ("409 (Conflict)", "403 (Forbidden)", "404 (Not Found)")
)
UNPROCESSABLE = REFUSED.format("422 (Unprocessable Entity)")
TOO_MANY = REFUSED.format("429 (Too Many Requests)")
NOT_SENT = re.compile(
    r"htmx:(afterRequest|sendError), \[object HTML\w+\]|Failed to load resource: net::ERR_"
    r"(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)"
)
NO_CONNECTION = re.compile(r"WebSocket connection to 'ws://127\.0\.0\.1:\d+/ws/\w/\w+/' failed: .*")
# Firefox's console does not tell of a response that is an error.
UNTOLD = "Failed to load resource"

PATIENCE_MS = 30_000  # on a busy machine

CSRF_INPUT = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Against the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample} at ` +
    (event.target.outerHTML || event.sourceFile || "").slice(0, 200)));
"""


@dataclass
class Visitor:
    """One person's browser: its own cookies, any number of tabs."""

    context: BrowserContext
    home: str
    is_first_visit: bool = False
    complaints: list[tuple[str, str]] = field(default_factory=list)
    expected: Counter[str] = field(default_factory=Counter)
    tolerated: list[re.Pattern[str]] = field(default_factory=list)
    _token: str = ""

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(REPORT_VIOLATIONS)
        if not self.is_first_visit:
            self.context.add_init_script(
                "try { localStorage.setItem('a09-toured', 'yes') } catch { /* an empty page has none */ }"
            )
        self.context.on("console", self._console)
        self.context.on("weberror", self._error)
        self.context.on("request", self._request)

    def tab(self, address: str = "/") -> Page:
        page = self.context.new_page()
        page.goto(urljoin(self.home, address))
        return page

    def sandbox(self, address: str) -> SandboxPage:
        """A sandbox in a new tab."""
        return SandboxPage(self.tab(address))

    def new_sandbox(self, *steps: str, bugs: str = "", **bounds: str) -> SandboxPage:
        """A sandbox of one's own in which steps were taken. The forms are sent, but nothing is drawn before it stands
        there: that takes long."""
        fields = [*(("bugs", bug) for bug in bugs.split()), *bounds.items()]
        address = self._posted("/s/", fields)
        self.take_unseen(address, list(enumerate(steps)))
        return self.sandbox(address)

    def take_unseen(self, address: str, steps: list[tuple[int, str]], version: int = 0) -> None:
        """Takes steps in a sandbox of one's own that has this version, each from the step that it names."""
        for number, (at, step) in enumerate(steps, start=version):
            self._posted(address, [("version", str(number)), ("at", str(at)), ("step", step)])

    def _posted(self, address: str, fields: list[tuple[str, str]]) -> str:
        """Sends a form and returns the address to which the answer leads."""
        if not self._token:
            found = CSRF_INPUT.search(self.context.request.get(self.home).text())
            assert found is not None
            self._token = found[1]
        data = urlencode([("csrfmiddlewaretoken", self._token), *fields])
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        url = urljoin(self.home, address)
        answer = self.context.request.post(url, data=data, headers=headers, max_redirects=0)
        assert answer.status == 302, answer.text()
        return answer.headers["location"]

    def fill_in_new_sandbox(self, *, bugs: str = "", **bounds: str) -> SandboxPage:
        """A sandbox of one's own, made with the form on the page of sandboxes."""
        page = self.tab("/s/")
        form = page.get_by_role("region", name="New sandbox")
        for name, value in bounds.items():
            if name == "due":
                form.locator("#due").fill(value)
            else:
                form.locator(f"#{name}").select_option(value)
        for bug in bugs.split():
            form.get_by_role("checkbox", name=bug).check()
        form.get_by_role("button", name="Make the sandbox").click()
        page.wait_for_url("**/s/*/")
        return SandboxPage(page)

    def expect_complaint(self, line: str, times: int = 1) -> None:
        """Names a line that the console is going to show so many times, because the test provokes it."""
        self.expected[line] += times

    def tolerate(self, line: re.Pattern[str]) -> None:
        """Names lines of which nobody can say how many there will be."""
        self.tolerated.append(line)

    @property
    def is_firefox(self) -> bool:
        browser = self.context.browser
        return browser is not None and browser.browser_type.name == "firefox"

    def unexpected(self) -> list[str]:
        """What the console showed and nobody named, and what was named and did not come."""
        left, unexpected = self.expected.copy(), []
        if self.is_firefox:
            left = Counter({line: count for line, count in left.items() if not line.startswith(UNTOLD)})
        for line, where in self.complaints:
            if left[line] > 0:
                left[line] -= 1
            elif not any(pattern.fullmatch(line) for pattern in self.tolerated):
                unexpected.append(f"{line} (at {where})")
        return [*unexpected, *(f"expected, but it did not come: {line}" for line in left.elements())]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append((message.text, message.page.url if message.page else "?"))

    def _error(self, error: WebError) -> None:
        self.complaints.append((f"Uncaught: {error.error}", error.page.url if error.page else "?"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:")):
            self.complaints.append((f"A request to the outside: {request.url}", request.frame.page.url))


@dataclass
class Visitors:
    """Everybody who takes part in a test. They want no motion unless they are `moving`: a step is shown much sooner."""

    browser: Browser
    home: str
    moving: bool = False
    all: list[Visitor] = field(default_factory=list)

    def __call__(self, *, home: str | None = None, is_first_visit: bool = False, **options: Any) -> Visitor:
        motion = "no-preference" if self.moving else "reduce"
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": motion, **options}
        visitor = Visitor(self.browser.new_context(**options), home or self.home, is_first_visit)
        self.all.append(visitor)
        return visitor

    def same_as(self, visitor: Visitor) -> Visitor:
        """The same person at another computer: the same cookies, but a network of its own."""
        return self(home=visitor.home, storage_state=visitor.context.storage_state())
