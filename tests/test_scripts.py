"""The scripts of the pages: modules that become one script, and what they decide without a page."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from a09web import scripts

from .servers import ROOT, running_server

SCRIPTS = Path(settings.SCRIPTS_DIR)
NAMES = sorted(str(path.relative_to(SCRIPTS).with_suffix("")) for path in SCRIPTS.rglob("*.js"))
MOST_LINES = 150


def test_what_the_scripts_decide() -> None:
    files = sorted(map(str, (ROOT / "tests/js").glob("*.test.js")))
    done = subprocess.run(["node", "--test", *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    ran = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert ran is not None
    assert int(ran[1]) > 30


def test_every_decision_has_a_test() -> None:
    tested = "".join(path.read_text() for path in (ROOT / "tests/js").glob("*.test.js"))
    decisions = [name for name in NAMES if name.startswith("decide/")]
    assert len(decisions) > 5
    assert [name for name in decisions if f"js/{name}.js" not in tested] == []


def test_every_module_is_used_and_says_what_it_is_for() -> None:
    assert sorted(scripts.in_order()) == NAMES
    for name in NAMES:
        text = Path(SCRIPTS, f"{name}.js").read_text()
        assert text.startswith("/** "), name
        assert text.count("\n") <= MOST_LINES, name


def test_a_module_comes_behind_those_that_it_needs() -> None:
    order = scripts.in_order()
    for name in NAMES:
        assert all(order.index(needed) < order.index(name) for needed in scripts.imports_of(name)), name


@pytest.fixture
def written(tmp_path: Path, settings: Any) -> Path:
    settings.SCRIPTS_DIR = tmp_path
    return tmp_path


def test_the_joined_script_does_what_the_modules_do(written: Path) -> None:
    (written / "decide").mkdir()
    (written / "decide/count.js").write_text(
        "let told = 0;\nexport const ONE = 1;\nexport function next() {\n  told += ONE;\n  return told;\n}\n"
    )
    (written / "twice.js").write_text(
        'import {\n  ONE, next,\n} from "./decide/count.js";\n\n'
        "export async function twice(told = ONE) {\n  return [told, next(), next()];\n}\n"
    )
    (written / "main.js").write_text(
        'import { next } from "./decide/count.js";\nimport { twice } from "./twice.js";\n\n'
        "const told = next();\ntwice().then((all) => console.log(JSON.stringify([told, ...all])));\n"
    )
    joined = written / "joined.cjs"
    joined.write_text(scripts.joined())
    (written / "package.json").write_text('{"type": "module"}')
    said = {
        subprocess.run(["node", file], cwd=written, capture_output=True, text=True, check=True).stdout
        for file in ("joined.cjs", "main.js")
    }
    assert said == {"[1,1,2,3]\n"}


@pytest.mark.parametrize(
    "line",
    [
        "export let counted = 0;",
        "export default 1;",
        'export { a } from "./a.js";',
        'import * as a from "./a.js";',
        'import a from "./a.js";',
        'import "./a.js";',
        'import { a } from "a";',
    ],
)
def test_what_would_not_be_the_same_is_not_joined(written: Path, line: str) -> None:
    (written / "a.js").write_text("export const a = 1;\n")
    (written / "main.js").write_text(f"{line}\n")
    with pytest.raises(ValueError, match="cannot be joined"):
        scripts.joined()


def test_modules_that_need_each_other_are_not_joined(written: Path) -> None:
    (written / "main.js").write_text('import { a } from "./a.js";\n')
    (written / "a.js").write_text('import { b } from "./b.js";\nexport const a = b;\n')
    (written / "b.js").write_text('import { a } from "./a.js";\nexport const b = a;\n')
    with pytest.raises(ValueError, match=r"The module a needs itself\."):
        scripts.joined()


def test_a_changed_module_is_another_script(written: Path) -> None:
    (written / "main.js").write_text("const a = 1;\n")
    before = finders.find(scripts.NAME)
    assert finders.find(scripts.NAME) == before
    (written / "main.js").write_text("const a = 2;\n")
    assert finders.find(scripts.NAME) != before


def test_a_page_asks_for_one_script_that_may_be_kept() -> None:
    with running_server() as server:
        page = httpx.get(f"{server.url}/s/", trust_env=False).text
        paths = re.findall(r'<script src="([^"]+)" defer></script>', page)
        assert ["htmx" in path for path in paths] == [True, False]
        answer = httpx.get(server.url + paths[1], trust_env=False)
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.text == scripts.joined()
