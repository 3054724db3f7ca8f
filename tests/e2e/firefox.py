"""Debian's Firefox as a browser of Playwright, which speaks WebDriver BiDi with it (its channel `moz-firefox`).

    with sync_playwright() as playwright, firefox(playwright) as browser:
        browser.new_context(color_scheme="dark")

Playwright tells every new context its colour scheme with a command that Firefox 153 does not know, and gives up. So
this file is also a program, which Playwright starts in place of Firefox: it starts Firefox, hands all that the two
say to the other, and carries out that one command itself, with the means of Firefox's own interface. A Firefox that
knows the command is left to it.

What Playwright does not pass on to Firefox: `java_script_enabled` and `reduced_motion` of a context. The first is the
preference `javascript.enabled` of a whole browser, where Playwright can click only with `force`; the second is
`ui.prefersReducedMotion`. Firefox's console does not tell of a response that is an error.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

FIREFOX = "/usr/bin/firefox-esr"
NOWHERE: Mapping[str, str | float | bool] = {
    "network.proxy.type": 1,  # nothing outside can be reached: the proxy does not exist, and loopback needs none
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
}

MEDIA = "emulation.setMediaFeaturesOverride"
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
FIRST_ID = 2**50  # the ids of Playwright's commands are small, but for the last one, which is 2**53 - 2
SET_SCHEMES = """(function (params) {
  const shared = (name) => ChromeUtils.importESModule(`chrome://remote/content/shared/${name}.sys.mjs`)[name];
  const [navigables, users] = [shared("NavigableManager"), shared("UserContextManager")];
  const set = (context) => {
    if (!context?.isContent || context.parent || context.isDiscarded) return;
    const {ofTab, ofUser} = navigables.a09Schemes;
    const [tab, user] = [navigables.getIdForBrowsingContext(context), users.getIdByBrowsingContext(context)];
    context.prefersColorSchemeOverride = ofTab.get(tab) ?? ofUser.get(user) ?? "none";
  };
  if (!navigables.a09Schemes) {
    navigables.a09Schemes = {ofTab: new Map(), ofUser: new Map()};
    Services.obs.addObserver(set, "browsing-context-did-set-embedder");  // new ones, also those of a tab that goes on
  }
  const scheme = params.features["prefers-color-scheme"] ?? "none";
  for (const id of params.userContexts ?? []) navigables.a09Schemes.ofUser.set(id, scheme);
  for (const id of params.contexts ?? []) {
    navigables.a09Schemes.ofTab.set(id, scheme);
    set(navigables.getBrowsingContextById(id));
  }
})"""

Message = dict[str, Any]


@contextmanager
def firefox(playwright: Playwright, preferences: Mapping[str, str | float | bool] | None = None) -> Iterator[Browser]:
    """Runs Firefox without a window. `preferences` are those of `about:config`."""
    with TemporaryDirectory(prefix="a09-firefox-") as folder:
        program = Path(folder) / "firefox"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P "{Path(__file__).resolve()}" "$@"\n')
        program.chmod(0o700)
        browser = playwright.firefox.launch(
            channel="moz-firefox",
            executable_path=program,
            args=["--remote-allow-system-access"],  # for SET_SCHEMES
            firefox_user_prefs={**NOWHERE, **(preferences or {})},
        )
        try:
            yield browser
        finally:
            browser.close()


class Interpreter:
    """Stands between Playwright and Firefox."""

    def __init__(self, playwright: ServerConnection, firefox: ClientConnection) -> None:
        self.playwright = playwright
        self.firefox = firefox
        self.ids = count(FIRST_ID)
        self.asked: dict[int, asyncio.Future[Message]] = {}

    async def run(self) -> None:
        """Until one of the two hangs up."""
        tasks = [asyncio.create_task(each) for each in (self.to_firefox(), self.to_playwright())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except ConnectionClosed:
            pass
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def to_firefox(self) -> None:
        async for text in self.playwright:
            command = json.loads(text)
            if command["method"] == MEDIA:
                answer = await self.emulate_media(command["params"])
                await self.playwright.send(json.dumps({**answer, "id": command["id"]}))
            else:
                await self.firefox.send(text)

    async def to_playwright(self) -> None:
        async for text in self.firefox:
            if self.asked and (answer := json.loads(text)).get("id") in self.asked:
                self.asked.pop(answer["id"]).set_result(answer)
            else:
                await self.playwright.send(text)

    async def ask(self, method: str, params: Message) -> Message:
        """Gives Firefox a command of our own."""
        number = next(self.ids)
        self.asked[number] = asyncio.get_running_loop().create_future()
        await self.firefox.send(json.dumps({"id": number, "method": method, "params": params}))
        return await self.asked[number]

    async def emulate_media(self, params: Message) -> Message:
        """What Firefox answers to the command, or would answer if it knew it."""
        answer = await self.ask(MEDIA, params)
        if answer.get("error") != "unknown command":
            return answer
        tree = await self.ask("browsingContext.getTree", {"moz:scope": "chrome", "maxDepth": 0})
        if tree["type"] == "error":
            return tree
        window = tree["result"]["contexts"][0]["context"]  # that of the browser itself; the first is there to its end
        script = {
            "expression": f"{SET_SCHEMES}({json.dumps(params)})",
            "target": {"context": window},
            "awaitPromise": False,
        }
        done = await self.ask("script.evaluate", script)
        if done["type"] == "success" and done["result"]["type"] == "exception":
            return {"type": "error", "error": "unknown error", "message": done["result"]["exceptionDetails"]["text"]}
        return done


async def lines(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    while line := await stream.readline():
        yield line.decode(errors="replace")


async def main(*arguments: str) -> int:
    """Runs Firefox. What it writes is passed on, but for the address, which is that of the interpreter."""
    process = await asyncio.create_subprocess_exec(
        FIREFOX, *arguments, stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    address = ""

    async def interpret(playwright: ServerConnection) -> None:
        assert playwright.request is not None
        async with connect(
            address + playwright.request.path, max_size=None, compression=None, proxy=None, ping_interval=None
        ) as firefox:
            await Interpreter(playwright, firefox).run()

    async with serve(interpret, "127.0.0.1", 0, max_size=None, compression=None, ping_interval=None) as server:
        port = server.sockets[0].getsockname()[1]
        async for line in lines(process.stderr):
            if found := LISTENING.search(line):
                address = found[1]
                line = line.replace(address, f"ws://127.0.0.1:{port}")
            sys.stderr.write(line)
            sys.stderr.flush()
    return await process.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
