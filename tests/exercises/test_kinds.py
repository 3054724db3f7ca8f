"""A kind is one module, one template and one line in the registry, and nobody outside of `kinds/` tells kinds apart."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from a09web.exercises.kinds import KINDS
from tests.test_architecture import APP, MODULES, imported, name_of

ROOT = APP.parent
OWN = APP / "exercises" / "kinds"
TEMPLATES = ROOT / "templates"
OWN_TEMPLATES = TEMPLATES / "exercises" / "kinds"

SLUGS = "|".join(KINDS)
COMPARED = re.compile(rf"\bkind\b[^\n]{{0,20}}[\"'](?:{SLUGS})[\"']|[\"'](?:{SLUGS})[\"'][^\n]{{0,8}}\bkind\b")
"""Where a text asks which kind it has before it."""

ALSO_ASK_ALONE = {"classroom": "predicting"}
"""Which room uses a kind by itself: a class is asked what a step breaks, and that is what this kind knows."""


def outside(*endings: str) -> list[Path]:
    """Every source outside of the kinds."""
    found = [path for folder in (APP, TEMPLATES, ROOT / "static") for path in folder.rglob("*") if path.is_file()]
    return [
        path
        for path in found
        if path.suffix in endings and not {OWN, OWN_TEMPLATES} & set(path.parents) and "migrations" not in path.parts
    ]


def test_nobody_compares_a_kind_with_a_name() -> None:
    comparing = [path for path in outside(".py", ".html", ".js") if COMPARED.search(path.read_text(encoding="utf-8"))]
    assert comparing == []


def test_a_comparison_would_be_found() -> None:
    for line in ('if exercise.kind == "break":', "{% if guide.kind.slug == 'repair' %}", '"predict" == one.kind'):
        assert COMPARED.search(line)


def known_of_the_kinds(path: Path) -> set[tuple[str, str]]:
    """What a module imports from the kinds, each as the module that it is in and its name."""
    found = [name.split(".") for name in imported(path) if name.startswith("a09web.exercises.kinds.")]
    return {(".".join(parts[3:-1]), parts[-1]) for parts in found}


def test_who_knows_the_kinds_knows_none_by_name() -> None:
    """What is imported from them is the registry, and what all have in common."""
    alone = {slug.upper() for slug in KINDS} | {type(kind).__module__.rpartition(".")[2] for kind in KINDS.values()}
    for path in (path for path in MODULES if OWN not in path.parents):
        also = ALSO_ASK_ALONE.get(name_of(path).partition("/")[0])
        for module, name in known_of_the_kinds(path):
            assert module in ("", "kind", also), f"{name_of(path)} knows {module}"
            assert name not in alone, f"{name_of(path)} knows {name}"


def in_the_room() -> Iterator[tuple[str, str]]:
    """Each text that stands in the room of the exercises outside of the kinds, but for what is said of it."""
    for path in outside(".py"):
        if APP / "exercises" in path.parents:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield name_of(path), node.value
    for path in outside(".html"):
        if path.parent.name == "exercises" or path == TEMPLATES / "classroom" / "exercises.html":
            for found in re.findall(r"\"[^\"\n]*\"|'[^'\n]*'", path.read_text(encoding="utf-8")):
                yield str(path.relative_to(TEMPLATES)), found[1:-1]


def test_the_room_names_no_kind() -> None:
    assert [(where, said) for where, said in in_the_room() if said in KINDS] == []


def test_each_kind_has_a_template_of_its_name_and_there_are_no_others() -> None:
    assert {path.stem for path in OWN_TEMPLATES.iterdir()} == set(KINDS)
    assert all((TEMPLATES / kind.template).exists() for kind in KINDS.values())
    assert all(slug == kind.slug and len(slug) <= 10 for slug, kind in KINDS.items())


def test_each_kind_has_one_module() -> None:
    modules = {type(kind).__module__ for kind in KINDS.values()}
    assert {path.stem for path in OWN.glob("*.py")} == {name.rpartition(".")[2] for name in modules} | {
        "__init__",
        "kind",
    }
