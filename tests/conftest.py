"""What many tests share. Real servers are in `tests.servers`, and what they lean on in `tests.backing`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import TypeVar

import pytest
from channels.layers import channel_layers
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, settings

from a09web.live.hub import hub
from a09web.memo import forget_everything
from a09web.sandbox.outlook import lookout

from .backing import Postgres, Redis, running_postgres, running_redis
from .servers import Server, running_server

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")  # a busy machine is no defect
T = TypeVar("T")

gc.set_threshold(100_000, 20, 100)  # what the tests keep for good, the models and what was explored, is large


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In whatever order the others are, what is long begins first. xdist cuts the list into one piece for each worker,
    and what has begun is not taken from a worker any more: so each piece gets its share of what is long."""
    long = [item for item in items if item.get_closest_marker("long") is not None]
    short = [item for item in items if item.get_closest_marker("long") is None]
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    items[:] = pieces(long, short, workers)


def pieces(long: list[T], short: list[T], count: int) -> list[T]:
    """One list, of which each of so many equal pieces begins with an equal share of what is long."""
    dealt: list[T] = []
    total = len(long) + len(short)
    for number in range(count):
        share = long[number::count]
        room = max((total - len(dealt)) // (count - number) - len(share), 0)
        dealt += [*share, *short[:room]]
        short = short[room:]
    return dealt


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    """Each test begins with an empty cache, nobody watching, and nothing kept of what was read from the database or
    asked about the future. What `lru_cache` keeps stays: it follows from the arguments alone, and to find it anew, as
    with the machines and what was explored for an exercise, would cost more than the tests."""
    cache.clear()
    forget_everything()
    yield
    lookout().close()
    hub.rooms.clear()
    channel_layers.backends = {}


@pytest.fixture
def stranger() -> Client:
    """Another browser than `client`."""
    return Client()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests of a process that neither stop it nor read its log from the start."""
    with running_server() as running:
        yield running


@pytest.fixture(scope="session")
def _redis() -> Iterator[Redis]:
    with running_redis() as running:
        yield running


@pytest.fixture
def redis(_redis: Redis) -> Redis:
    """One for all tests of a process that do not kill it; empty at the start of each."""
    _redis.empty()
    return _redis


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One for all tests of a process; each takes databases of its own."""
    with running_postgres() as running:
        yield running
