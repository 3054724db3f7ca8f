"""What `docs/load.md` promises of a class is what `make load` asks for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .load.classroom.run import held

LOAD = Path(__file__).resolve().parent.parent / "docs" / "load.md"


FINE: dict[str, dict[str, Any]] = {
    "L2": {
        "stored": 1, "students": 1, "sent": 1, "refused": 0, "tally_is_right": True, "seconds": 2, "tally_seconds": 0,
    },
    "L3": {"back": 1, "clients": 1, "votes_lost": 0, "seconds": 0},
    "L4": {"is_right": True, "is_same": True, "seconds": 0},
    "L5": {"lost": 0, "stalled": 5, "mute": 5, "p95_with_ms": 100, "p95_without_ms": 100},
    "L6": {"right": 1, "pollers": 1, "p95_ms": 0},
    "L7": {"crossed": 0, "reached": 1, "clients": 1},
    "L8": {"effects": {"ask": 1}},
    "L10": {"bytes": 0},
    "L11": {"failed": 0, "p95_ms": 0, "fanout_busy_ms": 1, "fanout_idle_ms": 1},
    "L12": {"on_old": 0, "dead_peer_dropped": True},
}  # fmt: skip
"""Figures with which every promise holds."""


def promised(told: str, words: str) -> float:
    found = re.search(words, told)
    assert found is not None, words
    return float(found[1])


def test_what_a_class_promises_is_what_the_measure_asks_for() -> None:
    """At each limit the promise holds, and beyond it no more."""
    told = " ".join(LOAD.read_text().split())
    half = {"p95_ms": 0.0, "until_commit_ms": 0.0, "bare_p95_ms": 1000.0, "lost": 0}
    most = {
        "L1": ("p95_ms", promised(told, r"p95 at most (\d+) ms from the POST")),
        "L2": ("tally_seconds", promised(told, r"right within (\d+) s of the last")),
        "L3": ("seconds", promised(told, r"right version within (\d+) s")),
        "L4": ("seconds", promised(told, r"right screen within (\d+) s of waking")),
        "L5": ("p95_with_ms", 100 + promised(told, r"nobody by more than (\d+) %")),
        "L6": ("p95_ms", promised(told, r"without sockets: p95 at most (\d+) ms")),
        "L10": ("bytes", 1024 * promised(told, r"weighs at most (\d+) KB")),
        "L11": ("p95_ms", promised(told, r"own sandboxes, p95 at most (\d+) ms")),
    }
    for name, (figure, limit) in most.items():
        for beyond in (0, 1):
            told_of = {each: {**FINE[each]} for each in FINE}
            fanout = dict(half)
            (fanout if name == "L1" else told_of[name])[figure] = limit + beyond
            assert held(fanout, told_of)[name] is not bool(beyond), name
