"""A scenario as one page that needs nobody: board, trace and explanations of every step, forward and back, offline."""

from __future__ import annotations

from a09web.kit.templates import template
from a09web.sandbox.moment import Moment
from a09web.scenarios.scenario import Scenario

from .inks import sheet
from .summary import Summary
from .unstored import moment_of


def to_html(scenario: Scenario, address: str) -> str:
    """The page. `address` is where the scenario can be played."""
    moments: list[Moment] = [moment_of(scenario, at, may_step=False) for at in range(len(scenario.steps) + 1)]
    return str(
        template("links/export.html").render(
            scenario=scenario,
            address=address,
            moments=moments,
            summary=Summary(moment_of(scenario)),
            sheet=sheet(),
        )
    )
