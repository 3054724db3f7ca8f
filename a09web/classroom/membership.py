"""Who is in a class. That is a signed cookie and a row, never the socket."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from .models import Classroom, Participant

SALT = "a09web.classroom"
SCREEN = "screen"
DAY_SECONDS = 24 * 3600
COOKIE = "a09_class_"
MOST_CLASSES = 20
"""So many cookies are looked at for the classes of a browser."""


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


def present_students(classroom: Classroom) -> int:
    return classroom.participants.students().count()
