"""Who may know whom in a09web/, as docs/architecture.md says it, and the habits that keep the house readable."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from a09web.workbooks import WORKBOOKS
from a09web.workbooks.a09 import A09

from .sources import TEMPLATES

APP = Path(__file__).parent.parent / "a09web"
LONGEST = 400

KNOWS = {
    "kit": set[str](),
    "model": set[str](),
    "workbooks": {"model"},
    "glossary": {"model", "workbooks"},
    "specs": {"model", "workbooks"},
    "source": {"model", "workbooks", "specs"},
    "scenarios": {"model", "workbooks", "specs"},
    "live": set[str](),
    "foresight": {"model", "workbooks"},
    "sandbox": {"kit", "glossary", "scenarios", "source", "foresight", "live", "model", "workbooks"},
    "logs": {"kit", "sandbox", "scenarios", "model", "workbooks"},
    "lessons": {"kit", "glossary", "sandbox", "scenarios", "source", "foresight", "model", "workbooks"},
    "links": {"kit", "glossary", "sandbox", "scenarios", "source", "specs", "model", "workbooks"},
    "across": {"kit", "sandbox", "scenarios", "model", "workbooks"},
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
        "logs",
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

TOOLS = {"jinja", "memo", "styles"}
"""Modules beside the rooms that a room with pages may use. They know no room."""

EVERYWHERE = {"wording", "invalid_input"}
"""Modules beside the rooms that every room may use. They import nothing."""

PAGES = {"sandbox", "lessons", "links", "across", "exercises", "classroom", "api"}

OF_ANY_WORKBOOK = {
    "kit": {"now", "held"},
    "model": set[str](),
    "workbooks": set[str](),
    "specs": {"workers"},
    "source": set[str](),
    "scenarios": set[str](),
    "live": set[str](),
    "foresight": {"Complete"},
    "sandbox": {"now", "due", "Claim"},
    "logs": {"now", "due", "workers", "checkpoint", "scheduled", "epoch"},
    "exercises": {"now", "held"},
    "lessons": {"now"},
    "links": {"now"},
    "across": set[str](),
    "classroom": {"now", "due", "copies", "epoch"},
    "api": set[str](),
    "glossary": set[str](),
    "management": {"now", "due"},
    "": {"now", "due", "workers"},
}
"""Rooms, and the modules beside them, that name nothing which only A09 has, each with the names that mean something
else there: the time of day, what a panel holds, the threads of TLC and of a server, that an answer looked at
everything, what a property claims of a state, that a property held, the copies of a student, and the work of a class
that is due, whose guards are those of A09. The log of any queue may have workers, and say that work is due and up to
when all is done, and a reader writes the events of the plain format, which are those of A09. A
migration tells what was so before, and may name anything."""

ON_PAGES = {"now", "due", "held", "copies", "workers"}
"""What on pages are words of the language."""

REGISTRY = APP / "workbooks" / "__init__.py"
"""The one module that imports a workbook."""

WITHOUT_DOCSTRING = {"apps.py", "urls.py"}

MODULES = sorted(path for path in APP.rglob("*.py") if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    return str(path.relative_to(APP))


def imported(path: Path, *, for_types: bool = True) -> Iterator[str]:
    """Everything that a module imports, wherever in the module, by its whole name; without `for_types` not what only
    the checker of types reads."""
    package = ["a09web", *path.relative_to(APP).parts[:-1]]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree) if for_types else executed(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield from (".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names)


def executed(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a module but those that stand under `if TYPE_CHECKING:`."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from executed(child)


def arrows() -> dict[str, set[str]]:
    """For each module the other modules that it imports, by their whole names."""
    named = {module_of(path): path for path in APP.rglob("*.py") if "migrations" not in path.parts}
    found = {}
    for name, path in named.items():
        whole = {each if each in named else each.rpartition(".")[0] for each in imported(path, for_types=False)}
        found[name] = (whole & set(named)) - {name}
    return found


def module_of(path: Path) -> str:
    parts = ["a09web", *path.relative_to(APP).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def circle_in(arrows: dict[str, set[str]]) -> list[str]:
    """Modules of which each imports the next, and the last the first; none if there is no circle."""
    done: set[str] = set()

    def walked(way: list[str]) -> list[str]:
        for following in sorted(arrows[way[-1]] - done):
            if following in way:
                return way[way.index(following) :]
            if found := walked([*way, following]):
                return found
        done.add(way[-1])
        return []

    return next((found for name in arrows if name not in done and (found := walked([name]))), [])


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


def test_no_module_imports_another_that_imports_it() -> None:
    """Neither on a long way, nor inside functions."""
    assert circle_in(arrows()) == []


@pytest.mark.parametrize("within", ["", "def later():\n    "], ids=["at once", "inside a function"])
def test_a_circle_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, within: str) -> None:
    monkeypatch.setattr(sys.modules[__name__], "APP", tmp_path)
    (tmp_path / "model").mkdir()
    written = {
        "start.py": "from a09web.model import one\n",
        "model/__init__.py": "",
        "model/one.py": "from . import two\nfrom .free import x\n",
        "model/two.py": f"{within}from a09web.model.three import y\n",
        "model/three.py": f"{within}import a09web.model.one\n",
        "model/free.py": "if TYPE_CHECKING:\n    from .one import X\n",
    }
    for name, text in written.items():
        (tmp_path / name).write_text(text)
    assert circle_in(arrows()) == ["a09web.model.one", "a09web.model.two", "a09web.model.three"]
    (tmp_path / "model" / "three.py").write_text("")
    assert circle_in(arrows()) == []


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


def test_a_room_knows_only_the_rooms_below_it() -> None:
    rooms = {path: path.relative_to(APP).parts[0] for path in MODULES if path.relative_to(APP).parts[0] in KNOWS}
    known = {room: {room} | KNOWS[room] | EVERYWHERE | (TOOLS if room in PAGES else set()) for room in KNOWS}
    assert {name_of(path): more for path, room in rooms.items() if (more := neighbours(path) - known[room])} == {}
    assert set(rooms.values()) >= PAGES


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


def says_what_it_is_for(text: str) -> bool:
    return not text.strip() or ast.get_docstring(ast.parse(text)) is not None


def test_a_module_says_what_it_is_for() -> None:
    assert not says_what_it_is_for("import this\n")
    those = [path for path in MODULES if path.name not in WITHOUT_DOCSTRING]
    assert [name_of(path) for path in those if not says_what_it_is_for(path.read_text(encoding="utf-8"))] == []


def test_no_file_is_too_long() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}


def named_in_a09() -> set[str]:
    """Everything in A09 that has a name, but its sorts and actors, whose names are words of the language."""
    parameters = {name for key, declared in A09.bounds.parameters() for name in (key, declared.constant) if name}
    named = (A09.variables, A09.transitions, A09.properties, A09.liveness, A09.bugs)
    return {each.name for declared in named for each in declared} | parameters


def words_in(tree: ast.AST) -> Iterator[str]:
    """The names in a module, and the words of its strings without docstrings, which may have examples."""
    for node in ast.walk(tree):
        for part in ("id", "attr", "arg", "name", "asname", "module"):
            if isinstance(named := getattr(node, part, None), str):
                yield from named.split(".")
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"\w+", node.value)


def undocumented(path: Path) -> ast.AST:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            node.body = [each for each in body if not is_string(each)]  # type: ignore[attr-defined]
    return tree


def is_string(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def room_of(path: Path) -> str:
    """Empty for a module beside the rooms, and for what lies in the folder of a workbook that folder."""
    *folders, _ = path.relative_to(APP).parts
    return "/".join(folders) if folders[:1] == ["workbooks"] else "".join(folders[:1])


def test_every_room_is_searched() -> None:
    own = {f"workbooks/{workbook.slug}" for workbook in WORKBOOKS.values()}
    assert {room_of(path) for path in MODULES} == set(OF_ANY_WORKBOOK) | own


@pytest.mark.parametrize("room", OF_ANY_WORKBOOK)
def test_a_room_names_nothing_of_one_workbook(room: str) -> None:
    else_meant = OF_ANY_WORKBOOK[room]
    words = {path: set(words_in(undocumented(path))) for path in MODULES if room_of(path) == room}
    assert {name_of(path): found for path, said in words.items() if (found := said & named_in_a09() - else_meant)} == {}
    assert [path for path in words if imports_a09(path)] == [REGISTRY] * (room == "workbooks")
    assert else_meant <= set[str]().union(*words.values())


def test_no_page_names_anything_of_one_workbook() -> None:
    """But what lies in its folder."""
    words = {path: set(re.findall(r"\w+", path.read_text(encoding="utf-8"))) for path in TEMPLATES}
    common = {path: said & named_in_a09() - ON_PAGES for path, said in words.items() if APP not in path.parents}
    assert {path.name: found for path, found in common.items() if found} == {}
    assert len(common) < len(TEMPLATES)


def imports_a09(path: Path) -> bool:
    return any(name.startswith("a09web.workbooks.a09") for name in imported(path))


def test_a_name_of_one_workbook_is_found_wherever_it_stands(tmp_path: Path) -> None:
    module = tmp_path / "x.py"
    module.write_text(
        '"""As in `Tick`."""\nfrom a import claimers as c\nDUE = "r1 in held"\ndef f(copies):\n'
        '    "Claim"\n    return c.epoch, checkpoint\n'
    )
    found = set(words_in(undocumented(module))) & named_in_a09()
    assert found == {"claimers", "held", "copies", "epoch", "checkpoint"}
