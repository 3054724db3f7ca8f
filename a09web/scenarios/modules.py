"""A scenario as modules that real TLC runs as they are: its model, and one whose only behaviour is its trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from a09web.model.names import is_toggle
from a09web.model.replay import Entry, Replay
from a09web.model.workbook import Workbook
from a09web.specs.modules import constants, invariants_of, model_files, records, set_of, sets
from a09web.wording import counted, listed

from .scenario import Scenario
from .tlctext import printed

TRACE = "MCTrace"
PLACE = "entry"
"""The variable of `MCTrace` that counts the entries of the trace."""

_ACTION = "java -cp tla2tools.jar tlc2.TLC -deadlock"


def module_files(scenario: Scenario) -> dict[str, str]:
    """The module of the workbook; `MC` with the bounds, the flags and the fairness of the moment at which the scenario
    stands; and `MCTrace`, which takes the steps of the trace one after another, toggles included."""
    workbook = scenario.bounds.workbook
    played = scenario.replay()
    here = played.entries[min(scenario.cursor, len(played.entries) - 1)]
    files = model_files(
        bounds=scenario.bounds,
        bugs=here.bugs,
        invariants=invariants_of(workbook),
        properties=workbook.liveness_names,
        fair=scenario.fair,
        head=_head_of_model(scenario, here),
        prints=printed(replace(scenario, bugs=here.bugs, steps=(), cursor=0)),
    )
    return {**files, f"{TRACE}.tla": _trace_module(scenario, played), f"{TRACE}.cfg": _trace_config(workbook)}


def _comment(*lines: str) -> list[str]:
    return [rf"\* {line}".rstrip() for line in lines]


def _head_of_model(scenario: Scenario, here: Entry) -> list[str]:
    workbook = scenario.bounds.workbook
    on = listed(workbook.in_order(here.bugs)) or "no bug"
    return _comment(
        f"{_text(scenario)}: the model as it is at step {here.index},",
        f"with {on} on. Run it beside {workbook.name}.tla, which says why -deadlock:",
        "",
        f"    {_ACTION} MC",
        "",
        "TLC prints the scenario, and a counterexample if there is one. The app opens both together.",
    )


def _text(scenario: Scenario) -> str:
    is_named = scenario.title and scenario.title.isascii()
    return f"Scenario {scenario.title}" if is_named else f"A scenario of {scenario.bounds.workbook.name}"


def _trace_module(scenario: Scenario, played: Replay) -> str:
    bounds, workbook = scenario.bounds, scenario.bounds.workbook
    variables = ", ".join(workbook.variable_names)
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
            f"{_text(scenario)}: this trace and no other behaviour. Run it beside {workbook.name}.tla:",
            "",
            f"    {_ACTION} {TRACE}",
            "",
            expect,
        ),
        "EXTENDS Naturals, FiniteSets, TLC",
        "",
        f"VARIABLES {variables}, {PLACE}",
        "",
        *records(bounds, TRACE),
        "",
        rf"\* {workbook.name} under some flags: a toggle makes later steps use others.",
        f"Under(flags) == INSTANCE {workbook.name} WITH",
        f"    {_substituted([('Bugs', 'flags'), *sets(bounds)])},",
        f"    {_substituted(constants(bounds, TRACE))}",
        "",
        f"ASSUME PrintT({printed(scenario)})",
        "",
        f"Init == Under({set_of(played.entries[0].bugs)})!Init /\\ {PLACE} = 0",
        "",
        "Next ==",
        *_disjuncts(played, variables),
        "",
        f"Spec == Init /\\ [][Next]_<<{variables}, {PLACE}>>",
        "",
        *(f"{name} == Under({{}})!{name}" for name in invariants_of(workbook)),
        "",
        "====",
        "",
    ]
    return "\n".join(lines)


def _substituted(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name} <- {value}" for name, value in pairs)


def _disjuncts(played: Replay, variables: str) -> Iterator[str]:
    if len(played.entries) == 1:
        yield f"    FALSE /\\ UNCHANGED <<{variables}, {PLACE}>>"
    for before, after in zip(played.entries, played.entries[1:], strict=False):
        yield f"    \\/ {PLACE} = {before.index} /\\ {PLACE}' = {after.index} /\\ {_taken(after, variables)}"


def _taken(entry: Entry, variables: str) -> str:
    if is_toggle(entry.step):
        return f"UNCHANGED <<{variables}>>  \\* {entry.step}"
    name, _, parameters = entry.step.rstrip(")").partition("(")
    given = ", ".join(value if value.isdigit() else f'"{value}"' for value in parameters.split(",") if value)
    return f"Under({set_of(entry.bugs)})!{name}" + (f"({given})" if given else "")


def _trace_config(workbook: Workbook[Any]) -> str:
    return "\n".join(["SPECIFICATION Spec", *(f"INVARIANT {name}" for name in invariants_of(workbook)), ""])
