"""A worker of procrastinate as a process: `python procrastinate_worker.py NAME FOLDER`, with the database in PGURL.

It logs as JSON into FOLDER/NAME.jsonl what it does, and its job ends when there is a file FOLDER/NAME.go.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from pathlib import Path

from procrastinate import App, PsycopgConnector

HEARTBEAT = 0.1
"""Seconds."""


class AsJson(logging.Formatter):
    """What a formatter of structured logs writes: the fields that procrastinate gives to each line."""

    def format(self, record: logging.LogRecord) -> str:
        known = ("action", "worker", "job", "status")
        return json.dumps({key: getattr(record, key) for key in known if hasattr(record, key)}, default=str)


def made(url: str) -> App:
    """An app with one task, which waits for the file of its worker."""
    app = App(connector=PsycopgConnector(conninfo=url))

    async def wait(folder: str) -> None:
        go = Path(folder) / f"{sys.argv[1]}.go"
        while not go.exists():
            await asyncio.sleep(0.02)

    app.task(name="wait")(wait)
    return app


async def work(name: str, folder: Path) -> None:
    app = made(os.environ["PGURL"])
    async with app.open_async():
        await app.run_worker_async(name=name, fetch_job_polling_interval=0.1, update_heartbeat_interval=HEARTBEAT)


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    handler = logging.FileHandler(folder / f"{name}.jsonl")
    handler.setFormatter(AsJson())
    logger = logging.getLogger("procrastinate")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    asyncio.run(work(name, folder))


if __name__ == "__main__":
    main()
