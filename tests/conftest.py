"""What many tests share. Real servers are in `tests.servers`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from channels.layers import channel_layers
from django.core.cache import cache
from django.test import Client

from a09web.live.hub import hub

from .servers import Server, remove_temporary_directories, running_server


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    """Each test begins with an empty cache and nobody watching."""
    cache.clear()
    yield
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


def pytest_sessionfinish() -> None:
    remove_temporary_directories()
