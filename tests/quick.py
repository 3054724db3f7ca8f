"""`make quick`: the tests of what the working tree changes, the nearest first, for a minute.

The folders of the tests mirror the rooms, and `test_architecture` says who knows whom: a change of a module calls for
its own tests, those of its room, and those of the rooms above. What takes long is left out, and so is the rest when the
time is up; both are named. It is also a plugin of pytest, which keeps that order and that time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from .test_architecture import HALL, KNOWS

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60
TO_START_SECONDS = 8
"""What pytest takes before its first test and after its last."""

ALWAYS = "tests/test_architecture.py"
BROWSER = "tests/e2e"
BY_FILE = {
    "requirements": "tests/test_requirements.py",
    "package": "tests/test_requirements.py",
    "static/a09/js/": "tests/test_scripts.py",
    "tests/js/": "tests/test_scripts.py",
    "docs/": "tests/test_docs.py",
    "README.md": "tests/test_docs.py",
    "CONTRIBUTING.md": "tests/test_docs.py",
    "CHANGELOG.md": "tests/test_docs.py",
}
SHOWN, DRAWN = ("templates/", "static/", "styles/"), {".html", ".svg", ".css"}
"""What only a browser shows whole."""


@dataclass(frozen=True)
class Plan:
    """Test files and folders, the nearest to the change first; `browser` are those that need one."""

    near: tuple[str, ...]
    browser: tuple[str, ...] = ()


def changed(base: str) -> list[str]:
    """The files that differ from a commit, and those that git does not know yet."""
    differing = _git("diff", "--name-only", base)
    unknown = _git("ls-files", "--others", "--exclude-standard")
    return sorted({*differing, *unknown})


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def plan(files: Iterable[str], root: Path = ROOT) -> Plan:
    """What to run for a change of these files."""
    ranked: dict[str, int] = {ALWAYS: 0}
    browser: dict[str, int] = {}
    for file in files:
        for rank, test in _tests_of(file):
            into = browser if test.startswith(BROWSER) else ranked
            into[test] = min(rank, into.get(test, rank))
    return Plan(_in_order(ranked, root), _in_order(browser, root))


def _in_order(ranked: dict[str, int], root: Path) -> tuple[str, ...]:
    return tuple(sorted((test for test in ranked if (root / test).exists()), key=lambda test: (ranked[test], test)))


def _tests_of(file: str) -> Iterator[tuple[int, str]]:
    """The tests of a file, each with its distance."""
    path = PurePosixPath(file)
    if file.startswith("tests/"):
        yield 0, file if path.name.startswith("test_") else str(path.parent)
    for beginning, test in BY_FILE.items():
        if file.startswith(beginning):
            yield 0, test
    if file.startswith(SHOWN) or path.suffix in DRAWN:
        yield 2, BROWSER
    if file.startswith("a09web/") and len(path.parts) > 2:
        yield 0, f"tests/{path.parts[1]}/test_{path.stem}.py"
    elif file.startswith("a09web/"):
        yield 0, f"tests/test_{path.stem}.py"
        yield 2, "tests"
    if file.startswith(("a09web/", "templates/")) and len(path.parts) > 2:
        yield from _rooms(path.parts[1])


def _rooms(room: str) -> Iterator[tuple[int, str]]:
    """The room and those above it; of a folder that is no room everything beside the rooms."""
    if room in HALL:
        yield from ((1, f"tests/{test.name}") for test in sorted((ROOT / "tests").glob("test_*.py")))
    yield 1, f"tests/{room}"
    for distance, above in enumerate((other for other, known in KNOWS.items() if room in known), start=2):
        yield distance, f"tests/{above}"


def run(tests: tuple[str, ...], until: float) -> int:
    """Runs them in this order, until that moment of the monotonic clock."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.quick", "-n", "2", "--maxschedchunk", "1", *tests]
    env = {**os.environ, "A09_QUICK_UNTIL": str(until), "A09_QUICK_ORDER": os.pathsep.join(tests)}
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    start = time.monotonic()
    base = os.environ.get("BASE", "HEAD")
    files = changed(base)
    if not files and base == "HEAD":
        _say("Nothing is changed since the last commit: these are the tests of that commit.")
        files = changed("HEAD~1")
    chosen = plan(files)
    _say(f"{len(files)} changed files: {', '.join((*chosen.near, *chosen.browser))}")
    end = start + SECONDS - TO_START_SECONDS
    code = run(chosen.near, end)
    if code == 0 and chosen.browser and time.monotonic() < end - TO_START_SECONDS:
        code = run(chosen.browser, end)
    elif chosen.browser:
        _say(f"Left out: {', '.join(chosen.browser)}, which need a browser.")
    if chosen.browser != (BROWSER,):
        _say("Left out: the browser tests, and rooms that do not know what was changed. `make test` runs all.")
    return code


# The plugin


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Quick(config), "quick")


class _Quick:
    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.until = float(os.environ["A09_QUICK_UNTIL"])
        self.order = os.environ["A09_QUICK_ORDER"].split(os.pathsep)
        self.left: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: (self._rank(item), item.get_closest_marker("tlc") is not None))

    def _rank(self, item: pytest.Item) -> int:
        path = item.nodeid.partition("::")[0]
        return min(rank for rank, test in enumerate(self.order) if path == test or path.startswith(f"{test}/"))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        is_for_itself = item.nodeid.partition("::")[0] in self.order
        is_long = item.get_closest_marker("long") is not None and not is_for_itself
        if time.monotonic() < self.until and not is_long:
            return None
        self.left.append(item.nodeid)
        return True

    def pytest_sessionfinish(self) -> None:
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["left"] = self.left

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.left += node.workeroutput.get("left", [])

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        files = Counter(test.partition("::")[0] for test in self.left)
        for file, count in sorted(files.items()):
            terminalreporter.write_line(f"left out: {count} in {file}")


if __name__ == "__main__":
    sys.exit(main())
