"""The live rooms of a class: what everybody sees (`c.<id>`), and what only its teacher sees (`t.<id>`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from a09web.live.hub import hub
from a09web.live.painting import Picture
from a09web.sandbox.panels import Panel, swaps

from .models import Classroom, Participant
from .people import member_of

CLASS, CONSOLE = "c", "t"


def versions(public_ids: Iterable[str]) -> dict[str, int]:
    found = Classroom.objects.filter(public_id__in=list(public_ids)).annotate(both=F("version") + F("sandbox__version"))
    return dict(found.values_list("public_id", "both"))


def tell(classroom: Classroom) -> None:
    """Tells all who watch a class that it changed, when that is committed. The class is told before its teacher."""
    for kind in (CLASS, CONSOLE):
        transaction.on_commit(partial(hub.changed, f"{kind}.{classroom.public_id}"))


def dismiss(participant: Participant) -> None:
    """Ends the sockets of somebody who was sent out, when that is committed."""
    room = f"{CLASS}.{participant.classroom.public_id}"
    transaction.on_commit(partial(hub.dismiss, room, participant.public_id))


def paint_class(public_id: str) -> Picture | None:
    from .screens import class_panels

    classroom = class_named(public_id)
    return None if classroom is None else _picture(classroom, class_panels(classroom))


def paint_console(public_id: str) -> Picture | None:
    from .console import console_panels

    classroom = class_named(public_id)
    return None if classroom is None else _picture(classroom, console_panels(classroom))


def guard_class(public_id: str, cookies: Mapping[str, str]) -> str | None:
    """Students of the class, its projector, and its teacher."""
    member = member_of(public_id, cookies)
    if member is None:
        return guard_console(public_id, cookies)
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
    return "teacher" if is_theirs else None


def class_named(public_id: str) -> Classroom | None:
    found = Classroom.objects.select_related("sandbox", "question")
    return found.filter(public_id=public_id).first()


def _picture(classroom: Classroom, panels: dict[str, Panel]) -> Picture:
    hashes = {name: panel.hash for name, panel in panels.items()}
    return Picture(classroom.room_version, hashes, lambda known: "".join(swaps(panels, dict(known))))
