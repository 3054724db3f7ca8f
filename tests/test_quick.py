"""What `make quick` chooses, and that it says what it leaves out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .quick import ALWAYS, BROWSER, ROOT, plan

TESTS = """
import time
import pytest

@pytest.mark.parametrize("number", range(3))
def test_slow(number):
    time.sleep(0.01)

@pytest.mark.long
def test_long():
    pass
"""


def test_a_module_calls_for_its_tests_its_room_and_the_rooms_above() -> None:
    near = plan(["a09web/foresight/lookout.py"]).near
    assert near[:3] == ("tests/foresight/test_lookout.py", ALWAYS, "tests/foresight")
    assert {"tests/sandbox", "tests/lessons", "tests/classroom", "tests/api"} <= set(near)
    assert not {"tests/model", "tests/live", "tests/specs"} & set(near)


def test_a_test_calls_for_itself_and_what_helps_tests_for_its_folder() -> None:
    assert set(plan(["tests/model/test_walk.py"]).near) == {"tests/model/test_walk.py", ALWAYS}
    assert "tests/sandbox" in plan(["tests/sandbox/making.py"]).near


def test_what_is_seen_calls_for_a_browser() -> None:
    assert plan(["styles/board.css"]).browser == (BROWSER,)
    assert plan(["templates/lessons/page.html"]).browser == (BROWSER,)
    assert "tests/lessons" in plan(["templates/lessons/page.html"]).near
    assert plan(["tests/e2e/test_keys.py"]).browser == ("tests/e2e/test_keys.py",)
    assert plan(["a09web/model/walk.py"]).browser == ()


@pytest.mark.parametrize(
    ("file", "test"),
    [
        ("README.md", "tests/test_docs.py"),
        ("docs/model.md", "tests/test_docs.py"),
        ("requirements.in", "tests/test_requirements.py"),
        ("a09web/health.py", "tests/test_health.py"),
        ("a09web/management/commands/explore.py", "tests/test_commands.py"),
    ],
)
def test_what_is_in_no_room_has_tests_too(file: str, test: str) -> None:
    assert test in plan([file]).near


@pytest.mark.parametrize(
    ("seconds", "asked", "passed", "left"),
    [(0, "some", 0, 4), (600, "some", 3, 1), (600, "some/test_some.py", 4, 0)],
    ids=["no time", "a folder", "the file itself"],
)
def test_what_is_left_out_is_named(tmp_path: Path, seconds: int, asked: str, passed: int, left: int) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "test_some.py").write_text(TESTS)
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "A09_QUICK_UNTIL": str(time.monotonic() + seconds),
        "A09_QUICK_ORDER": asked,
    }
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.quick", "-n", "1", asked]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert (f"{passed} passed" in done.stdout) == bool(passed), done.stdout
    assert (f"left out: {left} in some/test_some.py" in done.stdout) == bool(left), done.stdout
