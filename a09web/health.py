"""`/healthz`: which parts work, for whoever runs the server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from a09web.classroom.due import overdue
from a09web.model.machine import machine_for
from a09web.wording import are, counted
from a09web.workbooks import FIRST

SECONDS_TO_ANSWER = 5

logger = logging.getLogger(__name__)


class Unmigrated(RuntimeError):
    """The database lacks what the code needs."""


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all parts work, else 503; the body names each part with `ok` or what is wrong."""
    parts = {name: _try(check) for name, check in CHECKS.items()}
    works = all(answer == "ok" for answer in parts.values())
    response = JsonResponse({"ok": works, **parts}, status=200 if works else 503)
    response["Cache-Control"] = "no-store"
    return response


def _try(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as problem:
        logger.exception("A part of the health check failed")
        return type(problem).__name__
    return "ok"


def check_database() -> None:
    """Writes, and takes it back: a database that only reads, or whose disk is full, does not work."""
    with transaction.atomic():
        Session.objects.create(session_key=f"healthz-{token_hex(8)}", expire_date=timezone.now())
        transaction.set_rollback(True)


def check_migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Unmigrated("Migrations are missing: run manage.py migrate.")


def check_cache() -> None:
    cache.set("healthz", "here", 10)
    if cache.get("healthz") != "here":
        raise RuntimeError("The cache forgets.")


def _live() -> None:
    async_to_sync(_exchange)()


async def _exchange() -> None:
    layer: Any = get_channel_layer()
    async with asyncio.timeout(SECONDS_TO_ANSWER):
        channel = await layer.new_channel()
        await layer.send(channel, {"type": "healthz"})
        await layer.receive(channel)


def _model() -> None:
    machine = machine_for(FIRST.bounds())
    if machine.broken(machine.initial):
        raise RuntimeError("The initial state breaks a property.")


def _due() -> None:
    if late := overdue():
        told = f"{counted(late, 'run')} {are(late)} overdue"
        raise RuntimeError(f"{told}: does manage.py serve or manage.py run_due run?")


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "migrations": check_migrations,
    "cache": check_cache,
    "live": _live,
    "model": _model,
    "due": _due,
}
