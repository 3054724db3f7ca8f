"""The liveness goals that TLC finds broken."""

from __future__ import annotations

from collections.abc import Collection

from a09web.specs.tlc import State, check
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds


def broken_in_tlc(bounds: Bounds, bugs: Collection[str], fair: Collection[str] | None) -> set[str]:
    """The goals that TLC finds broken. It stops at one behaviour and does not say which goal that breaks, but shows in
    which state it stays for ever. The goals that are missed there are broken; the others are asked about again."""
    left, broken = set(A09.liveness_names), set[str]()
    while left:
        result = check(bounds=bounds, bugs=bugs, properties=sorted(left), fair=fair)
        if result.violated is None:
            break
        assert result.stuttering
        missed = missed_for_ever(bounds, result.trace[-1].state) & left
        assert missed
        broken |= missed
        left -= missed
    return broken


def missed_for_ever(bounds: Bounds, state: State) -> set[str]:
    """The goals of a behaviour that ends in a state and stays there: the formulas of A09.tla, read once more."""
    due = dict(zip(bounds.runs, bounds.due, strict=True))
    goals = {
        "EventuallyMaterialized": all(state["copies"][run] > 0 for run in due if state["now"] >= due[run]),
        "EventuallyCompleted": all(state["completions"][run] > 0 for run in due),
        "CheckpointCatchesUp": state["checkpoint"] == bounds.max_time,
    }
    return {name for name, met in goals.items() if not met}
