"""What somebody does who means harm, against a server of our own: each attack in a bounded loop, with connections of
one client. Run as a process: `python -m tests.load.hold.attacks KIND SITE SECONDS`."""

from __future__ import annotations

import asyncio
import itertools
import random
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httpx

from a09web.model.bounds import Bounds
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import Scenario
from a09web.workbooks import FIRST
from tests.load.classroom.clients import Browser

CONNECTIONS = 8
LONG = tuple("+EarlyRelease" if number % 2 == 0 else "-EarlyRelease" for number in range(78))
_numbers = itertools.count()


def largest() -> Bounds:
    """Bounds whose states nobody has looked through yet."""
    return FIRST.bounds(due=(1, 2, 3, random.randint(4, 8)), workers=3, max_time=8, max_epoch=3)


def link(title: str, bounds: Bounds | None = None) -> str:
    """The path of a long link that nobody asked for before."""
    return f"/t/{encode(Scenario(bounds=bounds or FIRST.bounds(), steps=LONG, title=f'{title} {next(_numbers)}'))}/"


async def guesses(browser: Browser) -> None:
    await browser.post("/teach/sign-in/", {"username": f"nobody{next(_numbers)}", "password": "guess"})


async def pixels(browser: Browser) -> None:
    await browser.get(link("Pixels") + "trace.png")


async def exports(browser: Browser) -> None:
    await browser.get(link("Export") + "trace.html")


async def uploads(browser: Browser) -> None:
    state = "State 1: <Initial predicate>\n/\\ now = 0\n\n"
    await browser.post("/t/", {"text": state * (400_000 // len(state))})


async def explorations(browser: Browser) -> None:
    await browser.get(f"/t/{encode(Scenario(bounds=largest(), title=f'Space {next(_numbers)}'))}/space/")


ATTACKS: dict[str, Callable[[Browser], Awaitable[None]]] = {
    "guesses": guesses,
    "pixels": pixels,
    "exports": exports,
    "uploads": uploads,
    "explorations": explorations,
}


async def attack(kind: str, site: str, seconds: float) -> None:
    """Eight connections that ask again as soon as they are answered; `all` takes the kinds in turn."""
    kinds = list(ATTACKS.values()) if kind == "all" else [ATTACKS[kind]]
    end = time.monotonic() + seconds

    async def one(number: int, http: httpx.AsyncClient) -> None:
        browser, turn = Browser(http, site, address="192.0.2.66"), number
        while time.monotonic() < end:
            with suppress(httpx.HTTPError):
                await kinds[turn % len(kinds)](browser)
            turn += 1

    async with httpx.AsyncClient(timeout=60, trust_env=False, verify=False) as http:  # noqa: S501 – plain HTTP
        await asyncio.gather(*(one(number, http) for number in range(CONNECTIONS)))


if __name__ == "__main__":
    asyncio.run(attack(sys.argv[1], sys.argv[2], float(sys.argv[3])))
