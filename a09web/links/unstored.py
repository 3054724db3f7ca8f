"""A scenario as something to stand in: there is no row of it, its address says it all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from a09web.model.bounds import Bounds
from a09web.model.names import parse_fair
from a09web.model.workbook import Bugs, Fair
from a09web.sandbox.moment import Moment
from a09web.sandbox.setup import Setup
from a09web.sandbox.tree import Node, Tree
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import Scenario

UNNAMED = "a scenario"


def path_of(text: str) -> str:
    """The path of the page of a link with that text."""
    return f"/t/{text}/"


def site_of(request: HttpRequest) -> str:
    """The address of this site without a slash at its end."""
    return request.build_absolute_uri("/")[:-1]


@dataclass(frozen=True)
class Unstored:
    """A scenario as the `Setup` of a moment. Its steps are numbered as its entries are: its tree has one branch."""

    scenario: Scenario

    @cached_property
    def text(self) -> str:
        return encode(self.scenario)

    @property
    def bounds(self) -> Bounds:
        return self.scenario.bounds

    @property
    def bugs(self) -> Bugs:
        return self.scenario.bugs

    @property
    def title(self) -> str:
        return self.scenario.title

    @property
    def name(self) -> str:
        return self.title or UNNAMED

    @property
    def cursor(self) -> int:
        return self.scenario.cursor

    @property
    def tip(self) -> int:
        return len(self.scenario.steps)

    @property
    def version(self) -> int:
        return 0

    @property
    def owner(self) -> str:
        return ""

    @property
    def origin(self) -> str:
        return self.scenario.origin

    @property
    def fair_actions(self) -> str | None:
        return None if self.scenario.fair is None else ",".join(sorted(self.scenario.fair))

    def fair_under(self, bugs: Bugs) -> Fair:
        return self.bounds.workbook.chosen_fairness(bugs, self.scenario.fair)

    def get_absolute_url(self) -> str:
        return path_of(self.text)

    @property
    def tree(self) -> Tree:
        return Tree(Node(number, number - 1, name, number) for number, name in enumerate(self.scenario.steps, start=1))


def moment_of(scenario: Scenario, at: int | None = None, *, embedded: bool = False, may_step: bool = True) -> Moment:
    """A scenario seen at one of its entries: the one at which it stands, unless another is named."""
    setup = Unstored(scenario)
    return Moment(setup, setup.tree, scenario.cursor if at is None else at, may_step, embedded=embedded)


def scenario_of(moment: Moment, *, note: str = "") -> Scenario:
    """What is seen at a moment as a scenario: the branch that is shown, standing there."""
    setup: Setup = moment.sandbox
    if isinstance(setup, Unstored):
        return setup.scenario.standing_at(moment.entry.index)
    return Scenario(
        bounds=setup.bounds,
        bugs=setup.bugs,
        steps=tuple(node.name for node in moment.nodes),
        cursor=moment.entry.index,
        fair=None if setup.fair_actions is None else parse_fair(setup.bounds.workbook, setup.fair_actions),
        title=setup.title,
        note=note,
        origin=setup.origin,
    )
