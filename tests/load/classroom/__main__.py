"""`make load`: the promises of a live class at the real server, each beside its measure. `JSON=1` prints one object."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

from .promises import fan_out
from .run import held, told
from .scene import scene

SIZES = (100, 500, 1000)


async def main() -> None:
    async with scene(most=500, sizes=(max(SIZES), 200)) as made:
        fanout = {str(size): await fan_out(made, size) for size in SIZES}
        figures = await told(made)
    report: dict[str, Any] = {"fanout": fanout, "held": held(fanout["500"], figures), "figures": figures}
    if os.environ.get("JSON"):
        sys.stdout.write(json.dumps(report, indent=1) + "\n")
        return
    for size, line in fanout.items():
        sys.stdout.write(
            f"{size:>5} screens: p50 {line['p50_ms']:.0f} ms, p95 {line['p95_ms']:.0f} ms, max {line['max_ms']:.0f} ms "
            f"from the POST; bare p95 {line['bare_p95_ms']:.0f} ms; {line['bytes']:,} bytes, lost {line['lost']}\n"
        )
    for name, is_held in report["held"].items():
        sys.stdout.write(f"{name:>4} {'held' if is_held else 'NOT HELD'}  {json.dumps(figures.get(name, ''))}\n")


if __name__ == "__main__":
    asyncio.run(main())
