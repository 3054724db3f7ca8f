"""The promises in turn, and which of them held."""

from __future__ import annotations

from typing import Any

from . import promises
from .promises import Figures
from .scene import Scene


async def told(made: Scene, asleep_seconds: float = 90) -> dict[str, Figures]:
    """All promises but the first, in turn; a phone sleeps meanwhile."""
    phone = await promises.fall_asleep(made)
    return {
        "L2": await promises.answers(made),
        "L5": await promises.stalled(made),
        "L6": await promises.polled(made, min(300, made.most)),
        "L7": await promises.two_classes(made, min(100, made.most)),
        "L8": await promises.ten_times(made),
        "L10": await promises.join_page(made),
        "L11": await promises.busy(made),
        "L12": await promises.burst(made),
        "L4": await promises.wake(made, phone, asleep_seconds),
        "L3": await promises.restart(made),
    }


def facts(figures: dict[str, Figures]) -> dict[str, bool]:
    """What must be so at any size and on any machine."""
    return {
        "L2": figures["L2"]["stored"] == figures["L2"]["students"] == figures["L2"]["sent"]
        and not figures["L2"]["refused"]
        and figures["L2"]["tally_is_right"],
        "L3": figures["L3"]["back"] == figures["L3"]["clients"] and not figures["L3"]["votes_lost"],
        "L4": figures["L4"]["is_right"] and figures["L4"]["is_same"],
        "L5": not figures["L5"]["lost"] and figures["L5"]["stalled"] == figures["L5"]["mute"],
        "L6": figures["L6"]["right"] == figures["L6"]["pollers"],
        "L7": not figures["L7"]["crossed"] and figures["L7"]["reached"] == figures["L7"]["clients"],
        "L8": set(figures["L8"]["effects"].values()) == {1},
        "L10": figures["L10"]["bytes"] <= 150 * 1024,
        "L11": not figures["L11"]["failed"],
        "L12": not figures["L12"]["on_old"],
    }


def held(fanout: Figures, figures: dict[str, Figures]) -> dict[str, bool]:
    """Which promises held, with their times. From the commit on, a step may take twice what the bare server does."""
    after_commit = fanout["p95_ms"] - fanout["until_commit_ms"]
    times = {
        "L1": fanout["p95_ms"] <= 100 and after_commit <= 2 * fanout["bare_p95_ms"] and not fanout["lost"],
        "L2": figures["L2"]["seconds"] <= 4 and figures["L2"]["tally_seconds"] <= 1,
        "L3": figures["L3"]["seconds"] <= 10,
        "L4": figures["L4"]["seconds"] <= 2,
        "L5": figures["L5"]["p95_with_ms"] <= 1.1 * figures["L5"]["p95_without_ms"],
        "L6": figures["L6"]["p95_ms"] <= 500,
        "L11": figures["L11"]["p95_ms"] <= 50
        and figures["L11"]["fanout_busy_ms"] <= 2 * figures["L11"]["fanout_idle_ms"],
        "L12": figures["L12"]["dead_peer_dropped"],
    }
    both: dict[str, Any] = {}
    for name in ("L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L10", "L11", "L12"):
        both[name] = bool(times.get(name, True) and facts(figures).get(name, True))
    return both
