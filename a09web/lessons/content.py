"""The lessons and topics as they are written in `content/`, read and checked.

Reading checks all that can be wrong in a file and is quick to see: names, types, steps that do not replay, links that
lead nowhere. `checks` also computes what a text claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from a09web.model.declared import Bug
from a09web.model.names import parse_bugs, parse_fair
from a09web.model.repairs import Repair
from a09web.model.replay import Replay
from a09web.model.stuck import standstill
from a09web.model.verdicts import KINDS
from a09web.model.workbook import Bugs
from a09web.scenarios import scenario as links
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.faces import as_sentence
from a09web.workbooks.folders import folder_of

from .asking import Ask
from .prose import Figures, figures_of_bug, figures_of_topic, pieces, with_figures
from .reading import ContentError, Fields, fields_of, prose_of

CONTENT = folder_of(A09) / "lessons"
TOPICS = "topics"
GENERAL = "general.yaml"
PARTS = ("meet", "predict", "break", "why", "repair", "production", "check")
NONE = "none"
PROSE = ("meet", "why", "production")


@dataclass(frozen=True)
class Option:
    """An answer to the question of Predict: a property that would break first, or `none`."""

    prop: str
    text: str
    feedback: str
    misconception: str


@dataclass(frozen=True)
class RepairOption:
    """A repair as an engineer would propose it, and the verdict that the author expects."""

    repair: Repair
    says: str
    verdict: str
    feedback: str


@dataclass(frozen=True)
class Check:
    """Another small scenario with the same bug: at the end of `played`, which next step breaks its invariant?"""

    story: str
    played: Replay
    question: str
    feedback: str


@dataclass(frozen=True)
class Meet:
    """The correct run: what happened in production, the run, a sentence for the start and each of its steps, and a
    question about a step that is refused on the way, after the step number `asked_after`."""

    incident: str
    played: Replay
    says: tuple[str, ...]
    ask: Ask

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(entry.step for entry in self.played.entries[1:])

    @property
    def asked_after(self) -> int:
        return self.ask.played.last.index


@dataclass(frozen=True, eq=False)
class Lesson:
    """One bug, taught in seven parts. Texts may have figures in braces; `text` puts them in.

    `recall` are questions for the lessons after it, and `exercise` is the key of the exercise to go on with.
    """

    slug: str
    order: int
    bug: Bug
    title: str
    summary: str
    bounds: Bounds
    meet: Meet
    question: str
    options: tuple[Option, ...]
    goal: str
    hints: tuple[str, ...]
    repair_question: str
    repairs: tuple[RepairOption, ...]
    production_intro: str
    check: Check
    recall: tuple[Ask, ...]
    exercise: str
    prose: Mapping[str, str]

    @property
    def line(self) -> str:
        """What the bug does, in words that need no model."""
        return self.bug.line

    @property
    def bugs(self) -> Bugs:
        return frozenset([self.bug.name])

    @property
    def figures(self) -> Figures:
        return figures_of_bug(self.bounds, self.bug.name)

    def text(self, text: str) -> str:
        """A text of this lesson with its figures. Raises `ContentError` for a figure that there is not."""
        return with_figures(text, self.figures, self.slug)

    def texts(self) -> Iterator[str]:
        """Everything that may have figures or links in it."""
        yield from (self.question, self.goal, self.repair_question, self.production_intro, *self.hints)
        yield from (self.check.story, self.check.question, self.check.feedback, *self.prose.values())
        yield from (self.meet.incident, *self.meet.says)
        yield from (text for ask in (self.meet.ask, *self.recall) for text in ask.texts)
        yield from (text for option in self.options for text in (option.text, option.feedback))
        yield from (text for option in self.repairs for text in (option.says, option.feedback))


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
            fair=None if self.fair is None else parse_fair(A09, self.fair),
            title=self.title[: links.TITLE_LENGTH],
        )


@dataclass(frozen=True)
class Topic:
    """A page across the lessons: pieces of prose, and scenarios by name."""

    slug: str
    title: str
    summary: str
    prose: str
    scenarios: Mapping[str, Scenario]

    @property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        return tuple(pieces(with_figures(self.prose, figures_of_topic, self.slug)))


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons in their order. Raises `ContentError`."""
    return read_lessons(CONTENT)


@cache
def topics() -> tuple[Topic, ...]:
    """Raises `ContentError`."""
    return read_topics(CONTENT)


def read_lessons(root: Path) -> tuple[Lesson, ...]:
    folders = sorted(folder for folder in root.iterdir() if folder.is_dir() and folder.name != TOPICS)
    found = sorted((read_lesson(folder, root) for folder in folders), key=lambda lesson: lesson.order)
    if [lesson.bug for lesson in found] != list(A09.bugs):
        taught = ", ".join(lesson.bug.name for lesson in found)
        raise ContentError(f"{root.name}: each bug has one lesson, in the order of the model, and not {taught}.")
    return tuple(found)


@cache
def general() -> tuple[Ask, ...]:
    """Questions on what every lesson builds on. Raises `ContentError`."""
    return read_general(CONTENT)


def read_general(root: Path) -> tuple[Ask, ...]:
    fields = fields_of(root / GENERAL, root)
    asks = tuple(_ask(each) for each in fields.each("recall"))
    fields.done()
    return asks


def read_topics(root: Path) -> tuple[Topic, ...]:
    return tuple(_topic(path, root) for path in sorted((root / TOPICS).glob("*.yaml")))


def read_lesson(folder: Path, root: Path) -> Lesson:
    fields = fields_of(folder / "lesson.yaml", root)
    bug = A09.bugs[A09.bug_names.index(fields.one_of("bug", A09.bug_names))]
    if folder.name != bug.slug:
        raise fields.wrong(f"the folder of the lesson on {bug.name} must be called {bug.slug}.")
    bounds = fields.bounds("bounds")
    predict, breaking, repair = (fields.inner(name) for name in ("predict", "break", "repair"))
    meet, production = fields.inner("meet"), fields.inner("production")
    lesson = Lesson(
        slug=folder.name,
        order=fields.number("order"),
        bug=bug,
        title=fields.text("title"),
        summary=fields.text("summary"),
        bounds=bounds,
        meet=_meet(meet, bounds),
        question=predict.text("question"),
        options=tuple(_option(each) for each in predict.each("options")),
        goal=breaking.text("goal"),
        hints=breaking.texts("hints"),
        repair_question=repair.text("question"),
        repairs=tuple(_repair_option(each, bug) for each in repair.each("options")),
        production_intro=production.text("intro"),
        check=_check(fields.inner("check"), bug),
        recall=tuple(_ask(each) for each in fields.each("recall")),
        exercise=fields.text("exercise"),
        prose={name: prose_of(folder / f"{name}.md", root) for name in PROSE},
    )
    for part in (meet, predict, breaking, repair, production, fields):
        part.done()
    if len(lesson.hints) != 3:
        raise breaking.wrong("there must be three hints, each stronger than the one before.")
    return lesson


def _meet(fields: Fields, bounds: Bounds) -> Meet:
    played, says = fields.told("steps", bounds)
    entries = played.entries[1:]
    told = (said or as_sentence(played, entry) for said, entry in zip(says, entries, strict=True))
    asked = fields.inner("ask")
    after = asked.number("after")
    if not 0 <= after < len(entries):
        raise asked.wrong(f"“after” must be a step of the run, 0 to {len(entries) - 1}.")
    meet = Meet(
        incident=fields.text("incident"),
        played=played,
        says=(fields.text("start"), *told),
        ask=Ask(
            name="meet",
            story="",
            played=played.until(after),
            transition=asked.transition("transition", bounds),
            question=asked.text("question"),
            feedback=asked.text("feedback"),
        ),
    )
    asked.done()
    return meet


def _ask(fields: Fields) -> Ask:
    bounds = fields.bounds("bounds")
    ask = Ask(
        name=fields.text("name"),
        story=fields.text("story"),
        played=fields.replayed("steps", bounds, frozenset()),
        transition=fields.transition("transition", bounds),
        question=fields.text("question"),
        feedback=fields.text("feedback"),
        may_pass=True,
    )
    fields.done()
    return ask


def _option(fields: Fields) -> Option:
    option = Option(
        prop=fields.one_of("property", (*A09.property_names, *A09.liveness_names, NONE)),
        text=fields.text("text"),
        feedback=fields.text("feedback"),
        misconception=fields.text("misconception", ""),
    )
    fields.done()
    return option


def _repair_option(fields: Fields, bug: Bug) -> RepairOption:
    repair = A09.repair_named(fields.one_of("repair", tuple(repair.name for repair in A09.repairs)))
    if repair.bug != bug.name:
        raise fields.wrong(f"“{repair.name}” repairs {repair.bug}, and this lesson is about {bug.name}.")
    option = RepairOption(repair, fields.text("says"), fields.one_of("verdict", KINDS), fields.text("feedback"))
    fields.done()
    return option


def _check(fields: Fields, bug: Bug) -> Check:
    bounds = fields.bounds("bounds")
    check = Check(
        story=fields.text("story"),
        played=fields.replayed("steps", bounds, frozenset([bug.name])),
        question=fields.text("question"),
        feedback=fields.text("feedback"),
    )
    fields.done()
    return check


def _topic(path: Path, root: Path) -> Topic:
    fields = fields_of(path, root)
    scenarios = [_scenario(each) for each in fields.each("scenarios")]
    topic = Topic(
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
    bounds, bugs = fields.bounds("bounds"), parse_bugs(A09, ",".join(fields.texts("bugs")))
    fair = ",".join(sorted(parse_fair(A09, ",".join(fields.texts("fair"))))) if "fair" in fields.values else None
    scenario = Scenario(
        name=fields.text("name"),
        title=fields.text("title"),
        says=fields.text("says"),
        played=fields.replayed("steps", bounds, bugs),
        fair=fair,
        breaks=fields.texts("breaks"),
    )
    fields.done()
    broken = broken_at_end(scenario)
    if sorted(broken) != sorted(scenario.breaks):
        raise fields.wrong(f"at the end {', '.join(broken) or 'nothing'} is broken, not {', '.join(scenario.breaks)}.")
    return scenario


def broken_at_end(scenario: Scenario) -> tuple[str, ...]:
    """The safety properties that do not hold at its end, and the goals that are missed if it stays so for ever."""
    played, entry = scenario.played, scenario.played.last
    fair = A09.chosen_fairness(entry.bugs, None if scenario.fair is None else parse_fair(A09, scenario.fair))
    if standstill(played.machine, entry.state, entry.bugs, fair) is None:
        return entry.broken
    missed = tuple(goal.name for goal in played.machine.liveness if not goal.met(entry.state))
    return entry.broken + missed
