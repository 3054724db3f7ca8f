"""Every write to a class by its teacher. Each is one transaction; who watches is told after the commit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from a09web.invalid_input import InvalidInput
from a09web.kit.public_ids import new_public_id
from a09web.kit.refusals import Refused
from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import sandbox_from
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import Scenario, parse_title

from .asking import Asked, scenario_in, variant_of
from .ending import expire_at
from .joining import check_free, taken_names
from .membership import SCREEN
from .models import (
    ASKING,
    HISTOGRAMS,
    NOTES_LENGTH,
    PHASES,
    ROUND_OF,
    TEXT_LENGTH,
    Classroom,
    Participant,
    Question,
    new_code,
)
from .naming import parse_name
from .rooms import dismiss, nudge, tell

MOST_MINUTES = 30
CODES_TRIED = 20
NO_OTHER_FORM = "This question has no other form: there is nothing to rename in it."
NO_NEXT_FORM = "Only what a step breaks can be asked in another form. Take a step and ask anew which one comes next."
NO_EXAMPLE: dict[str, Any] = {"example": "", "example_hides_bugs": False}


class Ended(Refused):
    """The class is over; it can be looked at, and nothing more."""

    status = 409


def open_class(*, teacher: User, title: str, scenario: Scenario, public_id: str = "") -> Classroom:
    """A new class that begins where a scenario stands; opened twice with the same id, it is one class.

    Raises `InvalidInput` for a title that is too long.
    """
    title = parse_title(title) or "A class"
    if teacher.classes.count() >= settings.CLASSES_PER_TEACHER and not teacher.classes.filter(public_id=public_id):
        raise Refused(
            f"You have {settings.CLASSES_PER_TEACHER} classes, which is the limit. Delete one that you do not need any "
            "more; those that have ended are deleted by themselves when they expire."
        )
    public_id = public_id or new_public_id()
    for _ in range(CODES_TRIED):
        try:
            with transaction.atomic():
                return _opened(teacher, title, scenario, public_id)
        except IntegrityError:  # it is open already, or its code is in use
            known = Classroom.objects.filter(public_id=public_id, teacher=teacher).first()
            if known is not None:
                return known
    raise Refused("No free code was found for this class. Please try again.")


def _opened(teacher: User, title: str, scenario: Scenario, public_id: str) -> Classroom:
    expires = timezone.now() + timedelta(days=settings.CLASS_DAYS)
    made = Classroom(public_id=public_id, teacher=teacher, title=title, expires=expires)
    made.sandbox = sandbox_from(scenario, owner=made.sandbox_owner, is_attached=True)
    made.save(force_insert=True)
    expire_at(made, expires)
    return made


def change(classroom: Classroom, *, skipped: int = 0, **values: Any) -> None:
    """Sets columns of a class that goes on; `skipped` versions were those of a sandbox that is left. Raises `Ended`."""
    found = Classroom.objects.filter(pk=classroom.pk, ended=None).update(**values, version=F("version") + 1 + skipped)
    if not found:
        raise Ended("This class has ended. Its results are kept until it expires.")
    classroom.refresh_from_db()
    tell(classroom)


def set_phase(*, classroom: Classroom, phase: str, minutes: int = 0) -> None:
    """Turns to a phase. `minutes` starts the timer of a discussion; 0 has none."""
    if phase not in PHASES:
        raise InvalidInput("There is no such phase.")
    if phase in ASKING and classroom.question is None:
        raise Refused("Nothing is asked yet. Ask a question first, then the class can vote on it.")
    if phase in ROUND_OF and classroom.question is not None and classroom.question.is_revealed:
        raise Refused("The answer was shown already, so a vote would say nothing. Ask it again in another form.")
    if phase == "exercise" and not classroom.exercise:
        raise Refused("No exercise is chosen yet. Choose one first.")
    ends = timezone.now() + timedelta(minutes=_minutes(minutes)) if phase == "discuss" and minutes else None
    with transaction.atomic():
        if phase == "reveal" and classroom.question is not None:
            Question.objects.filter(pk=classroom.question.pk).update(is_revealed=True)
        change(classroom, phase=phase, timer_ends=ends, **(NO_EXAMPLE if phase in ASKING else {}))


def set_timer(*, classroom: Classroom, minutes: int) -> None:
    """Starts the timer anew, or takes it away with 0."""
    ends: datetime | None = timezone.now() + timedelta(minutes=_minutes(minutes)) if minutes else None
    change(classroom, timer_ends=ends)


def extend_timer(*, classroom: Classroom) -> None:
    """One minute more, from now if the time is up."""
    now = timezone.now()
    ends = max(now, classroom.timer_ends or now) + timedelta(minutes=1)
    change(classroom, timer_ends=min(ends, now + timedelta(minutes=MOST_MINUTES)))


def _minutes(minutes: int) -> int:
    if minutes > MOST_MINUTES:
        raise InvalidInput(f"A timer runs {MOST_MINUTES} minutes at most.")
    return minutes


def ask(*, classroom: Classroom, asked: Asked, number: int, variant: Question | None = None) -> Question:
    """Asks the question with that number, and opens the vote. Asked twice with the same number, it is one question.

    Raises `Refused` if another question has that number, which was asked on another device.
    """
    fields = {"kind": asked.kind, "text": encode(asked.scenario), "step": asked.step}
    with transaction.atomic():
        last = classroom.questions.aggregate(last=Max("number"))["last"] or 0
        known = classroom.questions.filter(number=number).first()
        if known is not None and all(getattr(known, name) == value for name, value in fields.items()):
            return known
        if known is not None or number != last + 1:
            raise Refused("Another question was asked meanwhile. Please look at it first.")
        question = Question.objects.create(classroom=classroom, number=number, variant_of=variant, **fields)
        change(classroom, question=question, phase="predict", timer_ends=None, histogram="hidden", **NO_EXAMPLE)
    return question


def ask_variant(*, classroom: Classroom, asked: Asked, number: int) -> Question:
    """Asks the present question again with other names. Raises `Refused` where there is no other form of it."""
    other = variant_of(asked)
    if other is None:
        raise Refused(NO_NEXT_FORM if asked.kind == Question.NEXT else NO_OTHER_FORM)
    return ask(classroom=classroom, asked=other, number=number, variant=classroom.question)


def set_exercise(*, classroom: Classroom, key: str) -> None:
    """Chooses the exercise and turns to it. `key` is that of an exercise that exists."""
    change(classroom, exercise=key, phase="exercise", timer_ends=None, **NO_EXAMPLE)


def set_histogram(*, classroom: Classroom, state: str) -> None:
    if state not in HISTOGRAMS:
        raise InvalidInput("The histogram is hidden, counts, or is shown.")
    change(classroom, histogram=state)


def switch(*, classroom: Classroom, name: str, on: bool) -> None:
    """Turns one of the switches of a class."""
    if name not in ("is_free", "is_locked", "names_shown", "own_names"):
        raise InvalidInput("There is no such switch.")
    change(classroom, **{name: on})


def rotate_code(*, classroom: Classroom, code: str) -> None:
    """Puts another code in the place of `code`; those who are in stay in, projectors that were opened with it do not.
    Asked twice for the same code, it is done once."""
    for _ in range(CODES_TRIED):
        try:
            with transaction.atomic():
                classroom.refresh_from_db()
                if classroom.code == code:
                    dismiss(classroom, SCREEN)  # before they could see the new code
                    change(classroom, code=new_code(), former_codes=[*classroom.former_codes, code])
                return
        except IntegrityError:
            continue


def start_from(*, classroom: Classroom, scenario: Scenario) -> None:
    """Gives the class another sandbox, and keeps the old one to go back to."""
    with transaction.atomic():
        _put_on_board(classroom, sandbox_from(scenario, owner=classroom.sandbox_owner, is_attached=True))


def go_back(*, classroom: Classroom) -> None:
    """Puts the sandbox that was left on the board again. Raises `Refused` if none was."""
    with transaction.atomic():
        classroom.refresh_from_db()
        if classroom.left_sandbox is None:
            raise Refused("There is nothing to go back to: the board was not changed.")
        _put_on_board(classroom, classroom.left_sandbox)


def _put_on_board(classroom: Classroom, sandbox: Sandbox) -> None:
    """The version of the rooms goes on from that of the old sandbox, which is locked so that no step comes between."""
    old = Sandbox.objects.select_for_update().get(pk=classroom.sandbox_id)
    change(
        classroom,
        skipped=old.version,
        sandbox=sandbox,
        left_sandbox=old,
        question=None,
        phase="explore",
        **NO_EXAMPLE,
    )


def show_example(*, classroom: Classroom, text: str, hides_bugs: bool) -> None:
    """Shows what somebody did with an exercise in the place of the sandbox, which stays as it is. Raises `InvalidInput`
    for a text that is no scenario."""
    encoded = encode(scenario_in(text))
    if len(encoded) > TEXT_LENGTH:
        raise InvalidInput("This schedule is too long to be shown.")
    change(classroom, example=encoded, example_hides_bugs=hides_bugs)


def hide_example(*, classroom: Classroom) -> None:
    """Shows the teacher's sandbox again."""
    change(classroom, **NO_EXAMPLE)


def write_notes(*, classroom: Classroom, notes: str, version: int) -> None:
    """Keeps the teacher's own notes, which nobody else sees, if they are those that were read at that version. Raises
    `Refused` if another device wrote meanwhile."""
    if len(notes) > NOTES_LENGTH:
        raise InvalidInput(f"Notes have {NOTES_LENGTH} characters at most; these have {len(notes)}.")
    found = Classroom.objects.filter(pk=classroom.pk, notes_version=version)
    if not found.update(notes=notes, notes_version=version + 1):
        classroom.refresh_from_db()
        if classroom.notes != notes:
            raise Refused(
                "Your notes were changed on another device meanwhile, so these were not stored. They stand in their "
                "field still; load the page again in another tab to see the others."
            )
    classroom.refresh_from_db()


# Students, as their teacher deals with them


def rename(*, participant: Participant, name: str) -> None:
    name = parse_name(name)
    with transaction.atomic():
        change(participant.classroom)  # which also keeps others from taking the name meanwhile
        check_free(name, taken_names(participant.classroom, but=participant))
        Participant.objects.filter(pk=participant.pk).update(name=name)
        nudge(participant)


def remove(*, participant: Participant) -> None:
    """Sends somebody out. Their work is kept, and `restore` lets them in again."""
    with transaction.atomic():
        dismiss(participant.classroom, participant.public_id)
        _set_removed(participant, is_removed=True)


def restore(*, participant: Participant) -> None:
    _set_removed(participant, is_removed=False)


def _set_removed(participant: Participant, *, is_removed: bool) -> None:
    with transaction.atomic():
        Participant.objects.filter(pk=participant.pk).update(is_removed=is_removed)
        change(participant.classroom)
