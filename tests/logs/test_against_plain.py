"""Random logs, right and wrong, with more or less of them left out and with attempts told or not: the checker and a
plain search agree on the first event that is impossible, and on the smallest sets of bugs that make it possible."""

from __future__ import annotations

import random
from typing import Any

import pytest

from . import plain
from .telling import checked, checkpoint, event, scheduled

NAMES = ("materialized", "claimed", "expired", "completed")
WORKERS = ("x", "y")
EPOCHS_TOLD = 0.3


def logged(seed: int, bugs: plain.Bugs) -> list[dict[str, Any]]:
    """A log of one run that can happen under these bugs, and now and then goes on with something that cannot."""
    chance = random.Random(seed)
    events = [scheduled(0, "a", chance.randint(1, 3))]
    at = 0
    for _ in range(chance.randint(2, 9)):
        for _ in range(12):
            later = at + chance.choice((0, 0, 0, 1, 1, 2))
            tried = _any(chance, later)
            if chance.random() < 0.03 or plain.possible([*events, tried], bugs) == len(events) + 1:
                events.append(tried)
                at = later
                break
    return events


def _any(chance: random.Random, at: int) -> dict[str, Any]:
    if chance.random() < 0.12:
        return checkpoint(at, chance.randint(0, at + 1))
    name = chance.choice(NAMES)
    told = {"worker": chance.choice(WORKERS)} if name in ("claimed", "completed") else {}
    return event(
        at, name, **told, **({"epoch": chance.randint(1, 3)} if told and chance.random() < EPOCHS_TOLD else {})
    )


def without(seed: int, events: list[dict[str, Any]], unlogged: frozenset[str]) -> list[dict[str, Any]]:
    """The same with some workers left out, and all events of these names."""
    chance = random.Random(seed)
    kept = [each for each in events if each["event"] not in unlogged]
    return [{key: value for key, value in each.items() if key != "worker" or chance.random() < 0.5} for each in kept]


def heard(events: list[dict[str, Any]], first: int, missing: frozenset[str]) -> list[dict[str, Any]]:
    """The events up to the one at which the first impossible one is told. That time passed is no event of a run: it is
    told when the run is heard of again, or a checkpoint covers it, or at the end."""
    nothing = {"at": events[first]["at"], "event": "nothing"}
    if plain.possible([*events[:first], nothing], plain.NONE, missing) > first:
        return events[: first + 1]
    for number, each in enumerate(events[first:], first):
        if each["event"] != "checkpoint" or each["upto"] >= events[0]["due"]:
            return events[: number + 1]
    return [*events, {"at": max(each["at"] for each in events), "event": "nothing"}]


@pytest.mark.parametrize(
    "unlogged",
    ["", "expired", "materialized", "claimed", "expired,claimed", "materialized,expired", "completed,expired"],
)
@pytest.mark.parametrize("part", range(3))
def test_the_checker_agrees_with_a_plain_search(part: int, unlogged: str) -> None:
    missing = frozenset(filter(None, unlogged.split(",")))
    wrong = 0
    for seed in range(part * 40, part * 40 + 40):
        bugs = frozenset(plain.BUGS[number] for number in range(6) if seed >> number & 1)
        events = logged(seed, bugs)
        if unlogged or seed % 2:
            events = without(seed, events, missing)
        first = plain.possible(events, plain.NONE, missing)
        checker = checked(events, late="0", unlogged=unlogged).checker
        found = checker.findings
        if "other_count" in checker.unjudged.counts:  # it is impossible, but may be no more than a gap in the log
            assert first + 1 <= checker.unjudged.counts["other_count"][1], (seed, events)
            continue
        if first == len(events):
            assert not found, (seed, events, found[0].sentence)
            continue
        wrong += 1
        if events[first].get("upto", 0) > events[first]["at"]:  # the checkpoint is impossible, whatever the run does
            assert found[0].line == first + 1, (seed, events)
            continue
        told = heard(events, first, missing)
        of_the_run = next(each for each in found if each.name)
        assert of_the_run.line == min(len(told), len(events)), (seed, events, of_the_run.sentence)
        explained = sorted(sorted(each.bugs) for each in of_the_run.explanations)
        assert explained == sorted(map(sorted, plain.smallest(told, missing))), (seed, events, of_the_run.sentence)
    assert wrong > 3
