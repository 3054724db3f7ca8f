"""The lessons and topics of each workbook as they are written in `lessons/` of its folder, read and checked.

Reading checks all that can be wrong in a file and is quick to see: names, types, steps that do not replay, links that
lead nowhere. `checks` also computes what a text claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from a09web.model.bounds import Bounds
from a09web.model.declared import Bug
from a09web.model.repairs import Repair
from a09web.model.replay import Replay
from a09web.model.verdicts import KINDS
from a09web.model.workbook import Bugs, Workbook
from a09web.wording import listed
from a09web.workbooks import FIRST
from a09web.workbooks.faces import as_sentence
from a09web.workbooks.folders import folder_of

from .asking import Ask
from .prose import Figures, figures_of_bug, with_figures
from .reading import ContentError, Fields, fields_of, prose_of
from .topics import TOPICS, Topic, read_topics

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

    `recall` are questions for the lessons after it, and `exercise` is the name of the exercise to go on with, if there
    is one.
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
    def workbook(self) -> Workbook[Any]:
        return self.bounds.workbook

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


def content_of(workbook: Workbook[Any]) -> Path:
    """Where its lessons are written, if there are any."""
    return folder_of(workbook) / "lessons"


def lessons(workbook: Workbook[Any] = FIRST) -> tuple[Lesson, ...]:
    """All lessons in their order; empty where none is written. Raises `ContentError`."""
    return _read(workbook).lessons


def topics(workbook: Workbook[Any] = FIRST) -> tuple[Topic, ...]:
    """Raises `ContentError`."""
    return _read(workbook).topics


def general(workbook: Workbook[Any] = FIRST) -> General:
    """What every lesson builds on. Raises `ContentError`."""
    return _read(workbook).general


@dataclass(frozen=True)
class General:
    """Questions on what every lesson builds on, and `about` what they are, in a few words."""

    asks: tuple[Ask, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Content:
    """All that is written for a workbook."""

    lessons: tuple[Lesson, ...] = ()
    topics: tuple[Topic, ...] = ()
    general: General = General()


@cache
def _read(workbook: Workbook[Any]) -> Content:
    root = content_of(workbook)
    if not root.is_dir():
        return Content()
    return Content(read_lessons(root, workbook), read_topics(root, workbook), read_general(root, workbook))


def read_lessons(root: Path, workbook: Workbook[Any]) -> tuple[Lesson, ...]:
    folders = sorted(folder for folder in root.iterdir() if folder.is_dir() and folder.name != TOPICS)
    found = sorted((read_lesson(folder, root, workbook) for folder in folders), key=lambda lesson: lesson.order)
    check_order(found, workbook)
    return tuple(found)


def check_order(found: list[Lesson], workbook: Workbook[Any]) -> None:
    """Raises `ContentError` for lessons that are not numbered from 1 on in the order of their bugs."""
    taught = [lesson.bug.name for lesson in found]
    if taught != workbook.in_order(taught):
        raise ContentError(f"“order” follows the order of the bugs in the model, and puts {listed(taught)} in a row.")
    if [lesson.order for lesson in found] != [*range(1, len(found) + 1)]:
        raise ContentError(f"“order” counts the lessons from 1 to {len(found)}, and each has a number of its own.")


def read_general(root: Path, workbook: Workbook[Any]) -> General:
    fields = fields_of(root / GENERAL, root, workbook)
    found = General(tuple(_ask(each) for each in fields.each("recall")), fields.text("about"))
    fields.done()
    return found


def read_lesson(folder: Path, root: Path, workbook: Workbook[Any]) -> Lesson:
    fields = fields_of(folder / "lesson.yaml", root, workbook)
    bug = workbook.bug(fields.one_of("bug", workbook.bug_names))
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
        exercise=fields.text("exercise", ""),
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
        prop=fields.one_of("property", (*fields.workbook.meanings, NONE)),
        text=fields.text("text"),
        feedback=fields.text("feedback"),
        misconception=fields.text("misconception", ""),
    )
    fields.done()
    return option


def _repair_option(fields: Fields, bug: Bug) -> RepairOption:
    names = tuple(repair.name for repair in fields.workbook.repairs)
    repair = fields.workbook.repair_named(fields.one_of("repair", names))
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
