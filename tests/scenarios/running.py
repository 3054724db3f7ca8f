"""What real TLC prints of a scenario's modules, word for word."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from a09web.scenarios.modules import module_files
from a09web.scenarios.scenario import Scenario
from a09web.specs import tlc

from .making import opened


def run_tlc(folder: Path, scenario: Scenario, module: str, *options: str) -> tuple[int, str]:
    """The command of the module's head, with a JVM that starts quickly."""
    for name, text in module_files(scenario).items():
        (folder / name).write_text(text, encoding="utf-8")
    assert f"java -cp tla2tools.jar tlc2.TLC -deadlock {module}\n" in (folder / f"{module}.tla").read_text()
    done = _run(folder, module, *options)
    return done.returncode, done.stdout


def run_unmarked(folder: Path, *options: str, model: str = "1~bugs.StaleCompletion") -> str:
    """What TLC says of a model, without the line of ours that names the scenario."""
    for name, text in module_files(opened(model)).items():
        (folder / name).write_text(re.sub(r"(?m)^ASSUME PrintT.*$", "", text), encoding="utf-8")
    return _run(folder, "MC", *options).stdout


def _run(folder: Path, module: str, *options: str) -> subprocess.CompletedProcess[str]:
    quick = (*tlc._JVM_SMALL, *tlc._archive(), f"-Djava.io.tmpdir={folder}")
    command = [tlc.java(), *quick, "-cp", str(tlc.tlc_jar()), "tlc2.TLC", *options, "-deadlock", module]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
