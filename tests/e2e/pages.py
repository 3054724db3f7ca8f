"""The sandbox page as a person uses it: by the names of things."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


class SandboxPage:
    """A sandbox in one tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.verdict = page.get_by_role("region", name="Verdict")
        self.board = page.locator("#board")
        self.trace = page.locator("#trace")
        self.notice = page.locator("#notice")
        self.pill = page.locator("#connection")
        self.undo = page.get_by_role("button", name="Undo", exact=True)
        self.redo = page.get_by_role("button", name="Redo", exact=True)
        self.reset = page.get_by_role("button", name="Reset", exact=True)
        self.back_to_present = page.get_by_role("link", name="Back to the present")
        self.make_present = page.get_by_role("button", name="Make this the present")

    @property
    def address(self) -> str:
        return self.page.url.partition("?")[0]

    @property
    def public_id(self) -> str:
        return self.address.rstrip("/").rpartition("/")[2]

    @property
    def version(self) -> int:
        return int(self.page.locator("[data-version]").get_attribute("data-version") or "")

    def transition(self, name: str) -> Locator:
        """The control of a transition, enabled or not."""
        return self.page.locator(f'[id="do-{element_id(name)}"]')

    def button(self, name: str) -> Locator:
        """The button that takes a step; there is none for a transition that is not enabled."""
        return self.page.locator(f'button[id="do-{element_id(name)}"]')

    def guards(self, name: str) -> Locator:
        """The guards of a transition, one item for each."""
        return self.page.locator(f'[id="guards-{element_id(name)}"]').get_by_role("listitem")

    def press_guards(self, name: str) -> None:
        """Opens the guards of a transition, or closes them; they may still be on their way."""
        self.unfold(name)
        self.page.locator(f'[id="guards-{element_id(name)}"] summary').click()

    def open_guards(self, name: str) -> None:
        """The same until they are here, or known to be lost: what comes moves what stands below it."""
        self.press_guards(name)
        guards = self.page.locator(f'[id="guards-{element_id(name)}"]')
        expect(guards).not_to_have_attribute("data-folded", re.compile("^(asked)?$"))

    def unfold(self, name: str) -> None:
        """What cannot happen now is folded by actor, until somebody asks for it."""
        if not self.transition(name).is_visible():
            actor = self.page.locator(".actor").filter(has=self.transition(name)).get_attribute("aria-label")
            self.page.get_by_role("group", name="cannot happen now").get_by_label(f"{actor} ").check()
        expect(self.transition(name)).to_be_visible()

    def switch(self, bug: str) -> Locator:
        return self.page.locator(f"#bug-{bug}")

    def property(self, name: str) -> Locator:
        return self.page.locator(f"#property-{name}")

    def entry(self, index: int) -> Locator:
        """A line of the trace; 0 is the initial state."""
        return self.trace.get_by_role("listitem").nth(index)

    def link(self, index: int) -> Locator:
        """The link of a line of the trace, which looks at that step."""
        return self.entry(index).get_by_role("link").first

    def run(self, name: str) -> Locator:
        """The row of a run in the places of the board: schedule, runnable, claimed, completed."""
        return self.board.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=name))

    def place(self, run: str, place: str) -> Locator:
        return self.run(run).get_by_role("cell").nth(("Schedule", "Runnable", "Claimed", "Completed").index(place))

    def take(self, *names: str) -> None:
        """Takes steps by clicking, each after the answer to the one before."""
        for name in names:
            self.answered(self.button(name))

    def toggle(self, *bugs: str) -> None:
        for bug in bugs:
            self.answered(self.switch(bug))

    def answered(self, control: Locator) -> None:
        """Clicks a control and waits until the page shows what came of it and its own answer is here.

        What is pressed in between is dropped, and a frame of the socket may show the step before the answer does.
        """
        version = self.version
        control.click()
        self.expect_version(version + 1)
        answered(self.page)

    def expect_version(self, version: int) -> None:
        expect(self.page.locator("[data-version]")).to_have_attribute("data-version", str(version))

    def expect_trace(self, *names: str, here: int | None = None) -> None:
        """The trace has exactly these steps after Init, and the one that is looked at is number `here`, or the last."""
        expect(self.trace.get_by_role("listitem")).to_have_count(len(names) + 1)
        for index, name in enumerate(("Init", *names)):
            expect(self.link(index)).to_have_text(name)
        expect(self.link(len(names) if here is None else here)).to_have_attribute("aria-current", "step")

    def expect_live(self) -> None:
        expect(self.pill).to_have_text("Live", timeout=20_000)

    def expect_broken(self, name: str, since: str) -> None:
        expect(self.verdict).to_contain_text(f"{name} is broken since {since}")
        expect(self.property(name)).to_contain_text("broken")

    def expect_all_hold(self) -> None:
        expect(self.verdict).to_contain_text("All 7 properties hold.")


def answered(page: Page) -> None:
    """Waits until nothing that was pressed here is on its way any more."""
    expect(page.locator("body[data-stepping], #stage.htmx-request")).to_have_count(0)


@dataclass(frozen=True)
class Stored:
    """A sandbox as its database has it: its version, the step it stands at, and all steps as (number, parent, name)."""

    version: int
    cursor: int
    steps: list[tuple[int, int, str]]

    @property
    def names(self) -> list[str]:
        return [name for _, _, name in self.steps]


def stored(var_dir: Path, public_id: str) -> Stored:
    """Reads the database directly, whether its server runs or not."""
    with closing(sqlite3.connect(var_dir / "a09.sqlite3")) as connection:
        (key, version, cursor) = connection.execute(
            "SELECT id, version, cursor FROM sandbox_sandbox WHERE public_id = ?", [public_id]
        ).fetchone()
        steps = connection.execute(
            "SELECT number, parent, name FROM sandbox_step WHERE sandbox_id = ? ORDER BY number", [key]
        ).fetchall()
    return Stored(version, cursor, steps)


def element_id(step: str) -> str:
    """`Claim(w1,r1)` as it is written in an id: `Claim.w1.r1`."""
    return re.sub(r"[(,]", ".", step).removesuffix(")")
