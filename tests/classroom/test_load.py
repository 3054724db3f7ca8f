"""The promises of a live class, without their times: nothing is lost, twice, or across. By day with ten students."""

from __future__ import annotations

import asyncio

import pytest

from tests.backing import Redis
from tests.load.classroom.promises import fan_out
from tests.load.classroom.run import facts, told
from tests.load.classroom.scene import scene

STUDENTS = 30


async def _measured(students: int, **env: str) -> None:
    async with scene(most=students, sizes=(students, students), **env) as made:
        fanout = await fan_out(made, students)
        assert fanout["lost"] == 0
        figures = await told(made, asleep_seconds=1)
        broken = {name: figures[name] for name, is_so in facts(figures).items() if not is_so}
        assert not broken
        assert "Traceback" not in made.server.log


@pytest.mark.long
@pytest.mark.parametrize("students", [10, pytest.param(STUDENTS, marks=pytest.mark.night)])
def test_no_student_loses_anything(students: int) -> None:
    asyncio.run(_measured(students))


@pytest.mark.long
@pytest.mark.night  # tests/live/test_painting.py and test_redis.py have what differs
def test_thirty_students_lose_nothing_with_redis(redis: Redis) -> None:
    asyncio.run(_measured(STUDENTS, REDIS_URL=redis.url))
