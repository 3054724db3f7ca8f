"""The model's modules in TLA+: their names, what they define, and an MC that runs A09 for any bounds and bugs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

SPECS = Path(__file__).parent
MODULE = "MC"
"""The name of the module that `write_model` writes, as in the TLA+ Toolbox."""

_NEAREST = f"{MODULE}Nearest"

BUGS = A09.bug_names
INVARIANTS = ("TypeOK", *A09.property_names)
PROPERTIES = A09.liveness_names
SHIPPED = ("A09", *(f"A09{bug}Bug" for bug in BUGS))
"""The modules of this folder, each with a .cfg."""


def model_files(
    *,
    bounds: Bounds | None = None,
    bugs: Collection[str] = (),
    invariants: Sequence[str] = (),
    properties: Sequence[str] = (),
    fair: Collection[str] | None = None,
    nearest: bool = False,
    head: Sequence[str] = (),
    prints: str = "",
) -> dict[str, str]:
    """The files of a model that runs as it is, by file name: MC.tla, MC.cfg and the A09.tla that MC extends.

    `fair` names the fair actions; None leaves them to the specification, which looks at the bugs. With `nearest` the
    search goes on after a break, and prints for each property `<<"name", n>>`, n the fewest transitions to a break:
    so it is if one worker searches. `head` is what the module says of itself, `prints` a TLA+ expression whose value
    TLC prints at the start. Raises ValueError for a name that the specification does not have.
    """
    known("bug", bugs, BUGS)
    known("invariant", invariants, INVARIANTS)
    known("property", properties, PROPERTIES)
    known("fair action", fair or (), A09.fair_actions)
    bounds = bounds or Bounds()
    return {
        f"{MODULE}.tla": _module(bounds, fair, nearest, head, prints),
        f"{MODULE}.cfg": _config(bounds, bugs, (*invariants, *([_NEAREST] if nearest else [])), properties, fair),
        "A09.tla": (SPECS / "A09.tla").read_text(encoding="utf-8"),
    }


def write_model(
    folder: Path,
    *,
    bounds: Bounds | None = None,
    bugs: Collection[str] = (),
    invariants: Sequence[str] = (),
    properties: Sequence[str] = (),
    fair: Collection[str] | None = None,
    nearest: bool = False,
) -> str:
    """Write `model_files` into `folder`, which exists, and return the name of the module to run."""
    files = model_files(
        bounds=bounds, bugs=bugs, invariants=invariants, properties=properties, fair=fair, nearest=nearest
    )
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return MODULE


def _module(bounds: Bounds, fair: Collection[str] | None, nearest: bool, head: Sequence[str], prints: str) -> str:
    lines = [
        f"---- MODULE {MODULE} ----",
        *head,
        "EXTENDS A09, TLC" if nearest or prints else "EXTENDS A09",
        "",
        f"{MODULE}DueAt == {due_record(bounds)}",
    ]
    if prints:
        lines.append(f"ASSUME PrintT({prints})")
    if fair is not None:
        lines.append(f"{MODULE}FairActions == {set_of(fair)}")
    if nearest:
        lines += ["", *_nearest()]
    return "\n".join([*lines, "", "====", ""])


def _nearest() -> Iterator[str]:
    """An invariant that never breaks: it prints when a property is first seen to be broken. TLC 2.15 then still gives
    the level of the state before, and counts levels from 1: that is the number of transitions."""
    yield f"ASSUME \\A i \\in 1..{len(A09.property_names)} : TLCSet(i, FALSE)"
    yield f'{MODULE}Note(i, name) == TLCSet(i, TRUE) /\\ PrintT(<<name, TLCGet("level")>>)'
    yield f"{_NEAREST} =="
    for number, name in enumerate(A09.property_names, 1):
        yield f'    /\\ {name} \\/ TLCGet({number}) \\/ {MODULE}Note({number}, "{name}")'


def _config(
    bounds: Bounds,
    bugs: Collection[str],
    invariants: Sequence[str],
    properties: Sequence[str],
    fair: Collection[str] | None,
) -> str:
    lines = [
        "SPECIFICATION Spec",
        "CONSTANTS",
        f"    Runs = {set_of(bounds.runs)}",
        f"    Workers = {set_of(bounds.worker_names)}",
        f"    DueAt <- {MODULE}DueAt",
        f"    MaxTime = {bounds.max_time}",
        f"    MaxEpoch = {bounds.max_epoch}",
        f"    Bugs = {set_of(bugs)}",
    ]
    if fair is not None:
        lines.append(f"    FairActions <- {MODULE}FairActions")
    lines += [f"INVARIANT {name}" for name in invariants]
    lines += [f"PROPERTY {name}" for name in properties]
    return "\n".join([*lines, ""])


def due_record(bounds: Bounds) -> str:
    """The due times as a record in TLA+."""
    return "[" + ", ".join(f"{run} |-> {at}" for run, at in zip(bounds.runs, bounds.due, strict=True)) + "]"


def set_of(names: Collection[str]) -> str:
    """A set of strings in TLA+."""
    return "{" + ", ".join(f'"{name}"' for name in sorted(names)) + "}"


def known(what: str, names: Collection[str], there_are: Sequence[str]) -> None:
    """Raise ValueError if one of `names` is not among those that there are; `what` says what is being named."""
    for name in names:
        if name not in there_are:
            raise ValueError(f"There is no {what} {name!r}. There are: {', '.join(there_are)}.")
