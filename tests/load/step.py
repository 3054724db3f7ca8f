"""What a step costs the server beside minimal views that render a page of the same size: one JSON object.

Both go through Django's test client with the same middleware and database, in turn: after each step every minimal view
renders a page as large as the answer was. Foresight is aside: it is asked for before the clock starts. `first` is a
step to a state that nobody has seen before, `again` one that was.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any
from urllib.parse import urlencode

WALKS, STEPS = 12, 12
LOG_PAGES = 1000
MINIMAL = {"minimal": "/minimal/", "jinja": "/minimal/jinja/", "write": "/minimal/write/"}
FORM = "application/x-www-form-urlencoded"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    sys.stdout.write(json.dumps(measured()))


def measured() -> dict[str, Any]:
    from django.test import override_settings

    costs: dict[str, list[float]] = defaultdict(list)
    sizes = []
    with override_settings(ROOT_URLCONF="tests.load.minimal"):
        fill_log()
        for seed, way in product(range(WALKS), ("first", "again")):
            for seconds, size in steps(seed):
                costs[way].append(seconds)
                sizes.append(size)
                for name, address in MINIMAL.items():
                    costs[name].append(timed_minimal(address, size))
    medians = {f"{name}_ms": statistics.median(values) * 1000 for name, values in costs.items()}
    return {"bytes": int(statistics.median(sizes))} | medians


def fill_log() -> None:
    """Writes until SQLite has checkpointed once: from then on its log does not grow, as on a server that runs for a
    while."""
    from a09web.sandbox.services import create_sandbox
    from a09web.workbooks.a09.bounds import Bounds

    from .minimal import BYTES_A_ROW, ROW

    create_sandbox(owner="", bounds=Bounds(), public_id=ROW)
    for _ in range(LOG_PAGES):
        timed_minimal(MINIMAL["write"], 10 * BYTES_A_ROW)


def walk(seed: int) -> list[str]:
    from a09web.model.machine import machine_for
    from a09web.model.walk import random_walk
    from a09web.workbooks.a09.bounds import Bounds

    machine = machine_for(Bounds())
    return list(random_walk(machine, machine.initial, bugs(seed), seed, until_broken=False))[:STEPS]


def bugs(seed: int) -> frozenset[str]:
    from a09web.workbooks.a09 import A09

    return frozenset(A09.bug_names[seed % 7 : seed % 7 + 1])


def steps(seed: int) -> Iterator[tuple[float, int]]:
    """Seconds and bytes of each step of a walk in a new sandbox, as a browser takes it."""
    from django.test import Client

    from a09web.sandbox.finding import sandbox_or_404
    from a09web.sandbox.moment import Moment
    from a09web.sandbox.tree import Tree

    client = Client()
    path = client.post("/s/", {"bugs": sorted(bugs(seed))})["Location"]
    for name in walk(seed):
        page = client.get(path).content.decode()
        known = " ".join(f"{one}:{other}" for one, other in re.findall(r'id="([^"]+)" data-hash="([^"]+)"', page))
        shown = sandbox_or_404(path.split("/")[2])
        data = urlencode({"version": shown.version, "at": shown.cursor, "step": name})
        look_ahead(Moment(shown, Tree.of(shown), shown.cursor, may_step=True), name)
        headers = {"HX-Request": "true", "Panels": known}
        yield timed(partial(client.post, path, data, content_type=FORM, headers=headers))


def look_ahead(moment: Any, name: str) -> None:
    """Answers what the step will ask about the future."""
    from a09web.model.replay import advance
    from a09web.sandbox.outlook import what_can_break

    after = advance(moment.replay.machine, moment.entry, name)
    what_can_break(moment.sandbox.bounds, after.bugs, after.state, moment.sandbox.fair_under(after.bugs))


def timed_minimal(address: str, size: int) -> float:
    from django.test import Client

    client = Client()
    seconds, sent = timed(lambda: client.get(f"{address}?size={size}"))
    if abs(sent - size) > size / 10:
        raise SystemExit(f"The minimal page has {sent} bytes, not about {size}.")
    return seconds


def timed(ask: Callable[[], Any]) -> tuple[float, int]:
    start = time.perf_counter()
    response = ask()
    seconds = time.perf_counter() - start
    if response.status_code != 200:
        raise SystemExit(f"Status {response.status_code}: {response.content[:300]!r}")
    return seconds, len(response.content)


if __name__ == "__main__":
    main()
