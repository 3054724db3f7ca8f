"""The head of a state as TLC prints it, `State 2: <Tick line …>`, and the step that it names."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from a09web.model.workbook import Workbook

LONGEST_HEAD, LINES_OF_A_HEAD = 400, 4


@cache
def head_of(workbook: Workbook[Any]) -> re.Pattern[str]:
    """Where a state begins, with its number and what stands behind it, whichever way of TLC's it is written in."""
    names = "|".join(["Initial predicate", *sorted(_transitions(workbook))])
    return re.compile(
        r"\bState (?P<a>\d{1,6}): ?(?P<x><.*|.* line \d.*|(?:" + names + r"|[+-][A-Z]\w+)\b.*|)$"
        r"|\bSTATE_(?P<b>\d{1,6}) ==(?P<y>)"
        r"|(?<!\d)(?P<c>\d{1,6}): (?P<z><.*|(?:" + names + r")(?:\([^()]*\))? line \d.*)$"
    )


def action_of(workbook: Workbook[Any], head: str) -> tuple[str, ...]:
    """`Claim("w1", "r1") line 146, col 5 …` as `("Claim", "w1", "r1")`. What is no action of the model is nothing."""
    said = head.strip().strip("<>").partition(" line ")[0].strip().strip('"<>')
    name, bracket, rest = said.partition("(")
    if name[:1] in ("+", "-"):
        return (said,)
    if name.strip() not in _transitions(workbook):
        return ()
    arguments = re.findall(r"[^\s\",()]+", rest) if bracket else []
    return (name.strip(), *arguments)


@cache
def _transitions(workbook: Workbook[Any]) -> frozenset[str]:
    return frozenset(transition.name for transition in workbook.transitions)
