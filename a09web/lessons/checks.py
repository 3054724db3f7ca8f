"""What is wrong with the content. The quick part runs with every command of Django's, the whole one when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import Resolver404, resolve

from a09web.model.machine import machine_for
from a09web.model.verdicts import judge
from a09web.model.workbook import Workbook
from a09web.workbooks import WORKBOOKS

from .asking import Ask
from .content import Lesson, check_order, content_of, read_general, read_lesson
from .judging import breaking, choices, first_broken, is_all_done, judge_prediction
from .prose import addresses, explored, to_html
from .reading import ContentError
from .topics import TOPICS, Topic, read_topics

FEWEST_CHOICES = 3
RECALLED = 3


def content_is_valid(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """Whether the content can be read: names, types, steps that replay."""
    found = (problem for workbook in WORKBOOKS.values() for problem in problems_of(workbook, computed=False))
    return [Error(problem, id="lessons.E001") for problem in found]


def problems_of(workbook: Workbook[Any], *, computed: bool) -> Iterator[str]:
    """All that is wrong with the content of a workbook, if it has any."""
    root = content_of(workbook)
    if root.is_dir():
        yield from problems(root, workbook, computed=computed)


def problems(root: Path, workbook: Workbook[Any], *, computed: bool) -> Iterator[str]:
    """All that is wrong with the content of a folder; `computed` also explores what its texts claim."""
    folders = sorted(folder for folder in root.iterdir() if folder.is_dir() and folder.name != TOPICS)
    read = list[Lesson]()
    for folder in folders:
        try:
            lesson = read_lesson(folder, root, workbook)
        except ContentError as wrong:
            yield str(wrong)
            continue
        read.append(lesson)
        if computed:
            yield from (f"{lesson.slug}: {problem}" for problem in _of_lesson(lesson))
    try:
        if len(read) == len(folders):
            check_order(sorted(read, key=lambda lesson: lesson.order), workbook)
        asks, found = read_general(root, workbook).asks, read_topics(root, workbook)
    except ContentError as wrong:
        yield str(wrong)
        return
    if len(asks) < RECALLED:
        yield f"general.yaml: there must be {RECALLED} questions or more."
    yield from (f"general.yaml: {problem}" for ask in asks for problem in _of_ask(ask))
    if computed:
        yield from (f"{topic.slug}: {problem}" for topic in found for problem in _of_topic(topic))


def _of_lesson(lesson: Lesson) -> Iterator[str]:
    yield from _figures(lesson)
    yield from (f"the link {address} leads nowhere." for text in lesson.texts() for address in _dead(text, ""))
    if lesson.meet.played.last.broken or not is_all_done(lesson.meet.played):
        yield "the run of Meet must end with all work done and nothing broken."
    if not list(addresses(lesson.meet.incident)):
        yield "the incident of Meet must have a link to where it was reported."
    yield from (problem for ask in (lesson.meet.ask, *lesson.recall) for problem in _of_ask(ask))
    yield from _of_predict(lesson)
    yield from _of_repair(lesson)
    if len(choices(lesson.check)) < FEWEST_CHOICES:
        yield f"the question of Check must have {FEWEST_CHOICES} steps to choose from, or more."
    if len(breaking(lesson)) != 1:
        yield f"one step must break {lesson.bug.caught_by} in Check, and it is {', '.join(breaking(lesson)) or 'none'}."


def _figures(lesson: Lesson) -> Iterator[str]:
    for text in lesson.texts():
        try:
            lesson.text(text)
        except ContentError as wrong:
            yield str(wrong)


def _of_ask(ask: Ask) -> Iterator[str]:
    refusing = ", ".join(str(guard.number) for guard in ask.refusing)
    if len(ask.refusing) > 1:
        yield f"one guard of {ask.transition} should refuse it in “{ask.name}”, and guards {refusing} do."
    if not ask.refusing and not ask.may_pass:
        yield f"no guard of {ask.transition} refuses it in “{ask.name}”."


def _of_predict(lesson: Lesson) -> Iterator[str]:
    found = explored(lesson.bounds, lesson.bugs)
    right = first_broken(found)
    if [option.prop for option in lesson.options].count(right) != 1:
        yield f"one option of Predict must be {right}, which breaks first."
    for option in lesson.options:
        judged = judge_prediction(lesson, option)
        if not judged.is_right and not option.misconception:
            yield f"the option {option.prop} of Predict is wrong, and does not name its misconception."
        if not judged.is_right and option.prop in machine_for(lesson.bounds).broken(judged.state):
            yield f"the option {option.prop} of Predict breaks in the same step as {right}: it is not wrong."
        elif not judged.is_right and judged.later is not None and judged.later == found.steps.get(right):
            yield f"the option {option.prop} of Predict breaks after as few steps as {right}: it is not wrong."


def _of_repair(lesson: Lesson) -> Iterator[str]:
    missing = set(lesson.workbook.repairs_of(lesson.bug.name)) - {option.repair for option in lesson.repairs}
    yield from (f"the repair {repair.name} is not among the options." for repair in missing)
    for option in lesson.repairs:
        computed = judge(option.repair, lesson.bounds).kind
        if computed != option.verdict:
            yield f"the repair {option.repair.name} is said to be “{option.verdict}”, and it is “{computed}”."


def _of_topic(topic: Topic) -> Iterator[str]:
    try:
        text = "\n\n".join(piece for kind, piece in topic.pieces if kind == "prose")
    except ContentError as wrong:
        yield str(wrong)
        return
    yield from (f"the link {address} leads nowhere." for address in _dead(text, str(to_html(text))))


def _dead(text: str, page: str) -> Iterator[str]:
    """The links to this site that lead nowhere, fragments included."""
    for address in addresses(text):
        path, _, fragment = address.partition("#")
        if path.startswith("/") and not _is_page(path) or not path and f'id="{fragment}"' not in page:
            yield address


def _is_page(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
