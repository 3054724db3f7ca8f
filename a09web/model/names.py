"""The names in a trace: transitions with their parameters, and toggles such as `+EarlyRelease`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .bounds import Bounds, InvalidInput
from .declaration import BUG_NAMES, FAIR_ACTIONS, LIVENESS_NAMES, PROPERTY_NAMES

_SPACE = re.compile(r"\s+")
_WHOLE_NUMBER = re.compile(r"[0-9]+", re.ASCII)


def is_toggle(step: str) -> bool:
    return step[:1] in ("+", "-")


def toggled(bugs: frozenset[str], step: str) -> frozenset[str]:
    """The flags after a toggle. Raises `InvalidInput` for an unknown bug or a switch that is there already."""
    bug = step[1:]
    if bug not in BUG_NAMES:
        raise InvalidInput(unknown_bug(bug))
    if step[0] == "+" and bug in bugs:
        raise InvalidInput(f"{bug} is on already; a toggle must change something.")
    if step[0] == "-" and bug not in bugs:
        raise InvalidInput(f"{bug} is off already; a toggle must change something.")
    return bugs | {bug} if step[0] == "+" else bugs - {bug}


def unknown_bug(name: str) -> str:
    return f"There is no bug “{name[:60]}”. The six are {', '.join(BUG_NAMES)}."


def parse_bugs(text: str) -> frozenset[str]:
    """`EarlyRelease,StaleCompletion` as a set; the empty text is the correct model."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in BUG_NAMES:
            raise InvalidInput(unknown_bug(name))
    return frozenset(names)


def in_order(bugs: Iterable[str]) -> list[str]:
    """Bugs in the order of the workbook."""
    chosen = set(bugs)
    return [name for name in BUG_NAMES if name in chosen]


def parse_fair(text: str) -> frozenset[str]:
    """`Tick,Claim` as a set of fair actions; the empty text means that nothing is fair."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in FAIR_ACTIONS:
            raise InvalidInput(
                f"“{name[:60]}” cannot be fair. Those that can are {', '.join(FAIR_ACTIONS)}; Expire never is."
            )
    return frozenset(names)


def parse_property(text: str) -> str:
    """The name of a safety or liveness property."""
    known = (*PROPERTY_NAMES, *LIVENESS_NAMES)
    if (name := text.strip()) not in known:
        raise InvalidInput(f"There is no property “{name[:60]}”. They are {', '.join(known)}.")
    return name


def parse_steps(text: str) -> tuple[str, ...]:
    """`Tick; Claim(w1, r1); +EarlyRelease` as names, blanks removed. Whether they exist is for the replay to say."""
    return tuple(name for part in text.split(";") if (name := _SPACE.sub("", part)))


def parse_number(what: str, text: str, *, digits: int = 4) -> int:
    """A whole number of at most so many digits. Raises `InvalidInput` otherwise."""
    if not _WHOLE_NUMBER.fullmatch(text.strip()) or len(text.strip()) > digits:
        raise InvalidInput(f"{what} must be a whole number, not “{text.strip()[:60]}”.")
    return int(text)


def parse_bounds(due: str, workers: str, max_time: str, max_epoch: str) -> Bounds:
    """Bounds from text, the due times separated by commas. Raises `InvalidInput` with one sentence."""
    times = [part for part in due.split(",") if part.strip()]
    return Bounds(
        due=tuple(parse_number("A due time", part) for part in times),
        workers=parse_number("The number of workers", workers),
        max_time=parse_number("MaxTime", max_time),
        max_epoch=parse_number("MaxEpoch", max_epoch),
    )
