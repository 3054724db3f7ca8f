"""The modules of a workbook in TLA+: their names, and an MC that runs them for any bounds and bugs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from a09web.model.bounds import Bounds
from a09web.model.workbook import Workbook
from a09web.workbooks import folders

MODULE = "MC"
"""The name of the module that `write_model` writes, as in the TLA+ Toolbox."""

_NEAREST = f"{MODULE}Nearest"


def folder_of(workbook: Workbook[Any]) -> Path:
    """Where the modules of a workbook lie, each that runs with a .cfg."""
    return folders.folder_of(workbook) / "spec"


def module_of(workbook: Workbook[Any]) -> Path:
    """The file of its module."""
    return folder_of(workbook) / f"{workbook.name}.tla"


def text_of(workbook: Workbook[Any]) -> str:
    """The module of a workbook."""
    return module_of(workbook).read_text(encoding="utf-8")


def invariants_of(workbook: Workbook[Any]) -> tuple[str, ...]:
    return ("TypeOK", *workbook.property_names)


def shipped(workbook: Workbook[Any]) -> tuple[str, ...]:
    """The modules with a .cfg: the correct one, and one for each bug."""
    return (workbook.name, *(f"{workbook.name}{bug}Bug" for bug in workbook.bug_names))


def model_files(
    *,
    bounds: Bounds,
    bugs: Collection[str] = (),
    invariants: Sequence[str] = (),
    properties: Sequence[str] = (),
    fair: Collection[str] | None = None,
    nearest: bool = False,
    head: Sequence[str] = (),
    prints: str = "",
) -> dict[str, str]:
    """The files of a model that runs as it is, by file name: MC.tla, MC.cfg and the module that MC extends.

    `fair` names the fair actions; None leaves them to the specification, which looks at the bugs. With `nearest` the
    search goes on after a break, and prints for each property `<<"name", n>>`, n the fewest transitions to a break:
    so it is if one worker searches. `head` is what the module says of itself, `prints` a TLA+ expression whose value
    TLC prints at the start. Raises ValueError for a name that the specification does not have.
    """
    workbook = bounds.workbook
    known("bug", bugs, workbook.bug_names)
    known("invariant", invariants, invariants_of(workbook))
    known("property", properties, workbook.liveness_names)
    known("fair action", fair or (), workbook.fair_actions)
    return {
        f"{MODULE}.tla": _module(bounds, fair, nearest, head, prints),
        f"{MODULE}.cfg": _config(bounds, bugs, (*invariants, *([_NEAREST] if nearest else [])), properties, fair),
        f"{workbook.name}.tla": text_of(workbook),
    }


def write_model(
    folder: Path,
    *,
    bounds: Bounds,
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
        f"EXTENDS {bounds.workbook.name}{', TLC' if nearest or prints else ''}",
        "",
        *records(bounds, MODULE),
    ]
    if prints:
        lines.append(f"ASSUME PrintT({prints})")
    if fair is not None:
        lines.append(f"{MODULE}FairActions == {set_of(fair)}")
    if nearest:
        lines += ["", *_nearest(bounds.workbook)]
    return "\n".join([*lines, "", "====", ""])


def _nearest(workbook: Workbook[Any]) -> Iterator[str]:
    """An invariant that never breaks: it prints when a property is first seen to be broken. TLC 2.15 then still gives
    the level of the state before, and counts levels from 1: that is the number of transitions."""
    yield f"ASSUME \\A i \\in 1..{len(workbook.property_names)} : TLCSet(i, FALSE)"
    yield f'{MODULE}Note(i, name) == TLCSet(i, TRUE) /\\ PrintT(<<name, TLCGet("level")>>)'
    yield f"{_NEAREST} =="
    for number, name in enumerate(workbook.property_names, 1):
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
        *(f"    {name} = {value}" for name, value in sets(bounds)),
        *(f"    {name} {_put(bounds, name)} {value}" for name, value in constants(bounds, MODULE)),
        f"    Bugs = {set_of(bugs)}",
    ]
    if fair is not None:
        lines.append(f"    FairActions <- {MODULE}FairActions")
    lines += [f"INVARIANT {name}" for name in invariants]
    lines += [f"PROPERTY {name}" for name in properties]
    return "\n".join([*lines, ""])


def _put(bounds: Bounds, constant: str) -> str:
    """How a constant gets its value in a .cfg, where a record cannot stand."""
    return "<-" if constant in bounds.workbook.indexed else "="


def sets(bounds: Bounds) -> Iterator[tuple[str, str]]:
    """The finite sets with names in them, as TLA+."""
    return ((sort.name, set_of(bounds.names(sort))) for sort in bounds.workbook.sorts if sort.letter)


def constants(bounds: Bounds, module: str) -> Iterator[tuple[str, str]]:
    """The other constants: a number, or the name of the record in the module that `records` defines."""
    for name, value in bounds.constants.items():
        yield name, f"{module}{name}" if name in bounds.workbook.indexed else str(value)


def records(bounds: Bounds, module: str) -> Iterator[str]:
    """Definitions of the constants that have a value for each member of a sort."""
    for name, sort in bounds.workbook.indexed.items():
        members = zip(bounds.names(sort), bounds.constants[name], strict=True)
        yield f"{module}{name} == [" + ", ".join(f"{member} |-> {value}" for member, value in members) + "]"


def set_of(names: Collection[str]) -> str:
    """A set of strings in TLA+."""
    return "{" + ", ".join(f'"{name}"' for name in sorted(names)) + "}"


def known(what: str, names: Collection[str], there_are: Sequence[str]) -> None:
    """Raise ValueError if one of `names` is not among those that there are; `what` says what is being named."""
    for name in names:
        if name not in there_are:
            raise ValueError(f"There is no {what} {name!r}. There are: {', '.join(there_are)}.")
