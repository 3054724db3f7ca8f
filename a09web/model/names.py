"""The names in a trace: transitions with their parameters, and toggles such as `+EarlyRelease`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.wording import are, as_word, listed

from .bounds import Parameter
from .workbook import B, Bugs, Fair, Workbook

_SPACE = re.compile(r"\s+")
_WHOLE_NUMBER = re.compile(r"[0-9]+", re.ASCII)


def is_toggle(step: str) -> bool:
    return step[:1] in ("+", "-")


def toggled(workbook: Workbook[Any], bugs: Bugs, step: str) -> Bugs:
    """The flags after a toggle. Raises `InvalidInput` for an unknown bug or a switch that is there already."""
    bug = step[1:]
    if bug not in workbook.bug_names:
        raise InvalidInput(unknown_bug(workbook, bug))
    if step[0] == "+" and bug in bugs:
        raise InvalidInput(f"{bug} is on already; a toggle must change something.")
    if step[0] == "-" and bug not in bugs:
        raise InvalidInput(f"{bug} is off already; a toggle must change something.")
    return bugs | {bug} if step[0] == "+" else bugs - {bug}


def unknown_bug(workbook: Workbook[Any], name: str) -> str:
    names = workbook.bug_names
    return f"There is no bug “{name[:60]}”. The {as_word(len(names))} are {', '.join(names)}."


def parse_bugs(workbook: Workbook[Any], text: str) -> Bugs:
    """`EarlyRelease,StaleCompletion` as a set; the empty text is the correct model."""
    names = _names(text)
    for name in names:
        if name not in workbook.bug_names:
            raise InvalidInput(unknown_bug(workbook, name))
    return frozenset(names)


def parse_fair(workbook: Workbook[Any], text: str) -> Fair:
    """`Tick,Claim` as a set of fair actions; the empty text means that nothing is fair."""
    names = _names(text)
    for name in names:
        if name not in workbook.fair_actions:
            never = [each.name for each in workbook.transitions if each.name not in workbook.fair_actions]
            raise InvalidInput(
                f"“{name[:60]}” cannot be fair. Those that can are {', '.join(workbook.fair_actions)}"
                + (f"; {listed(never)} never {are(len(never))}." if never else ".")
            )
    return frozenset(names)


def parse_property(workbook: Workbook[Any], text: str) -> str:
    """The name of a safety or liveness property."""
    known = (*workbook.property_names, *workbook.liveness_names)
    if (name := text.strip()) not in known:
        raise InvalidInput(f"There is no property “{name[:60]}”. They are {', '.join(known)}.")
    return name


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def parse_steps(text: str) -> tuple[str, ...]:
    """`Tick; Claim(w1, r1); +EarlyRelease` as names, blanks removed. Whether they exist is for the replay to say."""
    return tuple(name for part in text.split(";") if (name := _SPACE.sub("", part)))


def parse_number(what: str, text: str, *, digits: int = 4) -> int:
    """A whole number of at most so many digits. Raises `InvalidInput` otherwise."""
    if not _WHOLE_NUMBER.fullmatch(text.strip()) or len(text.strip()) > digits:
        raise InvalidInput(f"{what} must be a whole number, not “{text.strip()[:60]}”.")
    return int(text)


def parse_bounds(workbook: Workbook[B], texts: Mapping[str, str]) -> B:
    """Bounds from texts by the keys of the parameters; numbers for the members of a sort are separated by commas.
    What is not there has its default. Raises `InvalidInput` with one sentence."""
    given = {key: texts[key] for key, _ in workbook.bounds.parameters() if key in texts}
    declared = dict(workbook.bounds.parameters())
    return workbook.bounds(**{key: _parsed(declared[key], text) for key, text in given.items()})


def _parsed(declared: Parameter, text: str) -> int | tuple[int, ...]:
    if declared.each is None:
        return parse_number(declared.said, text)
    return tuple(parse_number(declared.one, part) for part in text.split(",") if part.strip())
