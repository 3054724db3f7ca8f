"""What opening links costs the server, in milliseconds of processor time: one JSON object.

Each link is opened once, by a process that has never seen it: links of all bounds, with long and random traces, links
with a letter changed at random, and links that mean harm. `worst` names the dearest of each kind.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

LINKS = 60
LETTERS = "1~.-_abTickMaterializewr0239on"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    sys.stdout.write(json.dumps(measured(), indent=1) + "\n")


def measured() -> dict[str, Any]:
    from a09web.collector import settle
    from a09web.management.commands.serve import load_everything

    chance = random.Random(1)
    valid = list(valid_links(chance))
    kinds = {"valid": valid, "fuzzed": [fuzzed(link, chance) for link in valid * 3], "hostile": list(hostile_links())}
    opened("1~Tick")  # templates are compiled, modules loaded
    load_everything()
    settle()
    found: dict[str, Any] = {}
    for kind, links in kinds.items():
        costs = sorted((opened(link) * 1000, link) for link in links)
        median = statistics.median(cost for cost, _ in costs)
        found[kind] = {"links": len(links), "median_ms": round(median, 1), "worst_ms": round(costs[-1][0], 1)}
        found[kind]["worst"] = costs[-1][1][:120]
    return found


def opened(link: str) -> float:
    """Seconds of processor time of the thread that answers. A link that makes the server fail ends the measurement."""
    from django.test import Client

    started = time.thread_time()
    answer = Client().get(f"/t/{link}/")
    if answer.status_code not in (200, 301, 302, 400, 404):
        raise AssertionError(f"{link} was answered with {answer.status_code}.")
    return time.thread_time() - started


def valid_links(chance: random.Random) -> Iterator[str]:
    from a09web.model.machine import machine_for
    from a09web.model.walk import random_walk
    from a09web.scenarios.address import encode
    from a09web.scenarios.scenario import MAX_STEPS, Scenario
    from a09web.workbooks.a09 import A09
    from a09web.workbooks.a09.bounds import Bounds

    for seed in range(LINKS):
        max_time = chance.randint(4, 8)
        due = tuple(chance.randint(1, max_time) for _ in range(chance.randint(1, 4)))
        bounds = Bounds(due=due, workers=chance.randint(1, 3), max_time=max_time, max_epoch=3)
        bugs = frozenset(chance.sample(A09.bug_names, chance.randint(0, 4)))
        machine = machine_for(bounds)
        steps = tuple(random_walk(machine, machine.initial, bugs, seed, until_broken=False))[:MAX_STEPS]
        machine_for.cache_clear()
        yield encode(Scenario(bounds=bounds, bugs=bugs, steps=steps, cursor=len(steps)))


def fuzzed(link: str, chance: random.Random) -> str:
    letters = list(link)
    for _ in range(chance.randint(1, 3)):
        letters[chance.randrange(len(letters))] = chance.choice(LETTERS)
    return "".join(letters)


def hostile_links() -> Iterator[str]:
    yield "1~Tick" * 600
    yield "1~" + "x" * 60_000
    yield "9" * 3990
    yield "1~due." + ".".join(["1"] * 1500)
    yield "1~title." + "-1f600-" * 500
    yield "1~workers.999999999999999999999999"
    for number in range(4):
        yield f"1~due.{number + 1}.8.8.8~workers.3~MaxTime.8~MaxEpoch.3" + "~on.EarlyRelease~off.EarlyRelease" * 40


if __name__ == "__main__":
    main()
