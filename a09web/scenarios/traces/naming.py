"""The names of runs and workers in a trace. A09's own are `r1`, `r2` and `w1`, `w2`; others are renamed in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from a09web.workbooks.a09.bounds import MAX_RUNS, MAX_WORKERS

from .found import OF_RUNS, BadUpload, Found, Told, quotable

LONGEST_NAME = 40


def renamed(told: Told) -> Told:
    """The same with A09's names, and a note if that changed any. Raises `BadUpload` if there are too many."""
    if not told.states:
        return told
    first = told.states[0]
    runs, workers = list(first.values["copies"]), _workers(told)
    _few_enough(first.where, "runs", runs, MAX_RUNS)
    _few_enough(first.where, "workers", workers, MAX_WORKERS)
    own_runs = dict(zip(runs, runs if _usual("r", runs, len(runs)) else _own("r", runs), strict=True))
    own_workers = dict(zip(workers, workers if _usual("w", workers, MAX_WORKERS) else _own("w", workers), strict=True))
    names = {**own_workers, **own_runs}
    if all(name == own for name, own in names.items()):
        return told
    notes = [*told.notes, *_notes("runs", own_runs), *_notes("workers", own_workers)]
    states = [_with_names(found, own_runs, own_workers) for found in told.states]
    return replace(told, states=states, notes=notes)


def _workers(told: Told) -> list[str]:
    """Those that a module names, and then those who claim, in their order."""
    seen = dict.fromkeys(told.constants.get("Workers", ()))
    for found in told.states:
        claiming = [name for names in found.values.get("claimers", {}).values() for name in names]
        holding = [worker for worker, _, _ in found.values.get("held", ())]
        seen |= dict.fromkeys(sorted({*claiming, *holding}))
    return list(seen)


def _usual(letter: str, names: Iterable[str], most: int) -> bool:
    return set(names) <= {f"{letter}{number}" for number in range(1, most + 1)}


def _own(letter: str, names: Sequence[str]) -> list[str]:
    return [f"{letter}{number}" for number in range(1, len(names) + 1)]


def _few_enough(where: str, what: str, names: Sequence[str], most: int) -> None:
    if not names or len(names) > most:
        if what == "workers" and not names:
            return
        raise BadUpload(f"{where}: the trace has {len(names)} {what}, and a scenario has from 1 to {most}.")


def _notes(what: str, own: Mapping[str, str]) -> Iterable[str]:
    changed = [f"{quotable(name, LONGEST_NAME)} is {new}" for name, new in own.items() if name != new]
    if changed:
        yield f"The {what} have other names here, by their order: {', '.join(changed)}."


def _with_names(found: Found, runs: Mapping[str, str], workers: Mapping[str, str]) -> Found:
    values: dict[str, Any] = dict(found.values)
    for name in (*OF_RUNS, "claimers"):
        if name in values:
            values[name] = {runs.get(run, run): value for run, value in values[name].items()}
    if "claimers" in values:
        values["claimers"] = {
            run: sorted(workers.get(w, w) for w in names) for run, names in values["claimers"].items()
        }
    if "scheduled" in values:
        values["scheduled"] = sorted(runs.get(run, run) for run in values["scheduled"])
    if "held" in values:
        values["held"] = sorted([workers.get(w, w), runs.get(r, r), epoch] for w, r, epoch in values["held"])
    return replace(found, values=values, action=_with_own_names(found.action, runs, workers))


def _with_own_names(action: tuple[str, ...], runs: Mapping[str, str], workers: Mapping[str, str]) -> tuple[str, ...]:
    """Without the arguments if a name is a number: then nobody knows which of them is an epoch."""
    if any(name.isdigit() for name in (*runs, *workers)):
        return action[:1]
    return tuple(runs.get(part, workers.get(part, part)) for part in action)
