"""The live rooms of a class: what everybody sees (`c.<id>`), and what only its teacher sees (`t.<id>`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import transaction
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from a09web.live.hub import hub

from .membership import SALT, SCREEN, member_of, screen_of
from .models import Classroom, Participant

CLASS, CONSOLE = "c", "t"


_OF_CLASS = F("version") + F("sandbox__version")


def class_versions(public_ids: Iterable[str]) -> dict[str, int]:
    """Of the rooms of classes."""
    return dict(_named(public_ids).values_list("public_id", _OF_CLASS))


def console_versions(public_ids: Iterable[str]) -> dict[str, int]:
    """Of the rooms of their teachers."""
    return dict(_named(public_ids).values_list("public_id", _OF_CLASS + F("unseen")))


def _named(public_ids: Iterable[str]) -> QuerySet[Classroom]:
    return Classroom.objects.filter(public_id__in=list(public_ids))


def bump(classroom: Classroom) -> None:
    """Counts a change that is no column of the class, so that its rooms are painted anew."""
    Classroom.objects.filter(pk=classroom.pk).update(version=F("version") + 1)


def bump_votes(found: QuerySet[Classroom]) -> int:
    """Counts new answers, in the classes of the query; how many classes there were. While the class sees nothing of
    the votes, it does not even hear that there was one."""
    hidden = Case(When(histogram="hidden", then=1), default=0)
    return found.update(version=F("version") + 1 - hidden, unseen=F("unseen") + hidden)


def tell(classroom: Classroom) -> None:
    """Tells all who watch a class that it changed, when that is committed. The class is told before its teacher.

    What is stored stays stored, whatever becomes of the telling.
    """
    for kind in (CLASS, CONSOLE):
        transaction.on_commit(partial(hub.changed, f"{kind}.{classroom.public_id}"), robust=True)


def dismiss(classroom: Classroom, who: str) -> None:
    """Ends the sockets of a student or of projectors, when that is committed."""
    room = f"{CLASS}.{classroom.public_id}"
    transaction.on_commit(partial(hub.dismiss, room, who), robust=True)


def nudge(participant: Participant, *, least: int = 1) -> None:
    """Tells the pages of one student that something of their own changed, if there are so many of them."""
    room = f"{CLASS}.{participant.classroom.public_id}"
    transaction.on_commit(partial(hub.nudge, room, participant.public_id, least), robust=True)


def guard_class(public_id: str, cookies: Mapping[str, str]) -> str | None:
    """The teacher of the class, its students, and projectors while the code is that which they were opened with."""
    taught, member = guard_console(public_id, cookies), member_of(public_id, cookies)
    if taught is not None or member is None:
        return taught
    if member.startswith(f"{SCREEN}."):
        classroom = Classroom.objects.filter(public_id=public_id).first()
        return SCREEN if classroom is not None and member == screen_of(classroom) else None
    is_out = Participant.objects.filter(public_id=member, is_removed=True).exists()
    return None if is_out else member


def guard_console(public_id: str, cookies: Mapping[str, str]) -> str | None:
    """The teacher of the class alone."""
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    is_theirs = user.is_authenticated and Classroom.objects.filter(public_id=public_id, teacher_id=user.pk).exists()
    return teacher_by(key) if is_theirs else None


def teacher_by(session_key: str) -> str:
    """A teacher at one browser: signed out there, the sockets of that browser end, and those of others do not."""
    return f"teacher.{salted_hmac(SALT, session_key).hexdigest()[:32]}"


def is_taught_by(request: HttpRequest, classroom: Classroom) -> bool:
    """Whether it is the teacher of the class who asks."""
    return request.user.is_authenticated and request.user.pk == classroom.teacher_id


def class_named(public_id: str) -> Classroom | None:
    found = Classroom.objects.select_related("sandbox", "question")
    return found.filter(public_id=public_id).first()
