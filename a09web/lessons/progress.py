"""Every write to a learner's progress, and what of a lesson is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils import timezone

from a09web.invalid_input import InvalidInput
from a09web.model.verdicts import FIXES, judge
from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import create_sandbox

from .asking import Ask, guard_choices, judge_guard
from .content import NONE, PARTS, Lesson, Option, RepairOption
from .judging import choices, judge_answer
from .models import Progress

MOST_CHOICES = 200
"""So many choices of a kind are kept. Nobody needs more, and a program shall not fill the table."""

SALT = "a09.learner"


def progress_of(owner: str, lesson: Lesson) -> Progress | None:
    return Progress.objects.filter(owner=owner, workbook=lesson.workbook.slug, slug=lesson.slug).first()


def begin(owner: str, lesson: Lesson) -> Progress:
    """The learner's progress in a lesson; a new one if there is none yet."""
    progress, _ = Progress.objects.get_or_create(owner=owner, workbook=lesson.workbook.slug, slug=lesson.slug)
    return progress


def meet_sandbox(progress: Progress, lesson: Lesson) -> Sandbox:
    """The sandbox of Meet: no bug is on, and the correct run lies ahead."""
    if progress.meet_sandbox is None:
        made = create_sandbox(
            owner=progress.owner,
            bounds=lesson.bounds,
            future=lesson.meet.steps,
            title=f"{lesson.bug.name}: the correct run",
        )
        _write(progress, meet_sandbox=made)
    assert progress.meet_sandbox is not None
    return progress.meet_sandbox


def break_sandbox(progress: Progress, lesson: Lesson) -> Sandbox:
    """The sandbox of Break it and Why: the bug is on."""
    if progress.break_sandbox is None:
        made = create_sandbox(
            owner=progress.owner, bounds=lesson.bounds, bugs=lesson.bugs, title=f"{lesson.bug.name}: yours to break"
        )
        _write(progress, break_sandbox=made)
    assert progress.break_sandbox is not None
    return progress.break_sandbox


def see(progress: Progress, part: str) -> None:
    if part not in progress.seen:
        _change(progress, lambda now: now.seen.append(part) if part not in now.seen else None)


def predict(progress: Progress, lesson: Lesson, prop: str) -> None:
    """Raises `InvalidInput` for an option that is not there."""
    option_of(lesson, prop)
    _change(progress, lambda now: _append(now.predictions, prop))


def take_hint(progress: Progress, lesson: Lesson) -> None:
    _change(progress, lambda now: setattr(now, "hints", min(now.hints + 1, len(lesson.hints))))


def note_break(progress: Progress, steps: int) -> None:
    """The learner broke the invariant in so many steps."""
    if progress.broke_in is None or steps < progress.broke_in:
        _change(progress, lambda now: setattr(now, "broke_in", min(steps, now.broke_in or steps)))


def try_repair(progress: Progress, lesson: Lesson, name: str) -> None:
    """Raises `InvalidInput` for a repair that is not there."""
    repair_of(lesson, name)
    _change(progress, lambda now: _append(now.repairs, name))


def answer(progress: Progress, lesson: Lesson, step: str) -> None:
    """Raises `InvalidInput` for a step that was not offered."""
    try:
        judge_answer(lesson, step)
    except ValueError as wrong:
        raise InvalidInput(str(wrong)) from None
    _change(progress, lambda now: _append(now.answers, step))


def name_guard(progress: Progress, lesson: Lesson, number: str) -> None:
    """What refuses the step that Meet asks about. Raises `InvalidInput` for a guard that was not offered."""
    _check_guard(lesson.meet.ask, number)
    _change(progress, lambda now: _append(now.guards, number))


def point_at(progress: Progress, number: int) -> None:
    """The step of the learner's trace that is to blame, as Why asks for it."""
    _change(progress, lambda now: _append(now.culprits, number))


def recall(progress: Progress, asks: Sequence[Ask], answers: Mapping[str, str]) -> None:
    """Answers to questions of earlier lessons, by their names. Raises `InvalidInput` if one is missing or was not
    offered."""
    for ask in asks:
        _check_guard(ask, answers.get(ask.name, ""))
    pairs = [[ask.name, answers[ask.name]] for ask in asks]
    _change(progress, lambda now: setattr(now, "recalled", [*now.recalled, *pairs][-MOST_CHOICES:]))


def _check_guard(ask: Ask, choice: str) -> None:
    try:
        judge_guard(ask, choice)
    except ValueError as wrong:
        raise InvalidInput(str(wrong)) from None


def start_over(progress: Progress) -> None:
    """Forgets a lesson. Its sandboxes stay in the list of the learner's sandboxes."""
    progress.delete()


@dataclass(frozen=True)
class Chosen:
    """What a learner chose, as far as the lesson still offers it: its content may have been changed meanwhile."""

    predictions: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()


def chosen(progress: Progress | None, lesson: Lesson) -> Chosen:
    if progress is None:
        return Chosen()
    properties = {option.prop for option in lesson.options}
    repairs = {option.repair.name for option in lesson.repairs}
    steps = {*choices(lesson.check), NONE}
    guards = {choice.value for choice in guard_choices(lesson.meet.ask)}
    return Chosen(
        tuple(prop for prop in progress.predictions if prop in properties),
        tuple(name for name in progress.repairs if name in repairs),
        tuple(step for step in progress.answers if step in steps),
        tuple(number for number in progress.guards if number in guards),
    )


def done(progress: Progress | None, lesson: Lesson) -> tuple[str, ...]:
    """The parts that are done, in their order."""
    if progress is None:
        return ()
    known = chosen(progress, lesson)
    by_part = {
        "predict": bool(known.predictions),
        "break": progress.broke_in is not None,
        "repair": any(judge(repair_of(lesson, name).repair, lesson.bounds).kind == FIXES for name in known.repairs),
        "check": any(judge_answer(lesson, step).is_right for step in known.answers),
    }
    return tuple(part for part in PARTS if by_part.get(part, part in progress.seen))


def option_of(lesson: Lesson, prop: str) -> Option:
    for option in lesson.options:
        if option.prop == prop:
            return option
    raise InvalidInput("Please choose one of the answers.")


def repair_of(lesson: Lesson, name: str) -> RepairOption:
    for option in lesson.repairs:
        if option.repair.name == name:
            return option
    raise InvalidInput("Please choose one of the repairs.")


def ticket_of(owner: str) -> str:
    """What a link holds so that another browser can go on as this learner."""
    return signing.dumps(owner, salt=SALT)


def owner_of_ticket(ticket: str) -> str | None:
    """None for a ticket that this app did not make."""
    try:
        owner = signing.loads(ticket, salt=SALT)
    except signing.BadSignature:
        return None
    return owner if isinstance(owner, str) else None


def forget_untouched(*, days: int) -> int:
    """Deletes the progress of learners who did not come back for so many days; returns how many lessons."""
    count, _ = Progress.objects.filter(touched__lt=timezone.now() - timedelta(days=days)).delete()
    return count


def _append(choices: list[Any], choice: object) -> None:
    if len(choices) < MOST_CHOICES and choice not in choices[-1:]:
        choices.append(choice)


def _write(progress: Progress, **values: Sandbox) -> None:
    Progress.objects.filter(pk=progress.pk).update(touched=timezone.now(), **values)
    for name, value in values.items():
        setattr(progress, name, value)


def _change(progress: Progress, change: Callable[[Progress], object]) -> None:
    """Changes what is stored now, so that two tabs do not undo each other's choices."""
    with transaction.atomic():
        now = Progress.objects.select_for_update().get(pk=progress.pk)
        change(now)
        now.touched = timezone.now()
        now.save()
    progress.refresh_from_db()
