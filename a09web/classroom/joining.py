"""How somebody gets into a class: with a ticket and a name, or with their own code on another device."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.db.models import F

from a09web.invalid_input import InvalidInput
from a09web.kit.client import Client
from a09web.kit.limits import Share
from a09web.kit.refusals import Refused

from .alike import Taken
from .codes import NoCode, read_code
from .membership import SALT
from .models import Classroom, Participant, new_code
from .naming import REROLLS, name_for, parse_name
from .rooms import bump

NAMES_TRIED = 30
MINUTE_SECONDS = 60
WRONG_CODES = Share("class.back", MINUTE_SECONDS, of_client=10, of_address=1000)
"""Wrong short codes in a class: none is guessed, and nobody locks others out."""
JOINS = Share("class.join", MINUTE_SECONDS, of_client=30, of_address=900)
"""Students who join a class: a lecture may come at once, from one address."""


def new_ticket(public_id: str = "") -> str:
    """What a page of joining is made with: whoever sends it twice is one student. So it is for a class to be opened,
    whose id it holds."""
    return Signer(salt=SALT).sign(public_id or secrets.token_urlsafe(12))


def ticket_in(text: str) -> str:
    """Raises `InvalidInput`."""
    try:
        return Signer(salt=SALT).unsign(text)
    except BadSignature:
        raise InvalidInput("This page is too old, or was not made here. Please load it again.") from None


def offered_name(classroom: Classroom, ticket: str, roll: int) -> str:
    """A friendly name that nobody in the class has yet."""
    taken = taken_names(classroom)
    for further in range(NAMES_TRIED):
        name = name_for(ticket, roll + further * (REROLLS + 1))
        if taken.like(name) is None:
            return name
    return name_for(ticket, roll)[:20] + f" {len(taken.names) + 1}"


def taken_names(classroom: Classroom, *, but: Participant | None = None) -> Taken:
    found = classroom.participants.values_list("pk", "name")
    return Taken(name for pk, name in found if but is None or pk != but.pk)


def check_free(name: str, taken: Taken) -> None:
    """Raises `Refused` if somebody in the class has the name, or one that looks like it."""
    like = taken.like(name)
    if like == name:
        raise Refused(f"Somebody in this class is called {name} already. Choose another name.")
    if like is not None:
        raise Refused(f"Somebody in this class is called {like}, which looks like {name}. Choose another name.")


def join(*, classroom: Classroom, ticket: str, roll: int, own: str = "", is_trial: bool = False) -> Participant:
    """Lets somebody in. `own` is a name of their own, if the class allows that; `is_trial` is the teacher's own trial.

    Raises `InvalidInput` for a name that cannot be, `Refused` if the class takes nobody, or if the name is taken.
    """
    known = Participant.objects.filter(classroom=classroom, public_id=ticket).first()
    if known is not None:
        return known
    own = parse_name(own) if own.strip() and classroom.own_names else ""
    for _ in range(NAMES_TRIED):
        try:
            with transaction.atomic():
                _check_takes_in(classroom)
                if own:
                    check_free(own, taken_names(classroom))
                name = own or offered_name(classroom, ticket, min(roll, REROLLS))
                number = None if is_trial else _next_number(classroom)
                made = Participant.objects.create(
                    classroom=classroom, public_id=ticket, name=name, is_trial=is_trial, number=number
                )
                bump(classroom)
                return made
        except IntegrityError:
            known = Participant.objects.filter(classroom=classroom, public_id=ticket).first()
            if known is not None:
                return known
    raise Refused("No free name was found. Please try again.")


def _check_takes_in(classroom: Classroom) -> None:
    """Raises `Refused` if a class takes nobody in. Called within a transaction: until its end nothing of it changes,
    and nobody else takes a name."""
    now = Classroom.objects.select_for_update().get(pk=classroom.pk)
    if now.ended or now.is_locked:
        raise Refused("This class takes nobody in at the moment. Please ask your teacher.")
    if now.participants.count() >= settings.STUDENTS_PER_CLASS:
        raise Refused("This class is full. Please tell your teacher.")


def _next_number(classroom: Classroom) -> int:
    """Called while the class is locked."""
    Classroom.objects.filter(pk=classroom.pk).update(last_number=F("last_number") + 1)
    return Classroom.objects.values_list("last_number", flat=True).get(pk=classroom.pk)


def resume(*, classroom: Classroom, code: str, client: Client) -> Participant:
    """The student with that code, on another device. Raises `Refused`."""
    WRONG_CODES.check(client, "Too many wrong codes were tried. Please wait a minute.", classroom.public_id)
    found = classroom.participants.filter(resume_code=_code_in(code), is_simulated=False).first()
    if found is None:
        WRONG_CODES.count(client, classroom.public_id)
        raise Refused("No student of this class has that code. It stands on the other device under “Me”.")
    return found


def _code_in(typed: str) -> str:
    """Empty for what is no code: to try that counts like a wrong one."""
    try:
        return read_code(typed)
    except NoCode:
        return ""


def new_resume_code(*, participant: Participant) -> None:
    """Puts another code in the place of one that somebody has seen."""
    Participant.objects.filter(pk=participant.pk).update(resume_code=new_code())
