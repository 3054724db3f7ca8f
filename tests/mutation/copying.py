"""A copy of the code that mutmut can work in. It leaves alone every function with a decorator, and of those there are
hundreds here; so in the copy a decorator is called below its function instead, where it does the same."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    *("a09web", "tests", "templates", "static", "styles", "docs"),
    *("manage.py", "pyproject.toml", "README.md", "Makefile"),
)
LEFT = {"staticmethod", "classmethod", "overload", "setter"}
"""Decorators that stay: the first two mutmut knows, and below its function a setter would find no property."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def copy_to(folder: Path, room: str) -> None:
    """Brings the copy up to date. A file that is as it was keeps its time, so that nothing is tried on it again."""
    wanted = {path for name in COPIED for path in _files(ROOT / name)}
    for path in wanted:
        target = folder / path.relative_to(ROOT)
        content = path.read_bytes()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "a09web" / room):
            content = undecorated(content.decode()).encode()
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            # What mutmut copies only once.
            again = folder / "mutants" / path.relative_to(ROOT)
            if again.exists() and path.suffix != ".py":
                shutil.copyfile(target, again)
    for copied in [path for name in COPIED for path in _files(folder / name)]:
        if ROOT / copied.relative_to(folder) not in wanted:
            copied.unlink()
            (folder / "mutants" / copied.relative_to(folder)).unlink(missing_ok=True)


def undecorated(source: str) -> str:
    """The same module with its decorators below the functions. No line gets another number."""
    lines = source.split("\n")
    for _, function in functions(ast.parse(source)):
        names = [_name(decorator) for decorator in function.decorator_list]
        if not names or LEFT & set(names):
            continue
        call = function.name
        for decorator in reversed(function.decorator_list):
            call = f"{ast.unparse(decorator)}({call})"
        for number in range(function.decorator_list[0].lineno - 1, function.lineno - 1):
            lines[number] = " " * function.col_offset + "#"
        below = function.end_lineno or 0
        if lines[below : below + 1] != [""]:
            raise ValueError(f"There is no empty line below {function.name}.")
        lines[below] = f"{' ' * function.col_offset}{function.name} = {call}"
    return "\n".join(lines)


def functions(module: ast.Module) -> Iterator[tuple[str, Function]]:
    """The functions of a module and the methods of its classes, each with the name of its class."""
    for node in module.body:
        if isinstance(node, Function):
            yield "", node
        elif isinstance(node, ast.ClassDef):
            yield from ((node.name, inner) for inner in node.body if isinstance(inner, Function))


def _name(decorator: ast.expr) -> str:
    return decorator.attr if isinstance(decorator, ast.Attribute) else ast.unparse(decorator)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for each in path.rglob("*"):
        if each.is_file() and "__pycache__" not in each.parts:
            yield each
