"""The end of `make coverage`: a table of the rooms, from what every process of the tests wrote down. ROOM=lessons names
the lines of one room that no test ran.

Not counted: what only the browser tests run, what a server ran that a test killed (a killed process writes nothing
down), templates and scripts, and whether a condition was ever both true and false.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "a09web"
BESIDE = "(no room)"

Figures = tuple[int, int]
"""How many statements, and how many of them were not run."""


def room_of(path: Path) -> str:
    """The room that a module of the app is in."""
    parts = path.relative_to(APP).parts
    return parts[0] if len(parts) > 1 else BESIDE


def by_room(files: dict[Path, Figures]) -> dict[str, Figures]:
    """The sums of each room, by its name."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for path, figures in files.items():
        for position, figure in enumerate(figures):
            sums[room_of(path)][position] += figure
    return {room: (statements, missed) for room, (statements, missed) in sorted(sums.items())}


def table(rooms: dict[str, Figures]) -> str:
    """The rooms, one a line, and all of them."""
    lines = [f"{'a09web/':<14}{'statements':>12}{'missed':>9}{'per cent':>11}"]
    whole = (sum(statements for statements, _ in rooms.values()), sum(missed for _, missed in rooms.values()))
    for room, (statements, missed) in {**rooms, "all": whole}.items():
        lines.append(f"{room:<14}{statements:>12,}{missed:>9,}{_per_cent(statements, missed):>11}")
    return "\n".join(lines) + "\n"


def _per_cent(statements: int, missed: int) -> str:
    """Rounded down, so that 100.0 means all."""
    return f"{1000 * (statements - missed) // statements / 10:.1f}" if statements else "-"


def main() -> None:
    measured = Coverage(config_file=str(ROOT / "pyproject.toml"))
    measured.combine(keep=True)
    wanted = os.environ.get("ROOM", "")
    files: dict[Path, Figures] = {}
    for path in sorted(APP.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        _, statements, _, missing, lines = measured.analysis2(str(path))
        files[path] = (len(statements), len(missing))
        if missing and room_of(path) == wanted:
            sys.stdout.write(f"{path.relative_to(ROOT)}: {lines}\n")
    sys.stdout.write(table(by_room(files)))


if __name__ == "__main__":
    main()
