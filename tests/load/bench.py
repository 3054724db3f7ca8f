"""`make bench`: the engine against real TLC, and a step against a minimal view, in one run. With JSON=1 one object.

Every figure of time stands beside one that was measured in the same run; nothing here passes or fails. With BEFORE=…,
a commit, only a step is measured, here and there in turn.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from a09web.model.workbook import Bugs
from a09web.workbooks.a09.bounds import Bounds
from tests.before import ROOT, checked_out

RUNS = 3
TURNS = 5
LOGGED = 120_000
# A step to a state that nobody has seen, and to one that somebody has.
WAYS = ("first", "again")
# Views that render a page of the same size, see `tests.load.minimal`.
BESIDE = {"minimal": "a minimal view", "jinja": "one with Jinja2", "write": "one that also writes a row"}

# What is explored: a name, the bounds, the bugs. The last one has more than a million states.
CASES: list[tuple[Bounds, Bugs]] = [
    (Bounds(), frozenset()),
    (Bounds(), frozenset({"DuplicateClaim"})),
    (Bounds(due=(1, 2, 2), max_epoch=3), frozenset()),
    (Bounds(due=(1, 2, 2), max_epoch=3), frozenset({"EarlyRelease"})),
    (Bounds(due=(1, 2, 3), max_time=6, max_epoch=3), frozenset()),
    (Bounds(due=(1, 2, 2), workers=3, max_epoch=3), frozenset()),
]


def main() -> None:
    if commit := os.environ.get("BEFORE"):
        sys.stdout.write(against(commit))
        return
    rows = [measured(bounds, bugs) for bounds, bugs in CASES]
    report = {"cases": rows, "matrix": matrix(), "memory": memory(), "foresight": foresight(), "logs": logs()}
    report |= {"step": costs("step"), "links": costs("links")}
    sys.stdout.write(json.dumps(report, indent=2) + "\n" if os.environ.get("JSON") else table(report))


def measured(bounds: Bounds, bugs: Bugs) -> dict[str, Any]:
    """One case: TLC start to end, the command start to end, and the engine alone, in seconds."""
    from a09web.model.distance import distances
    from a09web.model.explore import explore
    from a09web.model.machine import machine_for
    from a09web.specs.tlc import check

    machine = machine_for(bounds)
    found = explore(machine, bugs)
    large = found.distinct > 100_000
    tlc, result = once(lambda: check(bounds=bounds, bugs=bugs, workers=2, large=large))
    if (result.distinct, result.generated) != (found.distinct, found.generated):
        raise SystemExit(f"TLC and the engine disagree at {bounds} with {sorted(bugs)}.")
    command = median(lambda: subprocess.run(explore_command(bounds, bugs), check=True, capture_output=True, cwd=ROOT))
    search = median(lambda: explore(machine, bugs))
    everything = median(lambda: distances(explore(machine, bugs)))
    return {
        "due": list(bounds.due),
        "workers": bounds.workers,
        "max_time": bounds.max_time,
        "max_epoch": bounds.max_epoch,
        "bugs": sorted(bugs),
        "distinct": found.distinct,
        "generated": found.generated,
        "tlc_s": tlc,
        "command_s": command,
        "search_s": search,
        "distances_s": everything,
        "tlc_over_command": tlc / command,
        "tlc_over_search": tlc / search,
        "tlc_over_distances": tlc / everything,
    }


def matrix() -> dict[str, Any]:
    """All 64 bug sets at the default bounds, with a shortest break of each property that can break."""
    from a09web.model.matrix import matrix_rows

    seconds, rows = once(lambda: list(matrix_rows(Bounds())))
    return {"sets": len(rows), "distinct": sum(row.distinct for row in rows), "seconds": seconds}


def memory() -> dict[str, Any]:
    """How much the peak of a process grows while it explores over a million states, in bytes a state (Linux)."""
    script = (
        "import re, sys\n"
        "def peak():\n"
        "    return int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
        "from a09web.workbooks.a09.bounds import Bounds\n"
        "from a09web.model.explore import explore\n"
        "from a09web.model.machine import machine_for\n"
        "machine = machine_for(Bounds(due=(1, 2, 2), workers=3, max_epoch=3))\n"
        "explore(machine, frozenset(), limit=1000)\n"
        "before = peak()\n"
        "found = explore(machine, frozenset())\n"
        "sys.stdout.write(f'{found.distinct} {(peak() - before) * 1024}')\n"
    )
    printed = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT)
    distinct, grown = map(int, printed.stdout.split())
    return {"distinct": distinct, "grown_bytes": grown, "bytes_a_state": grown / distinct}


def foresight() -> list[dict[str, Any]]:
    """What the foresight of a first step costs at the default bounds, in milliseconds, for each single bug."""
    from a09web.foresight.questions import WhatCanBreak
    from a09web.model.machine import machine_for
    from a09web.workbooks.a09 import A09

    costs = []
    for bugs in [frozenset[str](), *(frozenset({name}) for name in A09.bug_names)]:
        state = machine_for(Bounds()).initial
        question = WhatCanBreak(Bounds(), bugs, state, A09.default_fairness(bugs))
        cost = median(partial(question.answer, limit=1_000_000))
        costs.append({"bugs": sorted(bugs), "ms": cost * 1000})
    return costs


def logs() -> dict[str, Any]:
    """A log of `LOGGED` events checked at the terminal's pace, beside a plain `json.loads` of its lines: seconds of the
    processor, the least of several turns."""
    from a09web.logs.check import asked, check_log
    from a09web.workbooks.a09 import A09

    lines = list(logged(LOGGED))

    def plain() -> None:
        for line in lines:
            json.loads(line)

    read, checked = (
        min(processor(each) for _ in range(RUNS)) for each in (plain, lambda: check_log(lines, asked(A09)))
    )
    return {"events": len(lines), "loads_s": read, "check_s": checked, "check_over_loads": checked / read}


def logged(events: int) -> Iterator[str]:
    """Runs that overlap, each with a lease that ran out, as JSON lines with times of day, in the order of time."""
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return (
        json.dumps({"at": (start + at).isoformat(), **event}) for at, event in sorted(_lives(events, start), key=_at)
    )


def _at(logged: tuple[timedelta, dict[str, Any]]) -> timedelta:
    return logged[0]


def _lives(events: int, start: datetime) -> Iterator[tuple[timedelta, dict[str, Any]]]:
    for number in range(events // 6):
        begun = timedelta(seconds=number * 0.05)
        first, second = f"host-{number % 17}", f"host-{number % 13}"
        for after, name, others in (
            (0, "scheduled", {"due": (start + begun + timedelta(seconds=5)).isoformat()}),
            (5.2, "materialized", {}),
            (6, "claimed", {"worker": first, "epoch": 1}),
            (36, "expired", {}),
            (37, "claimed", {"worker": second, "epoch": 2}),
            (40, "completed", {"worker": second, "epoch": 2}),
        ):
            yield begun + timedelta(seconds=after), {"event": name, "run": f"job-{number}", **others}


def processor(run: Callable[[], Any]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def costs(what: str, root: Path = ROOT) -> dict[str, Any]:
    """What `tests.load.step` or `tests.load.links` measures, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.load.{what}"], check=True, capture_output=True, text=True, cwd=root
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def against(commit: str) -> str:
    """A step here, measured against one at that commit: of several turns the fastest on either side, since whatever
    else runs can only slow one down."""
    with checked_out(commit) as there:
        turns = [(costs("step"), costs("step", there)) for _ in range(TURNS)]
    here, before = ({name: min(turn[side][name] for turn in turns) for name in turns[0][side]} for side in (0, 1))
    times = ", ".join(
        f"{way} {here[f'{way}_ms']:.2f} ms, {here[f'{way}_ms'] / before[f'{way}_ms']:.2f}× as long" for way in WAYS
    )
    size = f"{here['bytes']:,} bytes, {here['bytes'] / before['bytes']:.2f}× as many"
    return f"a step, against {commit}: {size}; {times}\n"


def once(run: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def median(run: Callable[[], Any]) -> float:
    return statistics.median(once(run)[0] for _ in range(RUNS))


def explore_command(bounds: Bounds, bugs: Bugs) -> list[str]:
    due = ",".join(map(str, bounds.due))
    numbers = ["--workers", bounds.workers, "--max-time", bounds.max_time, "--max-epoch", bounds.max_epoch]
    options = ["--due", due, *map(str, numbers), "--bugs", ",".join(sorted(bugs)), "--json"]
    return [sys.executable, "manage.py", "explore", *options]


def table(report: dict[str, Any]) -> str:
    lines = [f"{'states':>10} {'TLC':>8} {'command':>16} {'search':>16} {'with distances':>18}  bounds"]
    for row in report["cases"]:
        bounds = (
            f"due {','.join(map(str, row['due']))}; {row['workers']} workers; {row['max_time']}; {row['max_epoch']}"
        )
        lines.append(
            f"{row['distinct']:>10,} {row['tlc_s']:>7.1f}s {_against(row, 'command')} {_against(row, 'search')}"
            f" {_against(row, 'distances'):>18}  {bounds}; {', '.join(row['bugs']) or 'no bug'}"
        )
    all_sets, grown = report["matrix"], report["memory"]
    lines.append(f"all {all_sets['sets']} bug sets, {all_sets['distinct']:,} states: {all_sets['seconds']:.2f} s")
    lines.append(f"memory at {grown['distinct']:,} states: {grown['bytes_a_state']:.0f} bytes a state")
    for row in report["foresight"]:
        lines.append(f"foresight from the start, {', '.join(row['bugs']) or 'no bug'}: {row['ms']:.1f} ms")
    log = report["logs"]
    lines.append(
        f"a log of {log['events']:,} events: {log['events'] / log['check_s']:,.0f} events a second, "
        f"{log['check_over_loads']:.1f}× json.loads of its lines"
    )
    cost = report["step"]
    for way in WAYS:
        ratios = ", ".join(f"{cost[f'{way}_ms'] / cost[f'{name}_ms']:.1f}× {words}" for name, words in BESIDE.items())
        lines.append(f"a step of {cost['bytes']:,} bytes, {way}: {cost[f'{way}_ms']:.1f} ms, {ratios}")
    for kind, found in report["links"].items():
        times = f"median {found['median_ms']:.0f} ms, worst {found['worst_ms']:.0f} ms"
        lines.append(f"opening {found['links']} {kind} links, of the processor: {times}")
    return "\n".join(lines) + "\n"


def _against(row: dict[str, Any], what: str) -> str:
    return f"{row[f'{what}_s']:>7.3f}s ({row[f'tlc_over_{what}']:>4.0f}×)"


if __name__ == "__main__":
    main()
