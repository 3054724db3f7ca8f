"""The promises of a live class with thirty students, without their times: nothing is lost, twice, or across."""

from __future__ import annotations

import asyncio

import pytest

from tests.backing import Redis
from tests.load.classroom.promises import fan_out
from tests.load.classroom.run import facts, told
from tests.load.classroom.scene import scene

STUDENTS = 30


async def _measured(**env: str) -> None:
    async with scene(most=STUDENTS, sizes=(STUDENTS, STUDENTS), **env) as made:
        fanout = await fan_out(made, STUDENTS)
        assert fanout["lost"] == 0
        figures = await told(made, asleep_seconds=1)
        broken = {name: figures[name] for name, is_so in facts(figures).items() if not is_so}
        assert not broken
        assert "Traceback" not in made.server.log


@pytest.mark.long
def test_thirty_students_lose_nothing() -> None:
    asyncio.run(_measured())


@pytest.mark.long
@pytest.mark.night  # tests/live/test_painting.py and test_redis.py have what differs
def test_thirty_students_lose_nothing_with_redis(redis: Redis) -> None:
    asyncio.run(_measured(REDIS_URL=redis.url))
