"""What the document of the API shows as examples. They are of the first workbook."""

from __future__ import annotations

from a09web.model.machine import machine_for
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import Scenario
from a09web.workbooks import FIRST

PROPERTY = FIRST.property_names[2]


def link() -> str:
    """The text of a link: the first bug, and a step of the transition that it changes."""
    bug = FIRST.bugs[0]
    steps = machine_for(FIRST.bounds()).by_name
    step = next(step for step in steps if step.partition("(")[0] == bug.transition)
    return encode(Scenario(bugs=frozenset({bug.name}), steps=(step,), cursor=1))
