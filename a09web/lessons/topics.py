"""Pages that go across the lessons of a workbook, as they are written in `topics/` beside the lessons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from a09web.model.names import parse_bugs, parse_fair
from a09web.model.replay import Replay
from a09web.model.stuck import broken_at_end
from a09web.model.workbook import Fair, Workbook
from a09web.scenarios import scenario as links

from .prose import figures_of_topic, pieces, with_figures
from .reading import Fields, fields_of, prose_of

TOPICS = "topics"


@dataclass(frozen=True)
class Scenario:
    """A moment that a topic points to; `fair` is None where the bugs decide, and `breaks` is what is broken there."""

    name: str
    title: str
    says: str
    played: Replay
    fair: str | None
    breaks: tuple[str, ...]

    @property
    def whole(self) -> links.Scenario:
        """The same as what a link has, standing at its end."""
        steps = tuple(entry.step for entry in self.played.entries[1:])
        return links.Scenario(
            bounds=self.played.machine.bounds,
            bugs=self.played.entries[0].bugs,
            steps=steps,
            cursor=len(steps),
            fair=_fair(self),
            title=self.title[: links.TITLE_LENGTH],
        )


@dataclass(frozen=True)
class Topic:
    """A page across the lessons of a workbook: pieces of prose, and scenarios by name."""

    workbook: Workbook[Any]
    slug: str
    title: str
    summary: str
    prose: str
    scenarios: Mapping[str, Scenario]

    @property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        return tuple(pieces(with_figures(self.prose, figures_of_topic(self.workbook), self.slug)))


def read_topics(root: Path, workbook: Workbook[Any]) -> tuple[Topic, ...]:
    return tuple(_topic(path, root, workbook) for path in sorted((root / TOPICS).glob("*.yaml")))


def _topic(path: Path, root: Path, workbook: Workbook[Any]) -> Topic:
    fields = fields_of(path, root, workbook)
    scenarios = [_scenario(each) for each in fields.each("scenarios")]
    topic = Topic(
        workbook=workbook,
        slug=path.stem,
        title=fields.text("title"),
        summary=fields.text("summary"),
        prose=prose_of(path.with_suffix(".md"), root),
        scenarios={scenario.name: scenario for scenario in scenarios},
    )
    fields.done()
    shown = [name for kind, name in pieces(topic.prose) if kind == "scenario"]
    if sorted(shown) != sorted(topic.scenarios):
        raise fields.wrong(
            f"the text shows the scenarios {', '.join(shown)}, and here are {', '.join(topic.scenarios)}."
        )
    return topic


def _scenario(fields: Fields) -> Scenario:
    workbook = fields.workbook
    bounds, bugs = fields.bounds("bounds"), parse_bugs(workbook, ",".join(fields.texts("bugs")))
    fair = ",".join(sorted(parse_fair(workbook, ",".join(fields.texts("fair"))))) if "fair" in fields.values else None
    scenario = Scenario(
        name=fields.text("name"),
        title=fields.text("title"),
        says=fields.text("says"),
        played=fields.replayed("steps", bounds, bugs),
        fair=fair,
        breaks=fields.texts("breaks"),
    )
    fields.done()
    broken = broken_at_end(scenario.played, _fair(scenario))
    if sorted(broken) != sorted(scenario.breaks):
        raise fields.wrong(f"at the end {', '.join(broken) or 'nothing'} is broken, not {', '.join(scenario.breaks)}.")
    return scenario


def _fair(scenario: Scenario) -> Fair | None:
    """The fair actions of a scenario that chooses them."""
    return None if scenario.fair is None else parse_fair(scenario.played.machine.workbook, scenario.fair)
