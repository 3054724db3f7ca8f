"""What came of a run of mutmut: how many mutants there are, and where each is that nobody noticed."""

from __future__ import annotations

import ast
import difflib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from .copying import functions

KILLED, SURVIVED, UNREACHED, UNTRIED = "killed", "survived", "reached by no test", "not tried"
OUTCOMES = {0: SURVIVED, 5: UNREACHED, 33: UNREACHED, None: UNTRIED}
"""By what pytest returned. Everything else is a failure, a crash, or a loop without an end."""

Codes = dict[str, int | None]


def again(folder: Path, room: str) -> None:
    """Forgets what was found out about the mutants that live, so that they are tried again; and which test reaches
    what, since tests may have changed."""
    (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    for path in _found(folder, room):
        found = json.loads(path.read_text())
        codes: Codes = found["exit_code_by_key"]
        found["exit_code_by_key"] = {key: code if _outcome(code) == KILLED else None for key, code in codes.items()}
        path.write_text(json.dumps(found))


def report(folder: Path, room: str) -> bool:
    """Prints the mutants that live, and how many there are of what. Says whether all are killed."""
    counts = Counter[str]()
    for path in _found(folder, room):
        codes: Codes = json.loads(path.read_text())["exit_code_by_key"]
        counts.update(map(_outcome, codes.values()))
        living = {key: code for key, code in codes.items() if _outcome(code) != KILLED}
        module = path.relative_to(folder / "mutants").with_suffix("")
        sys.stdout.writelines(f"\n{text}\n" for text in _described(folder, module, living))
    told = ", ".join(f"{counts[name]} {name}" for name in (KILLED, SURVIVED, UNREACHED, UNTRIED))
    sys.stdout.write(f"\n{counts.total()} mutants: {told}\n")
    return set(counts) <= {KILLED}


def _described(folder: Path, module: Path, living: Codes) -> Iterator[str]:
    """For each mutant its file and line, and what it changes there."""
    text = (folder / module).read_text()
    begins = {_mangled(owner, node.name): node.lineno for owner, node in functions(ast.parse(text))}
    mutated = (folder / "mutants" / module).read_text()
    lines = mutated.split("\n")
    bodies = {node.name: lines[node.lineno - 1 : node.end_lineno] for _, node in functions(ast.parse(mutated))}
    for key, code in living.items():
        name = key.rpartition(".")[2]
        function = name.partition("__mutmut_")[0]
        original, plain = f"{function}__mutmut_orig", function.removeprefix("x_").rpartition("ǁ")[2]
        was = [line.replace(original, plain) for line in bodies[original]]
        now = [line.replace(name, plain) for line in bodies[name]]
        _, _, *diff = difflib.unified_diff(was, now, n=0, lineterm="")
        place = int(diff[0].split()[1].lstrip("-").partition(",")[0])
        changed = (line for line in diff if not line.startswith("@@"))
        yield "\n".join([f"{module}:{begins[function] + place - 1} {_outcome(code)}", *changed])


def _outcome(code: int | None) -> str:
    return OUTCOMES.get(code, KILLED)


def _mangled(owner: str, name: str) -> str:
    """The name that mutmut gives to a function, or to a method of a class."""
    return f"xǁ{owner}ǁ{name}" if owner else f"x_{name}"


def _found(folder: Path, room: str) -> list[Path]:
    return sorted((folder / "mutants" / "a09web" / room).glob("*.py.meta"))
