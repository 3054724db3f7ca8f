"""Who may know whom in a09web/, as docs/architecture.md says it, and the habits that keep the house readable."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent / "a09web"
LONGEST = 400

KNOWS = {
    "kit": set[str](),
    "glossary": set[str](),
    "model": set[str](),
    "workbooks": {"model"},
    "specs": {"model", "workbooks"},
    "source": {"model", "workbooks", "specs"},
    "scenarios": {"model", "workbooks", "specs"},
    "live": set[str](),
    "foresight": {"model", "workbooks"},
    "sandbox": {"kit", "glossary", "scenarios", "source", "foresight", "live", "model", "workbooks"},
    "lessons": {"kit", "glossary", "sandbox", "scenarios", "source", "foresight", "model", "workbooks"},
    "links": {"kit", "glossary", "sandbox", "scenarios", "source", "specs", "model", "workbooks"},
    "exercises": {"kit", "glossary", "links", "sandbox", "scenarios", "foresight", "model", "workbooks"},
    "classroom": {
        "kit",
        "exercises",
        "lessons",
        "links",
        "sandbox",
        "scenarios",
        "foresight",
        "live",
        "model",
        "workbooks",
    },
    "api": {
        "kit",
        "classroom",
        "exercises",
        "links",
        "lessons",
        "sandbox",
        "scenarios",
        "foresight",
        "live",
        "model",
        "workbooks",
    },
}
"""For each room the other rooms that it may import."""

HALL = {"management"}
"""Folders that are no rooms: like the modules beside the rooms, they may know everybody, and no room knows them."""

TOOLS = {"jinja", "kept", "styles"}
"""Modules beside the rooms that a room with pages may use. They know no room."""

EVERYWHERE = {"wording", "invalid_input"}
"""Modules beside the rooms that every room may use. They import nothing."""

PAGES = {"sandbox", "lessons", "links", "exercises", "classroom", "api"}

WITHOUT_DOCSTRING = {"apps.py", "urls.py"}

MODULES = sorted(path for path in APP.rglob("*.py") if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    return str(path.relative_to(APP))


def imported(path: Path) -> Iterator[str]:
    """Everything that a module imports, wherever in the module, by its whole name."""
    package = ["a09web", *path.relative_to(APP).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield from (".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names)


def neighbours(path: Path) -> set[str]:
    """The rooms, and the modules beside the rooms, that a module imports from a09web."""
    return {name.split(".")[1] for name in imported(path) if name.startswith("a09web.")}


def test_imports_are_seen_however_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "APP", tmp_path)
    (tmp_path / "model").mkdir()
    module = tmp_path / "model" / "x.py"
    module.write_text(
        "import a09web.one.y\nfrom a09web import two\nfrom a09web.three import z\nfrom ..four import z\n"
        "from .. import five\nfrom . import own\ndef f():\n    from a09web.six.y import z\n"
    )
    assert neighbours(module) == {"one", "two", "three", "four", "five", "six", "model"}


def test_every_folder_is_a_room_with_its_arrows() -> None:
    folders = {path.name for path in APP.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert folders <= set(KNOWS) | HALL


def test_the_documents_name_every_room() -> None:
    text = (APP.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [room for room in KNOWS if (APP / room).exists() and f"a09web/{room}/" not in text] == []


def test_nobody_knows_a_room_that_knows_it() -> None:
    """The arrows go one way, and a room knows nothing that those below it do not allow."""
    order = list(KNOWS)
    for room, known in KNOWS.items():
        assert all(order.index(other) < order.index(room) for other in known)


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.parent != APP and p.parts[len(APP.parts)] in KNOWS], ids=name_of
)
def test_a_room_knows_only_the_rooms_below_it(path: Path) -> None:
    room = path.relative_to(APP).parts[0]
    assert neighbours(path) - {room} <= KNOWS[room] | EVERYWHERE | (TOOLS if room in PAGES else set())


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_a_tool_knows_no_room(name: str) -> None:
    assert not neighbours(APP / f"{name}.py") & set(KNOWS)


@pytest.mark.parametrize("name", sorted(EVERYWHERE))
def test_what_every_room_may_use_imports_nothing(name: str) -> None:
    assert {found.split(".")[0] for found in imported(APP / f"{name}.py")} == {"__future__"}


@pytest.mark.parametrize("path", sorted((APP / "model").glob("*.py")), ids=name_of)
def test_the_model_is_pure(path: Path) -> None:
    """Python and NumPy: no Django, no clock, no files, no network, and no randomness but from a seed."""
    outside = {name.split(".")[0] for name in imported(path)} - {"a09web", "numpy"}
    assert outside <= sys.stdlib_module_names
    impure = {"asyncio", "datetime", "io", "multiprocessing", "os", "pathlib", "secrets", "socket", "subprocess"}
    assert not outside & (impure | {"sys", "tempfile", "threading", "time", "urllib", "uuid"})
    if "random" in outside:
        calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        assert {name for name in imported(path) if name.startswith("random")} == {"random.Random"}
        assert all(call.args for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Random")
    assert not any(name.startswith("numpy.random") for name in imported(path))


@pytest.mark.parametrize("path", [p for p in MODULES if p.name not in WITHOUT_DOCSTRING], ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
