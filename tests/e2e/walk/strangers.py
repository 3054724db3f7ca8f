"""People who follow the site: each begins at an address that one is told, presses every link, and fills in each kind
of form once."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx
from django.urls import Resolver404

from tests.servers import NO_TLS

from .markup import Button, Form, Page
from .places import Place, kind_of, shows_a_page

ENDS = {
    "teach/sign-out/": "the walk would end there",
    "teach/<public_id>/delete/": "the class would be gone",
    "exercises/made/<public_id>/delete/": "the exercise would be gone",
}
"""Forms that nobody sends on the walk; the pages on which they stand are walked."""
END = {"end", "remove", "restart", "rotate", "simulate", "before"}
"""What a teacher's form may do that nobody asks for on the walk: it takes away the class, its students or its board."""
CHANGES_ALL = "?mode="
"""A link that changes how all pages look to this person."""
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")


@dataclass
class Person:
    """Somebody at a browser without scripts."""

    name: str
    home: str
    typed: dict[str, str] = field(default_factory=dict)
    most: int = 3
    """So many pages of a kind are opened to find one of each look."""
    has_forms: bool = True
    avoids: frozenset[str] = frozenset()
    """Kinds of pages that others have walked already."""
    seen: dict[str, Page] = field(default_factory=dict)
    answers: set[tuple[str, str]] = field(default_factory=set)
    """The kinds of addresses that answered, and with what type of content."""

    def __post_init__(self) -> None:
        self.http = httpx.Client(timeout=60, trust_env=False, verify=NO_TLS, follow_redirects=True)
        self.sent: set[tuple[str, ...]] = set()
        self.opened: Counter[str] = Counter()
        self.left: deque[str] = deque()

    def walk(self, *addresses: str) -> None:
        """From these addresses to whatever can be reached from there."""
        for address in addresses:
            self.look(self.http.get(self.home + address.removeprefix(self.home)))
        while self.left:
            address = self.left.popleft()
            if address not in self.seen and self._is_worth_it(address):
                self.look(self.http.get(address))

    def look(self, answer: httpx.Response) -> Page | None:
        """Takes in what came: its links wait, its forms are sent."""
        address = str(answer.url).partition("#")[0]
        kind = _kind(address, self.home)
        if answer.request.method == "GET":
            self.answers.add((kind, answer.headers.get("Content-Type", "").partition(";")[0]))
        if answer.status_code >= 400 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            return None
        page = self.seen[address] = Page(address, answer.text)
        copied = [found for text in page.copied for found in ADDRESS.findall(text)]
        self.left.extend(self._known([*page.links, *copied]))
        for form in page.forms if self.has_forms else ():
            for button in form.buttons or [Button()]:
                self._send(kind, form, button)
        return page

    def fill_in(self, address: str, **fields: str | int | list[str]) -> str:
        """Sends the form of a page that has these fields, or buttons of these names; returns where that leads."""
        page = Page(self.home + address, self.http.get(self.home + address).text)
        form = next(form for form in page.forms if form.knows(fields))
        sent = [(name, value) for name, value in form.sent(Button(), {}) if name not in fields]
        answer = self.http.post(form.action, data={**_together(sent), **fields}, headers={"Referer": self.home})
        assert answer.status_code == 200, f"{address} {fields}: {answer.text}"
        return str(answer.url).partition("#")[0].removeprefix(self.home)

    def _send(self, kind: str, form: Form, button: Button) -> None:
        action = button.action or form.action
        do = dict(form.fields).get("do", "")
        to = _kind(action, self.home)
        key = (kind if to == kind else "", to, button.name, do)
        if key in self.sent or to in ENDS or {do, button.name, button.value} & END or form.method != "post":
            return
        self.sent.add(key)
        fields = form.sent(button, self.typed)
        self.look(self.http.post(action, data=_together(fields), headers={"Referer": self.home}))

    def _known(self, addresses: Iterable[str]) -> Iterator[str]:
        """Those of this site, as this person reaches it."""
        for address in addresses:
            whole = urljoin(self.home, address)
            if whole.startswith(self.home):
                yield whole

    def _is_worth_it(self, address: str) -> bool:
        kind = _kind(address, self.home)
        if kind in self.avoids or CHANGES_ALL in address:
            return False
        if not kind or not shows_a_page(kind):
            return bool(kind) and self.opened.setdefault(kind, 0) == 0 and not self.opened.update([kind])
        self.opened[kind] += 1
        return self.opened[kind] <= self.most

    def places(self) -> Iterator[Place]:
        """Where this person came to."""
        for address, page in self.seen.items():
            looks = tuple(sorted(set(page.looks)))
            yield Place(_kind(address, self.home), self.name, address.removeprefix(self.home), looks)

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(_kind(address, self.home) for address in self.seen)

    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self.http.cookies.jar}


def _kind(address: str, home: str) -> str:
    try:
        return kind_of(urlsplit(address.removeprefix(home)).path)
    except Resolver404:
        return ""


def _together(fields: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found
