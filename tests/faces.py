"""The same scenes as any commit of the app shows them, as pictures in a directory.

`tests.pictures` runs this twice: with the code of today, and with that of an earlier commit. So it reaches its scenes
by forms, which stay, and not by buttons.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.e2e.visitors import CHROMIUM, FLAGS
from tests.servers import Browser, Server, running_server

SIZES: dict[str, ViewportSize] = {"laptop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
LATE = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)")
LESSON = "/lessons/stale-completion/"
# A WebP of a page is half as large as its PNG, and the browser can write one.
TO_WEBP = """async (png) => {
  const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d").drawImage(picture, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({type: "image/webp", quality: 0.9})).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


def played(*steps: str) -> Callable[[Browser], str]:
    def scene(somebody: Browser) -> str:
        path = somebody.create(bugs="StaleCompletion")
        for step in steps:
            assert somebody.step(path, step).status_code == 302
        return path

    return scene


def lesson(somebody: Browser) -> str:
    """Where one is asked to break it, before the last step."""
    somebody.post(f"{LESSON}meet/", start="1")
    path = f"{LESSON}break/"
    for step in LATE[:-1]:
        assert somebody.step(path, step).status_code == 302
    return path


SCENES: dict[str, Callable[[Browser], str]] = {
    "home": lambda _: "/",
    "sandbox": played(*LATE[:-1]),
    "break": played(*LATE),
    "lesson": lesson,
}


def main(directory: Path, name: str) -> None:
    directory.mkdir(exist_ok=True)
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        writer = browser.new_page()
        for scene, reach in SCENES.items():
            somebody = Browser(server)
            path = reach(somebody)
            for size, viewport in SIZES.items():
                context = browser.new_context(viewport=viewport, color_scheme="light", reduced_motion="reduce")
                page = opened(context, server, somebody, path)
                png = base64.b64encode(page.screenshot()).decode()
                webp = base64.b64decode(writer.evaluate(TO_WEBP, png))
                (directory / f"{scene}-{size}-{name}.webp").write_bytes(webp)
                context.close()
        browser.close()


def opened(context: BrowserContext, server: Server, somebody: Browser, path: str) -> Page:
    """The page in the browser of somebody who has seen the tour."""
    cookies = somebody.http.cookies.items()
    context.add_cookies([{"name": key, "value": value, "url": server.url} for key, value in cookies])
    context.add_init_script("localStorage.setItem('a09-toured', 'yes')")
    page = context.new_page()
    page.goto(server.url + path)
    if page.locator("#connection").count():
        expect(page.locator("#connection")).to_have_text("Live")
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
