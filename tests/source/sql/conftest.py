"""A scene for each test: the tables of the twins, empty, on each isolation level."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from a09web.source.twins import schema
from a09web.workbooks.a09 import A09
from tests.backing import Postgres

from .sessions import LEVELS, Scene
from .sessions import scene as made_scene

_numbers = count()


@pytest.fixture(scope="session")
def database_of_scenes(postgres: Postgres) -> str:
    return postgres.empty_database()


@pytest.fixture(params=LEVELS, ids=[level.replace(" ", "-") for level in LEVELS])
def scene(request: pytest.FixtureRequest, database_of_scenes: str) -> Iterator[Scene]:
    with made_scene(database_of_scenes, f"scene{next(_numbers)}", request.param, schema(A09)) as made:
        yield made
