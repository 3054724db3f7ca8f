"""Programs that use the API of a running server: schemathesis, which tries everything, and the example of the docs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import Server, running_server

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).with_name("schemathesis.toml")
PLENTY = {
    "API_CALLS_PER_MINUTE": "1000000",
    "SANDBOXES_PER_HOUR": "1000000",
    "SANDBOXES_PER_HOUR_AND_ADDRESS": "1000000",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server(env=PLENTY) as server:
        yield server


@pytest.mark.long
@pytest.mark.parametrize("examples", [6, pytest.param(15, marks=pytest.mark.night)])
def test_no_answer_is_an_error_of_ours_or_undocumented(server: Server, examples: int) -> None:
    """The one check that is left out wants every request of the right shape to be accepted; a step can be refused."""
    schemathesis = str(Path(sys.executable).parent / "schemathesis")
    command = [schemathesis, "--config-file", str(CONFIG), "run", f"{server.url}/api/openapi.json"]
    options = ["--max-examples", str(examples), "--seed", "1", "--no-color"]
    options += ["--exclude-checks", "positive_data_acceptance"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout[-6000:]
    assert "Selected: 18/18" in done.stdout
    assert "Traceback" not in server.log


@pytest.mark.parametrize(
    ("bug", "steps", "link"),
    [
        ("EarlyRelease", 1, "1~bugs.EarlyRelease~Materialize."),
        ("StaleCompletion", 5, "1~bugs.StaleCompletion~Tick~"),
    ],
)
def test_the_example_finds_a_shortest_break(server: Server, bug: str, steps: int, link: str) -> None:
    command = [sys.executable, "docs/examples/shortest_break.py", server.url, bug]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert f" breaks after {steps} steps: " in done.stdout
    assert f", but {bug} removes it." in done.stdout
    assert f"{server.url}/t/{link}" in done.stdout


def test_the_example_passes_a_refusal_on(server: Server) -> None:
    command = [sys.executable, "docs/examples/shortest_break.py", server.url, "Typo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("There is no bug “Typo”. The six are EarlyRelease")
