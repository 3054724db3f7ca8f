"""Who is in a class, and what a student does there. Identity is a signed cookie and a row, never the socket."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

from a09web.invalid_input import InvalidInput
from a09web.kit.limits import TooMany, counted, counted_before
from a09web.kit.refusals import Refused
from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import sandbox_from
from a09web.scenarios.scenario import Scenario

from .alike import Taken
from .asking import asked_in
from .codes import NoCode, read_code
from .models import Classroom, Participant, Question, Vote, new_code
from .naming import REROLLS, name_for, parse_name

SALT = "a09web.classroom"
SCREEN = "screen"
CLOSED = "The vote on this was closed before your answer arrived, so it was not counted."
DAY_SECONDS = 24 * 3600
NAMES_TRIED = 30
MINUTE_SECONDS = 60
MOST_COPIES = 30
WRONG_TRIES, WRONG_TRIES_IN_CLASS = 10, 600
"""How many wrong short codes one browser, and all in a class, may try in a minute: nobody locks the others out, and
none is guessed."""
JOINS_A_MINUTE = 900
"""How many may join a class in a minute, from wherever: a lecture may come at once, from one address."""
COOKIE = "a09_class_"
MOST_CLASSES = 20
"""So many cookies are looked at for the classes of a browser."""


class Closed(Refused):
    """Too late: it is not asked any more."""

    status = 409


# The cookie


def cookie_name(public_id: str) -> str:
    return f"{COOKIE}{public_id}"


def member_of(public_id: str, cookies: Mapping[str, str]) -> str | None:
    """Whom the cookie of a class names: the id of a student, or a projector; None without one of ours."""
    request = HttpRequest()
    request.COOKIES = dict(cookies)
    return request.get_signed_cookie(cookie_name(public_id), default="", salt=SALT) or None


def remember_member(response: HttpResponseBase, classroom: Classroom, member: str) -> None:
    response.set_signed_cookie(
        cookie_name(classroom.public_id),
        member,
        salt=SALT,
        max_age=settings.CLASS_DAYS * DAY_SECONDS,
        httponly=True,
        secure=settings.OWNER_COOKIE_SECURE,
        samesite="Lax",
    )


def screen_of(classroom: Classroom) -> str:
    """A projector of the class: it was opened with the present code, and sees nothing under another."""
    return f"{SCREEN}.{classroom.last_code}"


def participant_in(request: HttpRequest, classroom: Classroom) -> Participant | None:
    """The student who asks, also one who was removed."""
    member = member_of(classroom.public_id, request.COOKIES)
    if member is None:
        return None
    found = Participant.objects.filter(classroom=classroom, public_id=member).first()
    if found is not None:
        found.classroom = classroom
    return found


def classes_of(request: HttpRequest) -> list[Classroom]:
    """The classes that go on and in which this browser is a student, by its cookies."""
    ids = [name.removeprefix(COOKIE) for name in request.COOKIES if name.startswith(COOKIE)][:MOST_CLASSES]
    found = Classroom.objects.filter(public_id__in=ids, ended=None).order_by("-created")
    students = ((one, participant_in(request, one)) for one in found)
    return [one for one, student in students if student is not None and not student.is_removed]


# Joining


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


def join(*, classroom: Classroom, ticket: str, roll: int, own: str = "") -> Participant:
    """Lets somebody in. `own` is a name of their own, if the class allows that.

    Raises `InvalidInput` for a name that cannot be, `Refused` if the class takes nobody, or if the name is taken.
    """
    known = Participant.objects.filter(classroom=classroom, public_id=ticket).first()
    if known is not None:
        return known
    if counted("class.join", classroom.public_id, MINUTE_SECONDS) > JOINS_A_MINUTE:
        raise TooMany("Very many are joining this class at the moment. Please try again in a minute.")
    own = parse_name(own) if own.strip() and classroom.own_names else ""
    for _ in range(NAMES_TRIED):
        try:
            with transaction.atomic():
                _check_takes_in(classroom)
                if own:
                    check_free(own, taken_names(classroom))
                name = own or offered_name(classroom, ticket, min(roll, REROLLS))
                made = Participant.objects.create(classroom=classroom, public_id=ticket, name=name)
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


def resume(*, classroom: Classroom, code: str, browser: str) -> Participant:
    """The student with that code, on another device. Raises `Refused`."""
    tries = {classroom.public_id: WRONG_TRIES_IN_CLASS, f"{classroom.public_id} {browser}": WRONG_TRIES}
    if any(counted_before("class.back", who) >= most for who, most in tries.items()):
        raise TooMany("Too many wrong codes were tried. Please wait a minute.")
    found = classroom.participants.filter(resume_code=_code_in(code), is_simulated=False).first()
    if found is None:
        for who in tries:
            counted("class.back", who, MINUTE_SECONDS)
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


# Votes


def vote(*, participant: Participant, number: int, round: int, choice: str, nth: int) -> Vote:
    """Stores an answer to question `number` in a round; `nth` is 1 for the first one and one more for each change.

    What was stored is changed only by the request that names the next number, so a request that comes again, or late,
    changes nothing. Raises `Closed` if this is not asked any more, `Refused` if another device answered meanwhile.
    """
    with transaction.atomic():
        classroom = Classroom.objects.select_related("question").get(pk=participant.classroom_id)
        question = classroom.question
        if question is None or question.number != number or classroom.round != round or question.is_revealed:
            raise Closed(CLOSED)
        question.classroom = classroom
        if choice not in dict(asked_in(question).options):
            raise InvalidInput("Please choose one of the answers.")
        mine = Vote.objects.filter(question=question, participant=participant, round=round)
        if nth == 1:
            stored, changed = mine.get_or_create(
                question=question, participant=participant, round=round, defaults={"choice": choice}
            )
        else:
            changed = bool(mine.filter(nth=nth - 1).update(choice=choice, nth=nth, stored=timezone.now()))
            found = mine.first()
            if found is None:
                raise Refused("Please load the page again: it speaks of an answer that was not stored.")
            stored = found
        if changed and not _count_vote(classroom, question):
            raise Closed(CLOSED)
    if not changed and (stored.nth, stored.choice) != (nth, choice) and stored.nth <= nth:
        raise Refused("Another answer of yours was stored already, and is marked now. To change it, choose again.")
    stored.question = question
    return stored


def _count_vote(classroom: Classroom, question: Question) -> bool:
    """Counts the change, if the vote is still open; another connection may have closed it since it was looked at."""
    is_open = Classroom.objects.filter(pk=classroom.pk, phase=classroom.phase, question=question, ended=None)
    return bool(is_open.update(version=F("version") + 1))


def my_vote(participant: Participant, classroom: Classroom) -> Vote | None:
    """The latest answer to the present question, in whichever round."""
    if classroom.question is None:
        return None
    found = Vote.objects.filter(question=classroom.question, participant=participant)
    return found.select_related("question").order_by("-round").first()


# A copy of one's own


def copy_from(*, participant: Participant, scenario: Scenario, key: str) -> Sandbox:
    """A sandbox of the student's own that stands where the class stands. Those made before are kept. The same `key`,
    sent again, makes no second one. Raises `Refused` for one too many."""
    public_id = f"copy-{salted_hmac(SALT, f'{participant.pk} {key}').hexdigest()[:27]}"
    with transaction.atomic():
        Participant.objects.select_for_update().get(pk=participant.pk)
        known = Sandbox.objects.filter(public_id=public_id).first()
        if known is None:
            if len(copies_of(participant)) >= MOST_COPIES:
                raise Refused(f"You have {MOST_COPIES} copies already; that is the limit. Go on with one of them.")
            known = sandbox_from(scenario, owner=participant.owner, public_id=public_id, held=True, title="")
        Participant.objects.filter(pk=participant.pk).update(copy=known)
    return known


def go_back_to_copy(*, participant: Participant, public_id: str) -> None:
    """Makes an earlier copy the present one."""
    known = Sandbox.objects.filter(owner=participant.owner, public_id=public_id, held=True).first()
    if known is not None:
        Participant.objects.filter(pk=participant.pk).update(copy=known)


def copies_of(participant: Participant) -> list[Sandbox]:
    return list(Sandbox.objects.filter(owner=participant.owner, held=True).order_by("created"))


def present_students(classroom: Classroom) -> int:
    return classroom.participants.filter(is_removed=False).count()


def counted_votes(classroom: Classroom, round: int) -> dict[str, int]:
    """How often each answer was given: a count of rows, without those who were removed."""
    counts: dict[str, int] = {}
    if classroom.question is not None:
        kept = Q(participant__is_removed=False, round=round)
        for choice in classroom.question.votes.filter(kept).values_list("choice", flat=True):
            counts[choice] = counts.get(choice, 0) + 1
    return counts


def bump(classroom: Classroom) -> None:
    """Counts a change that is no column of the class, so that its rooms are painted anew."""
    Classroom.objects.filter(pk=classroom.pk).update(version=F("version") + 1)
