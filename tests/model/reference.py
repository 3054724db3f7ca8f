"""The model once more, slowly and plainly, straight from its description: the machine is tested against it.

It shares nothing with the machine but `Bounds`: a state holds real sets, guards are written out, and a search keeps
every state it has seen.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from a09web.workbooks.a09.bounds import Bounds

BUGS = (
    "EarlyRelease",
    "DuplicateMaterialization",
    "StaleCompletion",
    "DuplicateClaim",
    "CheckpointAdvance",
    "MissingMaterialization",
)
REMOVED_GUARD = {
    "EarlyRelease": ("Materialize", 5),
    "StaleCompletion": ("Complete", 3),
    "DuplicateClaim": ("Claim", 4),
    "CheckpointAdvance": ("AdvanceCheckpoint", 2),
    "MissingMaterialization": ("Tick", 2),
}


class Ref(NamedTuple):
    """A state; run `r1` stands at position 0."""

    now: int
    scheduled: frozenset[str]
    copies: tuple[int, ...]
    epoch: tuple[int, ...]
    claimers: tuple[frozenset[str], ...]
    held: frozenset[tuple[str, str, int]]
    completed_epoch: tuple[int, ...]
    completions: tuple[int, ...]
    checkpoint: int


def initial(bounds: Bounds) -> Ref:
    zero = (0,) * len(bounds.due)
    nobody: tuple[frozenset[str], ...] = (frozenset(),) * len(bounds.due)
    return Ref(0, frozenset(bounds.runs), zero, zero, nobody, frozenset(), zero, zero, 0)


def variables(bounds: Bounds, s: Ref) -> dict[str, Any]:
    """The state in the shape of `Machine.variables`."""

    def per_run(values: Sequence[Any]) -> dict[str, Any]:
        return dict(zip(bounds.runs, values, strict=True))

    return {
        "now": s.now,
        "scheduled": sorted(s.scheduled),
        "copies": per_run(s.copies),
        "epoch": per_run(s.epoch),
        "claimers": per_run([sorted(owners) for owners in s.claimers]),
        "held": [list(attempt) for attempt in sorted(s.held)],
        "completedEpoch": per_run(s.completed_epoch),
        "completions": per_run(s.completions),
        "checkpoint": s.checkpoint,
    }


def canonical(variables: dict[str, Any]) -> str:
    return json.dumps(variables, sort_keys=True)


# Guards, effects, properties


def verdicts(bounds: Bounds, s: Ref) -> dict[str, tuple[bool, ...]]:
    """For every transition the truth of its guards, in their order, whatever bugs are on."""
    found: dict[str, tuple[bool, ...]] = {}
    due_work = False
    for i, r in enumerate(bounds.runs):
        due = bounds.due[i]
        four = (r in s.scheduled, due > s.checkpoint, s.epoch[i] < bounds.max_epoch, s.copies[i] < 2)
        due_work = due_work or (due <= s.now and all(four))
        found[f"Materialize({r})"] = (*four, due <= s.now)
        found[f"Expire({r})"] = (len(s.claimers[i]) > 0, s.epoch[i] < bounds.max_epoch)
        for w in bounds.worker_names:
            open_ = s.completed_epoch[i] == 0
            found[f"Claim({w},{r})"] = (s.copies[i] > 0, open_, w not in s.claimers[i], len(s.claimers[i]) == 0)
            for e in range(1, bounds.max_epoch + 1):
                found[f"Complete({w},{r},{e})"] = ((w, r, e) in s.held, open_, e == s.epoch[i])
    next_is_durable = all(n > 0 for due, n in zip(bounds.due, s.copies, strict=True) if due <= s.checkpoint + 1)
    found["Tick"] = (s.now < bounds.max_time, not due_work)
    found["AdvanceCheckpoint"] = (s.checkpoint < s.now, next_is_durable)
    return found


def enabled(bounds: Bounds, bugs: Collection[str], s: Ref) -> list[str]:
    gone = {REMOVED_GUARD[bug] for bug in bugs if bug in REMOVED_GUARD}
    return sorted(
        name
        for name, guards in verdicts(bounds, s).items()
        if all(holds or (name.partition("(")[0], number) in gone for number, holds in enumerate(guards, start=1))
    )


def after(bugs: Collection[str], s: Ref, name: str) -> Ref:
    """The state after a transition that is enabled."""
    kind, _, rest = name.rstrip(")").partition("(")
    parts = rest.split(",")
    if kind == "Tick":
        return s._replace(now=s.now + 1)
    if kind == "AdvanceCheckpoint":
        return s._replace(checkpoint=s.checkpoint + 1)
    if kind == "Claim":
        w, r = parts
        i = int(r[1:]) - 1
        return s._replace(claimers=put(s.claimers, i, s.claimers[i] | {w}), held=s.held | {(w, r, s.epoch[i])})
    if kind == "Complete":
        w, r, e = parts[0], parts[1], int(parts[2])
        i = int(r[1:]) - 1
        return s._replace(
            completed_epoch=put(s.completed_epoch, i, e),
            completions=put(s.completions, i, s.completions[i] + 1),
            claimers=put(s.claimers, i, frozenset()),
            held=s.held - {(w, r, e)},
        )
    i = int(parts[0][1:]) - 1
    s = s._replace(epoch=put(s.epoch, i, s.epoch[i] + 1), claimers=put(s.claimers, i, frozenset()))
    if kind == "Expire":
        return s
    assert kind == "Materialize"
    return s._replace(
        scheduled=s.scheduled if "DuplicateMaterialization" in bugs else s.scheduled - {parts[0]},
        copies=put(s.copies, i, s.copies[i] + 1),
        completed_epoch=put(s.completed_epoch, i, 0),
    )


def put(values: tuple[Any, ...], position: int, value: Any) -> tuple[Any, ...]:
    return (*values[:position], value, *values[position + 1 :])


def broken(bounds: Bounds, s: Ref, only: str = "") -> tuple[str, ...]:
    """The properties that do not hold, in the order of the description; of one run alone if it is named."""
    runs = [(r, bounds.due[i], s.copies[i], i) for i, r in enumerate(bounds.runs) if only in ("", r)]
    fails = {
        "NoEarlyRunnable": any(copies > 0 and due > s.now for _, due, copies, _ in runs),
        "MaterializedRunRemovedFromSchedule": any(copies > 0 and r in s.scheduled for r, _, copies, _ in runs),
        "CompletedUsesCurrentEpoch": any(s.completed_epoch[i] not in (0, s.epoch[i]) for *_, i in runs),
        "AtMostOneClaimer": any(len(s.claimers[i]) > 1 for *_, i in runs),
        "CheckpointAfterDurableMaterialization": any(due <= s.checkpoint and copies == 0 for _, due, copies, _ in runs),
        "NoOverdueScheduled": any(r in s.scheduled and s.now > due for r, due, _, _ in runs),
        "CompletedAtMostOnce": any(s.completions[i] > 1 for *_, i in runs),
    }
    return tuple(name for name, fail in fails.items() if fail)


def rank(s: Ref) -> int:
    """How many transitions led to the state, read off the state: each moves one of these forward by one.

    The clock, the checkpoint, epochs (Materialize, Expire), completions, and attempts ever claimed: those still held
    and those that were completed.
    """
    return s.now + s.checkpoint + sum(s.epoch) + sum(s.completions) + (len(s.held) + sum(s.completions))


# Searching


def layers(bounds: Bounds, bugs: Collection[str], start: Ref | None = None) -> Iterator[set[Ref]]:
    """The states at each distance from the start. Nothing is assumed about where a state can turn up again."""
    layer = {initial(bounds) if start is None else start}
    seen: set[Ref] = set()
    while layer:
        yield layer
        seen |= layer
        layer = {after(bugs, s, name) for s in layer for name in enabled(bounds, bugs, s)} - seen


def fewest_steps(bounds: Bounds, reached: Sequence[set[Ref]]) -> dict[str, int]:
    """For each property that breaks in those layers, the first layer in which it is broken."""
    found: dict[str, int] = {}
    for distance, layer in enumerate(reached):
        for prop in {prop for s in layer for prop in broken(bounds, s)}:
            found.setdefault(prop, distance)
    return found


# Traces


class Walk(NamedTuple):
    """A trace replayed: states, flags and broken properties after each entry, and where it was refused."""

    states: list[Ref]
    bugs: list[frozenset[str]]
    broken: list[tuple[str, ...]]
    refused: int | None


def walk(bounds: Bounds, bugs: Collection[str], steps: Sequence[str]) -> Walk:
    """Replays a trace."""
    on = set(bugs)
    s = initial(bounds)
    walked = Walk([s], [frozenset(on)], [broken(bounds, s)], None)
    for number, step in enumerate(steps, start=1):
        if step[0] in "+-":
            on ^= {step[1:]}
        else:
            if step not in enabled(bounds, on, s):
                return walked._replace(refused=number)
            s = after(on, s, step)
        walked.states.append(s)
        walked.bugs.append(frozenset(on))
        walked.broken.append(broken(bounds, s))
    return walked


def since(walked: Walk, prop: str) -> int | None:
    """Forwards, as a person would: note when it breaks, forget it when it heals."""
    noted = None
    for number, names in enumerate(walked.broken):
        if prop not in names:
            noted = None
        elif noted is None:
            noted = number
    return noted


def healed(walked: Walk, prop: str) -> int | None:
    """The last entry at which it held and did not hold just before; None while it is broken."""
    turns = [n for n in range(1, len(walked.broken)) if prop in walked.broken[n - 1] and prop not in walked.broken[n]]
    return None if prop in walked.broken[-1] or not turns else turns[-1]


def witnesses(bounds: Bounds, s: Ref, prop: str) -> set[str]:
    """The runs that break a property: those that break it where no other run is looked at."""
    return {run for run in bounds.runs if prop in broken(bounds, s, only=run)}


def uses(walked: Walk, bounds: Bounds, steps: Sequence[str]) -> list[tuple[int, str]]:
    """Each step that happened only because of a bug, with that bug."""
    found = []
    for number, step in enumerate(steps, start=1):
        before, on = walked.states[number - 1], walked.bugs[number]
        for bug in on if step[0] not in "+-" else ():
            off = on - {bug}
            if step not in enabled(bounds, off, before) or after(off, before, step) != walked.states[number]:
                found.append((number, bug))
    return found


def otherwise(
    walked: Walk, bounds: Bounds, steps: Sequence[str], end: int, corrected: Collection[tuple[int, str]]
) -> Ref:
    """The state after `end` steps with these uses corrected: steps that are then not enabled are left out."""
    s = initial(bounds)
    for number, step in enumerate(steps[:end], start=1):
        on = walked.bugs[number] - {bug for place, bug in corrected if place == number}
        if step[0] not in "+-" and step in enabled(bounds, on, s):
            s = after(on, s, step)
    return s


class Guilt(NamedTuple):
    """Of one bug for one witness: since when, the culprit, and the earlier steps that would have been enough."""

    witness: str
    since: int
    bug: str
    culprit: int
    also: tuple[int, ...]


def to_blame(bounds: Bounds, bugs: Collection[str], steps: Sequence[str], prop: str) -> set[Guilt]:
    """Who is to blame for what is broken at the end, word for word from the definition."""
    real = walk(bounds, bugs, steps)
    found = set()
    for witness in witnesses(bounds, real.states[-1], prop):
        sound = [witness not in witnesses(bounds, s, prop) for s in real.states]
        since = max(number for number, holds in enumerate(sound) if holds) + 1
        used = [use for use in uses(real, bounds, steps) if use[0] <= since]

        def prevents(corrected: Collection[tuple[int, str]], witness: str = witness, since: int = since) -> bool:
            return witness not in witnesses(bounds, otherwise(real, bounds, steps, since, corrected), prop)

        alone = [use for use in used if prevents([use])]
        for bug in {bug for _, bug in alone}:
            *also, culprit = sorted(number for number, by in alone if by == bug)
            found.add(Guilt(witness, since, bug, culprit, tuple(also)))
        if not alone:
            everywhere = range(len(steps) + 1)
            in_use = {bug for _, bug in used}
            together = {bug for bug in in_use if prevents([(number, bug) for number in everywhere])}
            for bug in together or in_use:
                found.add(Guilt(witness, since, bug, max(number for number, by in used if by == bug), ()))
    return found
