from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any

import pytest
from channels.layers import get_channel_layer

from a09web.live import hub as module
from a09web.live import socket as socket_module
from a09web.live.hub import Hub, Outbox, frame

pytestmark = pytest.mark.django_db

Versions = dict[str, int]


class Rooms:
    """Stands for the database: the versions of some rooms, and how often it was asked."""

    def __init__(self, **versions: int) -> None:
        self.versions = versions
        self.asked: list[list[str]] = []
        self.before_answer: Callable[[], None] = lambda: None

    def __call__(self, names: Iterable[str]) -> Versions:
        asked = list(names)
        self.asked.append(asked)
        found = {name: self.versions[name] for name in asked if name in self.versions}
        self.before_answer()
        return found


@pytest.fixture
def rooms() -> Rooms:
    return Rooms(a=3, b=7)


@pytest.fixture
async def hub(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hub]:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 3600)
    made = Hub()
    made.register("x", rooms)
    yield made
    for task in made._tasks:
        task.cancel()
    await asyncio.gather(*made._tasks, return_exceptions=True)


async def joined(hub: Hub, room: str = "x.a") -> Outbox:
    outbox = await hub.join(room)
    assert outbox is not None
    return outbox


async def taken(outbox: Outbox) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await asyncio.wait_for(outbox.take(), 10))
    return found


async def publish(hub: Hub, room: str, version: int, html: str = "<p>new</p>") -> None:
    """As the thread of a request does."""
    await asyncio.to_thread(hub.publish, room, version, lambda: html)


async def settled() -> None:
    """Lets everything happen that is going to happen."""
    for _ in range(20):
        await asyncio.sleep(0)
    await asyncio.sleep(0.05)


def is_empty(outbox: Outbox) -> bool:
    return not outbox._filled.is_set()


def groups() -> set[str]:
    """Of rooms; each process is in one more, for what is said to all of them."""
    layer: Any = get_channel_layer()
    return set(layer.groups) - {module.PROCESSES}


# The outbox


async def test_an_outbox_keeps_the_newest_frame_only() -> None:
    outbox = Outbox()
    for text in ("one", "two", "three"):
        outbox.put(text)
    assert await outbox.take() == "three"
    assert is_empty(outbox)


async def test_an_outbox_gives_each_frame_once_and_then_waits() -> None:
    outbox = Outbox()
    outbox.put("one")
    assert await outbox.take() == "one"
    waiting = asyncio.ensure_future(outbox.take())
    await settled()
    assert not waiting.done()
    outbox.put("two")
    assert await waiting == "two"


async def test_a_reader_that_gives_up_takes_nothing_along() -> None:
    outbox = Outbox()
    waiting = asyncio.ensure_future(outbox.take())
    await settled()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    outbox.put("one")
    assert await outbox.take() == "one"


def test_a_frame_names_its_version_and_a_heartbeat_has_no_html() -> None:
    assert json.loads(frame(7, "<p>é</p>", 6)) == {"version": 7, "base": 6, "html": "<p>é</p>"}
    assert json.loads(frame(7)) == {"version": 7}
    assert json.loads(frame(7, "", 6)) == {"version": 7, "base": 6, "html": ""}


# Joining and leaving


async def test_who_joins_hears_the_present_version_at_once(hub: Hub) -> None:
    assert await taken(await joined(hub, "x.a")) == {"version": 3}
    assert await taken(await joined(hub, "x.b")) == {"version": 7}


@pytest.mark.parametrize("room", ["x.nothing", "y.a", "x.", "", "a", ".a", "x.a.b", "x.A"])
async def test_there_is_no_room_that_nobody_made(hub: Hub, room: str) -> None:
    assert await hub.join(room) is None
    assert not hub.is_watched(room)
    assert hub.rooms == {}
    assert groups() == set()


async def test_a_room_with_a_very_long_name_is_a_room_that_nobody_made(hub: Hub) -> None:
    assert await hub.join(f"x.{'a' * 500}") is None


async def test_a_name_may_have_dots_and_eighty_characters(hub: Hub, rooms: Rooms) -> None:
    longest = "a" * (module.LONGEST_NAME - 2)
    rooms.versions |= {"a.b": 5, longest: 6, longest + "a": 6}
    assert await taken(await joined(hub, "x.a.b")) == {"version": 5}
    assert await taken(await joined(hub, f"x.{longest}")) == {"version": 6}
    assert await hub.join(f"x.{longest}a") is None


async def test_who_watches_hears_what_is_published(hub: Hub) -> None:
    one, other, elsewhere = await joined(hub), await joined(hub), await joined(hub, "x.b")
    for outbox in (one, other, elsewhere):
        await outbox.take()
    await publish(hub, "x.a", 4)
    assert await taken(one) == await taken(other) == {"version": 4, "base": 3, "html": "<p>new</p>"}
    await settled()
    assert is_empty(elsewhere)


async def test_everybody_is_handed_the_same_string(hub: Hub) -> None:
    one, other = await joined(hub), await joined(hub)
    await publish(hub, "x.a", 4)
    await settled()
    assert one._frame is other._frame
    assert one._frame is not None


async def test_many_who_come_at_once_ask_the_database_once(hub: Hub, rooms: Rooms) -> None:
    outboxes = await asyncio.gather(*(hub.join("x.a") for _ in range(200)))
    assert all(outboxes)
    assert rooms.asked == [["a"]]
    assert len(hub.rooms["x.a"].outboxes) == 200


async def test_many_who_look_for_a_room_that_is_not_there_ask_once(hub: Hub, rooms: Rooms) -> None:
    assert await asyncio.gather(*(hub.join("x.c") for _ in range(50))) == [None] * 50
    assert rooms.asked == [["c"]]
    rooms.versions["c"] = 0
    assert await taken(await joined(hub, "x.c")) == {"version": 0}


async def test_one_who_gives_up_does_not_send_the_others_away(hub: Hub) -> None:
    joining = [asyncio.ensure_future(hub.join("x.a")) for _ in range(3)]
    await asyncio.sleep(0)
    joining[0].cancel()
    results = await asyncio.gather(*joining, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert all(isinstance(outbox, Outbox) for outbox in results[1:])
    assert len(hub.rooms["x.a"].outboxes) == 2


async def test_when_the_last_one_leaves_the_room_is_gone(hub: Hub) -> None:
    one, other = await joined(hub), await joined(hub)
    await hub.leave("x.a", one)
    assert hub.is_watched("x.a")
    assert groups() == {"room.x.a"}
    await hub.leave("x.a", other)
    assert not hub.is_watched("x.a")
    assert hub.rooms == {}
    assert groups() == set()


async def test_who_left_hears_nothing_more(hub: Hub) -> None:
    one, other = await joined(hub), await joined(hub)
    for outbox in (one, other):
        await outbox.take()
    await hub.leave("x.a", one)
    await publish(hub, "x.a", 4)
    assert (await taken(other))["version"] == 4
    assert is_empty(one)


async def test_leaving_twice_or_from_nowhere_does_no_harm(hub: Hub) -> None:
    one, other = await joined(hub), await joined(hub)
    for _ in range(2):
        await hub.leave("x.a", one)
    await hub.leave("x.b", one)
    await hub.leave("x.nothing", one)
    assert hub.rooms["x.a"].outboxes == {other}


async def test_who_comes_while_the_last_one_leaves_stays_connected(hub: Hub) -> None:
    for _ in range(20):
        leaving = await joined(hub)
        _, outbox = await asyncio.gather(hub.leave("x.a", leaving), hub.join("x.a"))
        assert outbox is not None
        assert outbox in hub.rooms["x.a"].outboxes
        assert groups() == {"room.x.a"}
        await outbox.take()
        await publish(hub, "x.a", 4)
        assert (await taken(outbox))["version"] == 4
        await hub.leave("x.a", outbox)


async def test_coming_and_going_in_any_order_leaves_nothing_behind(hub: Hub) -> None:
    async def visit(number: int) -> None:
        for _ in range(5):
            outbox = await joined(hub, "x.a" if number % 2 else "x.b")
            await asyncio.sleep(0.001 * (number % 3))
            await hub.leave("x.a" if number % 2 else "x.b", outbox)

    await asyncio.gather(*(visit(number) for number in range(20)))
    assert hub.rooms == {}
    assert hub._opening == {}
    assert groups() == set()


async def test_a_change_that_is_committed_while_somebody_joins_is_not_missed(hub: Hub, rooms: Rooms) -> None:
    """The version was read, and before the room is open the next one is published."""
    rooms.before_answer = lambda: hub.publish("x.a", 4, lambda: "<p>new</p>")
    outbox = await joined(hub)
    await settled()
    assert (await taken(outbox))["version"] == 4


async def test_many_who_come_first_of_all_and_at_once_all_hear_what_is_published(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With Redis it takes a while until the process has its channel; a restart brings everybody back in that while."""
    layer: Any = get_channel_layer()
    made = layer.new_channel

    async def slowly_made() -> str:
        await asyncio.sleep(0.05)
        return str(await made())

    monkeypatch.setattr(layer, "new_channel", slowly_made)
    one, other = await asyncio.gather(joined(hub, "x.a"), joined(hub, "x.b"))
    for room, outbox in (("x.a", one), ("x.b", other)):
        await outbox.take()
        await publish(hub, room, 9)
        assert (await taken(outbox))["version"] == 9


async def test_a_layer_that_is_down_when_the_first_one_comes_is_tried_anew(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        async def new_channel(self) -> str:
            raise ConnectionError("Redis is down")

    with monkeypatch.context() as patched:
        patched.setattr(module, "get_channel_layer", Broken)
        with pytest.raises(ConnectionError):
            await hub.join("x.a")
    outbox = await joined(hub)
    await outbox.take()
    await publish(hub, "x.a", 9)
    assert (await taken(outbox))["version"] == 9


async def test_a_database_that_fails_lets_nobody_in_and_is_asked_anew(hub: Hub, rooms: Rooms) -> None:
    def fails() -> None:
        raise ConnectionError

    rooms.before_answer = fails
    with pytest.raises(ConnectionError):
        await hub.join("x.a")
    assert hub.rooms == {}
    rooms.before_answer = lambda: None
    assert await taken(await joined(hub)) == {"version": 3}


# Versions


async def test_versions_never_go_back(hub: Hub) -> None:
    outbox = await joined(hub)
    await outbox.take()
    await publish(hub, "x.a", 9)
    assert (await taken(outbox))["version"] == 9
    for version in (4, 8):
        await publish(hub, "x.a", version)
    await settled()
    assert is_empty(outbox)
    assert await taken(await joined(hub)) == {"version": 9}


async def test_a_slow_reader_skips_to_the_present(hub: Hub) -> None:
    outbox = await joined(hub)
    for version in range(4, 40):
        await publish(hub, "x.a", version, f"<p>{version}</p>")
    await settled()
    assert await taken(outbox) == {"version": 39, "base": 38, "html": "<p>39</p>"}
    assert is_empty(outbox)


async def test_what_nobody_watches_is_not_even_rendered(hub: Hub) -> None:
    def never() -> str:
        raise AssertionError

    await asyncio.to_thread(hub.publish, "x.a", 4, never)
    outbox = await joined(hub)
    await hub.leave("x.a", outbox)
    await asyncio.to_thread(hub.publish, "x.a", 5, never)


async def test_it_is_rendered_once_for_all(hub: Hub) -> None:
    rendered: list[int] = []

    def render() -> str:
        rendered.append(1)
        return ""

    for _ in range(10):
        await joined(hub)
    await asyncio.to_thread(hub.publish, "x.a", 4, render)
    assert rendered == [1]


async def test_a_layer_that_fails_while_publishing_is_no_reason_to_fail_a_step(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The change is committed; a lost frame is made up for by the heartbeat."""

    class Broken:
        async def group_send(self, group: str, message: Any) -> None:
            raise ConnectionError("Redis is down")

    await joined(hub)
    monkeypatch.setattr(module, "get_channel_layer", Broken)
    await publish(hub, "x.a", 4)
    await settled()
    assert caplog.messages == ["A frame could not be sent"]
    hub._loop = None  # a process that has no socket yet
    await publish(hub, "x.a", 5)
    assert caplog.messages == ["A frame could not be sent"] * 2


# The socket


class Peer:
    """The other end of a socket, as an ASGI server presents it."""

    def __init__(self, *, fails: Exception | None = None, cookie: str = "") -> None:
        self.fails, self.cookie = fails, cookie
        self.sent: list[dict[str, Any]] = []
        self.told = asyncio.Event()
        self.coming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.coming.put_nowait({"type": "websocket.connect"})

    async def send(self, message: dict[str, Any]) -> None:
        if self.fails is not None and message["type"] == "websocket.send":
            raise self.fails
        self.sent.append(message)
        self.told.set()

    async def sees(self, *messages: dict[str, Any]) -> None:
        """Waits until so many were sent, and compares them."""
        while len(self.sent) < len(messages):
            self.told.clear()
            await asyncio.wait_for(self.told.wait(), 10)
        assert self.sent == list(messages)


@pytest.fixture
def visit(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Callable[[Peer, str], asyncio.Task[None]]:
    monkeypatch.setattr(socket_module, "hub", hub)

    def begin(peer: Peer, name: str) -> asyncio.Task[None]:
        headers = [(b"cookie", peer.cookie.encode())] if peer.cookie else []
        scope = {"type": "websocket", "headers": headers, "url_route": {"kwargs": {"kind": "x", "name": name}}}
        return asyncio.get_running_loop().create_task(socket_module.room_socket(scope, peer.coming.get, peer.send))

    return begin


ACCEPTED = {"type": "websocket.accept"}


def sent(version: int, html: str | None = None, base: int | None = None) -> dict[str, Any]:
    return {"type": "websocket.send", "text": frame(version, html, base)}


def closed(code: int) -> dict[str, Any]:
    return {"type": "websocket.close", "code": code}


async def test_a_socket_is_sent_every_frame_as_text(hub: Hub, visit: Callable[[Peer, str], asyncio.Task[None]]) -> None:
    peer = Peer()
    visiting = visit(peer, "a")
    await peer.sees(ACCEPTED, sent(3))
    await publish(hub, "x.a", 4)
    await peer.sees(ACCEPTED, sent(3), sent(4, "<p>new</p>", 3))
    peer.coming.put_nowait({"type": "websocket.disconnect", "code": 1001})
    await asyncio.wait_for(visiting, 10)


async def test_a_guarded_room_opens_for_the_right_cookie_until_its_member_is_dismissed(
    hub: Hub, rooms: Rooms, visit: Callable[[Peer, str], asyncio.Task[None]]
) -> None:
    asked: list[str] = []

    def guard(name: str, cookies: Mapping[str, str]) -> str | None:
        asked.append(name)
        return cookies.get("member")

    hub.register("x", rooms, guard=guard)
    stranger = Peer()
    await asyncio.wait_for(visit(stranger, "a"), 10)
    await stranger.sees(ACCEPTED, closed(4403))
    ann, bob = Peer(cookie="member=ann"), Peer(cookie="theme=dark; member=bob")
    visits = [visit(ann, "a"), visit(bob, "a")]
    await ann.sees(ACCEPTED, sent(3))
    await bob.sees(ACCEPTED, sent(3))
    assert asked == ["a"] * 3
    await asyncio.to_thread(hub.dismiss, "x.a", "ann")
    await ann.sees(ACCEPTED, sent(3), closed(4403))
    await publish(hub, "x.a", 4)
    await bob.sees(ACCEPTED, sent(3), sent(4, "<p>new</p>", 3))
    for peer in (ann, bob):
        peer.coming.put_nowait({"type": "websocket.disconnect", "code": 1001})
    await asyncio.wait_for(asyncio.gather(*visits), 10)
    assert len(ann.sent) == 3


async def test_an_address_that_is_no_rooms_is_closed_for_good() -> None:
    peer = Peer()
    await socket_module.nowhere({}, peer.coming.get, peer.send)
    await peer.sees(ACCEPTED, closed(4404))


@pytest.mark.parametrize("fails", [None, OSError("the cable is cut"), RuntimeError("the server has closed it")])
async def test_a_socket_that_ends_leaves_its_room(
    hub: Hub, visit: Callable[[Peer, str], asyncio.Task[None]], fails: Exception | None
) -> None:
    peer = Peer(fails=fails)
    visiting = visit(peer, "a")
    while not hub.is_watched("x.a"):
        await asyncio.sleep(0.01)
    await settled()
    assert [message["type"] for message in peer.sent][:1] == ["websocket.accept"]
    peer.coming.put_nowait({"type": "websocket.receive", "text": "hello"})
    await settled()
    assert hub.is_watched("x.a")
    peer.coming.put_nowait({"type": "websocket.disconnect", "code": 1001})
    await asyncio.wait_for(visiting, 10)
    assert hub.rooms == {}


async def test_a_socket_that_is_cancelled_leaves_its_room(
    hub: Hub, visit: Callable[[Peer, str], asyncio.Task[None]]
) -> None:
    visiting = visit(Peer(), "a")
    while not hub.is_watched("x.a"):
        await asyncio.sleep(0.01)
    await settled()
    visiting.cancel()
    await asyncio.gather(visiting, return_exceptions=True)
    assert hub.rooms == {}


async def test_a_socket_to_nowhere_is_accepted_and_then_closed_for_good(
    hub: Hub, visit: Callable[[Peer, str], asyncio.Task[None]]
) -> None:
    """A refusal before the handshake would look like a lost connection, and be tried again for ever."""
    peer = Peer()
    await asyncio.wait_for(visit(peer, "nothing"), 10)
    await peer.sees(ACCEPTED, closed(4404))


async def test_who_is_dismissed_while_joining_does_not_get_in(
    hub: Hub, rooms: Rooms, visit: Callable[[Peer, str], asyncio.Task[None]]
) -> None:
    """The guard let them in, and they are sent out before the room has an outbox of theirs."""
    members = {"ann"}
    hub.register("x", rooms, guard=lambda name, cookies: "ann" if "ann" in members else None)
    joining = hub.join

    async def slow_join(room: str, who: str = "") -> Outbox | None:
        members.clear()
        hub._dismiss(room, who)
        return await joining(room, who)

    hub.join = slow_join  # type: ignore[method-assign]
    hub._dismiss("x.a", "somebody before")
    peer = Peer()
    await asyncio.wait_for(visit(peer, "a"), 10)
    await peer.sees(ACCEPTED, closed(4403))
    assert hub.rooms == {}


async def test_who_joins_while_somebody_else_is_dismissed_gets_in(
    hub: Hub, rooms: Rooms, visit: Callable[[Peer, str], asyncio.Task[None]]
) -> None:
    hub.register("x", rooms, guard=lambda name, cookies: cookies.get("member"))
    rooms.before_answer = lambda: hub._dismiss("x.a", "ann")
    peer = Peer(cookie="member=bob")
    visiting = visit(peer, "a")
    await peer.sees(ACCEPTED, sent(3))
    peer.coming.put_nowait({"type": "websocket.disconnect", "code": 1001})
    await asyncio.wait_for(visiting, 10)


# The heartbeat


async def test_the_heartbeat_makes_up_for_a_lost_frame(hub: Hub, rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.02)
    outbox, elsewhere = await joined(hub), await joined(hub, "x.b")
    await outbox.take()
    rooms.versions["a"] = 12
    while (beat := await taken(outbox))["version"] == 3:
        pass
    assert beat == {"version": 12}
    assert await taken(elsewhere) == {"version": 7}


async def test_a_quiet_room_hears_its_version_at_every_beat(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page replaces a socket that is silent for long."""
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.02)
    outbox = await joined(hub)
    assert [await taken(outbox) for _ in range(4)] == [{"version": 3}] * 4


async def test_the_heartbeat_asks_once_for_all_rooms_of_a_kind(
    hub: Hub, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        await joined(hub)
    await joined(hub, "x.b")
    rooms.asked.clear()
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.02)
    hub._tasks[1].cancel()
    beat = asyncio.ensure_future(hub._beat())
    while not rooms.asked:
        await asyncio.sleep(0.01)
    beat.cancel()
    assert sorted(rooms.asked[0]) == ["a", "b"]


async def test_the_heartbeat_does_not_go_back_to_what_it_read_too_early(
    hub: Hub, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.02)
    outbox = await joined(hub)
    await publish(hub, "x.a", 50)
    await settled()
    assert (await taken(outbox))["version"] == 50
    rooms.asked.clear()
    while len(rooms.asked) < 3:
        await asyncio.sleep(0.01)
    assert is_empty(outbox)


async def test_the_heartbeat_survives_a_database_that_fails(
    hub: Hub, rooms: Rooms, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.02)
    outbox = await joined(hub)

    def fails() -> None:
        raise ConnectionError

    rooms.before_answer = fails
    rooms.asked.clear()
    while len(rooms.asked) < 3:
        await asyncio.sleep(0.01)
    rooms.before_answer = lambda: None
    rooms.versions["a"] = 4
    while (await taken(outbox))["version"] != 4:
        pass
    assert set(caplog.messages) == {"The rooms' versions could not be read; trying again at the next beat"}


async def test_the_listener_survives_a_layer_that_fails(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    outbox = await joined(hub)
    await outbox.take()
    hub._tasks[0].cancel()
    real: Any = get_channel_layer()
    failures: list[int] = []

    class Shaky:
        async def receive(self, channel: str) -> Any:
            if not failures:
                failures.append(1)
                raise ConnectionError
            return await real.receive(channel)

    slept, sleep = list[float](), asyncio.sleep

    async def briefly(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    with monkeypatch.context() as patched:
        patched.setattr(module, "get_channel_layer", Shaky)
        patched.setattr(asyncio, "sleep", briefly)
        listening = asyncio.ensure_future(hub._listen())
        while not slept:
            await sleep(0.01)
    assert slept == [1]
    assert caplog.messages == ["The channel layer did not answer; trying again in a second"]
    await publish(hub, "x.a", 4)
    assert (await taken(outbox))["version"] == 4
    listening.cancel()
