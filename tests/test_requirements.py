"""What is installed is pinned and known by its hash, and is what the `.in` files ask for."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements", "requirements-dev")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def wanted(name: str) -> list[Requirement]:
    """What an `.in` file asks for, and the file that it includes."""
    found = []
    for line in (ROOT / f"{name}.in").read_text().splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("-r "):
            found += wanted(text.removeprefix("-r ").removesuffix(".in"))
        elif text and not text.startswith("-c "):
            found.append(Requirement(text))
    return found


def entries(name: str) -> list[str]:
    """The packages of a lock, each as one line with its hashes."""
    lines = (ROOT / f"{name}.txt").read_text().replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def pins(name: str) -> dict[str, str]:
    """The version of each package in a lock."""
    found = [re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+) ", entry) for entry in entries(name)]
    return {canonicalize_name(pin[1]): pin[2] for pin in found if pin}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_and_has_a_hash(name: str) -> None:
    loose = [entry for entry in entries(name) if not re.match(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+ .*--hash=sha256:", entry)]
    assert loose == []
    assert len(pins(name)) == len(entries(name)) > 40


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_in_the_lock_at_a_version_that_it_allows(name: str) -> None:
    locked = pins(name)
    asked = wanted(name)
    assert len(asked) > 20
    missing = [str(each) for each in asked if locked.get(canonicalize_name(each.name), "") not in each.specifier]
    assert missing == [], "Run `make lock`."


def test_what_checks_the_scripts_is_pinned_and_has_a_hash_and_names_no_place() -> None:
    asked = json.loads((ROOT / "package.json").read_text())
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert packages.pop("")["devDependencies"] == asked["devDependencies"], "Run `npm install`."
    assert {f"node_modules/{name}" for name in asked["devDependencies"]} < set(packages)
    loose = [name for name, pin in packages.items() if "resolved" in pin or not pin["integrity"].startswith("sha512-")]
    assert loose == []


def test_the_tests_run_with_what_the_app_runs_with() -> None:
    tested = pins("requirements-dev")
    assert {name: tested.get(name) for name in pins("requirements")} == pins("requirements")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_says_how_it_is_made_and_names_no_index(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text()
    assert text.splitlines()[1] == "#    make lock"
    assert not re.search(r"https?:|--index|--find-links|--extra", text)


@pytest.mark.parametrize("name", LOCKS)
def test_an_upper_bound_has_its_reason_beside_it(name: str) -> None:
    bounded = [line for line in (ROOT / f"{name}.in").read_text().splitlines() if re.match(r"[^#]*[<=]", line)]
    assert [line for line in bounded if not re.search(r"  # .{20}", line)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_names_another_version_than_the_one_that_is_locked(document: Path) -> None:
    locked = pins("requirements-dev")
    named = re.findall(r"\b([A-Za-z][\w-]*\w)(?: |==|-)v?(\d+(?:\.\d+)+)\b", document.read_text())
    other = [
        (name, version)
        for name, version in named
        if not f"{locked.get(canonicalize_name(name), version)}.".startswith(f"{version}.")
    ]
    assert other == []


def test_documents_name_the_python_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lowest = project["requires-python"].removeprefix(">=")
    named = {version for path in DOCUMENTS for version in re.findall(r"Python (3\.\d+)", path.read_text())}
    assert named == {lowest}
