"""A trace in ITF, the format of Apalache and Quint (Apalache's ADR-015). One state a line."""

from __future__ import annotations

import json
from typing import Any

from .address import encode
from .scenario import Scenario

ABOUT = "https://apalache-mc.org/docs/adr/015adr-trace.html"


def to_itf(scenario: Scenario) -> str:
    """The trace, toggles included. `#meta` has the text of the link as `a09`; each state has its step."""
    played = scenario.replay()
    meta = {
        "format": "ITF",
        "format-description": ABOUT,
        "description": scenario.title or f"A trace of {scenario.bounds.workbook.name}",
        "a09": encode(scenario),
    }
    names = list(played.machine.variables(played.last.state))
    states = [
        {"#meta": {"index": entry.index, "action": entry.step}, **_values(played.machine.variables(entry.state))}
        for entry in played.entries
    ]
    lines = ",\n".join("    " + json.dumps(state, ensure_ascii=False) for state in states)
    return (
        f'{{\n  "#meta": {json.dumps(meta, ensure_ascii=False)},\n  "vars": {json.dumps(names)},\n'
        f'  "states": [\n{lines}\n  ]\n}}\n'
    )


def _values(variables: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in variables.items()}


def _value(value: Any) -> Any:
    if isinstance(value, int):
        return {"#bigint": str(value)}
    if isinstance(value, dict):
        return {"#map": [[_value(key), _value(inner)] for key, inner in value.items()]}
    return {"#set": [_member(member) for member in value]} if isinstance(value, list) else value


def _member(member: Any) -> Any:
    """A list within a set is a tuple."""
    return {"#tup": [_value(part) for part in member]} if isinstance(member, list) else _value(member)
