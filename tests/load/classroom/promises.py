"""The promises one by one. Each returns whether it held as a fact (nothing lost, twice or across), and its figures."""

from __future__ import annotations

import asyncio
import random
import re
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .clients import Browser, Watcher, connected, percentile, until, watch, watching
from .scene import Scene

Figures = dict[str, Any]
ROUNDS = 9
PAUSE = 0.4
"""Seconds between two steps: longer than a painted room rests."""


async def fan_out(scene: Scene, size: int, rounds: int = ROUNDS) -> Figures:
    """L1: a step on all screens, and the same bytes from a bare server in between."""
    quiet = [await _timed(scene.step()) for _ in range(5)]
    reach: list[list[float]] = []
    bare: list[list[float]] = []
    lost = 0
    async with (
        watching(scene.socket(), scene.cookies(size), scene.origin) as watchers,
        watching(scene.bare, [""] * size) as plain,
        await connected(scene.bare.replace("/watch", "/tell")) as tell,
    ):
        await until(lambda: all(each.got for each in watchers))
        for _ in range(rounds):
            await asyncio.sleep(PAUSE)
            sent = await scene.step()
            version = scene.version()
            await until(lambda version=version: all(each.version >= version for each in watchers), 10)
            times = [each.came(version) for each in watchers]
            lost += times.count(None)
            reach.append([(at - sent) * 1000 for at in times if at is not None])
            payload = watchers[0].got[-1][1]
            for each in plain:
                each.got.clear()
            start = time.perf_counter()
            await tell.send(payload)
            await until(lambda: all(each.got for each in plain), 10)
            bare.append([(each.got[0][0] - start) * 1000 for each in plain if each.got])
    return {
        "p50_ms": _median(reach, 0.5),
        "p95_ms": _median(reach, 0.95),
        "max_ms": _median(reach, 1),
        "bare_p95_ms": _median(bare, 0.95),
        "until_commit_ms": statistics.median(quiet) * 1000,
        "bytes": len(payload),
        "lost": lost,
    }


async def _timed(doing: Any) -> float:
    start = time.perf_counter()
    await doing
    return time.perf_counter() - start


def _median(rounds: list[list[float]], part: float) -> float:
    return statistics.median(percentile(times, part) for times in rounds)


async def answers(scene: Scene) -> Figures:
    """L2: everybody answers within two seconds."""
    question = await _ask(scene)
    begun = time.perf_counter()

    async def answer(number: int) -> int:
        await asyncio.sleep(random.random() * 2)
        fields = {"number": question, "round": 1, "nth": 1, "choice": ("none", "NoEarlyRunnable")[number % 2]}
        return (await scene.student(number).post(f"/c/{scene.classes[0]['code']}/vote/", fields)).status_code

    statuses = await asyncio.gather(*(answer(number) for number in range(scene.most)))
    ended = time.perf_counter()
    stored = _votes(scene, question)
    await scene.act(do="histogram", state="counts")
    page = (await scene.student(0).get(f"/c/{scene.classes[0]['code']}/screen/")).text
    answered = time.perf_counter()
    await scene.act(do="phase", phase="explore")  # or the next steps would not be on the screens
    is_right = f"{scene.most} of {len(scene.classes[0]['students'])} answered" in page
    return {
        "sent": scene.most,
        "refused": sum(status != 302 for status in statuses),
        "stored": len(stored),
        "students": len(set(stored)),
        "tally_is_right": is_right,
        "seconds": round(ended - begun, 2),
        "tally_seconds": round(answered - ended, 2),
    }


async def _ask(scene: Scene) -> int:
    number = 1 + int(
        scene.rows(
            "SELECT count(*) FROM classroom_question q JOIN classroom_classroom c ON c.id = q.classroom_id "
            "WHERE c.public_id = ?",
            scene.classes[0]["id"],
        )[0][0]
    )
    assert await scene.act(do="ask", kind="breaks", about="Materialize(r2)", number=number) == 302
    return number


def _votes(scene: Scene, question: int) -> list[int]:
    query = (
        "SELECT v.participant_id FROM classroom_vote v JOIN classroom_question q ON q.id = v.question_id "
        "JOIN classroom_classroom c ON c.id = q.classroom_id WHERE c.public_id = ? AND q.number = ?"
    )
    return [row[0] for row in scene.rows(query, scene.classes[0]["id"], question)]


async def restart(scene: Scene) -> Figures:
    """L3: the server dies and comes back; so does everybody, as a browser does."""
    before = scene.rows("SELECT count(*) FROM classroom_vote")[0][0]
    back: list[Watcher] = []

    async def come_back(cookie: str) -> None:
        watcher = await watch(scene.socket(), cookie, scene.origin)
        await watcher.connection.wait_closed()
        for attempt in range(1, 40):
            await asyncio.sleep(random.random() * min(5, 0.25 * 2**attempt))
            with suppress(OSError, TimeoutError, Exception):
                back.append(await watch(scene.socket(), cookie, scene.origin))
                return

    coming = [asyncio.create_task(come_back(cookie)) for cookie in scene.cookies(scene.most)]
    await asyncio.sleep(2)
    start = time.perf_counter()
    scene.server.kill()
    await asyncio.to_thread(scene.server.start)
    up = time.perf_counter()
    await asyncio.wait(coming, timeout=60)
    await until(lambda: len(back) == scene.most and all(each.got for each in back), 10)
    seconds = time.perf_counter() - start
    version = scene.version()
    right = sum(each.version == version for each in back)
    for each in back:
        each.connection.transport.abort()
    after = scene.rows("SELECT count(*) FROM classroom_vote")[0][0]
    return {"clients": scene.most, "back": right, "seconds": round(seconds, 2), "start_seconds": round(up - start, 2),
            "votes_lost": before - after}  # fmt: skip


@dataclass
class Sleeper:
    """A phone that sleeps: whose it is, and since when."""

    number: int
    name: str
    since: float


async def fall_asleep(scene: Scene) -> Sleeper:
    """L4 begins: a phone that watched a class sleeps while everything else is measured."""
    number = scene.most - 1
    watcher = await watch(scene.socket(), scene.cookies(scene.most)[number], scene.origin)
    await until(lambda: watcher.got)
    name = _name(await scene.student(number).get(f"/c/{scene.classes[0]['code']}/"))
    watcher.connection.transport.abort()
    return Sleeper(number, name, time.perf_counter())


async def wake(scene: Scene, phone: Sleeper, seconds: float) -> Figures:
    """L4 ends: the phone wakes when it has slept for so long."""
    await scene.step()
    await asyncio.sleep(max(0.0, phone.since + seconds - time.perf_counter()))
    start = time.perf_counter()
    page = await scene.student(phone.number).get(f"/c/{scene.classes[0]['code']}/")
    again = await watch(scene.socket(), scene.cookies(scene.most)[phone.number], scene.origin)
    await until(lambda: again.got)
    took = time.perf_counter() - start
    again.connection.transport.abort()
    shown = re.search(r'data-version="(\d+)"', page.text)
    return {
        "seconds": round(took, 3),
        "slept": round(start - phone.since),
        "is_right": shown is not None and int(shown[1]) == scene.version() == again.version,
        "is_same": _name(page) == phone.name != "",
    }


def _name(page: Any) -> str:
    found = re.search(r">Me: <bdi>([^<]+)<", page.text)
    return found[1] if found else ""


async def stalled(scene: Scene) -> Figures:
    """L5: some stop reading; the others must not notice. Both are measured in turn, so that the machine's better and
    worse seconds come to both."""
    size, turns = max(10, scene.most // 2), 6 if scene.most > 30 else 1
    full = []
    times: dict[str, list[list[float]]] = {"without": [], "with": []}
    async with watching(scene.socket(), scene.cookies(size), scene.origin) as watchers:
        for which in ("without", "with", "with", "without") * turns:
            mute = [await scene.mute() for _ in range(5)] if which == "with" else []
            for _ in range(5):
                await asyncio.sleep(PAUSE)
                sent = await scene.step()
                version = scene.version()
                await until(lambda version=version: all(each.version >= version for each in watchers), 10)
                reached = (each.came(version) for each in watchers)
                times[which].append([(at - sent) * 1000 for at in reached if at is not None])
            full += [peer.unsent > 0 for peer in mute]
            for peer in mute:
                peer.abort()
    lost = sum(size - len(reached) for rounds in times.values() for reached in rounds)
    stuck = {"mute": len(full), "stalled": sum(full)}
    return {"lost": lost, **stuck, **{f"p95_{which}_ms": _median(rounds, 0.95) for which, rounds in times.items()}}


async def polled(scene: Scene, size: int, seconds: float = 12) -> Figures:
    """L6: no sockets at all; everybody asks every few seconds."""
    waits: list[float] = []
    shown: dict[int, int] = {}
    end = time.perf_counter() + seconds
    path = f"/c/{scene.classes[0]['code']}/"

    async def poll(number: int) -> None:
        known, browser = "", scene.student(number)
        await asyncio.sleep(random.random() * 3)
        while True:
            start = time.perf_counter()
            answer = await browser.get(path, **{"HX-Request": "true", "Panels": known})
            waits.append((time.perf_counter() - start) * 1000)
            if answer.status_code == 200:
                parts = dict(pair.split(":") for pair in known.split())
                parts |= dict(re.findall(r'id="([^"]+)" data-hash="([^"]+)"', answer.text))
                known = " ".join(f"{name}:{value}" for name, value in parts.items())
                shown[number] = int(answer.headers["Sandbox-Version"])
            if start > end:
                return
            await asyncio.sleep(2 + 2 * random.random())

    async def teach() -> None:
        while time.perf_counter() < end - 2:
            await scene.step()
            await asyncio.sleep(2)

    await asyncio.gather(teach(), *(poll(number) for number in range(size)))
    right = sum(version == scene.version() for version in shown.values())
    return {"pollers": size, "right": right, "p95_ms": percentile(waits, 0.95), "requests": len(waits)}


async def two_classes(scene: Scene, size: int) -> Figures:
    """L7: what is done in one class is heard there alone."""
    async with (
        watching(scene.socket(0), scene.cookies(size, 0), scene.origin) as here,
        watching(scene.socket(1), scene.cookies(size, 1), scene.origin) as there,
    ):
        await until(lambda: all(each.got for each in [*here, *there]))
        for _ in range(5):
            await scene.step(0)
            await asyncio.sleep(PAUSE)
        quiet = sum("html" in frame for each in there for frame in each.frames())
        await scene.step(1)
        await until(lambda: all(each.version >= scene.version(1) for each in there), 10)
        own = sum(each.version == scene.version(1) for each in there)
    return {"crossed": quiet, "reached": own, "clients": size}


async def ten_times(scene: Scene) -> Figures:
    """L8: every request ten times at once has one effect."""
    room = scene.classes[1]
    code = room["code"]
    effects: dict[str, int] = {}

    async def ten(browser: Browser, path: str, fields: dict[str, Any]) -> None:
        await asyncio.gather(*(browser.post(path, fields) for _ in range(10)))

    async def count(name: str, query: str, *values: Any, doing: Any) -> None:
        before = scene.rows(query, *values)[0][0]
        await doing
        effects[name] = scene.rows(query, *values)[0][0] - before

    own = "SELECT count(*) FROM {} x JOIN classroom_classroom c ON c.id = x.classroom_id WHERE c.public_id = ?"
    page = (await scene.browser("stranger").get(f"/c/{code}/")).text
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert ticket
    opening = re.search(r'name="ticket" value="([^"]+)"', (await scene.console.get("/teach/")).text)
    assert opening
    console, do = scene.console, f"/teach/{room['id']}/do/"
    stranger, student = scene.browser("stranger"), scene.student(0, 1)
    await count("join", own.format("classroom_participant"), room["id"],
                doing=ten(stranger, f"/c/{code}/", {"ticket": ticket[1], "roll": 0}))  # fmt: skip
    await count("ask", own.format("classroom_question"), room["id"],
                doing=ten(console, do, {"do": "ask", "kind": "breaks", "about": "Tick", "number": 1}))  # fmt: skip
    vote = {"number": 1, "round": 1, "nth": 1, "choice": "none"}
    await count("vote", "SELECT count(*) FROM classroom_vote", doing=ten(student, f"/c/{code}/vote/", vote))
    await scene.act(1, do="phase", phase="explore")
    await count("copy", "SELECT count(*) FROM sandbox_sandbox", doing=ten(student, f"/c/{code}/copy/", {"key": "k1"}))
    version = scene.rows("SELECT version FROM sandbox_sandbox WHERE public_id = ?", room["sandbox"])[0][0]
    await count("step", "SELECT version FROM sandbox_sandbox WHERE public_id = ?", room["sandbox"],
                doing=ten(console, f"/teach/{room['id']}/", {"version": version, "at": 3, "step": "Tick"}))  # fmt: skip
    await count("rotate", "SELECT json_array_length(former_codes) FROM classroom_classroom WHERE public_id = ?",
                room["id"], doing=ten(console, do, {"do": "rotate", "code": code}))  # fmt: skip
    await count("open", "SELECT count(*) FROM classroom_classroom WHERE title = 'Ten'",
                doing=ten(console, "/teach/", {"title": "Ten", "ticket": opening[1]}))  # fmt: skip
    return {"effects": effects}


async def join_page(scene: Scene) -> Figures:
    """L10: the bytes of the page that everybody loads first, with all that it names, compressed."""
    browser = scene.browser("stranger")
    path = f"/c/{scene.classes[0]['code']}/"
    page = await browser.get(path)
    total = await _weight(browser, path)
    for part in sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))):
        total += await _weight(browser, part)
    return {"bytes": total}


async def _weight(browser: Browser, path: str) -> int:
    headers = browser.headers | {"Accept-Encoding": "br, gzip"}
    async with browser.http.stream("GET", browser.site + path, headers=headers) as answer:
        return sum([len(chunk) async for chunk in answer.aiter_raw()])


async def busy(scene: Scene, seconds: float = 10) -> Figures:
    """L11: a hundred steps a second in sandboxes of their own, while the class is watched."""
    idle: list[float] = []
    loaded: list[float] = []
    waits: list[float] = []
    count = min(100, scene.most)
    browsers = [scene.browser(f"of a sandbox of their own: {number}") for number in range(count)]
    paths = await asyncio.gather(*(_own_sandbox(browser) for browser in browsers))
    async with watching(scene.socket(), scene.cookies(scene.most), scene.origin) as watchers:

        async def reach(into: list[float]) -> None:
            sent = await scene.step()
            version = scene.version()
            await until(lambda: all(each.version >= version for each in watchers), 10)
            into.append(percentile([(at - sent) * 1000 for each in watchers if (at := each.came(version))], 0.95))

        async def rest() -> None:
            for _ in range(5):
                await asyncio.sleep(PAUSE)
                await reach(idle)

        async def walk(number: int) -> None:
            await asyncio.sleep(number / count)
            for turn in range(int(seconds)):
                start = time.perf_counter()
                act = {"at": 0, "step": "Tick"} if turn % 2 == 0 else {"move": 0}
                fields: Figures = {"version": turn, **act}
                answer = await browsers[number].post(paths[number], fields, **{"HX-Request": "true"})
                waits.append((time.perf_counter() - start) * 1000 if answer.status_code == 200 else 60_000)
                await asyncio.sleep(max(0.0, 1 - (time.perf_counter() - start)))

        async def teach() -> None:
            for _ in range(int(seconds)):
                await asyncio.sleep(0.9)
                await reach(loaded)

        await rest()
        await asyncio.gather(teach(), *(walk(number) for number in range(count)))
        await rest()
    return {
        "steps": len(waits),
        "failed": sum(wait >= 60_000 for wait in waits),
        "p95_ms": percentile(waits, 0.95),
        "fanout_idle_ms": statistics.median(idle),
        "fanout_busy_ms": statistics.median(loaded),
    }


async def _own_sandbox(browser: Browser) -> str:
    answer = await browser.post("/s/", {"bugs": "EarlyRelease"})
    assert answer.status_code == 302, answer.text[:200]
    browser.cookie = answer.headers["Set-Cookie"].split(";")[0]
    return str(answer.headers["Location"])


async def burst(scene: Scene, changes: int = 200) -> Figures:
    """L12: many changes at once; nobody ends on an old state, and a peer that died is dropped."""
    dead = await scene.mute()
    async with watching(scene.socket(), scene.cookies(scene.most), scene.origin) as watchers:
        await until(lambda: all(each.got for each in watchers))
        start = time.perf_counter()
        for _ in range(changes):
            await scene.step()
        sent = time.perf_counter() - start
        version = scene.version()
        await until(lambda: all(each.version >= version for each in watchers), 20)
        old = sum(each.version < version for each in watchers)
        took = time.perf_counter() - start
        frames = statistics.median(len(each.got) for each in watchers)
    gone = await until(lambda: dead.is_dropped, 60 if scene.most > 30 else 0.1)
    dead.abort()
    return {"changes": changes, "on_old": old, "seconds": round(took, 2), "sending_seconds": round(sent, 2),
            "frames_each": frames, "dead_peer_dropped": gone}  # fmt: skip
