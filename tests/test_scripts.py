"""The scripts of the pages: modules that find each other under hashed names, and what they decide without a page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from a09web.scripts import imported_by

from .servers import ROOT, Server, prepared_var_dir, running_server

SCRIPTS = Path(settings.SCRIPTS_DIR)
NAMES = sorted(str(path.relative_to(SCRIPTS).with_suffix("")) for path in SCRIPTS.rglob("*.js"))
ENTRIES = sorted(
    {
        entry
        for path in (ROOT / "templates").rglob("*.html")
        for entry in re.findall(r'modules\("(\w+)"\)', path.read_text())
    }
)
HASHED = re.compile(r"^[\w-]+\.[0-9a-f]{12}\.js$")
MOST_LINES = 150


def test_what_the_scripts_decide() -> None:
    done = subprocess.run(
        ["node", "--test", *sorted(map(str, (ROOT / "tests/js").glob("*.test.js")))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    ran = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert ran is not None
    assert int(ran[1]) > 30


def test_every_decision_has_a_test() -> None:
    tested = "".join(path.read_text() for path in (ROOT / "tests/js").glob("*.test.js"))
    decisions = [name for name in NAMES if name.startswith("decide/")]
    assert len(decisions) > 5
    assert [name for name in decisions if f"js/{name}.js" not in tested] == []


def test_every_module_is_used_by_a_page_and_says_what_it_is_for() -> None:
    reached = {name for entry in ENTRIES for name in (entry, *imported_by(entry))}
    assert sorted(reached) == NAMES
    for name in NAMES:
        text = Path(SCRIPTS, f"{name}.js").read_text()
        assert text.startswith("/** "), name
        assert text.count("\n") <= MOST_LINES, name


def test_no_module_needs_itself() -> None:
    """Names with hashes can only be given from below."""
    assert [name for name in NAMES if name in imported_by(name)] == []


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_page_asks_for_every_module_that_it_needs_at_once(entry: str) -> None:
    text = "".join(Path(SCRIPTS, f"{name}.js").read_text() for name in (entry, *imported_by(entry)))
    named = {found.rpartition("/")[2] for found in re.findall(r'from\s+"([^"]+)"', text)}
    assert named == {f"{name.rpartition('/')[2]}.js" for name in imported_by(entry)}


def test_modules_import_each_other_by_the_hashed_names_that_pages_name() -> None:
    static = prepared_var_dir() / "static" / "a09" / "js"
    manifest = (static.parent.parent / "staticfiles.json").read_text()
    final = set(re.findall(r'"a09/js/([^"]+\.[0-9a-f]{12}\.js)"', manifest))
    assert len(final) == len(NAMES)
    for path in final:
        folder = Path(path).parent
        imports = re.findall(r'from "([^"]+)";', (static / path).read_text())
        assert all(HASHED.match(Path(name).name) for name in imports), path
        assert {str(folder / name) for name in imports} <= final, path


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


def test_a_frame_that_is_shut_in_may_load_modules(server: Server) -> None:
    """There its origin is nobody's, and a module, unlike a plain script, is only given to whoever may read it."""
    page = httpx.get(f"{server.url}/t/1~Tick/?embed=1", trust_env=False).text
    scripts = re.findall(r'<script type="module" src="([^"]+)"', page)
    assert len(scripts) == 3
    for path in scripts:
        answer = httpx.get(server.url + path, headers={"Origin": "null"}, trust_env=False)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"].startswith("text/javascript")
