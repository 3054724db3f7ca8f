"""All sets of bugs in one run of TLC: the shipped module with `Bugs` as a variable that never changes.

A JVM for each set would take longer to start than to search, at small bounds. What TLC sees of each set is counted from
what it prints: a line for each distinct state (an invariant that never breaks), and one for each transition that it
generates (a constraint on actions that lets all pass).
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from a09web.model.bounds import Bounds
from a09web.model.declaration import BUG_NAMES, PROPERTY_NAMES
from a09web.specs import tlc
from a09web.specs.modules import MODULE, model_files

SETS = [frozenset(chosen) for size in range(7) for chosen in combinations(BUG_NAMES, size)]

_AS_VARIABLE = {
    "A09.tla": (
        ("    MaxEpoch,   \\", "    MaxEpoch    \\"),
        ("    Bugs        \\* the bugs that are on, a subset of AllBugs\n", ""),
        ("ASSUME Bugs \\subseteq AllBugs\n", ""),
        ("VARIABLES\n", "VARIABLES\n    Bugs,\n"),
    ),
    "MC.cfg": (
        ("SPECIFICATION Spec\n", "INIT MCInit\nNEXT MCNext\nINVARIANT MCState\nACTION_CONSTRAINT MCStep\n"),
        ("    Bugs = {}\n", ""),
    ),
    "MC.tla": (("EXTENDS A09\n", "EXTENDS A09, TLC\n"),),
}
_LINE = re.compile(r'^<<"(\w+)", (\d+)(?:, (\d+))?>>$', re.MULTILINE)


@dataclass
class Seen:
    """What TLC saw of one set: the three figures, and for each property the fewest transitions to a break."""

    distinct: int = 0
    generated: int = 1  # the initial state
    depth: int = 1
    steps: dict[str, int] = field(default_factory=dict)


def seen_by_tlc(bounds: Bounds) -> dict[frozenset[str], Seen]:
    """What one worker of TLC sees of each set of bugs at these bounds. Raises as `tlc.check` does."""
    files = {name: _varied(name, text) for name, text in model_files(bounds=bounds).items()}
    files["MC.tla"] = files["MC.tla"].replace("\n====\n", "\n".join(["", *_watching(), "====", ""]))
    with tempfile.TemporaryDirectory(prefix="a09-tlc-") as name:
        folder = Path(name)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        return _read(tlc._run(folder, MODULE, scratch=folder).printed)


def _varied(name: str, text: str) -> str:
    for constant, variable in _AS_VARIABLE[name]:
        assert text.count(constant) == 1, constant
        text = text.replace(constant, variable)
    return text


def _watching() -> list[str]:
    number = " + ".join(f'(IF "{bug}" \\in Bugs THEN {1 << place} ELSE 0)' for place, bug in enumerate(BUG_NAMES))
    notes = [
        f'    /\\ {prop} \\/ TLCGet(MCNumber * 10 + {place}) \\/ MCNote("{prop}", MCNumber * 10 + {place})'
        for place, prop in enumerate(PROPERTY_NAMES)
    ]
    return [
        "MCInit == Bugs \\in SUBSET AllBugs /\\ Init",
        "MCNext == Next /\\ UNCHANGED Bugs",
        f"MCNumber == {number}",
        "ASSUME \\A i \\in 0..639 : TLCSet(i, FALSE)",
        'MCNote(name, i) == TLCSet(i, TRUE) /\\ PrintT(<<name, MCNumber, TLCGet("level")>>)',
        "MCState ==",
        '    /\\ PrintT(<<"state", MCNumber, TLCGet("level")>>)',
        *notes,
        'MCStep == PrintT(<<"step", MCNumber>>)',
    ]


def _read(said: str) -> dict[frozenset[str], Seen]:
    seen = [Seen() for _ in SETS]
    for what, number, level in _LINE.findall(said):
        one = seen[int(number)]
        if what == "step":
            one.generated += 1
        elif what == "state":
            one.distinct += 1
            one.depth = max(one.depth, int(level) + 1)
        else:
            one.steps[what] = int(level)
    return {
        frozenset(bug for place, bug in enumerate(BUG_NAMES) if number >> place & 1): one
        for number, one in enumerate(seen)
    }
