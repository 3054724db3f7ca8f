"""How a class ends: for those who are in it, by its teacher's hand, or by itself when it expires."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from a09web.exercises.models import Work
from a09web.exercises.services import forget
from a09web.invalid_input import InvalidInput
from a09web.sandbox.models import Sandbox

from .due import schedule
from .models import Classroom, DueRun
from .rooms import tell

EXPIRE_CLASS = "expire-class"
"""The kind of due work that deletes a class."""
MOST_DAYS = 400


def expire_at(classroom: Classroom, when: datetime) -> None:
    """Says when the class is deleted; said again, it is the new time that counts."""
    schedule(kind=EXPIRE_CLASS, subject=classroom.public_id, when=when)


def keep_days(*, classroom: Classroom, days: int) -> None:
    """Lets the class expire so many days from now."""
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(f"A class is kept for 1 to {MOST_DAYS} days.")
    expires = timezone.now() + timedelta(days=days)
    with transaction.atomic():
        Classroom.objects.filter(pk=classroom.pk).update(expires=expires)
        expire_at(classroom, expires)
    classroom.expires = expires


def end_class(*, classroom: Classroom) -> None:
    """Ends it for all. Its code is free again; its data is kept until it expires."""
    now = timezone.now()
    Classroom.objects.filter(pk=classroom.pk, ended=None).update(
        ended=now, code="", former_codes=[*classroom.former_codes, classroom.code], version=F("version") + 1
    )
    classroom.refresh_from_db()
    tell(classroom)


@transaction.atomic
def delete_class(classroom: Classroom) -> None:
    """Deletes a class with all sandboxes and works of those who were in it, and that it was to expire."""
    _delete(classroom)
    DueRun.objects.filter(kind=EXPIRE_CLASS, subject=classroom.public_id, completed=None).delete()


def expire(public_id: str) -> None:
    """Deletes a class at its time. It may be gone already."""
    found = Classroom.objects.filter(public_id=public_id).first()
    if found is not None:
        _delete(found)


def _delete(classroom: Classroom) -> None:
    owners = [one.owner for one in classroom.participants.all()]
    forget(Work.objects.filter(solver__in=owners))
    classroom.delete()
    Sandbox.objects.filter(is_attached=True, owner__in=[classroom.sandbox_owner, *owners]).delete()
