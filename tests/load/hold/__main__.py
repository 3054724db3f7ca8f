"""`make hold`: what a stranger notices while somebody attacks, beside the same of an idle server in the same run.
`JSON=1` prints one object; `MIXED=2000` asks so many times with random bounds instead of twenty thousand times."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

import httpx

from tests.load.classroom.scene import PRODUCTION
from tests.servers import running_server

from .attacks import ATTACKS
from .figures import Stranger, attacked, held_open, hung_up, remembered

MIXED = int(os.environ.get("MIXED", "20000"))
TIMES_IDLE, P95_MS, HEALTHZ_MS, STRANGER_SECONDS, MEGABYTES, GROWN_MB = 5, 200, 100, 1, 400, 20
HEADER_TAKEN = 20_000_000
"""What lies in the buffers of the system of a header is sent before the refusal is seen."""


async def measured() -> dict[str, Any]:
    env = PRODUCTION | {"SANDBOXES_PER_HOUR": "100000"}
    with running_server(env=env, has_own_python=True) as server:
        async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
            stranger = Stranger(http, server.url)
            await stranger.come()
            await stranger.steps(10)
            figures: dict[str, Any] = {"idle": await stranger.steps()}
            figures["hung up"] = await hung_up(server, stranger)
            for kind in (*ATTACKS, "all"):
                async with attacked(server, kind):
                    figures[kind] = await stranger.steps()
            figures["held open"] = await held_open(server, stranger)
            figures["idle again"] = await stranger.steps()
            figures["memory"] = await remembered(server, http, MIXED)
    return figures


def held(figures: dict[str, Any]) -> dict[str, bool]:
    idle = figures["idle"]["p50_ms"]
    steps = {
        kind: figures[kind]["p50_ms"] <= TIMES_IDLE * idle and figures[kind]["p95_ms"] <= P95_MS
        for kind in (*ATTACKS, "all")
    }
    opened, memory = figures["held open"], figures["memory"]
    return {
        **steps,
        "hung up": figures["hung up"]["healthz_ms"] <= HEALTHZ_MS,
        "held open": opened["stranger_seconds"] <= STRANGER_SECONDS and opened["header_bytes_taken"] < HEADER_TAKEN,
        "memory": memory["most"] <= MEGABYTES and memory["grown_in_last_half"] <= GROWN_MB,
    }


def main() -> None:
    figures = asyncio.run(measured())
    report = {"held": held(figures), "figures": figures}
    if os.environ.get("JSON"):
        sys.stdout.write(json.dumps(report, indent=1) + "\n")
        return
    for name, found in figures.items():
        verdict = {True: "held", False: "NOT HELD", None: ""}[report["held"].get(name)]
        sys.stdout.write(f"{name:>13}  {verdict:<9} {json.dumps(found)}\n")


if __name__ == "__main__":
    main()
