"""A scenario as modules that real TLC runs as they are: its model, and one whose only behaviour is its trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from a09web.model.names import is_toggle
from a09web.model.replay import Entry, Replay
from a09web.specs.modules import INVARIANTS, due_record, model_files, set_of
from a09web.wording import counted, listed
from a09web.workbooks.a09 import A09

from .scenario import Scenario
from .tlctext import printed

TRACE = "MCTrace"
PLACE = "entry"
"""The variable of `MCTrace` that counts the entries of the trace."""

_ACTION = "java -cp tla2tools.jar tlc2.TLC -deadlock"
_VARIABLES = (
    "now", "scheduled", "copies", "epoch", "claimers", "held", "completedEpoch", "completions", "checkpoint",
)  # fmt: skip


def module_files(scenario: Scenario) -> dict[str, str]:
    """`A09.tla`; `MC` with the bounds, the flags and the fairness of the moment at which the scenario stands; and
    `MCTrace`, which takes the steps of the trace one after another, toggles included."""
    played = scenario.replay()
    here = played.entries[min(scenario.cursor, len(played.entries) - 1)]
    files = model_files(
        bounds=scenario.bounds,
        bugs=here.bugs,
        invariants=INVARIANTS,
        properties=A09.liveness_names,
        fair=scenario.fair,
        head=_head_of_model(scenario, here),
        prints=printed(replace(scenario, bugs=here.bugs, steps=(), cursor=0)),
    )
    return {**files, f"{TRACE}.tla": _trace_module(scenario, played), f"{TRACE}.cfg": _trace_config()}


def _comment(*lines: str) -> list[str]:
    return [rf"\* {line}".rstrip() for line in lines]


def _head_of_model(scenario: Scenario, here: Entry) -> list[str]:
    return _comment(
        f"{_text(scenario)}: the model as it is at step {here.index},",
        f"with {listed(A09.in_order(here.bugs)) or 'no bug'} on. Run it beside A09.tla, which says why -deadlock:",
        "",
        f"    {_ACTION} MC",
        "",
        "TLC prints the scenario, and a counterexample if there is one. The app opens both together.",
    )


def _text(scenario: Scenario) -> str:
    return f"Scenario {scenario.title}" if scenario.title and scenario.title.isascii() else "A scenario of A09"


def _trace_module(scenario: Scenario, played: Replay) -> str:
    bounds = scenario.bounds
    last = len(played.entries) - 1
    broken = next((entry for entry in played.entries if entry.broken), None)
    expect = (
        f"Expect: {broken.broken[0]} is violated after {broken.index} of its {counted(last)}."
        if broken is not None
        else "Expect: no error."
    )
    lines = [
        f"---- MODULE {TRACE} ----",
        *_comment(
            f"{_text(scenario)}: this trace and no other behaviour. Run it beside A09.tla:",
            "",
            f"    {_ACTION} {TRACE}",
            "",
            expect,
        ),
        "EXTENDS Naturals, FiniteSets, TLC",
        "",
        f"VARIABLES {', '.join(_VARIABLES)}, {PLACE}",
        "",
        f"{TRACE}DueAt == {due_record(bounds)}",
        "",
        r"\* A09 under some flags: a toggle makes later steps use others.",
        "Under(flags) == INSTANCE A09 WITH",
        f"    Bugs <- flags, Runs <- {set_of(bounds.runs)}, Workers <- {set_of(bounds.worker_names)},",
        f"    DueAt <- {TRACE}DueAt, MaxTime <- {bounds.max_time}, MaxEpoch <- {bounds.max_epoch}",
        "",
        f"ASSUME PrintT({printed(scenario)})",
        "",
        f"Init == Under({set_of(played.entries[0].bugs)})!Init /\\ {PLACE} = 0",
        "",
        "Next ==",
        *_disjuncts(played),
        "",
        f"Spec == Init /\\ [][Next]_<<{', '.join(_VARIABLES)}, {PLACE}>>",
        "",
        *(f"{name} == Under({{}})!{name}" for name in INVARIANTS),
        "",
        "====",
        "",
    ]
    return "\n".join(lines)


def _disjuncts(played: Replay) -> Iterator[str]:
    if len(played.entries) == 1:
        yield f"    FALSE /\\ UNCHANGED <<{', '.join(_VARIABLES)}, {PLACE}>>"
    for before, after in zip(played.entries, played.entries[1:], strict=False):
        yield f"    \\/ {PLACE} = {before.index} /\\ {PLACE}' = {after.index} /\\ {_taken(after)}"


def _taken(entry: Entry) -> str:
    if is_toggle(entry.step):
        return f"UNCHANGED <<{', '.join(_VARIABLES)}>>  \\* {entry.step}"
    name, _, parameters = entry.step.rstrip(")").partition("(")
    given = ", ".join(value if value.isdigit() else f'"{value}"' for value in parameters.split(",") if value)
    return f"Under({set_of(entry.bugs)})!{name}" + (f"({given})" if given else "")


def _trace_config() -> str:
    return "\n".join(["SPECIFICATION Spec", *(f"INVARIANT {name}" for name in ("TypeOK", *A09.property_names)), ""])
