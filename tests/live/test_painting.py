"""Painted rooms: once for everybody, at most a few times a second, and nobody ends on an old picture."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from channels.layers import get_channel_layer

from a09web.live import hub as module
from a09web.live import painting
from a09web.live.hub import Hub, Outbox
from a09web.live.painting import Easel, Picture
from a09web.settings import layers_at
from tests.backing import Redis
from tests.live.test_hub import Rooms, is_empty, joined, settled, taken

pytestmark = pytest.mark.django_db


class Canvas:
    """A room whose picture is its version, and a count of the paintings."""

    def __init__(self) -> None:
        self.version = 3
        self.painted: list[int] = []

    def paint(self, name: str) -> Picture | None:
        if name != "a":
            return None
        self.painted.append(self.version)
        version = self.version
        return Picture(version, {"all": str(version)}, lambda known: f"<p>{known['all']} to {version}</p>")


@pytest.fixture
def canvas() -> Canvas:
    return Canvas()


@pytest.fixture(params=["alone", "with Redis"])
async def hub(
    request: pytest.FixtureRequest, canvas: Canvas, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Hub]:
    """The hub of a process that is alone, and of one that hears its own changes by a real Redis."""
    if request.param == "with Redis":
        redis: Redis = request.getfixturevalue("redis")
        settings.REDIS_URL, settings.CHANNEL_LAYERS = redis.url, layers_at(redis.url)
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 3600)
    made = Hub()
    made.register("x", lambda names: {name: canvas.version for name in names if name == "a"}, canvas.paint, guard)
    async with ended(made):
        yield made
    if request.param == "with Redis":
        await cast(Any, get_channel_layer()).flush()


@asynccontextmanager
async def ended(made: Hub) -> AsyncIterator[None]:
    yield
    for task in made._tasks:
        task.cancel()
    await asyncio.gather(*made._tasks, return_exceptions=True)


def guard(name: str, cookies: Mapping[str, str]) -> str | None:
    return cookies.get("member")


async def heard_of(outbox: Outbox, version: int) -> dict[str, Any]:
    """The frame of that version, or of a later one."""
    while (frame := await taken(outbox))["version"] < version:
        pass
    return frame


async def all_heard(hub: Hub) -> None:
    """Whatever was said before is heard: the last thing that is said has come."""
    last = await hub.join("x.a", "the last")
    assert last is not None
    await last.take()
    await asyncio.to_thread(hub.nudge, "x.a", "the last")
    assert await taken(last) == {"yours": True}
    await hub.leave("x.a", last)
    await settled()


async def change(hub: Hub, canvas: Canvas) -> None:
    """As the thread of a request does, after its commit."""
    canvas.version += 1
    await asyncio.to_thread(hub.changed, "x.a")


def test_the_first_picture_differs_from_nothing(canvas: Canvas) -> None:
    assert Easel("a", canvas.paint).paint() == (3, None, "")


def test_a_rest_that_is_over_to_the_moment_is_over(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("a09web.live.painting.time.monotonic", lambda: now)
    easel = Easel("a", canvas.paint)
    assert (easel.rest(), easel.rest(), easel.rest()) == (0, painting.REST_SECONDS, None)
    easel.end_rest()
    now += painting.REST_SECONDS
    assert (easel.rest(), easel.rest(), easel.rest()) == (0, painting.REST_SECONDS, None)


async def test_a_change_of_a_quiet_room_is_painted_at_once_and_once_for_everybody(hub: Hub, canvas: Canvas) -> None:
    one, other = await joined(hub), await joined(hub)
    assert await taken(one) == await taken(other) == {"version": 3}
    await change(hub, canvas)
    assert await taken(one) == await taken(other) == {"version": 4, "base": 3, "html": "<p>3 to 4</p>"}
    assert canvas.painted == [3, 4]


async def test_a_burst_is_a_few_frames_and_the_last_shows_the_end(
    hub: Hub, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painting, "REST_SECONDS", 0.2)
    outbox = await joined(hub)
    await taken(outbox)
    for _ in range(50):
        await change(hub, canvas)
    assert (await heard_of(outbox, 53))["version"] == 53
    assert len(canvas.painted) < 20
    assert canvas.painted == sorted(set(canvas.painted))


async def test_a_change_during_the_rest_is_not_forgotten(hub: Hub, canvas: Canvas) -> None:
    outbox = await joined(hub)
    await taken(outbox)
    await change(hub, canvas)
    await taken(outbox)
    for version in (5, 6):  # each during the rest after the one before
        await change(hub, canvas)
        assert is_empty(outbox)
        html = f"<p>{version - 1} to {version}</p>"
        assert await taken(outbox) == {"version": version, "base": version - 1, "html": html}
    await all_heard(hub)
    assert hub._painting == set()


async def test_three_quick_changes_are_all_shown(hub: Hub, canvas: Canvas, caplog: pytest.LogCaptureFixture) -> None:
    """The third waits for the picture after the rest, which is painted by nobody's request."""
    outbox = await joined(hub)
    await taken(outbox)
    for _ in range(3):
        await change(hub, canvas)
    assert (await heard_of(outbox, 6))["version"] == 6
    assert caplog.messages == []


async def test_a_change_that_is_committed_while_the_first_one_joins_is_not_missed(hub: Hub, canvas: Canvas) -> None:
    def versions(names: Iterable[str]) -> dict[str, int]:
        read = dict.fromkeys(names, canvas.version)
        if canvas.version == 3:
            canvas.version = 4
            hub.changed("x.a")
        return read

    hub.register("x", versions, canvas.paint)
    outbox = await joined(hub)
    assert (await heard_of(outbox, 4))["version"] == 4


async def test_what_is_committed_between_a_version_and_the_first_picture_is_told(hub: Hub, canvas: Canvas) -> None:
    """It is told when it was painted already, so that no other picture shows it."""

    def versions(names: Iterable[str]) -> dict[str, int]:
        read = dict.fromkeys(names, canvas.version)
        canvas.version = 4
        return read

    hub.register("x", versions, canvas.paint)
    assert await taken(await joined(hub)) == {"version": 4}


async def test_a_room_that_is_not_painted_has_no_picture_to_fail(
    hub: Hub, rooms: Rooms, caplog: pytest.LogCaptureFixture
) -> None:
    hub.register("y", rooms)
    outbox = await joined(hub, "y.a")
    await taken(outbox)
    await asyncio.to_thread(hub.changed, "y.a")
    await all_heard(hub)
    assert is_empty(outbox)
    assert caplog.messages == []


async def test_nothing_is_painted_where_nobody_watches(hub: Hub, canvas: Canvas) -> None:
    await change(hub, canvas)
    assert canvas.painted == []


async def test_where_nothing_changed_nothing_is_sent_and_nothing_fails(
    hub: Hub, canvas: Canvas, caplog: pytest.LogCaptureFixture
) -> None:
    outbox = await joined(hub)
    await taken(outbox)
    await asyncio.to_thread(hub.changed, "x.a")
    await all_heard(hub)
    assert is_empty(outbox)
    assert canvas.painted == [3, 3]
    assert caplog.messages == []


async def test_a_room_that_is_gone_is_not_painted(hub: Hub, canvas: Canvas) -> None:
    assert await hub.join("x.b") is None
    assert Easel("b", canvas.paint).paint() is None


async def test_a_room_is_painted_under_its_whole_name(hub: Hub) -> None:
    painted: list[str] = []
    hub.register("z", lambda names: dict.fromkeys(names, 1), lambda name: painted.append(name))
    assert await hub.join("z.a.b") is not None
    assert painted == ["a.b"]


async def test_only_members_are_admitted(hub: Hub, rooms: Rooms) -> None:
    assert await hub.admitted("x.a", {"member": "ann"}) == "ann"
    assert await hub.admitted("x.a", {}) is None
    hub.register("y", rooms)
    assert await hub.admitted("y.a", {}) == ""
    hub.register("z", rooms, guard=lambda name, cookies: name)
    assert await hub.admitted("z.a.b", {}) == "a.b"


async def test_who_is_dismissed_hears_nothing_more_and_the_others_do(hub: Hub, canvas: Canvas) -> None:
    ann, bob = await hub.join("x.a", "ann"), await hub.join("x.a", "bob")
    assert ann is not None
    assert bob is not None
    await taken(bob)
    await asyncio.to_thread(hub.dismiss, "x.a", "ann")
    await all_heard(hub)
    assert await asyncio.wait_for(ann.take(), 10) == ""
    await change(hub, canvas)
    assert (await taken(bob))["version"] == 4
    assert await asyncio.wait_for(ann.take(), 10) == ""


async def test_who_is_dismissed_everywhere_hears_nothing_more_in_any_room(hub: Hub, canvas: Canvas) -> None:
    hub.register("y", lambda names: dict.fromkeys(names, 1))
    ann, there, bob = await hub.join("x.a", "ann"), await hub.join("y.b", "ann"), await hub.join("x.a", "bob")
    assert ann is not None
    assert there is not None
    assert bob is not None
    await taken(bob)
    await asyncio.to_thread(hub.dismiss_everywhere, "ann")
    await all_heard(hub)
    assert await asyncio.wait_for(ann.take(), 10) == await asyncio.wait_for(there.take(), 10) == ""
    assert is_empty(bob)


async def test_what_comes_after_a_dismissal_is_not_shown_to_who_was_dismissed(hub: Hub, canvas: Canvas) -> None:
    """A projector that another code shuts out must not learn the new one from its last frame."""
    ann = await hub.join("x.a", "ann")
    assert ann is not None
    await taken(ann)

    def dismiss_and_change() -> None:
        canvas.version += 1
        hub.dismiss("x.a", "ann")
        hub.changed("x.a")

    waiting = asyncio.ensure_future(ann.take())
    await asyncio.to_thread(dismiss_and_change)
    assert await asyncio.wait_for(waiting, 10) == ""


async def test_a_painter_that_fails_is_made_up_for(hub: Hub, canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    """The heartbeat tells a version that the page does not have, so that it fetches."""
    outbox = await joined(hub)
    await taken(outbox)
    await change(hub, canvas)
    await taken(outbox)
    canvas.version += 1

    def broken(name: str) -> Picture | None:
        raise ConnectionError("the database is away")

    assert hub.rooms["x.a"].easel is not None
    monkeypatch.setattr(hub.rooms["x.a"].easel, "painter", broken)
    await asyncio.to_thread(hub.changed, "x.a")
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.02)
    hub._tasks[1].cancel()
    beat = asyncio.ensure_future(hub._beat())
    try:
        assert await taken(outbox) == {"version": 5}
    finally:
        beat.cancel()


async def test_a_painter_that_fails_is_no_reason_for_a_change_to_fail(
    hub: Hub, canvas: Canvas, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await joined(hub)

    def broken(name: str) -> Picture | None:
        raise ConnectionError("the database is away")

    assert hub.rooms["x.a"].easel is not None
    monkeypatch.setattr(hub.rooms["x.a"].easel, "painter", broken)
    await change(hub, canvas)
    await all_heard(hub)
    assert caplog.messages == ["A room could not be painted"]
    await change(hub, canvas)  # it is painted after a rest, by nobody's request
    while len(caplog.messages) < 2:
        await asyncio.sleep(0.01)
    assert caplog.messages == ["A room could not be painted"] * 2


async def test_one_is_nudged_before_the_next_frame_and_if_there_are_so_many(hub: Hub, canvas: Canvas) -> None:
    laptop, phone, bob = [await hub.join("x.a", who) for who in ("ann", "ann", "bob")]
    assert laptop is not None
    assert phone is not None
    assert bob is not None
    await asyncio.to_thread(hub.nudge, "x.a", "bob", 2)
    await asyncio.to_thread(hub.nudge, "x.a", "ann", 2)
    await all_heard(hub)
    for outbox in (laptop, phone):
        assert await taken(outbox) == {"yours": True}
        assert await taken(outbox) == {"version": 3}
        assert is_empty(outbox)
    assert await taken(bob) == {"version": 3}
    await asyncio.to_thread(hub.nudge, "x.a", "bob")
    assert await taken(bob) == {"yours": True}


# Several processes


@pytest.fixture
async def elsewhere(hub: Hub, settings: Any) -> AsyncIterator[Hub]:
    """The hub of another process. Nobody watches there."""
    settings.REDIS_URL = settings.REDIS_URL or "redis://between"
    made = Hub()
    await made._start()
    async with ended(made):
        yield made


async def test_what_another_process_says_is_heard(hub: Hub, canvas: Canvas, elsewhere: Hub) -> None:
    ann, bob = await hub.join("x.a", "ann"), await hub.join("x.a", "bob")
    assert ann is not None
    assert bob is not None
    assert await taken(ann) == await taken(bob) == {"version": 3}
    canvas.version = 4
    await asyncio.to_thread(elsewhere.changed, "x.a")
    assert await taken(ann) == await taken(bob) == {"version": 4, "base": 3, "html": "<p>3 to 4</p>"}
    await asyncio.to_thread(elsewhere.publish, "x.a", 5, lambda: "<p>new</p>")
    assert await taken(ann) == await taken(bob) == {"version": 5, "base": 4, "html": "<p>new</p>"}
    await asyncio.to_thread(elsewhere.nudge, "x.a", "ann")
    assert await taken(ann) == {"yours": True}
    await asyncio.to_thread(elsewhere.dismiss, "x.a", "ann")
    assert await asyncio.wait_for(ann.take(), 10) == ""
    assert is_empty(bob)


async def test_a_process_that_has_no_socket_yet_tells_the_others(hub: Hub, settings: Any) -> None:
    outbox, alone, between = await joined(hub), Hub(), settings.REDIS_URL
    await taken(outbox)
    settings.REDIS_URL = ""
    await asyncio.to_thread(alone.dismiss, "x.a", "")  # there is nobody to dismiss, and nobody to tell
    settings.REDIS_URL = between or "redis://between"
    await asyncio.to_thread(alone.publish, "x.a", 4, lambda: "<p>new</p>")
    assert await taken(outbox) == {"version": 4, "base": 3, "html": "<p>new</p>"}


async def test_a_dismissal_is_under_way_before_anything_else_is_said(
    hub: Hub, elsewhere: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long Redis takes: who is sent out must not see what comes next."""
    layer: Any = get_channel_layer()
    sending, said = layer.group_send, list[str]()

    async def slowly(group: str, message: dict[str, Any]) -> None:
        await asyncio.sleep(0.05)
        said.append(message["type"])
        await sending(group, message)

    monkeypatch.setattr(layer, "group_send", slowly)
    await asyncio.to_thread(elsewhere.dismiss, "x.a", "ann")
    assert said == ["room.dismissed"]


async def test_when_redis_hangs_no_change_waits_and_a_dismissal_does_not_wait_for_ever(
    hub: Hub, elsewhere: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = asyncio.Event()

    async def hangs(group: str, message: dict[str, Any]) -> None:
        await answered.wait()

    monkeypatch.setattr(get_channel_layer(), "group_send", hangs)
    monkeypatch.setattr(module, "SENDING_SECONDS", 0.05)
    await asyncio.to_thread(elsewhere.publish, "x.a", 4, str)
    await asyncio.to_thread(elsewhere.changed, "x.a")
    await asyncio.to_thread(elsewhere.nudge, "x.a", "ann")
    asyncio.get_running_loop().call_later(2, answered.set)
    with pytest.raises(TimeoutError):
        await asyncio.to_thread(elsewhere.dismiss, "x.a", "ann")
    answered.set()


@pytest.fixture
def rooms() -> Rooms:
    return Rooms(a=3)
