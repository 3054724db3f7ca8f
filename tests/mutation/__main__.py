"""`make mutate ROOM=live`: mutates a09web/live/ in a copy, runs the tests of that room, and prints what they did not
notice. Begun again, it tries what survived, and what is new; FRESH=1 tries everything.

MODULES="hub painting" mutates these modules alone. What cannot be noticed is explained in docs/mutation.md.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .copying import ROOT, copy_to
from .report import again, report

GRADING = ("grading", "hints", "results", "starters", "variants", "words")

TESTS = {
    "live": ["tests/live/test_hub.py", "tests/live/test_painting.py"],
    "exercises": [f"tests/exercises/test_{name}.py" for name in GRADING],
}
"""Where that is not the whole folder of the room: the pages of exercises cost seconds for each mutant."""

SLOW = ("tests.servers import", ".servers import", "pytest.mark.tlc", "subprocess")
"""What stands in files whose tests start a server, TLC or another process: that costs seconds for each mutant."""

ARGUMENTS = ["-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:schemathesis", "-p", "tests.mutation.forgetting"]


def main() -> int:
    room, modules = os.environ["ROOM"], os.environ.get("MODULES", "").split()
    if not (ROOT / "a09web" / room / "__init__.py").exists():
        sys.stderr.write(f"There is no room a09web/{room}/.\n")
        return 2
    folder = ROOT / "var" / "mutation" / room
    if os.environ.get("FRESH"):
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    copy_to(folder, room)
    (folder / "setup.cfg").write_text(settings(room, modules))
    again(folder, room)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "ROOM": room,
        "PYTHONHASHSEED": "0",
        "VAR_DIR": str(folder / "var"),
    }
    (folder / "var").mkdir(exist_ok=True)
    command = [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", "1"]
    ran = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=False)
    return ran.returncode or (0 if report(folder, room) else 1)


def settings(room: str, modules: list[str]) -> str:
    """What mutmut reads."""
    lists = {
        "source_paths": ["a09web"],
        "only_mutate": [f"a09web/{room}/{module}.py" for module in modules or ["*"]],
        "do_not_mutate": ["*/migrations/*"],
        "also_copy": ["templates", "static", "styles", "docs", "manage.py", "README.md", "Makefile"],
        "pytest_add_cli_args": [*ARGUMENTS, "--reuse-db", "-m", "not night and not tlc"],
        "pytest_add_cli_args_test_selection": tests_of(room),
    }
    lines = ["[mutmut]", "process_isolation = forkserver", "on_dependency_change = ignore"]
    lines += ["track_dependencies = false", "timeout_multiplier = 8", "timeout_constant = 2"]
    for name, values in lists.items():
        lines += [f"{name} =", *(f"    {value}" for value in values)]
    return "\n".join(lines) + "\n"


def tests_of(room: str) -> list[str]:
    files = sorted((ROOT / "tests" / room).glob("test_*.py"))
    quick = [path for path in files if not any(word in path.read_text() for word in SLOW)]
    return TESTS.get(room) or [str(path.relative_to(ROOT)) for path in quick]


if __name__ == "__main__":
    sys.exit(main())
