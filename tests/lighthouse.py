"""`make lighthouse`: what Lighthouse says of the start page, a sandbox and a lesson, on a phone and on a laptop.

Lighthouse is a program for Node.js that is no part of this project: install its package of that name wherever you like,
and name it with LIGHTHOUSE unless it is on the PATH. Each page is looked at three times; nothing here passes or fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.visitors import CHROMIUM
from tests.servers import Browser, Server, running_server

PROGRAM = os.environ.get("LIGHTHOUSE", "lighthouse")
TIMES = int(os.environ.get("TIMES", "3"))
LESSON = "/lessons/stale-completion/"
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"
PRESETS = {"phone": [], "laptop": ["--preset=desktop"]}


def main() -> None:
    with running_server() as server, tempfile.TemporaryDirectory() as directory:
        for name, address, cookies in pages(server):
            for preset, options in PRESETS.items():
                headers = json.dumps({"Cookie": cookies}) if cookies else ""
                asked = [server.url + address, *options, *([f"--extra-headers={headers}"] if headers else [])]
                told = [scores(asked, Path(directory) / "report.json") for _ in range(TIMES)]
                line = ", ".join(f"{kind} {' '.join(str(one[kind]) for one in told)}" for kind in told[0])
                sys.stdout.write(f"{name}, {preset}: {line}\n")


def pages(server: Server) -> Iterator[tuple[str, str, str]]:
    """A name, an address, and with which cookies it is opened."""
    browser = Browser(server)
    yield "the start page", "/", ""
    yield "a sandbox", browser.create(bugs="StaleCompletion"), ""
    yield "a lesson, before it starts", LESSON, ""
    meet = f"{LESSON}meet/"
    browser.http.post(meet, data={"csrfmiddlewaretoken": browser.token(meet), "start": "1"})
    yield "a lesson", meet, "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())


def scores(asked: list[str], report: Path) -> dict[str, int]:
    """Of 100 in each category."""
    command = [PROGRAM, *asked, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}"]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": CHROMIUM})
    found = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {name: round(100 * category["score"]) for name, category in found.items()}


if __name__ == "__main__":
    main()
