r"""A trace as TLC prints one: `State 2: <Materialize(r1)>`, then `/\ now = 0` and so on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .address import encode
from .scenario import Scenario

MARK = "A09 scenario "
"""What stands before the text of the link in a line that TLC prints, in quotation marks."""
MARKED = MARK.replace(" ", r"\s+")
"""The same as a pattern: a line may have been broken at a blank."""


def to_tlc_text(scenario: Scenario) -> str:
    """The trace, toggles included. Its first line is the text of the link, so that it can be read back as it was."""
    return "\n".join(_lines(scenario)) + "\n"


def printed(scenario: Scenario) -> str:
    """The line that says which scenario it is, as TLC prints a string."""
    return f'"{MARK}{encode(scenario)}"'


def assignments(variables: dict[str, Any]) -> list[str]:
    """A state in TLA+, a line for each variable."""
    return [f"/\\ {name} = {_value(value)}" for name, value in variables.items()]


def _lines(scenario: Scenario) -> Iterator[str]:
    played = scenario.replay()
    yield printed(scenario)
    for entry in played.entries:
        yield f"State {entry.index + 1}: <{entry.step if entry.index else 'Initial predicate'}>"
        yield from assignments(played.machine.variables(entry.state))
        yield ""


def _value(value: Any) -> str:
    if isinstance(value, dict) and 1 in value:  # a function on numbers is printed as a sequence
        return f"<<{', '.join(map(_value, value.values()))}>>"
    if isinstance(value, dict):
        return "[" + ", ".join(f"{key} |-> {_value(inner)}" for key, inner in value.items()) + "]"
    if isinstance(value, list):
        return "{" + ", ".join(map(_member, value)) + "}"
    return str(value) if isinstance(value, int) else f'"{value}"'


def _member(member: Any) -> str:
    """A list within a set is a tuple."""
    return f"<<{', '.join(map(_value, member))}>>" if isinstance(member, list) else _value(member)
