"""What was stored before a migration is there after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from a09web.sandbox.models import Sandbox

BEFORE, AFTER = ("sandbox", "0006_no_index_twice"), ("sandbox", "0007_is_attached")


@pytest.fixture
def migrated_back(transactional_db: None) -> Iterator[MigrationExecutor]:
    executor = MigrationExecutor(connection)
    executor.migrate([BEFORE])
    yield executor
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_a_sandbox_of_a_class_is_attached_still(migrated_back: MigrationExecutor) -> None:
    old = migrated_back.loader.project_state([BEFORE]).apps.get_model("sandbox", "Sandbox")
    for name, held in (("of-a-class", True), ("free", False)):
        old.objects.create(public_id=name, workers=2, max_time=3, max_epoch=2, held=held)
    MigrationExecutor(connection).migrate([AFTER])
    assert dict(Sandbox.objects.values_list("public_id", "is_attached")) == {"of-a-class": True, "free": False}
